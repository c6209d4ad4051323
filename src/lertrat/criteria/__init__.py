"""The rules of one year as data and the arithmetic on them. Pure: no Django, no database, no clock."""

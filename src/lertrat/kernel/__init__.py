"""What everybody needs and nobody owns. Pure: no Django, no database."""

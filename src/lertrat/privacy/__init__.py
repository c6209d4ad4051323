"""Personal data as rights and duties: what a person may see, take along and erase, what the office answers for, what goes by itself."""

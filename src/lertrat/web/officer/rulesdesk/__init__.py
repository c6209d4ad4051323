"""The rules desk: where a year's rules are begun, edited, compared, previewed, rehearsed, proposed and sealed."""

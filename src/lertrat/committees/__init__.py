"""Who decides: Commission and sub-committees, seats, meetings, attendance, agenda items, resolutions."""

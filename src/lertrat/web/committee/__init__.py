"""Pages of the committees: results board, meetings, the book, honours, publication."""

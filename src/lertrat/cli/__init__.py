"""The lertrat command."""

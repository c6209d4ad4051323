"""Outbox and channels: a reader of records."""

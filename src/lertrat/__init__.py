"""Lertrat: one award year from its rules to its published results."""

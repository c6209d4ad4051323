"""Screening, panels, assignments, score sheets, visits, ranking."""

"""Who reads what: the assignment problem and its exact solver. Pure."""

from lertrat.matching.problem import Assignment, Unfilled, assign

__all__ = ["Assignment", "Unfilled", "assign"]

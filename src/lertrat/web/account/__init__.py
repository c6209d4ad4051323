"""Signing in and out, and the desk that leads a person to their pages."""

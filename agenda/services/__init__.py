"""Writes of the agenda."""

from agenda.services.occurrences import refresh_occurrences

__all__ = ["refresh_occurrences"]

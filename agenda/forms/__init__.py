"""What people ask of the agenda, and what partners fill in."""

from agenda.forms.wanted import wanted_from

__all__ = ["wanted_from"]

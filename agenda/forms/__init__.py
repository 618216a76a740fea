"""What people ask of the agenda, and what partners fill in."""

from agenda.forms.wanted import query_of, wanted_from

__all__ = ["query_of", "wanted_from"]

"""What partners send in about themselves and their consulting hours, as editors see it; registers each kind when it is loaded."""

from partners.subjects.consulting import hints_of
from partners.subjects.portal import application_facts

__all__ = ["application_facts", "hints_of"]

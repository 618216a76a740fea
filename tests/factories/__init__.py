"""Factories: the smallest valid thing of each kind; a test names what it is about."""

from tests.factories.accounts import UserFactory, person
from tests.factories.socialmap import EntryFactory, OrganisationFactory, TargetGroupFactory, ThemeFactory

__all__ = ["EntryFactory", "OrganisationFactory", "TargetGroupFactory", "ThemeFactory", "UserFactory", "person"]

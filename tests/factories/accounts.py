"""Factories of users."""

import factory

from accounts.models import User


class UserFactory(factory.django.DjangoModelFactory):
    """Somebody who can log in with the password "wachtwoord van de test"."""

    email = factory.Sequence(lambda number: f"medewerker{number}@example.nl")
    password = factory.django.Password("wachtwoord van de test")

    class Meta:
        model = User

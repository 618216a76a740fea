"""Factories of the social map."""

from datetime import date
from typing import Any

import factory

from search.choices import Step
from socialmap.choices import CostKind, Mode
from socialmap.models import Entry, Organisation, TargetGroup, Theme


class ThemeFactory(factory.django.DjangoModelFactory):
    """A live theme."""

    name = factory.Sequence(lambda number: f"Thema {number}")
    slug = factory.Sequence(lambda number: f"thema-{number}")

    class Meta:
        model = Theme


class TargetGroupFactory(factory.django.DjangoModelFactory):
    """A target group."""

    name = factory.Sequence(lambda number: f"Groep {number}")
    slug = factory.Sequence(lambda number: f"groep-{number}")

    class Meta:
        model = TargetGroup


class OrganisationFactory(factory.django.DjangoModelFactory):
    """A live organisation for the whole city."""

    name = factory.Sequence(lambda number: f"Organisatie {number}")
    slug = factory.Sequence(lambda number: f"organisatie-{number}")
    description = "U kunt hier terecht met vragen."
    phone = "0570-000020"
    is_city_wide = True

    class Meta:
        model = Organisation

    @classmethod
    def _create(cls, model_class: type[Organisation], *args: Any, **kwargs: Any) -> Organisation:
        zones = kwargs.pop("zones", None)
        organisation = model_class(*args, **kwargs)
        organisation.save()
        if zones:
            organisation.zones = zones
            organisation.save()
        return organisation


class EntryFactory(factory.django.DjangoModelFactory):
    """A live entry for the whole city, of step ORGANISATION; zones, themes and groups by keyword."""

    title = factory.Sequence(lambda number: f"Hulp {number}")
    slug = factory.Sequence(lambda number: f"hulp-{number}")
    step = Step.ORGANISATION
    sentence = "U krijgt hulp van iemand die er verstand van heeft."
    owner = factory.SubFactory(OrganisationFactory)
    organisation = factory.SelfAttribute("owner")
    phone = "0570-000021"
    is_city_wide = True
    modes = [Mode.PHONE]
    cost_kind = CostKind.FREE
    verified_on = date(2026, 11, 3)

    class Meta:
        model = Entry

    @classmethod
    def _create(cls, model_class: type[Entry], *args: Any, **kwargs: Any) -> Entry:
        many = {name: kwargs.pop(name) for name in ("zones", "themes", "target_groups", "alternatives") if name in kwargs}
        if many.get("zones"):
            kwargs["is_city_wide"] = False
        entry = model_class(*args, **kwargs)
        entry.save()
        for name, value in many.items():
            setattr(entry, name, value)
        if many:
            entry.save()
        return entry

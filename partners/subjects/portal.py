"""What editors see of organisations that want to be a partner, and of changes in the social map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from operator import attrgetter

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Right
from accounts.models import User
from moderation.registry import Area, Fact, Hint, Subject, subjects
from moderation.rules import NotAllowedError
from partners.forms import ENTRY_FIELDS
from partners.models import Application
from partners.selectors import organisations_like
from partners.services import welcome
from sites.shell import hub_url
from socialmap.models import Entry
from socialmap.selectors import alike, describe, in_words


def _no_area(instance: object) -> Area:
    """The social map is one for the whole city, so its own right decides and no zone."""
    return Area()


def application_facts(application: Application) -> Sequence[Fact]:
    """All that an organisation told of itself."""
    zones = _("heel de gemeente") if application.is_city_wide else ", ".join(zone.name for zone in application.zones.all())
    return (
        Fact(label=_("Organisatie"), value=application.name),
        Fact(label=_("Soort"), value=application.get_kind_display()),
        Fact(label=_("Wat zij doen"), value=application.description),
        Fact(label=_("Wijken"), value=zones),
        Fact(label=_("Telefoon voor bewoners"), value=application.phone),
        Fact(label=_("Wie vraagt het"), value=f"{application.contact}\n{application.email}"),
        Fact(label=_("Staat al op de site als"), value=application.existing.name if application.existing else ""),
    )


def _application_hints(application: Application, at: datetime) -> Sequence[Hint]:
    hints = [
        Hint(
            text=_("Lijkt op: %(name)s (%(why)s)") % {"name": found.name, "why": why},
            is_serious=True,
            url=hub_url(found.get_absolute_url()),
        )
        for found, why in organisations_like(application.name, phone=application.phone, email=application.email)
    ]
    if application.existing:
        hints.append(
            Hint(
                text=_("Deze persoon wil namens %(name)s spreken. Bel die organisatie en vraag of dat klopt.")
                % {"name": application.existing.name},
                is_serious=True,
            )
        )
    return hints


def _let_in(application: Application, by: User | None, at: datetime) -> None:
    if by is None:
        raise NotAllowedError(_("Over een nieuwe organisatie beslist altijd iemand."))
    welcome(application=application, by=by, at=at)


def _entry_facts(entry: Entry) -> Sequence[Fact]:
    return tuple(_entry_fact(entry, name) for name in ("title", *ENTRY_FIELDS))


def _entry_fact(entry: Entry, name: str) -> Fact:
    label = str(getattr(Entry._meta.get_field(name), "verbose_name", name))
    shown = getattr(entry, f"get_{name}_display", None)
    return Fact(label=label[:1].upper() + label[1:], value=str(shown() if shown else getattr(entry, name) or ""))


def _entry_hints(entry: Entry, at: datetime) -> Sequence[Hint]:
    return (*_missing(entry), *_like(entry))


def _like(entry: Entry) -> Iterator[Hint]:
    """Other help that may be the same; four queries."""
    for found, match in alike(describe(entry), model=Entry):
        text = _("Mogelijk dubbel: %(name)s (%(why)s)") % {"name": found, "why": in_words(match)}
        yield Hint(text=text, url=hub_url(found.get_absolute_url()))


def _missing(entry: Entry) -> Iterator[Hint]:
    for sentence in entry.missing_for_publication().values():
        yield Hint(text=sentence, is_serious=True)


subjects.register(
    Subject(
        model=Application,
        noun=gettext_lazy("organisatie"),
        needs_right=Right.EDIT_SOCIAL_MAP,
        area=_no_area,
        facts=application_facts,
        hints=_application_hints,
        address=attrgetter("email"),
        approve=_let_in,
    )
)
subjects.register(
    Subject(
        model=Entry,
        noun=gettext_lazy("hulp of tip"),
        needs_right=Right.EDIT_SOCIAL_MAP,
        area=_no_area,
        facts=_entry_facts,
        stored=lambda entry: Entry.objects.filter(pk=entry.pk, live=True).first(),
        hints=_entry_hints,
        edit_url=lambda entry: reverse("wagtailsnippets_socialmap_entry:edit", args=[entry.pk]),
        public_url=lambda entry: hub_url(entry.get_absolute_url()),
        portal_url=lambda entry: reverse("partner_entry", args=[entry.pk]),
    )
)

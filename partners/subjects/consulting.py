"""What editors see of a consulting hour that a partner proposes: when and where, and what to look at twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rapidfuzz import fuzz

from accounts.choices import Right
from accounts.models import User
from core.recurrence import describe_date
from core.schedule import AMSTERDAM
from moderation.registry import Area, Fact, Hint, Subject, subjects
from partners.choices import HourState
from partners.models import ConsultingHour
from partners.selectors import clash_of, clash_sentence, closed_sentence
from partners.services import publish_hour
from sites.shell import zone_url

LIKENESS = 80
LONG_SENTENCE_WORDS = 15


def area_of(hour: ConsultingHour) -> Area:
    """The zone of the place."""
    return Area(zones=(hour.location.zone,))


def facts_of(hour: ConsultingHour) -> Sequence[Fact]:
    """All that a resident would read."""
    return (
        Fact(label=_("Naam"), value=hour.title),
        Fact(label=_("Waarvoor"), value=hour.summary),
        Fact(label=_("Van wie"), value=hour.organisation.name),
        Fact(label=_("Wanneer"), value=hour.timing.words),
        Fact(label=_("Vanaf"), value=describe_date(hour.first_day)),
        Fact(label=_("Tot en met"), value=describe_date(hour.last_day) if hour.last_day else ""),
        Fact(label=_("Waar"), value=hour.location.name),
        Fact(label=_("Kamer"), value=hour.room.name if hour.room else ""),
        Fact(label=_("Afspraak"), value=_("Alleen op afspraak") if hour.by_appointment else _("Zonder afspraak")),
        Fact(label=_("Telefoon voor een afspraak"), value=hour.phone),
        Fact(label=_("Onderwerpen"), value=", ".join(theme.name for theme in hour.themes.all())),
    )


def hints_of(hour: ConsultingHour, at: datetime) -> Sequence[Hint]:
    """What an editor should look at before deciding, what is serious first."""
    return sorted(_hints(hour, at), key=lambda hint: not hint.is_serious)


def public_url_of(hour: ConsultingHour) -> str:
    """Where residents find it: on the page of the place, on the site of its zone."""
    return zone_url(hour.location.zone, f"{hour.location.get_absolute_url()}#spreekuren")


def _hints(hour: ConsultingHour, at: datetime) -> Iterator[Hint]:
    today = at.astimezone(AMSTERDAM).date()
    if hour.timing.next_date(today) is None:
        yield Hint(text=_("Alle dagen zijn al geweest."), is_serious=True)
    clash = clash_of(hour, at=at)
    if clash:
        yield Hint(text=clash_sentence(clash), is_serious=True)
    yield from _like(hour, at)
    closed = closed_sentence(hour, at=at)
    if closed:
        yield Hint(text=f"{closed} {_('Kan iemand er dan in?')}")
    for sentence in re.split(r"(?<=[.!?])\s", hour.summary):
        if len(sentence.split()) > LONG_SENTENCE_WORDS:
            yield Hint(text=_("Deze zin is lang: '%(sentence)s'") % {"sentence": sentence})


def _like(hour: ConsultingHour, at: datetime) -> Iterator[Hint]:
    """Consulting hours of the same organisation at the same place with nearly the same name; one query."""
    today = at.astimezone(AMSTERDAM).date()
    own = ConsultingHour.objects.filter(organisation=hour.organisation, location=hour.location, state=HourState.LIVE).not_over(on=today)
    for other in own.exclude(pk__in=[pk for pk in (hour.pk, hour.replaces_id) if pk]).prefetch_related("offs"):
        if fuzz.token_set_ratio(other.title.lower(), hour.title.lower()) >= LIKENESS:
            text = _("Lijkt op: %(title)s, %(words)s") % {"title": other.title, "words": other.timing.words}
            yield Hint(text=text, is_serious=True, url=public_url_of(hour))


def _replaced(hour: ConsultingHour) -> ConsultingHour | None:
    return hour.replaces if hour.replaces and hour.replaces.live else None


def _approve(hour: ConsultingHour, by: User | None, at: datetime) -> None:
    publish_hour(hour=hour, by=by, at=at)


subjects.register(
    Subject(
        model=ConsultingHour,
        noun=gettext_lazy("spreekuur"),
        needs_right=Right.MODERATE,
        area=area_of,
        facts=facts_of,
        hints=hints_of,
        stored=_replaced,
        public_url=public_url_of,
        portal_url=lambda hour: reverse("partner_consulting_hour", args=[hour.reference]),
        approve=_approve,
        version=lambda hour: hour.sequence,
    )
)

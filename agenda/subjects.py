"""What editors see of an activity that a partner sends in: what is in it, what differs, and what to look at twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rapidfuzz import fuzz

from accounts.choices import Right
from agenda.choices import SignUp
from agenda.documents import text_of
from agenda.models import AgendaPage, EventPage, Occurrence
from agenda.rules import Date, describe_day_and_date, describe_moment
from core.choices import Access
from core.plain_language import check
from core.schedule import AMSTERDAM
from moderation.registry import Area, Fact, Hint, Subject, subjects
from search.selectors import hard_terms
from sites.models import Location, Zone
from sites.shell import hub_url, zone_url
from socialmap.choices import CostKind

LIKENESS = 80
NEARBY = timedelta(days=1)
SHOWN_FINDINGS = 3
SHOWN_DATES = 3


def area_of(event: EventPage) -> Area:
    """The zone whose agenda it stands in, and where else it asks to be."""
    zone = Zone.objects.filter(site__root_page__path__in=_ancestor_paths(event)).first()
    others = [other for other in event.also_in.all() if other != zone]
    return Area(zones=tuple(filter(None, [zone, *others])), is_city_wide=event.is_city_wide or zone is None)


def facts_of(event: EventPage) -> Sequence[Fact]:
    """All that a resident would read."""
    series = event.series
    when = event.words or describe_moment(event.starts_at, event.ends_at, is_all_day=event.is_all_day)
    changed = [
        f"{describe_day_and_date(day)}: {change.kind.label.lower()} {change.note}".strip() for day, change in sorted(series.changes.items())
    ]
    area = area_of(event)
    return (
        Fact(label=_("Naam"), value=event.title),
        Fact(label=_("In het kort"), value=event.introduction),
        Fact(label=_("Uitleg"), value=text_of(event)),
        Fact(label=_("Wanneer"), value=when),
        Fact(label=_("Eerste keer"), value=describe_moment(event.starts_at, event.ends_at, is_all_day=event.is_all_day)),
        Fact(label=_("Andere dagen"), value="\n".join(changed)),
        Fact(label=_("Toestand"), value=event.get_state_display()),
        Fact(label=_("Waar"), value="\n".join(filter(None, [event.place_name, event.street, f"{event.postcode} {event.city}".strip()]))),
        Fact(label=_("Rolstoel"), value=str(Access(event.wheelchair).label)),
        Fact(label=_("Kosten"), value=event.cost or str(CostKind(event.cost_kind).label)),
        Fact(label=_("Meedoen"), value="\n".join(filter(None, [_sign_up_in_words(event), event.signing_up]))),
        Fact(label=_("Contact"), value="\n".join(filter(None, [event.phone, event.email, event.website]))),
        Fact(label=_("Van wie"), value=event.organiser.name if event.organiser else ""),
        Fact(label=_("Voor wie"), value=", ".join(group.name for group in event.target_groups.all())),
        Fact(label=_("Onderwerpen"), value=", ".join(theme.name for theme in event.themes.all())),
        Fact(label=_("Wijken"), value=_("heel de gemeente") if area.is_city_wide else ", ".join(zone.name for zone in area.zones)),
    )


def _sign_up_in_words(event: EventPage) -> str:
    words = str(SignUp(event.registration).label)
    return _("%(how)s, %(count)d plekken") % {"how": words, "count": event.capacity} if event.capacity else words


def hints_of(event: EventPage, at: datetime) -> Sequence[Hint]:
    """What an editor should look at before deciding, what is serious first."""
    return sorted(_hints(event, at), key=lambda hint: not hint.is_serious)


def _hints(event: EventPage, at: datetime) -> Iterator[Hint]:
    today = at.astimezone(AMSTERDAM).date()
    coming = [date for date in event.series.dates(since=today, before=today + timedelta(days=400)) if date.ends_at > at]
    if not coming:
        yield Hint(text=_("Alle dagen zijn al geweest."), is_serious=True)
    unheld = _days_outside_the_rule(event)
    if unheld:
        yield Hint(text=_("Op %(days)s is het volgens de regel niet. Klopt die dag?") % {"days": ", ".join(unheld)}, is_serious=True)
    yield from _duplicates(event)
    if event.cost_kind == CostKind.UNKNOWN:
        yield Hint(text=_("Er staat niet wat het kost."))
    if event.cost_kind == CostKind.PAID and not event.cost:
        yield Hint(text=_("Er staat niet hoeveel het kost."))
    if not (event.phone or event.email or event.website or event.signing_up):
        yield Hint(text=_("Er is niemand te bellen of te mailen."))
    for finding in check(event.reading_text, hard_words=hard_terms(), links=event.link_texts).findings[:SHOWN_FINDINGS]:
        yield Hint(text=_("Taal: '%(piece)s'. %(advice)s") % {"piece": finding.piece.rstrip("."), "advice": finding.suggestion})
    yield from _closed(event, coming[:SHOWN_DATES])


def _days_outside_the_rule(event: EventPage) -> list[str]:
    days = sorted(event.series.changes)
    if not days:
        return []
    given = {date.day for date in event.series.dates(since=days[0], before=days[-1] + timedelta(days=1))}
    return [describe_day_and_date(day) for day in days if day not in given]


def _duplicates(event: EventPage) -> Iterator[Hint]:
    """Activities with nearly the same name that begin around the same day; two queries."""
    starts = event.starts_at
    near = Occurrence.objects.public().between(starts - NEARBY, starts + NEARBY).exclude(event=event.pk).select_related("event__zone__site")
    seen: set[int] = set()
    for row in near:
        if row.event_id not in seen and fuzz.token_set_ratio(row.event.title.lower(), event.title.lower()) >= LIKENESS:
            seen.add(row.event_id)
            yield Hint(text=_("Lijkt op: %(title)s") % {"title": row.event.title}, is_serious=True, url=public_url_of(row.event))


def _closed(event: EventPage, coming: Sequence[Date]) -> Iterator[Hint]:
    """Whether the Wijkwinkel it would be held in is closed then."""
    location = Location.objects.filter(name__iexact=event.place_name.strip()).first()
    if location is None or not location.hours:
        return
    closed = [date for date in coming if location.hours.opening_at(date.starts_at) is None]
    if closed:
        yield Hint(text=_("%(place)s is dan dicht. Kan men erin?") % {"place": location.name})


def public_url_of(event: EventPage) -> str:
    """Where residents find it: on the site of its own zone, or on the hub."""
    path = f"/agenda/{event.slug}/"
    return zone_url(event.zone, path) if event.zone else hub_url(path)


def _live(event: EventPage) -> EventPage | None:
    found: EventPage | None = EventPage.objects.live().filter(pk=event.pk).first()
    return found


def _ancestor_paths(event: EventPage) -> list[str]:
    return [event.path[:end] for end in range(AgendaPage.steplen, len(event.path) + 1, AgendaPage.steplen)]


subjects.register(
    Subject(
        model=EventPage,
        noun=gettext_lazy("activiteit"),
        needs_right=Right.MODERATE,
        area=area_of,
        facts=facts_of,
        stored=_live,
        hints=hints_of,
        edit_url=lambda event: reverse("wagtailadmin_pages:edit", args=[event.pk]),
        public_url=public_url_of,
        portal_url=lambda event: reverse("partner_event", args=[event.uid]),
    )
)

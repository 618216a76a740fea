"""Registering as residents see it: the dates that one can choose, the form, and how a registration stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.middleware.csrf import get_token
from django.utils.translation import gettext as _

from agenda.choices import EventState, RegistrationState
from agenda.components.places import full_words, is_full, places_of
from agenda.models.registration import EMAIL_LENGTH, NAME_LENGTH, REMARK_LENGTH
from agenda.rules import describe_moment
from core.components import Component, Example
from core.forms import started_now

if TYPE_CHECKING:
    from agenda.models import EventPage, Occurrence, Registration


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUpDate:
    """One date that somebody may choose; without an address nobody can register for it, and `notice` says why."""

    words: str
    url: str = ""
    places: str = ""
    notice: str = ""
    is_waiting_list: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUpDates(Component):
    """The coming dates of an activity with a way to register for each."""

    template_name: ClassVar[str] = "components/sign_up_dates.html"

    dates: tuple[SignUpDate, ...]

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """With room, full, off; and none."""
        dates = (
            SignUpDate(words="Dinsdag 1 december, 10.00 tot 12.00 uur", url="#dag", places="Nog 3 plaatsen"),
            SignUpDate(words="Dinsdag 8 december, 10.00 tot 12.00 uur", url="#dag2", notice="Vol: u kunt op de wachtlijst.", is_waiting_list=True),
            SignUpDate(words="Dinsdag 15 december, 10.00 tot 12.00 uur", notice="Gaat niet door."),
        )  # fmt: skip
        yield cls.example("Drie dagen", dates=dates)


def sign_up_dates(event: EventPage, *, coming: Sequence[Occurrence], at: datetime) -> SignUpDates:
    """The coming dates of an activity that takes registrations, seen at an aware moment."""
    return SignUpDates(dates=tuple(_date(event, row, at=at) for row in coming))


def _date(event: EventPage, row: Occurrence, *, at: datetime) -> SignUpDate:
    words = describe_moment(row.starts_at, row.ends_at, is_all_day=event.is_all_day)
    words = words[:1].upper() + words[1:]
    if row.state == EventState.CANCELLED:
        return SignUpDate(words=words, notice=_("Gaat niet door."))
    if not event.takes_registrations(starts_at=row.starts_at, at=at):
        return SignUpDate(words=words, notice=_("Aanmelden kan niet meer."))
    if row.state == EventState.FULL and not is_full(row):
        return SignUpDate(words=words, notice=_("Er is geen plek meer."))
    return SignUpDate(
        words=words,
        url=f"/agenda/{event.slug}/aanmelden/?dag={row.day:%Y-%m-%d}",
        places=places_of(row),
        notice=full_words() if is_full(row) else "",
        is_waiting_list=is_full(row),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxField:
    """One field of the form, with what was typed and what is wrong with it."""

    name: str
    label: str
    kind: str
    limit: int
    value: str
    errors: tuple[str, ...]
    help: str = ""
    autocomplete: str = ""
    is_required: bool = True

    @property
    def described_by(self) -> str:
        """The ids of what explains it."""
        start = f"aanmelden-{self.name}"
        return " ".join(filter(None, [f"{start}-uitleg" if self.help else "", f"{start}-fout" if self.errors else ""]))


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationBox(Component):
    """The form in which somebody registers; what was typed before and what was wrong with it, by field ("" for the whole form)."""

    template_name: ClassVar[str] = "components/registration_box.html"

    action: str
    most: int
    privacy_url: str
    is_waiting_list: bool = False
    values: Mapping[str, str]
    errors: Mapping[str, Sequence[str]]

    @property
    def started(self) -> str:
        """The puzzle that this form is made with."""
        return started_now()

    @property
    def fields(self) -> Iterable[BoxField]:
        """What one types."""
        yield self._field("name", _("Uw naam"), "text", NAME_LENGTH, autocomplete="name")
        yield self._field(
            "email", _("Uw e-mailadres"), "email", EMAIL_LENGTH, autocomplete="email", help=_("Bijvoorbeeld: naam@example.nl")
        )
        yield self._field(
            "remark", _("Wilt u nog iets zeggen?"), "text", REMARK_LENGTH, help=_("Dit hoeft niet. Bijvoorbeeld: ik eet geen vlees."), is_required=False
        )  # fmt: skip

    @property
    def form_errors(self) -> Sequence[str]:
        """What is wrong with the whole."""
        return self.errors.get("", ())

    @property
    def people_errors(self) -> Sequence[str]:
        """What is wrong with the number of people."""
        return self.errors.get("people", ())

    def _field(self, name: str, label: str, kind: str, limit: int, **details: Any) -> BoxField:
        value, errors = self.values.get(name, ""), tuple(self.errors.get(name, ()))
        return BoxField(name=name, label=label, kind=kind, limit=limit, value=value, errors=errors, **details)

    @property
    def numbers(self) -> Iterable[tuple[str, bool]]:
        """How many people one can choose, and whether that was chosen."""
        chosen = self.values.get("people", "1")
        return [(str(number), str(number) == chosen) for number in range(1, self.most + 1)]

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Add the token that shows that the form is ours."""
        context = super(RegistrationBox, self).get_context_data(parent_context)
        request = context["request"]
        return context | {"csrf_token": get_token(request)} if request else context

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """Empty, and sent with mistakes."""
        yield cls.example("Leeg", action="#", most=4, privacy_url="#", values={}, errors={})
        yield cls.example(
            "Met fouten",
            action="#",
            most=4,
            privacy_url="#",
            is_waiting_list=True,
            values={"name": "Aaltje", "email": "aaltje", "people": "2"},
            errors={"email": ["Dit is geen e-mailadres."], "": ["Dat ging heel snel. Druk nog een keer op de knop."]},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationStatus(Component):
    """How a registration stands, and the one thing that can be done with it."""

    template_name: ClassVar[str] = "components/registration_status.html"

    title: str
    sentence: str
    facts: tuple[tuple[str, str], ...] = ()
    event_url: str = ""
    button: str = ""
    act: str = ""
    is_good: bool = False
    error: str = ""

    @classmethod
    def from_registration(cls, registration: Registration, *, event_url: str, error: str = "") -> RegistrationStatus:
        """What its owner sees; `error` is why the last thing they did was not done."""
        places, event = registration.places, registration.places.event
        title, sentence = _words(registration)
        button, act = _act_of(registration) if not error else ("", "")
        when = describe_moment(places.starts_at, places.ends_at, is_all_day=event.is_all_day) if places.starts_at and places.ends_at else ""
        facts = (
            (_("Wat"), event.title),
            (_("Wanneer"), when),
            (_("Waar"), places.where),
            (_("Met hoeveel mensen"), str(registration.people)),
        )
        return cls(
            title=title,
            sentence=sentence,
            facts=facts if registration.state != RegistrationState.CANCELLED else facts[:3],
            event_url=event_url,
            button=button,
            act=act,
            is_good=registration.state == RegistrationState.CONFIRMED and not places.is_off,
            error=error,
        )

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Add the token that shows that the form is ours."""
        context = super(RegistrationStatus, self).get_context_data(parent_context)
        request = context["request"]
        return context | {"csrf_token": get_token(request)} if request else context

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """To confirm, and coming."""
        facts = (("Wat", "Koken voor een ander"), ("Wanneer", "dinsdag 1 december, 10.00 tot 12.00 uur"), ("Waar", "St. Jurriën"))
        yield cls.example(
            "Nog bevestigen", title="Klopt dit?", sentence="Druk op de knop. Dan bent u aangemeld.", facts=facts, button="Ja, ik meld mij aan", act="bevestig"
        )  # fmt: skip
        yield cls.example(
            "Doet mee", title="U doet mee", sentence="Tot dan!", facts=facts, button="Meld mij af", act="af", is_good=True, event_url="#"
        )


def _words(registration: Registration) -> tuple[str, str]:
    """The title and the sentence of a page about a registration."""
    if registration.state == RegistrationState.CANCELLED:
        return _("U bent afgemeld"), _("Uw naam en uw e-mailadres hebben wij weggegooid.")
    if registration.places.is_off:
        return _("Dit gaat niet door"), _("U hoeft niets te doen.")
    if registration.state == RegistrationState.CONFIRMED:
        return _("U doet mee"), _("Kunt u toch niet? Meld u dan af. Zo kan iemand anders mee.")
    if registration.state == RegistrationState.WAITING:
        return _("U staat op de wachtlijst"), _("Komt er plek en bent u aan de beurt? Dan sturen wij u een mail.")
    if registration.holds_place:
        return _("Klopt dit?"), _("Druk op de knop. Dan bent u aangemeld.")
    return _("Klopt dit?"), _("Alle plekken zijn bezet. Druk op de knop, dan komt u op de wachtlijst.")


def _act_of(registration: Registration) -> tuple[str, str]:
    """The button, and what it asks for."""
    if registration.state == RegistrationState.CANCELLED or registration.places.is_off:
        return "", ""
    if registration.state == RegistrationState.TO_CONFIRM:
        return _("Ja, ik meld mij aan"), "bevestig"
    return _("Meld mij af"), "af"

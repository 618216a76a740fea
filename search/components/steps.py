"""The three steps of the results page, and the links to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Self

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.components import Component, Example
from search.choices import Step, Tier
from search.components.cards import HelpCard, TipCard
from search.engine.base import STEPS, StepResult
from search.found import FoundHelp
from sites.shell import Shell

STEP_ICONS = {Step.SELF: "huis", Step.NETWORK: "straat", Step.ORGANISATION: "gebouw"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TierGroup:
    """Cards that are equally near, under a heading that says how near; an empty heading shows none."""

    heading: str
    cards: tuple[Component, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSection(Component):
    """One of the three steps, never empty: without hits it shows a tip, the desk and the telephone.

    `number` is 1, 2 or 3; `total` counts all hits, of which the cards of `groups` are shown. `text` is what an editor says of it, as safe HTML.
    """

    template_name: ClassVar[str] = "components/step_section.html"

    number: int
    groups: tuple[TierGroup, ...]
    total: int
    text: str = ""
    more_url: str = ""
    phone: str = ""
    desk_name: str = ""
    desk_status: str = ""

    @classmethod
    def from_result(
        cls,
        result: StepResult,
        *,
        zone: str,
        city: str,
        at: datetime,
        more_url: str = "",
        phone: str = "",
        desk_name: str = "",
        desk_status: str = "",
        is_demonstration: bool = False,
    ) -> Self:
        """The section of a step's result; `zone` is empty on the hub, `more_url` leads to all hits of the step."""
        groups = tuple(_grouped(result, zone=zone, city=city, at=at, is_demonstration=is_demonstration))
        return cls(
            number=STEPS.index(result.step) + 1,
            groups=groups,
            total=result.total,
            more_url=more_url if result.total > len(result.hits) else "",
            phone=phone,
            desk_name=desk_name,
            desk_status=desk_status,
        )

    @property
    def step(self) -> Step:
        """The step itself."""
        return STEPS[self.number - 1]

    @property
    def question(self) -> str:
        """The heading."""
        return str(self.step.label)

    @property
    def icon(self) -> str:
        """The drawing beside the heading."""
        return STEP_ICONS[self.step]

    @property
    def more_label(self) -> str:
        """The words of the link to all hits: "Toon alle 14 organisaties"."""
        return _("Toon alle %(hits)s") % {"hits": hits_in_words(self.step, self.total)}

    @property
    def fallback(self) -> TipCard | None:
        """What helps in any case, when nothing was found in this step."""
        if self.total or self.text or self.step == Step.ORGANISATION:
            return None
        if self.step == Step.SELF:
            return TipCard(
                title=_("Schrijf op wat u nodig hebt"),
                summary=_("Wat lukt nog wel, wat lukt niet meer? Met uw lijstje erbij helpen wij u sneller."),
                icon="lijst",
            )
        return TipCard(
            title=_("Vraag het aan iemand die u kent"),
            summary=_("Begin klein: een keer, op een vaste dag. Een buur, familie of iemand van uw club helpt vaak graag."),
            icon="praat",
        )

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """Tips, help in two tiers, an empty second step, an empty third step, and only elsewhere."""
        desk = {"phone": "0570-000010", "desk_name": "St. Jurriën", "desk_status": "Nu open, tot 17.00 uur"}
        tip, *_others = TipCard.examples()
        tips = tuple(replace(tip.component, title=title) for title in ("Maak een weekmenu", "Laat het brengen", "Deel een boodschap"))
        cards = tuple(replace(example.component, heading_level=4) for example in HelpCard.examples())
        yield cls.example("Tips", number=1, groups=(TierGroup(heading="", cards=tips),), total=5, more_url="#alles", **desk)
        yield cls.example(
            "In de wijk en in heel de stad", number=2, total=14, more_url="#alles",
            groups=(TierGroup(heading="In Zandweerd", cards=cards[:2]), TierGroup(heading="Voor heel Deventer", cards=cards[2:])), **desk,
        )  # fmt: skip
        yield cls.example("Niets in de omgeving", number=2, groups=(), total=0, **desk)
        yield cls.example("Geen organisaties", number=3, groups=(), total=0, **desk)
        yield cls.example(
            "Alleen elders", number=3, total=1,
            groups=(TierGroup(heading="In Zandweerd vonden we niets. Dit is er in andere wijken:", cards=cards[1:2]),), **desk,
        )  # fmt: skip


def sections_of(found: FoundHelp, *, shell: Shell, more_url: Callable[[Step], str]) -> tuple[StepSection, ...]:
    """The steps of a search on a page with this frame; `more_url` is the address of all hits of a step."""
    return tuple(
        StepSection.from_result(
            result,
            zone=found.zone_name,
            city=found.city,
            at=shell.now,
            more_url=more_url(result.step),
            phone=shell.help.phone,
            desk_name=shell.help.desk_name,
            desk_status=shell.help.desk_status,
            is_demonstration=shell.city.is_demonstration,
        )
        for result in found.steps
        if found.chosen_step in (None, result.step)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StepJump(Component):
    """Links to the three steps with how much there is in each; `totals` are three numbers, in order."""

    template_name: ClassVar[str] = "components/step_jump.html"

    totals: tuple[int, int, int]

    @classmethod
    def from_steps(cls, steps: Iterable[StepResult]) -> Self:
        """The links of a result."""
        first, second, third = (step.total for step in steps)
        return cls(totals=(first, second, third))

    @property
    def links(self) -> tuple[tuple[int, str, str, str], ...]:
        """Number, question, amount in words and icon of each step."""
        return tuple(
            (index + 1, str(step.label), hits_in_words(step, total), STEP_ICONS[step])
            for index, (step, total) in enumerate(zip(STEPS, self.totals, strict=True))
        )

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """With hits in each step, and with an empty one."""
        yield cls.example("Overal iets", totals=(3, 5, 14))
        yield cls.example("Een lege stap", totals=(0, 1, 1))


def hits_in_words(step: Step, total: int) -> str:
    """How much there is in a step: "3 tips", "1 plek in de buurt", "geen organisaties"."""
    if not total:
        return {Step.SELF: _("geen tips"), Step.NETWORK: _("geen plekken in de buurt"), Step.ORGANISATION: _("geen organisaties")}[step]
    if step == Step.SELF:
        words = ngettext("%(total)d tip", "%(total)d tips", total)
    elif step == Step.NETWORK:
        words = ngettext("%(total)d plek in de buurt", "%(total)d plekken in de buurt", total)
    else:
        words = ngettext("%(total)d organisatie", "%(total)d organisaties", total)
    return words % {"total": total}


def tier_heading(tier: Tier, *, zone: str, city: str, is_nearest: bool) -> str:
    """How near a group of hits is, in words; `is_nearest` says that nothing nearer was found."""
    if tier == Tier.OWN:
        return _("In %(zone)s") % {"zone": zone}
    if tier == Tier.ELSEWHERE and is_nearest:
        return _("In %(zone)s vonden we niets. Dit is er in andere wijken:") % {"zone": zone}
    if tier == Tier.ELSEWHERE:
        return _("In andere wijken")
    return _("In de wijken hiernaast") if tier == Tier.NEIGHBOUR else _("Voor heel %(city)s") % {"city": city}


def _grouped(result: StepResult, *, zone: str, city: str, at: datetime, is_demonstration: bool) -> Iterable[TierGroup]:
    """Close matches per tier, nearest first, and below them what also has to do with the question."""
    has_headings = bool(zone) and result.step != Step.SELF
    close: dict[Tier, list[Component]] = {}
    further: list[Component] = []
    for hit in result.hits:
        card: Component
        if result.step == Step.SELF:
            card = TipCard.from_hit(hit, at=at)
        else:
            card = HelpCard.from_hit(hit, at=at, heading_level=4 if has_headings else 3, is_demonstration=is_demonstration)
        if hit.is_close or not has_headings:
            close.setdefault(hit.tier if has_headings else Tier.OWN, []).append(card)
        else:
            further.append(card)
    for index, (tier, cards) in enumerate(sorted(close.items())):
        heading = tier_heading(tier, zone=zone, city=city, is_nearest=index == 0) if has_headings else ""
        yield TierGroup(heading=heading, cards=tuple(cards))
    if further:
        yield TierGroup(heading=_("Misschien helpt dit ook"), cards=tuple(further))

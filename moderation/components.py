"""How submissions look to partners: a badge for how far they are, and the tiles of the partner's home."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext as _

from accounts.models import User
from core.components import Component, Example
from moderation.choices import SubmissionState
from moderation.models import Submission

_TONES = {
    SubmissionState.RECEIVED: ("", "klok"),
    SubmissionState.REVIEWED: ("", "klok"),
    SubmissionState.QUESTION: ("letop", "praat"),
    SubmissionState.PUBLISHED: ("goed", "check"),
    SubmissionState.REFUSED: ("letop", "kruis"),
    SubmissionState.WITHDRAWN: ("", "kruis"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A word with a drawing; `tone` is goed, letop or nothing."""

    label: str
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a tile."""

    label: str
    url: str
    note: str = ""
    badge: Badge | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile(Component):
    """One tile of the partner's home: what there is, how it stands, and what to do."""

    template_name: ClassVar[str] = "components/portal_tile.html"

    key: str
    title: str
    icon: str
    order: int
    text: str = ""
    rows: tuple[Row, ...] = ()
    more_url: str = ""
    action_label: str = ""
    action_url: str = ""
    is_main: bool = False

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """Activities in three states, and a tile without anything yet."""
        rows = (
            Row(label="Samen naar de markt", url="#markt", note="elke vrijdag", badge=Badge(label="Geplaatst", tone="goed", icon="check")),
            Row(label="Kerstlunch", url="#lunch", note="18 december", badge=Badge(label="Vraag voor u", tone="letop", icon="praat")),
            Row(label="Open dag", url="#open", badge=Badge(label="Ontvangen", icon="klok")),
        )
        yield cls.example(
            "Activiteiten", key="activiteiten", title="Activiteiten", icon="kalender", order=2, rows=rows, more_url="#alles",
            action_label="Activiteit doorgeven", action_url="#nieuw", is_main=True,
        )  # fmt: skip
        yield cls.example("Leeg", key="leeg", title="Spreekuren", icon="deur", order=3, text="Dit komt later.")


TileSource = Callable[[User, datetime], Tile]


class TileRegistry:
    """The tiles of the partner's home, filled by each app when it starts."""

    def __init__(self) -> None:
        self._sources: list[TileSource] = []

    def register(self, source: TileSource) -> None:
        """Add a tile."""
        self._sources.append(source)

    def for_user(self, user: User, *, at: datetime) -> Sequence[Tile]:
        """The tiles that somebody sees at an aware moment, in their order; costs what the sources cost."""
        return sorted((source(user, at) for source in self._sources), key=lambda tile: tile.order)


portal_tiles = TileRegistry()


def badge_of(submission: Submission) -> Badge:
    """How far a submission is."""
    state = SubmissionState(submission.state)
    tone, icon = _TONES[state]
    label = _("Vraag voor u") if state is SubmissionState.QUESTION else str(state.label)
    return Badge(label=label, tone=tone, icon=icon)

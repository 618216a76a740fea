"""A picture of an activity in several sizes, of which a browser takes the one that fits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from django.templatetags.static import static

from core.components import Component, Example


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture(Component):
    """A picture with a text for who cannot see it; `sizes` are (address, width in pixels), smallest first, the last is the fallback."""

    template_name: ClassVar[str] = "components/event_picture.html"

    sizes: tuple[tuple[str, int], ...]
    width: int
    height: int
    alternative: str

    @property
    def source(self) -> str:
        """The largest one, for browsers that do not choose."""
        return self.sizes[-1][0]

    @property
    def choice(self) -> str:
        """All of them, as the attribute `srcset` has it."""
        return ", ".join(f"{url} {width}w" for url, width in self.sizes)

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """In one size."""
        yield cls.example("Foto", sizes=((static("img/favicon.svg"), 480),), width=480, height=270, alternative="Een huis met een deur")

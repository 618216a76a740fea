"""What editors do, chosen at random: every kind of change that the index has to follow."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db import models, transaction
from wagtail.models import Page

from home.models import HomePage, StandardPage
from search.choices import Step
from sites.models import Zone
from socialmap.choices import CostKind, Mode
from socialmap.models import Entry, Organisation, TargetGroup, Theme

# More than these are not made: what is there is taken away instead.
MAX_ENTRIES, MAX_PAGES, MAX_THEMES, MAX_ORGANISATIONS = 60, 15, 5, 8
WORDS = ("koffie", "buurt", "hulp", "tafel", "fiets", "taal", "schuld", "tuin", "wandelen", "lezen", "eenzaam", "samen", "eten", "brief")
Row = TypeVar("Row", bound=models.Model)


class Editor:
    """Somebody who does one thing after another; all that is random comes from the source.

    Wagtail moves pages in a tree that only one may change at a time, so that one editor alone does pages.
    """

    def __init__(self, source: random.Random, *, does_pages: bool) -> None:
        self._source = source
        entries = {
            self.make_entry: 10,
            self.publish_entry: 14,
            self.draft_entry: 4,
            self.unpublish_entry: 5,
            self.delete_entry: 4,
            self.relate_entry: 8,
        }
        shared = {self.rename_zone: 2, self.rename_organisation: 4, self.rename_theme: 4, self.rename_group: 2, self.delete_theme: 1}
        pages = {self.make_page: 6, self.change_page: 6, self.move_page: 5, self.unpublish_page: 2, self.delete_page: 3}
        self._single: dict[Callable[[], None], int] = {**entries, **shared, **(pages if does_pages else {})}

    def act(self) -> str:
        """One operation: a single one, some in one transaction, or some that are rolled back; its name."""
        roll = self._source.random()
        if roll < 0.8:
            return self._one()
        with transaction.atomic():
            names = [self._one() for _ in range(self._source.randint(2, 5))]
            if roll > 0.92:
                transaction.set_rollback(True)
                names.append("rolled back")
        return "+".join(names)

    def make_entry(self) -> None:
        """A new entry, live or not; one goes if there are many."""
        if Entry.objects.count() >= MAX_ENTRIES:
            self.delete_entry()
            return
        owner = self._organisation()
        entry = Entry(
            title=self._words(),
            slug=f"hulp-{self._unique()}",
            step=self._source.choice([Step.SELF, Step.NETWORK, Step.ORGANISATION]),
            sentence=f"U krijgt {self._words()}.",
            owner=owner,
            organisation=owner,
            phone="0570-000021",
            is_city_wide=True,
            modes=[Mode.PHONE],
            cost_kind=CostKind.FREE,
            verified_on=date(2026, 11, 3),
            live=self._source.random() < 0.8,
        )
        with transaction.atomic():
            entry.save()
            self._relate(entry)

    def publish_entry(self) -> None:
        """Another title through a revision, as the admin does it."""
        if entry := self._any(Entry):
            entry.title = self._words()
            with transaction.atomic():
                entry.save_revision().publish()

    def draft_entry(self) -> None:
        """A change that is not public yet."""
        if entry := self._any(Entry):
            entry.title = f"concept {self._words()}"
            entry.save_revision()

    def unpublish_entry(self) -> None:
        """Offline."""
        if entry := self._any(Entry, live=True):
            entry.unpublish()

    def delete_entry(self) -> None:
        """Gone."""
        if entry := self._any(Entry):
            entry.delete()

    def relate_entry(self) -> None:
        """Other zones, themes and groups."""
        if entry := self._any(Entry):
            with transaction.atomic():
                self._relate(entry)

    def rename_zone(self) -> None:
        """Touches the entries, organisations and pages of a zone."""
        if zone := self._any(Zone):
            zone.name = f"{zone.slug.title()} {self._number()}"
            zone.save(update_fields=["name"])

    def rename_organisation(self) -> None:
        """Touches the entries of an organisation."""
        organisation = self._organisation()
        organisation.name = f"Stichting {self._words()}"
        organisation.save()

    def rename_theme(self) -> None:
        """Touches the entries of a theme; makes one if there are few."""
        theme = self._any(Theme) if Theme.objects.count() >= MAX_THEMES else Theme(slug=f"thema-{self._unique()}")
        if theme:
            theme.name = f"Thema {self._words()}"
            theme.save()

    def rename_group(self) -> None:
        """Touches the entries of a target group; makes one if there are few."""
        group = self._any(TargetGroup) if TargetGroup.objects.count() >= MAX_THEMES else TargetGroup(slug=f"groep-{self._unique()}")
        if group:
            group.name = f"Groep {self._words()}"
            group.save()

    def delete_theme(self) -> None:
        """Touches the entries that lose it."""
        if theme := self._any(Theme):
            theme.delete()

    def make_page(self) -> None:
        """A page of text below another one, or below a front door."""
        if StandardPage.objects.count() >= MAX_PAGES:
            self.delete_page()
            return
        parent = self._parent()
        with transaction.atomic():
            parent.add_child(instance=StandardPage(title=self._words(), slug=f"pagina-{self._unique()}", introduction=self._words()))

    def change_page(self) -> None:
        """Another text, and sometimes another address for it and all below it."""
        if page := self._own_page():
            page.title = self._words()
            if self._source.random() < 0.4:
                page.slug = f"pagina-{self._unique()}"
            with transaction.atomic():
                page.save_revision().publish()

    def move_page(self) -> None:
        """To another place, with all below it."""
        page, target = self._own_page(), self._parent()
        if page and target.pk != page.pk and not target.is_descendant_of(page):
            with transaction.atomic():
                page.move(target, pos="last-child")

    def unpublish_page(self) -> None:
        """Offline."""
        if page := self._own_page():
            with transaction.atomic():
                page.unpublish()

    def delete_page(self) -> None:
        """Gone, with all below it."""
        if page := self._own_page():
            with transaction.atomic():
                page.delete()

    def _one(self) -> str:
        chosen = self._source.choices([*self._single], [*self._single.values()])[0]
        chosen()
        return chosen.__name__

    def _relate(self, entry: Entry) -> None:
        entry.themes = self._some(Theme)
        entry.target_groups = self._some(TargetGroup)
        entry.zones = self._some(Zone)
        entry.is_city_wide = not entry.zones.all()
        entry.save()

    def _organisation(self) -> Organisation:
        found = self._any(Organisation) if Organisation.objects.count() >= MAX_ORGANISATIONS else None
        if found is None:
            found = Organisation(
                name=f"Stichting {self._words()}", slug=f"organisatie-{self._unique()}", phone="0570-000020", is_city_wide=True
            )
            found.save()
        return found

    def _parent(self) -> Page:
        own = self._own_page()
        if own and own.depth < 6 and self._source.random() < 0.5:
            return Page.objects.get(pk=own.pk)
        return Page.objects.get(pk=self._source.choice(list(HomePage.objects.order_by("pk").values_list("pk", flat=True))))

    def _own_page(self) -> StandardPage | None:
        return self._any(StandardPage, slug__startswith="pagina-")

    def _any(self, model: type[Row], **conditions: Any) -> Row | None:
        pks = list(model._default_manager.filter(**conditions).order_by("pk").values_list("pk", flat=True))
        return model._default_manager.filter(pk=self._source.choice(pks)).first() if pks else None

    def _some(self, model: type[Row]) -> Sequence[Row]:
        rows = list(model._default_manager.order_by("pk"))
        return self._source.sample(rows, self._source.randint(0, min(2, len(rows))))

    def _words(self) -> str:
        return " ".join(self._source.choices(WORDS, k=3)) + f" {self._number()}"

    def _number(self) -> int:
        return self._source.randrange(1_000)

    def _unique(self) -> str:
        return uuid.UUID(int=self._source.getrandbits(128)).hex[:12]

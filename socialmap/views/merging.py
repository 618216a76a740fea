"""Two entries or two organisations side by side, and merging them: what stays, what it says, and what will happen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.fields import ChoiceListField
from socialmap.models import Entry, Organisation
from socialmap.services import Merge, as_said, count_references, merge, refusal
from socialmap.services.merging import LISTS
from socialmap.views.duplicates import MODELS, require_merger

# What an editor chooses between; the rest is of the kept one.
FIELDS: dict[type[Any], tuple[str, ...]] = {
    Entry: (
        "title", "step", "sentence", "description", "how_it_goes", "bring_along", "cost_kind", "cost", "modes", "keywords",
        "organisation", "owner", "phone", "email", "website", "place_name", "street", "postcode", "city", "latitude", "longitude",
        "wheelchair", "hours", "languages", "is_city_wide", "verified_on", "verified_by", "review_on", "source", "stopped_on",
    ),
    Organisation: (
        "name", "kind", "description", "phone", "email", "website", "place_name", "street", "postcode", "city", "latitude", "longitude",
        "wheelchair", "hours", "languages", "is_city_wide", "verified_on", "verified_by", "review_on", "source",
    ),
}  # fmt: skip
LEFT, RIGHT = "links", "rechts"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """One field of both: what they say in words, whether that differs, and which side is chosen."""

    name: str
    label: str
    left: str
    right: str
    differs: bool
    is_right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One list of both: everything in either, each with whether it is chosen and where it stands."""

    name: str
    label: str
    options: tuple[tuple[int, str, str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Both sides as they are now, and what the form says of them."""

    left: Any
    right: Any
    data: Any

    @property
    def seen(self) -> str:
        """The versions on the screen."""
        return f"{self.left.version}-{self.right.version}"

    def sides(self) -> tuple[Any, Any]:
        """What both say; a few queries."""
        return as_said(self.left), as_said(self.right)

    def values(self) -> dict[str, Any]:
        """The value of each field as chosen."""
        left, right = self.sides()
        return {name: getattr(right if self._is_right(name, left, right) else left, name) for name in FIELDS[type(left)]}

    def lists(self) -> dict[str, list[Any]]:
        """Each list as chosen."""
        return {name: [thing for thing in things if self._has(name, thing)] for name, things in self._everything().items()}

    def field_rows(self) -> list[FieldRow]:
        """The fields, as the page shows them."""
        left, right = self.sides()
        return [
            FieldRow(
                name=name,
                label=str(left._meta.get_field(name).verbose_name),
                left=in_words(left, name),
                right=in_words(right, name),
                differs=getattr(left, name) != getattr(right, name),
                is_right=self._is_right(name, left, right),
            )
            for name in FIELDS[type(left)]
        ]

    def list_rows(self) -> list[ListRow]:
        """The lists, as the page shows them."""
        left, right = self.sides()
        rows = []
        for name, things in self._everything().items():
            own = [{thing.pk for thing in getattr(side, name).all()} for side in (left, right)]
            options = tuple((thing.pk, str(thing), _where(thing.pk, own), self._has(name, thing)) for thing in things)
            rows.append(ListRow(name=name, label=str(left._meta.get_field(name).verbose_name), options=options))
        return rows

    def _everything(self) -> dict[str, list[Any]]:
        sides, keys = self.sides(), {self.left.pk, self.right.pk}
        found = {}
        for name in LISTS[type(self.left)]:
            things = {thing.pk: thing for side in sides for thing in getattr(side, name).all()}
            found[name] = [thing for thing in things.values() if not (isinstance(thing, Entry) and thing.pk in keys)]
        return found

    def _is_right(self, name: str, left: Any, right: Any) -> bool:
        """As the form says; before it is sent, the right one where the left one says nothing."""
        if name in self.data:
            return bool(self.data[name] == RIGHT)
        empty = left._meta.get_field(name).empty_values
        return getattr(left, name) in empty and getattr(right, name) not in empty

    def _has(self, name: str, thing: Any) -> bool:
        return not self.data or str(thing.pk) in self.data.getlist(name)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def merge_two(request: HttpRequest, kind: str, left: int, right: int) -> HttpResponse:
    """Compare two, the left of which stays; POST with a tick merges them. What was chosen is kept when it cannot be done."""
    user = require_merger(request)
    model = next((model for model in MODELS.values() if model._meta.model_name == kind), None)
    found = model.objects.in_bulk([left, right]) if model and left != right else {}
    if len(found) < 2 or (request.method != "POST" and any(thing.merged_into_id for thing in found.values())):
        raise Http404(_("Een van deze twee is er niet meer."))
    shown = Comparison(left=found[left], right=found[right], data=request.POST)
    problems: list[str] = []
    if request.method == "POST":
        if not request.POST.get("zeker"):
            problems = [_("Zet een vinkje bij 'Ja, ik weet het zeker'.")]
        else:
            try:
                kept = merge(chosen=_chosen(shown), by=user, at=timezone.now())
            except ValidationError as error:
                problems = error.messages
            else:
                messages.success(request, _("Samengevoegd: '%(kept)s'. Het oude adres leidt hierheen.") % {"kept": kept})
                return redirect(f"wagtailsnippets_socialmap_{kind}:edit", kept.pk)
    return _page(request, shown, kind, problems)


def _chosen(shown: Comparison) -> Merge:
    """What was sent; versions that cannot be read are those of nothing."""
    first, _dash, second = shown.data.get("gezien", "").partition("-")
    seen = (int(first), int(second)) if first.isdecimal() and second.isdecimal() and len(first + second) < 40 else (0, 0)
    return Merge(kept=shown.left, dropped=shown.right, values=shown.values(), lists=shown.lists(), seen=seen)


def preview_sentence(kept: Any, dropped: Any) -> str:
    """What will happen: "12 verwijzingen en 1 adres gaan over naar 'Koffie'. ..."; some queries."""
    count = sum(count_references(dropped).values())
    moved = ngettext("%(count)d verwijzing", "%(count)d verwijzingen", count) % {"count": count}
    return _("%(moved)s en 1 adres gaan over naar '%(kept)s'. '%(dropped)s' gaat offline en blijft alleen in de geschiedenis.") % {
        "moved": moved,
        "kept": kept,
        "dropped": dropped,
    }


def in_words(thing: Any, name: str) -> str:
    """A field as a person reads it; empty for nothing."""
    field, value = thing._meta.get_field(name), getattr(thing, name)
    if isinstance(value, bool):
        return _("ja") if value else _("nee")
    if isinstance(value, list):
        named = dict(field.options) if isinstance(field, ChoiceListField) else {}
        return ", ".join(str(named.get(one, one)) for one in value)
    if value in field.empty_values:
        return ""
    return str(getattr(thing, f"get_{name}_display")()) if isinstance(field, models.CharField) and field.choices else str(value)


def _where(pk: int, own: list[set[int]]) -> str:
    if pk in own[0] and pk in own[1]:
        return _("bij allebei")
    return _("bij de linker") if pk in own[0] else _("bij de rechter")


def _page(request: HttpRequest, shown: Comparison, kind: str, problems: list[str]) -> TemplateResponse:
    title, left, right = _("Samenvoegen"), shown.left, shown.right
    context = {
        "page_title": title,
        "header_title": title,
        "header_icon": "copy",
        "media": forms.Media(),
        "left": left,
        "right": right,
        "seen": request.POST.get("gezien") if problems and not request.POST.get("zeker") else shown.seen,
        "fields": shown.field_rows(),
        "lists": shown.list_rows(),
        "preview": preview_sentence(left, right),
        "problems": problems or [why for thing in (left, right) if (why := refusal(thing))],
        "swap_url": reverse("socialmap-merge", args=[kind, right.pk, left.pk]),
        "edit_name": f"wagtailsnippets_socialmap_{kind}:edit",
        "pairs_url": reverse("socialmap-pairs"),
    }
    return TemplateResponse(request, "socialmap/admin/merge.html", context, status=422 if request.method == "POST" else 200)

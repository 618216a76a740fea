"""Guides on the site of the city and of every zone. The answers stand in the address and nowhere else."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.components import Component
from core.models import PREVIEWS
from dossiers.components import GuideCard, GuideQuestion, GuideResult, GuideShelf
from dossiers.components.guide import query_of
from dossiers.models import GuidePage
from dossiers.models.guide import SCREEN
from dossiers.rules import Outcome, Position, Tree, read_path, route_to, walk
from dossiers.selectors import dossiers_of, guide_at, help_for
from sites.components import Breadcrumb, Crumb
from sites.shell import build_shell, hub_url


@require_safe
def show_guides(request: HttpRequest) -> HttpResponse:
    """All guides; three queries."""
    shelf = GuideShelf(cards=tuple(GuideCard.from_guide(guide) for guide in GuidePage.objects.listed()))
    return render(request, "dossiers/guides.html", {"shelf": shelf, "canonical_url": hub_url(reverse("guides"))})


@require_safe
def show_guide(request: HttpRequest, slug: str) -> HttpResponse:
    """The question or the outcome that the answers in the address lead to; six queries at most, whatever the size of the tree.

    What cannot be read of an address is left out, so that somebody is at the last good question.
    """
    guide = guide_at(slug)
    tree = guide.tree if guide else Tree()
    position = walk(tree, read_path(request.GET.get("a", "")))
    if guide is None or position is None:
        raise Http404(_("Deze wegwijzer kennen wij niet."))
    if "k" not in request.GET and "verder" not in request.GET:
        return guide_response(request, guide, tree, position)
    onward = walk(tree, (*position.path, *read_path(request.GET.get("k", ""))[:1]))
    if onward is None or onward.path == position.path:
        return guide_response(request, guide, tree, position, error=_("Kies eerst een antwoord. Klik daarna op Verder."))
    return redirect(f"{request.path}?{query_of(onward.path)}")


def guide_response(request: HttpRequest, guide: GuidePage, tree: Tree, position: Position, *, error: str = "") -> HttpResponse:
    """The screen at a position in a guide, in the zone of the request."""
    now, screen = position.now, None
    if isinstance(now, Outcome):
        screen = _result(request, guide, position, now)
    else:
        was = read_path(request.GET.get("was", ""))
        screen = GuideQuestion.from_question(guide, tree, position, now, chosen=was[0] if was else None, error=error)
    words = now.title if isinstance(now, Outcome) else now.text
    context = {
        "guide": guide,
        "title": f"{words} - {guide.title}" if position.path else guide.title,
        "screen": screen,
        "is_step": bool(position.path or error or "was" in request.GET),
        "breadcrumb": Breadcrumb(crumbs=(Crumb(label=_("Wegwijzers"), url=reverse("guides")),), current=guide.title),
        "canonical_url": "" if position.path else hub_url(guide.get_absolute_url()),
    }
    return render(request, "dossiers/guide.html", context)


def _result(request: HttpRequest, guide: GuidePage, position: Position, outcome: Outcome) -> Component:
    shell = build_shell(request, at=timezone.now())
    return GuideResult.from_outcome(
        guide,
        position,
        outcome,
        helping=help_for(guide, zone=shell.zone, chosen=outcome.entries, is_nearest_first=True),
        dossiers=dossiers_of(outcome.dossiers),
        shell=shell,
        address=f"{request.get_host()}{guide.get_absolute_url()}?{query_of(position.path)}",
    )


def preview_guide(request: HttpRequest, guide: GuidePage) -> HttpResponse:
    """A screen of a draft: the question or outcome with the short name that is the mode."""
    tree = guide.tree
    name = str(getattr(request, "preview_mode", "") or "").removeprefix(SCREEN)
    position = walk(tree, route_to(tree, name) if name else ())
    if position is None:
        raise Http404(_("Deze wegwijzer heeft nog geen vraag."))
    return guide_response(request, guide, tree, position)


PREVIEWS.update({GuidePage: preview_guide})

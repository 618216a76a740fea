"""The results page, as HTML and as JSON, and the suggestions under the search field."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from search.components import ResultsPage
from search.engine.base import Hit, Suggestion
from search.forms import MAX_TEXT_LENGTH, SearchParameters, parse_parameters
from search.found import FoundHelp
from search.selectors import find_help, suggest_help
from sites.shell import Shell, build_shell, zone_of

FORMATS = ("html", "json")
UNKNOWN_FORMAT = "Wij kennen dit soort antwoord niet. Kies format=json, of laat het weg."
ENGINE_HEADER = "X-Search-Engine"


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """What helps, in three steps: `?q=…` with filters, `format=json` for machines."""
    wanted = request.GET.get("format") or "html"
    if wanted not in FORMATS:
        return render(request, "400.html", {"message": UNKNOWN_FORMAT}, status=400)
    parameters = parse_parameters(request.GET)
    shell = build_shell(request, at=timezone.now())
    found = _find(parameters, shell)
    response = JsonResponse(_as_json(found)) if wanted == "json" else _as_page(request, found, parameters, shell)
    response.headers[ENGINE_HEADER] = found.result.engine
    return response


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Completions of what is being typed, at most six; an empty list below two letters."""
    text = (request.GET.get("q") or "")[:MAX_TEXT_LENGTH]
    found = suggest_help(text=text, zone=zone_of(request))
    return JsonResponse([_suggestion_as_json(suggestion) for suggestion in found], safe=False)


def _find(parameters: SearchParameters, shell: Shell) -> FoundHelp:
    return find_help(
        text=parameters.text,
        zone=shell.zone,
        at=shell.now,
        filters=parameters.filters,
        postcode=parameters.postcode,
        by_distance=parameters.by_distance,
        step=parameters.step,
        page=parameters.page,
        city=shell.city.city,
        notices=parameters.notices,
        was_clipped=parameters.was_clipped,
    )


def _as_page(request: HttpRequest, found: FoundHelp, parameters: SearchParameters, shell: Shell) -> HttpResponse:
    page = ResultsPage.from_found(found, address=parameters.query_string, shell=shell)
    return render(request, "search/results.html", {"results": page})


def _as_json(found: FoundHelp) -> dict[str, Any]:
    """The answer for machines; `zone` is null on the hub."""
    return {
        "query": found.text,
        "zone": found.zone_slug or None,
        "engine": found.result.engine,
        "steps": [
            {"step": step.step.value, "total": step.total, "results": [_hit_as_json(hit) for hit in step.hits]} for step in found.steps
        ],
        "facets": {facet.value: dict(counts) for facet, counts in found.result.facets.items()},
        "direct_help": [
            {"key": card.key, "title": card.title, "text": card.text, "phone": card.phone, "chat_url": card.chat_url}
            for card in found.direct_help
        ],
        "suggestions": [_suggestion_as_json(suggestion) for suggestion in found.suggestions],
    }


def _hit_as_json(hit: Hit) -> dict[str, Any]:
    document = hit.document
    return {
        "id": document.object_id,
        "slug": document.slug,
        "title": document.title,
        "organisation": document.organisation,
        "zones": list(document.card.get("zones", ())),
        "url": document.url,
        "verified_on": document.verified_on.isoformat() if document.verified_on else None,
    }


def _suggestion_as_json(suggestion: Suggestion) -> dict[str, str]:
    return {"text": suggestion.text, "kind": suggestion.kind, "url": suggestion.url}

"""The results page, as HTML and as JSON, its map, the suggestions under the search field, and the question when nothing was found."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from core.forms import wait_page
from core.languages import in_language
from core.limits import is_allowed
from core.schedule import AMSTERDAM
from search.components import (
    DirectHelp,
    MissingHelpBox,
    ResultsMap,
    ResultsPage,
    Sketch,
    StreetMap,
    age_notice_of,
    map_data,
    review_day_of,
    view_of,
)
from search.engine.base import Hit, Suggestion
from search.forms import MAX_TEXT_LENGTH, MapPartError, MissingHelpForm, SearchParameters, parse_box, parse_parameters, parse_zoom
from search.found import FoundHelp, MapView
from search.log.missing import report_missing_help
from search.log.visitors import device_of
from search.log.writing import note_search
from search.selectors import direct_help_for, find_help, locate_help, suggest_help, zones_on_sketch
from sites.models import Zone
from sites.shell import Shell, build_shell, zone_of

FORMATS = ("html", "json")
UNKNOWN_FORMAT = gettext_lazy("Wij kennen dit soort antwoord niet. Kies format=json, of laat het weg.")
ENGINE_HEADER = "X-Search-Engine"
# One search is counted for an address with nothing but a text: no filter, step, page, map or print.
COUNTED_PARAMETERS = {"q"}
MESSAGES_PER_HOUR = 20
TOO_MANY_MESSAGES = gettext_lazy("Er kwamen net veel berichten binnen. Probeer het over een uur opnieuw, of bel ons.")


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """What helps, in three steps: `?q=…` with filters, `format=json` for machines."""
    wanted = request.GET.get("format") or "html"
    if wanted not in FORMATS:
        return render(request, "400.html", {"message": UNKNOWN_FORMAT}, status=400)
    parameters = parse_parameters(request.GET)
    if wanted == "json":
        now = timezone.now()
        found = _find(parameters, zone_of(request), now)
        response: HttpResponse = JsonResponse(_as_json(found, today=now.astimezone(AMSTERDAM).date()))
    else:
        shell = build_shell(request, at=timezone.now())
        sketch = Sketch.from_zones(zones_on_sketch()) if parameters.shows_map else None
        found = _find(parameters, shell.zone, shell.now, city=shell.city.city, map_view=_map_view(parameters, sketch))
        response = _as_page(request, found, parameters, shell, sketch)
        _count(request, found, shell)
    response.headers[ENGINE_HEADER] = found.result.engine
    return response


@require_safe
def map_of_results(request: HttpRequest) -> HttpResponse:
    """Where the results of a search are, for a map: the parameters of the results page, `bbox` and `zoom`."""
    parameters, sketch = parse_parameters(request.GET), Sketch.from_zones(zones_on_sketch())
    view = sketch.overview
    try:
        if typed := request.GET.get("bbox"):
            view = view_of(parse_box(typed))
        if typed := request.GET.get("zoom"):
            view = MapView(box=view.box, zoom=parse_zoom(typed))
    except MapPartError as error:
        return JsonResponse({"error": str(error)}, status=400)
    found = locate_help(
        text=parameters.text,
        zone=zone_of(request),
        at=timezone.now(),
        filters=parameters.filters,
        postcode=parameters.postcode,
        view=view,
    )
    return JsonResponse(map_data(found, view=view, sketch=sketch), json_dumps_params={"ensure_ascii": False})


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Completions of what is being typed, at most six; an empty list below two letters."""
    text = (request.GET.get("q") or "")[:MAX_TEXT_LENGTH]
    found = suggest_help(text=text, zone=zone_of(request))
    return JsonResponse([_suggestion_as_json(suggestion) for suggestion in found], safe=False)


@require_http_methods(["GET", "HEAD", "POST"])
def missing_help(request: HttpRequest) -> HttpResponse:
    """What somebody who found nothing was looking for; who comes here in another way is sent on to the search."""
    if request.method != "POST":
        return redirect("search-results")
    form, zone = MissingHelpForm(request.POST), zone_of(request)
    if form.is_from_a_program:
        return redirect("search-missing-help-sent")
    if not form.is_valid():
        return _missing_page(request, form, [str(sentence) for sentences in form.errors.values() for sentence in sentences], status=422)
    if cards := direct_help_for(form.cleaned_data["text"]):
        return render(request, "search/missing_help.html", {"direct_help": DirectHelp(cards=cards)})
    return _keep_missing(request, form, zone)


@require_safe
def missing_help_sent(request: HttpRequest) -> HttpResponse:
    """Thanks, and the ways on."""
    return render(request, "search/missing_help.html")


def _keep_missing(request: HttpRequest, form: MissingHelpForm, zone: Zone | None) -> HttpResponse:
    """Store what is well filled in, if it is not one too many."""
    if form.patience:
        return render(request, "search/missing_help.html", wait_page(form, action=request.path, told=[(_("U schreef"), form.data["text"])]))
    if not is_allowed(request, "missing-help", times=MESSAGES_PER_HOUR, within_s=3600):
        return _missing_page(request, form, [str(TOO_MANY_MESSAGES)], status=429)
    report_missing_help(
        text=form.cleaned_data["text"],
        query=form.cleaned_data["q"],
        zone=zone,
        is_about_zone=form.cleaned_data["is_about_zone"],
    )
    return redirect("search-missing-help-sent")


def _missing_page(request: HttpRequest, form: MissingHelpForm, sentences: list[str], *, status: int) -> HttpResponse:
    """The form once more, with what was typed."""
    zone = zone_of(request)
    box = MissingHelpBox(
        query=form.data.get("q", "")[:MAX_TEXT_LENGTH],
        zone_name=zone.name if zone else "",
        text=form.data.get("text", ""),
        is_about_zone="is_about_zone" in form.data,
        errors=tuple(sentences),
    )
    return render(request, "search/missing_help.html", {"box": box}, status=status)


def _count(request: HttpRequest, found: FoundHelp, shell: Shell) -> None:
    """Leave a search of a person for the log; costs no query."""
    if request.method == "GET" and set(request.GET) == COUNTED_PARAMETERS and found.text and (device := device_of(request.headers)):
        note_search(found=found, zone=shell.zone, device=device)


def _map_view(parameters: SearchParameters, sketch: Sketch | None) -> MapView | None:
    if sketch is None:
        return None
    return view_of(parameters.box) if parameters.box else sketch.overview


def _find(parameters: SearchParameters, zone: Zone | None, at: datetime, *, city: str = "", map_view: MapView | None = None) -> FoundHelp:
    return find_help(
        text=parameters.text,
        zone=zone,
        at=at,
        filters=parameters.filters,
        postcode=parameters.postcode,
        by_distance=parameters.by_distance,
        step=parameters.step,
        page=parameters.page,
        city=city,
        notices=parameters.notices,
        was_clipped=parameters.was_clipped,
        map_view=map_view,
    )


def _as_page(request: HttpRequest, found: FoundHelp, parameters: SearchParameters, shell: Shell, sketch: Sketch | None) -> HttpResponse:
    drawn = None
    if sketch and found.map and (view := _map_view(parameters, sketch)):
        drawn = ResultsMap.from_result(
            found.map,
            view=view,
            sketch=sketch,
            address=parameters.query_string,
            place=shell.place,
            current=shell.zone.number if shell.zone else None,
            streets=_streets(),
        )
    page = ResultsPage.from_found(found, address=parameters.query_string, shell=shell, map_of_results=drawn)
    return render(request, "search/results.html", {"results": page})


def _streets() -> StreetMap | None:
    if not settings.MAP_TILE_URL:
        return None
    return StreetMap(tile_url=settings.MAP_TILE_URL, attribution=settings.MAP_ATTRIBUTION, max_zoom=settings.MAP_MAX_ZOOM)


def _as_json(found: FoundHelp, *, today: date) -> dict[str, Any]:
    """The answer for machines; `zone` is null on the hub."""
    return {
        "query": found.text,
        "zone": found.zone_slug or None,
        "engine": found.result.engine,
        "steps": [
            {"step": step.step.value, "total": step.total, "results": [_hit_as_json(hit, today=today) for hit in step.hits]}
            for step in found.steps
        ],
        "facets": {facet.value: dict(counts) for facet, counts in found.result.facets.items()},
        "direct_help": [
            {"key": card.key, "title": card.title, "text": card.text, "phone": card.phone, "chat_url": card.chat_url}
            for card in found.direct_help
        ],
        "suggestions": [_suggestion_as_json(suggestion) for suggestion in found.suggestions],
    }


def _hit_as_json(hit: Hit, *, today: date) -> dict[str, Any]:
    document = hit.document
    review_on = review_day_of(document)
    return {
        "id": document.object_id,
        "slug": document.slug,
        "title": document.title,
        "organisation": document.organisation,
        "zones": list(document.card.get("zones", ())),
        "url": document.url,
        "verified_on": document.verified_on.isoformat() if document.verified_on else None,
        "review_on": review_on.isoformat() if review_on else None,
        "age_notice": age_notice_of(document, today=today) or None,
    }


def _suggestion_as_json(suggestion: Suggestion) -> dict[str, str]:
    return {"text": suggestion.text, "kind": suggestion.kind, "url": in_language(suggestion.url)}

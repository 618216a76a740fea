"""The catalogue of components, for who makes the site."""

from __future__ import annotations

import inspect

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.components import all_components


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """All components, or one example; only where the catalogue is switched on."""
    if not settings.COMPONENT_CATALOGUE:
        raise Http404
    entries = [(component.__name__, inspect.getdoc(component) or "", list(component.examples())) for component in all_components()]
    wanted, number = request.GET.get("onderdeel"), request.GET.get("voorbeeld", "0")
    for name, doc, examples in entries:
        if name == wanted and number.isdecimal() and len(number) < 4 and int(number) < len(examples):
            return render(request, "core/catalogue_component.html", {"name": name, "doc": doc, "example": examples[int(number)]})
    if wanted:
        raise Http404
    return render(request, "core/catalogue.html", {"entries": entries})

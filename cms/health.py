"""Health endpoints for load balancers, containers and those who watch, answered before anything else is asked."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.utils.crypto import constant_time_compare

from cms.metrics import metrics_text
from cms.probes import answers_of

LIVE_PATH = "/healthz/live"
READY_PATH = "/healthz/ready"
METRICS_PATH = "/healthz/metrics"
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
OK, DEGRADED, DOWN = "ok", "degraded", "down"


class HealthMiddleware:
    """Answers the health addresses itself: everything further down may need the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Say how it is, or pass on."""
        if request.path == LIVE_PATH:
            return JsonResponse({"status": OK})
        if request.path == READY_PATH:
            return _ready()
        if request.path == METRICS_PATH:
            return _metrics(request)
        return self.get_response(request)


def _ready() -> JsonResponse:
    """Whether pages can be served: 503 without the database; without search engine, cache or broker only slower or simpler.

    Never takes longer than a second: what has not answered by then is down.
    """
    answers = answers_of({"database": _ask_database})
    status = OK if all(answers.values()) else DEGRADED
    if not answers["database"]:
        status = DOWN
    found = {name: OK if is_up else DOWN for name, is_up in answers.items()}
    code = HTTPStatus.SERVICE_UNAVAILABLE if status == DOWN else HTTPStatus.OK
    return JsonResponse({"status": status, **found}, status=code)


def _ask_database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _metrics(request: HttpRequest) -> HttpResponse:
    """Figures for who has the token; without a token set this address does not exist."""
    token = f"Bearer {settings.METRICS_TOKEN}"
    if not settings.METRICS_TOKEN or not constant_time_compare(request.headers.get("Authorization", ""), token):
        return HttpResponseNotFound()
    return HttpResponse(metrics_text(), content_type=METRICS_TYPE)

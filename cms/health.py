"""Health endpoints for load balancers and containers, answered before anything else is asked."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

LIVE_PATH = "/healthz/live"
READY_PATH = "/healthz/ready"


class HealthMiddleware:
    """Answers the two health addresses itself: everything further down may need the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Say how it is, or pass on."""
        if request.path == LIVE_PATH:
            return JsonResponse({"status": "ok"})
        if request.path == READY_PATH:
            return _ready()
        return self.get_response(request)


def _ready() -> JsonResponse:
    """The database answers, so that pages can be served; 503 otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "down", "database": "down"}, status=503)
    return JsonResponse({"status": "ok", "database": "ok"})

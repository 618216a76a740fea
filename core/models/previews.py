"""What a preview shows: the page of a draft, from the app that shows its kind, or what another app says of it in a mode of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest, Any], HttpResponse]
# Views stand above models and enter themselves when the app starts: by model, and by the name of the mode.
PREVIEWS: dict[type[Any], Answer] = {}
OTHER_PREVIEWS: dict[str, Answer] = {}


def other_preview(instance: Any, request: HttpRequest, mode_name: str) -> HttpResponse | None:
    """The answer of another app to a preview in this mode; None if the mode is that of the thing itself."""
    answer = OTHER_PREVIEWS.get(mode_name)
    return answer(request, instance) if answer else None


def show_preview(instance: Any, request: HttpRequest, mode_name: str) -> HttpResponse:
    """The public page of a draft, or the answer of another app to this mode."""
    return other_preview(instance, request, mode_name) or PREVIEWS[type(instance)](request, instance)

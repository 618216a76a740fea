"""What a preview may show beside the thing itself: answers by the name of their mode, from apps above."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

# Higher apps put their answers in when they start; each is asked with what stands in the form of an editor.
OTHER_PREVIEWS: dict[str, Callable[[HttpRequest, Any], HttpResponse]] = {}


def other_preview(instance: Any, request: HttpRequest, mode_name: str) -> HttpResponse | None:
    """The answer of another app to a preview in this mode; None if the mode is that of the thing itself."""
    answer = OTHER_PREVIEWS.get(mode_name)
    return answer(request, instance) if answer else None

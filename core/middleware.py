"""Middleware for every public request: clean input at the edge, and remembered reading aids."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext as _

from core.languages import FEEDS, SOURCE, language_of_path, without_language

READING_AIDS = {
    "letter": ("gewoon", "groot", "grootst"),
    "contrast": ("gewoon", "hoog"),
}
COOKIE_MAX_AGE_S = 365 * 24 * 3600
# Below the limit of the web server (8,190 bytes), whose own answer is not in Dutch.
MAX_QUERY_STRING_BYTES = 6 * 1024

Handler = Callable[[HttpRequest], HttpResponse]


class RequestSanityMiddleware:
    """Answers 400 in words to addresses that no browser of a resident sends.

    NUL bytes and over-long addresses would otherwise reach databases and search engines, which
    answer them with errors of their own.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on what is sane."""
        query = request.META.get("QUERY_STRING", "")
        if "\x00" in request.path or "%00" in query or "\x00" in query:
            return _refuse(request, _("In het adres staat een teken dat wij niet kunnen lezen."))
        if len(query) > MAX_QUERY_STRING_BYTES:
            return _refuse(request, _("Uw zoekvraag is te lang. Gebruik een paar woorden."))
        return self.get_response(request)


class LanguageMiddleware:
    """Reads in the language that the address names: `/en/` and so on, and Dutch without.

    No cookie and no wish of the browser decides, so that an address shows everybody the same, and a shared cache may keep it.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Work in that language, and say which it was; what programs read stands once, in Dutch."""
        code = language_of_path(request.path_info)
        if code != SOURCE and request.path_info.endswith(FEEDS):
            return HttpResponseRedirect(without_language(request.get_full_path()))
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = self.get_response(request)
            # A page that is not there in it may have been made in Dutch.
            response.headers.setdefault("Content-Language", translation.get_language())
        return response


class ReadingAidsMiddleware:
    """Remembers letter size and contrast: ``?letter=groot`` sets a functional cookie.

    The choice is made by a plain link, so it works without scripts; the address is cleaned again
    by a redirect. `request.reading_aids` holds the choices for the templates.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Store a choice and come back, or add the stored choices to the request."""
        chosen = {
            name: request.GET[name] for name, values in READING_AIDS.items() if request.method == "GET" and request.GET.get(name) in values
        }
        if chosen:
            return self._remember(request, chosen)
        request.reading_aids = {  # type: ignore[attr-defined] # read by sites.shell
            name: value
            for name, values in READING_AIDS.items()
            if (value := request.COOKIES.get(f"ww-{name}", values[0])) in values and value != values[0]
        }
        response = self.get_response(request)
        # A shared cache must not give one visitor's choice to all.
        patch_vary_headers(response, ["Cookie"])
        return response

    def _remember(self, request: HttpRequest, chosen: dict[str, str]) -> HttpResponse:
        # Two slashes at the start would lead to another host.
        path = escape_leading_slashes(quote(request.path))
        rest = [(name, value) for name, values in request.GET.lists() for value in values if name not in chosen]
        response = HttpResponseRedirect(f"{path}?{urlencode(rest)}" if rest else path)
        for name, value in chosen.items():
            response.set_cookie(
                f"ww-{name}",
                value,
                max_age=COOKIE_MAX_AGE_S,
                samesite="Lax",
                httponly=True,
                secure=request.is_secure(),
            )
        return response


def _refuse(request: HttpRequest, message: str) -> HttpResponse:
    # The page around the message reads the address again, which is what could not be read.
    request.META["QUERY_STRING"] = ""
    return TemplateResponse(request, "400.html", {"message": message}, status=400).render()

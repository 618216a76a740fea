"""Error pages in words, inside the frame of the site wherever that still works."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from cms.middleware import ADMIN_PREFIX
from core.languages import SOURCE, language_of_path, without_language
from sites.shell import look_from, say_translations, zone_of


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: something in the address cannot be read."""
    _frame(request)
    return render(request, "400.html", {"message": ""}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: not for this visitor."""
    _frame(request)
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was open too long, or came from elsewhere."""
    _frame(request)
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing here, with the ways on; in another language than Dutch, first of all to the Dutch page."""
    _frame(request)
    code = language_of_path(request.path_info)
    if code == SOURCE:
        return render(request, "404.html", status=404)
    with translation.override(code):
        untranslated = {
            "code": code,
            "direction": "rtl" if code in settings.LANGUAGES_BIDI else "ltr",
            "text": gettext("Deze pagina is er nog niet in uw taal. Wel in het Nederlands:"),
            "link": gettext("Lees de Nederlandse pagina"),
            "url": without_language(request.path),
        }
    return render(request, "404.html", {"untranslated": untranslated}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; a page that needs no database, with the telephone number to call."""
    return HttpResponse(render_to_string("500.html", {"phone": settings.FALLBACK_PHONE}), status=500)


def _frame(request: HttpRequest) -> None:
    """Around an error: not that of a zone that is not open yet, and no other languages of a page that is not there.

    It is that of the site, which may not be served in the language in which somebody works in the admin.
    """
    if request.path.startswith(ADMIN_PREFIX):
        translation.activate(SOURCE)
    zone = zone_of(request)
    if zone is not None and not zone.is_public:
        look_from(request, None)
    say_translations(request, {})

"""What differs in the half of the site where editors work: its headers, and all or nothing for what they save."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import translation

ADMIN_PREFIX = "/beheer/"


class AdminPolicyMiddleware:
    """Allows the inline scripts of the Wagtail admin, which knows no nonces, and nowhere else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Mark answers below the admin's address for the wider policy."""
        response = self.get_response(request)
        if request.path.startswith(ADMIN_PREFIX):
            # django-csp reads this attribute; it is what its own decorator sets.
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined] # set on any response
        return response


class AdminLanguageMiddleware:
    """Speaks to who works in the admin in their own language also where Wagtail does not: in its refusals.

    Takes no query of its own: Wagtail's views read the same profile of the same user. It stands behind those who ask in which
    language the site is read, for that is another matter.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language of their profile below the admin's address."""
        profile = getattr(request.user, "wagtail_userprofile", None) if request.path.startswith(ADMIN_PREFIX) else None
        if profile is None:
            return self.get_response(request)
        with translation.override(profile.get_preferred_language()):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
        return response


class AdminTransactionMiddleware:
    """Saves all of a form of the admin, or nothing.

    Django tells of a plain save after its transaction, so what follows a save (the index, the remembered dictionary)
    would be lost with a process that dies in between. Public pages stay without: they read, or have services that write.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """One transaction around every write below the admin's address; an error takes all of it back."""
        if request.method != "POST" or not request.path.startswith(ADMIN_PREFIX):
            return self.get_response(request)
        with transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                transaction.set_rollback(True)
        return response

"""Response headers that depend on which half of the site answers."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

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

"""The public addresses; `docs/architecture.md` lists them, and they are stable."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms import errors

urlpatterns: list[URLPattern | URLResolver] = [
    path("beheer/", include(wagtailadmin_urls)),
    path("documenten/", include(wagtaildocs_urls)),
    path("", include("home.urls")),
    path("", include("agenda.urls")),
    path("", include("dossiers.urls")),
    path("", include("partners.urls")),
    path("", include("socialmap.urls")),
    path("", include("search.urls")),
    path("", include("accounts.urls")),
    path("", include("sites.urls")),
    path("", include("core.urls")),
]
if settings.IS_SERVING_MEDIA:
    urlpatterns.append(path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}))
# Pages come last: Wagtail answers every address that nothing above has taken.
urlpatterns += [path("", include(wagtail_urls))]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error

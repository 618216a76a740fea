"""The public addresses; `docs/architecture.md` lists them, and they are stable."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms import errors
from home.urls import page_urlpatterns, site_urlpatterns

urlpatterns: list[URLPattern | URLResolver] = [
    path("beheer/", include(wagtailadmin_urls)),
    path("documenten/", include(wagtaildocs_urls)),
    path("", include("sites.urls")),
    *site_urlpatterns,
]
if settings.IS_SERVING_MEDIA:
    urlpatterns.append(path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}))
# In every language: Dutch at the plain address, the others below their code. Pages come last: Wagtail answers every address
# that nothing above has taken.
urlpatterns += i18n_patterns(
    path("", include("home.urls")),
    path("", include("agenda.urls")),
    path("", include("dossiers.urls")),
    path("", include("partners.urls")),
    path("", include("socialmap.urls")),
    path("", include("search.urls")),
    path("", include("accounts.urls")),
    path("", include("core.urls")),
    # Of Wagtail all but its own way to serve a page, for which ours is there.
    path("", include([pattern for pattern in wagtail_urls.urlpatterns if pattern.name != "wagtail_serve"])),
    path("", include(page_urlpatterns)),
    prefix_default_language=False,
)

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error

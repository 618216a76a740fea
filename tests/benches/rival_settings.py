"""Settings of what we are compared with: the same database and server, and nothing of ours around a request.

The middleware and the templates are those of `wagtail start`.
"""

from tests.benches.settings import *  # noqa: F403 - the same database and applications
from tests.benches.settings import ELASTICSEARCH_INDEX, ELASTICSEARCH_URLS

ROOT_URLCONF = "tests.benches.rivals"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
WAGTAILSEARCH_BACKENDS = {
    "default": {
        "BACKEND": "wagtail.search.backends.elasticsearch9",
        "URLS": ELASTICSEARCH_URLS,
        "INDEX_PREFIX": f"{ELASTICSEARCH_INDEX}-stock-",
    }
}

"""Settings of every installation; what differs between machines comes from `cms.env`."""

from csp.constants import NONE, SELF, UNSAFE_INLINE

from cms.env import BASE_DIR, read_environment

ENVIRONMENT = read_environment()

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = ENVIRONMENT.is_debug
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)

# Our applications, highest first; `pyproject.toml` holds the direction of their imports.
OWN_APPS = ["home", "agenda", "dossiers", "partners", "moderation", "socialmap", "search", "accounts", "sites", "core"]

INSTALLED_APPS = [
    *OWN_APPS,
    "cms",
    "laces",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "accounts.apps.StaffUsersConfig",
    "wagtail_localize",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    # Wagtail says with it how long ago something was.
    "django.contrib.humanize",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
]

MIDDLEWARE = [
    "cms.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "cms.middleware.AdminPolicyMiddleware",
    "core.middleware.RequestSanityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "core.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.StaffGateMiddleware",
    "home.middleware.ZoneWallMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "sites.middleware.ZoneMiddleware",
    "core.middleware.ReadingAidsMiddleware",
    "home.middleware.OldAddressMiddleware",
    "cms.middleware.AdminLanguageMiddleware",
    "cms.middleware.AdminTransactionMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "cms.wagtail_texts.TranslatingLoader"],
                )
            ],
            "builtins": ["core.templatetags.core", "laces.templatetags.laces"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sites.shell.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database: SQLite in WAL mode is the embedded default; a write takes its lock at the start of the
# transaction, so that two writers wait for each other instead of failing halfway.
DATABASES = {"default": ENVIRONMENT.database}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728; PRAGMA cache_size=-32768;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_CACHE = (
    {
        "BACKEND": "cms.cache.ForgivingRedisCache",
        "LOCATION": ENVIRONMENT.cache_url,
        "OPTIONS": {"socket_connect_timeout": 0.1, "socket_timeout": 0.25, "retry": None},
    }
    if ENVIRONMENT.cache_url
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
)
# Wagtail keeps the sizes of pictures in a cache of this name, so that a page with ten costs no ten queries.
CACHES = {"default": _CACHE, "renditions": _CACHE | {"KEY_PREFIX": "renditions", "TIMEOUT": 24 * 3600}}

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LOGIN_URL, LOGIN_REDIRECT_URL = "/inloggen/", "/partner/"
# Half a day; at the end of it, or of the browser, one logs in again.
SESSION_COOKIE_AGE = 12 * 3600
STAFF_SECOND_FACTOR = ENVIRONMENT.has_second_factor
OTP_TOTP_ISSUER = "Wijkwinkel"
# How long somebody waits after wrong codes is `accounts.rules.seconds_to_wait`; the package's own wait has no end.
OTP_TOTP_THROTTLE_FACTOR = 0

LANGUAGE_CODE = "nl"
# Each language by its own name. Dutch comes first: it is the one of the source, of the code as of the pages.
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("nl", "Nederlands"), ("en", "English"), ("tr", "Türkçe"), ("ar", "العربية"), ("pl", "Polski")]
# Our own texts, and what packages have not translated (`cms.catalogues`).
LOCALE_PATHS = [BASE_DIR / "languages", BASE_DIR / "languages" / "packages"]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = True
USE_TZ = True
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.static_root
STATICFILES_DIRS = [
    ("dist", BASE_DIR / "static" / "dist"),
    ("img", BASE_DIR / "static" / "img"),
    ("beheer", BASE_DIR / "static" / "beheer"),
]
MEDIA_URL = "/media/"
MEDIA_ROOT = ENVIRONMENT.data_dir / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

# Security. Pages for the public run under a strict policy; the exception for the inline scripts of
# the Wagtail admin is made in `cms.middleware`, for addresses below /beheer/ alone.
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.is_https
SECURE_SSL_REDIRECT = ENVIRONMENT.is_https
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.is_https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ENVIRONMENT.is_https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.is_https else None
# The form with the postcode leads from the hub to a zone's own host, so forms may go to every host of ours.
_OWN_PORT = "" if ENVIRONMENT.public_port in (80, 443) else f":{ENVIRONMENT.public_port}"
OWN_HOSTS = [f"{ENVIRONMENT.hub_host}{_OWN_PORT}", f"*.{ENVIRONMENT.hub_host}{_OWN_PORT}"]
CSRF_FAILURE_VIEW = "cms.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", *filter(None, [ENVIRONMENT.map_tile_origin])],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF, *OWN_HOSTS],
        "frame-ancestors": [SELF],
    },
}
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Wagtail. Its own search serves the admin only; residents search through the `search` app.
WAGTAIL_SITE_NAME = "Wijkwinkel"
WAGTAILADMIN_BASE_URL = f"{'https' if ENVIRONMENT.is_https else 'http'}://{ENVIRONMENT.hub_host}:{ENVIRONMENT.public_port}"
WAGTAIL_APPEND_SLASH = True
WAGTAILADMIN_USER_LOGIN_FORM, WAGTAILADMIN_USER_PASSWORD_RESET_FORM = (
    f"accounts.forms.{name}" for name in ("StaffLoginForm", "StaffPasswordResetForm")
)
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_I18N_ENABLED = True
# A translation is a draft until somebody has looked at it; else it would be Dutch under the name of its language.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
# A machine only ever fills in a draft, and only where an installation has one.
if ENVIRONMENT.translator_url:
    WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "wagtail_localize.machine_translators.libretranslate.LibreTranslator",
        "OPTIONS": {"LIBRETRANSLATE_URL": ENVIRONMENT.translator_url, "API_KEY": ENVIRONMENT.translator_key},
    }
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "xlsx"]
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]

# Wijkwinkel.
HUB_HOST = ENVIRONMENT.hub_host
WAGTAIL_ALLOW_UNICODE_SLUGS = False
ZONE_HOST_SUFFIX = ENVIRONMENT.zone_host_suffix
PUBLIC_PORT = ENVIRONMENT.public_port
# Background jobs wait in a table; the broker, if there is one, only wakes the worker (docs/adr/0019).
BROKER_URL = ENVIRONMENT.broker_url
TASKS = {"default": {"BACKEND": "cms.tasks_bridge.TableBackend"}}
CACHE_URL = ENVIRONMENT.cache_url
METRICS_TOKEN = ENVIRONMENT.metrics_token
SEARCH_ENGINE = ENVIRONMENT.search_engine
ELASTICSEARCH_URLS, ELASTICSEARCH_INDEX = list(ENVIRONMENT.elasticsearch_urls), ENVIRONMENT.elasticsearch_index
SEARCH_LOG_SECONDS = ENVIRONMENT.search_log_seconds
MAP_TILE_URL, MAP_ATTRIBUTION, MAP_MAX_ZOOM = ENVIRONMENT.map_tile_url, ENVIRONMENT.map_attribution, ENVIRONMENT.map_max_zoom
PROOF_OF_WORK_BITS = ENVIRONMENT.proof_bits
COMPONENT_CATALOGUE = ENVIRONMENT.has_catalogue
IS_SERVING_MEDIA = ENVIRONMENT.is_serving_media
CHECK_LINKS = ENVIRONMENT.is_checking_links
FALLBACK_PHONE = ENVIRONMENT.fallback_phone

vars().update(ENVIRONMENT.email_url)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.email_from

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": ENVIRONMENT.log_level},
    # Wagtail writes each edit to its own log table; a line per task, revision and request here says nothing more.
    "loggers": {name: {"level": "WARNING"} for name in ("wagtail", "django_tasks", "elastic_transport")},
}
# security.W019 asks for X-Frame-Options DENY; previews in the admin are frames of the same origin.
SILENCED_SYSTEM_CHECKS = ["security.W019"]

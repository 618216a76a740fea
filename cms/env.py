"""The environment, read once and in one place; every variable is described in `.env.example`.

A missing variable that production cannot do without stops the start with a sentence that says
what to set. Nothing else in the project reads environment variables.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent
# More would keep an old telephone busy for minutes.
MAX_PROOF_BITS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Everything that differs between machines. Paths are absolute."""

    is_debug: bool
    secret_key: str
    allowed_hosts: tuple[str, ...]
    hub_host: str
    public_port: int
    is_https: bool
    data_dir: Path
    static_root: Path
    database: dict[str, Any]
    cache_url: str
    broker_url: str
    search_engine: str
    elasticsearch_urls: tuple[str, ...]
    elasticsearch_index: str
    metrics_token: str
    search_log_seconds: int
    map_tile_url: str
    map_attribution: str
    map_max_zoom: int
    proof_bits: int
    has_catalogue: bool
    is_serving_media: bool
    is_checking_links: bool
    fallback_phone: str
    translator_url: str
    translator_key: str
    has_second_factor: bool
    email_url: dict[str, Any]
    email_from: str
    log_level: str

    @property
    def map_tile_origin(self) -> str:
        """Where the tiles of maps come from: "https://tiles.example"; empty without tiles."""
        address = urlsplit(self.map_tile_url)
        return f"{address.scheme}://{address.netloc}" if self.map_tile_url else ""

    @property
    def zone_host_suffix(self) -> str:
        """What follows a zone's slug in its host name: ".localhost"."""
        return f".{self.hub_host}"


def read_environment(env: Env | None = None) -> Environment:
    """Read and check the environment.

    Raises ImproperlyConfigured when SECRET_KEY or HUB_HOST is missing.
    """
    env = env or _environment_with_file()
    data_dir = Path(env.str("DATA_DIR", str(BASE_DIR / "var"))).resolve()
    hub_host = _required(env, "HUB_HOST", "de hostnaam van de stadspagina, bijvoorbeeld wijkwinkel.example")
    return Environment(
        is_debug=env.bool("DEBUG", False),
        secret_key=_required(env, "SECRET_KEY", "een lange willekeurige tekst die u geheim houdt"),
        allowed_hosts=tuple(env.list("ALLOWED_HOSTS", [hub_host, f".{hub_host}"])),
        hub_host=hub_host,
        public_port=env.int("PUBLIC_PORT", 443),
        is_https=env.bool("HTTPS", True),
        data_dir=data_dir,
        static_root=Path(env.str("STATIC_ROOT", str(data_dir / "static"))).resolve(),
        database=env.dj_db_url("DATABASE_URL", f"sqlite:///{quote(str(data_dir / 'wijkwinkel.sqlite3'))}"),
        cache_url=env.str("CACHE_URL", ""),
        broker_url=_broker_url(env),
        search_engine=env.str("SEARCH_ENGINE", ""),
        elasticsearch_urls=tuple(env.list("ELASTICSEARCH_URL", ["http://127.0.0.1:9200"])),
        elasticsearch_index=env.str("ELASTICSEARCH_INDEX", "wijkwinkel"),
        metrics_token=env.str("METRICS_TOKEN", ""),
        search_log_seconds=env.int("SEARCH_LOG_SECONDS", 30),
        map_tile_url=_tile_url(env),
        map_attribution=env.str("MAP_ATTRIBUTION", ""),
        map_max_zoom=env.int("MAP_MAX_ZOOM", 19),
        proof_bits=_proof_bits(env),
        has_catalogue=env.bool("COMPONENT_CATALOGUE", False),
        is_serving_media=env.bool("SERVE_MEDIA", False),
        is_checking_links=env.bool("CHECK_LINKS", True),
        fallback_phone=env.str("FALLBACK_PHONE", ""),
        translator_url=env.str("TRANSLATOR_URL", "").rstrip("/"),
        translator_key=env.str("TRANSLATOR_KEY", ""),
        has_second_factor=env.bool("STAFF_SECOND_FACTOR", True),
        email_url=_mail(env),
        email_from=env.str("EMAIL_FROM", f"wijkwinkel@{hub_host}"),
        log_level=env.str("LOG_LEVEL", "INFO"),
    )


def _environment_with_file() -> Env:
    env = Env()
    env_file = BASE_DIR / ".env"
    if env_file.is_file():
        env.read_env(str(env_file), recurse=False)
    return env


def _mail(env: Env) -> dict[str, Any]:
    """How mail leaves; without EMAIL_URL it goes nowhere, because a log is no place for links to log in with."""
    settings: dict[str, Any] = env.dj_email_url("EMAIL_URL", "dummy://")
    if not settings.get("EMAIL_BACKEND"):
        raise ImproperlyConfigured("Wij kennen deze EMAIL_URL niet. Gebruik bijvoorbeeld submission://naam:wachtwoord@mail.example:587.")
    return settings


def _broker_url(env: Env) -> str:
    """Where background jobs wait for a worker, empty for none: then they run in the web process after the commit."""
    value = env.str("BROKER_URL", "")
    if value and urlsplit(value).scheme not in ("redis", "rediss", "redis+socket"):
        raise ImproperlyConfigured("Wij kennen deze BROKER_URL niet. Gebruik redis://:wachtwoord@redis.example:6379/1.")
    return value


def _tile_url(env: Env) -> str:
    """The address of map tiles, empty for none; it must have one origin, because the policy for pictures names it."""
    value = env.str("MAP_TILE_URL", "")
    address = urlsplit(value)
    is_address = address.scheme in ("http", "https") and address.hostname and re.fullmatch(r"[\w.:\[\]-]+", address.netloc, re.ASCII)
    if value and not (is_address and all(part in address.path for part in ("{z}", "{x}", "{y}"))):
        raise ImproperlyConfigured(
            "Wij kennen deze MAP_TILE_URL niet. Gebruik een adres met {z}, {x} en {y}: https://tegels.example/{z}/{x}/{y}.png."
        )
    return value


def _proof_bits(env: Env) -> int:
    """How hard the puzzle of public forms is: each bit more doubles the work."""
    bits = env.int("PROOF_OF_WORK_BITS", 11)
    if not 0 <= bits <= MAX_PROOF_BITS:
        raise ImproperlyConfigured(f"Gebruik voor PROOF_OF_WORK_BITS een getal van 0 tot en met {MAX_PROOF_BITS}.")
    return bits


def _required(env: Env, name: str, meaning: str) -> str:
    value = env.str(name, "")
    if not value:
        raise ImproperlyConfigured(f"Zet de omgevingsvariabele {name}: {meaning}. Zie .env.example.")
    return value

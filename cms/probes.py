"""Asking what the site depends on whether it is there, all at once and never for longer than a moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

import redis
from django.conf import settings
from django.db import connections
from redis.exceptions import RedisError

from search.engine.base import EngineUnavailableError
from search.engine.factory import remote_engine

LIMIT_S = 0.8
REDIS_LIMIT_S = 0.5

Probe = Callable[[], bool]


class _Asking(threading.Thread):
    """One question in a thread of its own. Its own connection to the database is closed when there is an answer."""

    def __init__(self, name: str, probe: Probe) -> None:
        super().__init__(name=f"probe-{name}", daemon=True)
        self._probe = probe
        self.answer = False

    def run(self) -> None:
        """Ask."""
        try:
            self.answer = self._probe()
        finally:
            connections.close_all()


# Questions that have not been answered yet, by name: nobody is asked twice at once, so that threads do not pile up.
_open_questions: dict[str, _Asking] = {}
_lock = threading.Lock()


def answers_of(probes: Mapping[str, Probe]) -> dict[str, bool]:
    """What each of these, and each service that this installation uses, says within the limit; no answer is a no."""
    ends = time.monotonic() + LIMIT_S
    asked = {name: _ask(name, probe) for name, probe in {**probes, **_services()}.items()}
    for question in asked.values():
        question.join(max(0.0, ends - time.monotonic()))
    return {name: not question.is_alive() and question.answer for name, question in asked.items()}


def _ask(name: str, probe: Probe) -> _Asking:
    with _lock:
        pending = _open_questions.get(name)
        if pending is not None and pending.is_alive():
            return pending
        _open_questions[name] = question = _Asking(name, probe)
        question.start()
        return question


def _services() -> dict[str, Probe]:
    services: dict[str, Probe] = {}
    if remote_engine() is not None:
        services["search"] = _ask_engine
    if settings.CACHE_URL:
        services["cache"] = lambda: _ask_redis(settings.CACHE_URL)
    if settings.BROKER_URL:
        services["broker"] = lambda: _ask_redis(settings.BROKER_URL)
    return services


def _ask_engine() -> bool:
    engine = remote_engine()
    try:
        return engine is not None and engine.has_index()
    except EngineUnavailableError:
        return False


def _ask_redis(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_timeout=REDIS_LIMIT_S, socket_connect_timeout=REDIS_LIMIT_S) as client:
            return bool(client.ping())
    except (RedisError, OSError):
        return False

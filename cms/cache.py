"""A cache in Redis that the site can do without: what cannot be read is not there, what cannot be written is not kept."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# A server that does not answer is not asked again for so long.
LEFT_ALONE_S = 10.0
# When each server may be asked again; of the process, because Django makes a cache for every thread.
_asked_again_at: dict[str, float] = {}


class ForgivingClient:
    """Django's client, with an answer without the server if need be, and without waiting for it twice.

    `add` then says yes, so that whoever may do something once may do it; `get` gives the default.
    """

    WITHOUT_SERVER: dict[str, Callable[[], Any]] = {
        "add": lambda: True,
        "touch": lambda: False,
        "delete": lambda: False,
        "has_key": lambda: False,
        "clear": lambda: False,
        "get_many": dict,
    }

    def __init__(self, servers: list[str], **options: Any) -> None:
        self._server = servers[0]
        self._client = RedisCacheClient(servers, **options)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return partial(self._try, name)

    def get(self, key: str, default: Any) -> Any:
        """Read one."""
        return self._try("get", key, default, otherwise=default)

    def incr(self, key: str, delta: int) -> int:
        """Count; what is not there cannot be counted, as Django wants it with a ValueError."""
        count = self._try("incr", key, delta)
        if count is None:
            raise ValueError(key)
        return int(count)

    def _try(self, name: str, *args: Any, otherwise: Any = None) -> Any:
        if time.monotonic() >= _asked_again_at.get(self._server, 0.0):
            try:
                return getattr(self._client, name)(*args)
            except (RedisError, OSError) as error:
                _asked_again_at[self._server] = time.monotonic() + LEFT_ALONE_S
                logger.warning("cache_away %s", type(error).__name__)
        without = self.WITHOUT_SERVER.get(name)
        return without() if without else otherwise


class ForgivingRedisCache(RedisCache):
    """Redis with short limits; while it is away this is a cache that holds nothing, and nobody waits for it."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = ForgivingClient

"""How often something may be done from one corner of the internet, without remembering who did it.

Kept in the cache under keyed hashes that expire: not even the key tells an address.
"""

from __future__ import annotations

import logging
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)

IPV4_PREFIX = 24
IPV6_PREFIX = 56


def is_allowed(request: HttpRequest, purpose: str, *, times: int, within_s: int, subject: str = "") -> bool:
    """Count one more time for the part of the network that a request comes from; False when that was too often.

    With a subject, such as an account, each subject is counted apart.
    """
    return is_allowed_for(f"{network_of(request)} {subject}" if subject else network_of(request), purpose, times=times, within_s=within_s)


def is_allowed_for(subject: str, purpose: str, *, times: int, within_s: int) -> bool:
    """Count one more time for a subject, wherever it comes from; False when that was too often.

    Without a cache everything is allowed: a visitor is not turned away because a server of ours is down.
    """
    key = f"limit-{purpose}-{salted_hmac(f'core.limits.{purpose}', subject, algorithm='sha256').hexdigest()}"
    try:
        cache.add(key, 0, within_s)
        return cache.incr(key) <= times
    except ValueError:
        # It expired between the two.
        return True
    except Exception:
        logger.exception("limit_not_counted purpose=%s", purpose)
        return True


def network_of(request: HttpRequest) -> str:
    """The network of a visitor: 256 addresses of the old kind, or one connection of the new kind; empty if unknown.

    Behind the proxy that says what is HTTPS, the last address in X-Forwarded-For is the one that the proxy saw.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        address = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or address
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    mapped = getattr(parsed, "ipv4_mapped", None) or parsed
    return str(ip_network((mapped, IPV4_PREFIX if mapped.version == 4 else IPV6_PREFIX), strict=False))

"""Which searches are counted, and on what kind of device they were made."""

from __future__ import annotations

import re
from collections.abc import Mapping

from search.choices import Device

MAX_AGENT_LENGTH = 400
_ROBOT = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|archiver|monitor|uptime|preview|feedfetch|feedly|validator|lighthouse"
    r"|curl|wget|python|java/|go-http|okhttp|libwww|httpclient|axios|node-fetch|facebookexternalhit|whatsapp",
    re.IGNORECASE,
)
_TABLET = re.compile(r"ipad|tablet|kindle|silk|playbook|android(?!.*mobi)", re.IGNORECASE)
_PHONE = re.compile(r"mobi|iphone|ipod|phone", re.IGNORECASE)


def device_of(headers: Mapping[str, str]) -> Device | None:
    """The kind of device that sent these headers; None for a program, and for a page that is fetched before anybody asked."""
    agent = (headers.get("User-Agent") or "")[:MAX_AGENT_LENGTH]
    if not agent or _ROBOT.search(agent) or "prefetch" in (headers.get("Sec-Purpose") or headers.get("Purpose") or ""):
        return None
    if _TABLET.search(agent):
        return Device.TABLET
    return Device.PHONE if _PHONE.search(agent) else Device.DESKTOP

"""The servers that were started for this bench, by name, for one that breaks them."""

from service import Service

STARTED: dict[str, Service] = {}

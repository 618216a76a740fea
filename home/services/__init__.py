"""Writes of the home app: zones with everything they need, and the demo city."""

from home.services.provisioning import CityIdentity, ZoneBlueprint, ensure_city, provision_zone, remove_zone

__all__ = ["CityIdentity", "ZoneBlueprint", "ensure_city", "provision_zone", "remove_zone"]

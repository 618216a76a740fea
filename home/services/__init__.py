"""Writes of the home app: cities and zones with everything they need, and the demo city."""

from home.services.city import CityIdentity, ProvisioningError, ensure_city
from home.services.provisioning import ZoneBlueprint, provision_zone, remove_zone

__all__ = ["CityIdentity", "ProvisioningError", "ZoneBlueprint", "ensure_city", "provision_zone", "remove_zone"]

"""The tables of dossiers."""

from dossiers.models.addition import ZoneAddition
from dossiers.models.dossier import PARTS, ChosenEntry, DossierPage
from dossiers.models.shared import SharedTreePage

__all__ = ["PARTS", "ChosenEntry", "DossierPage", "SharedTreePage", "ZoneAddition"]

"""The tables of dossiers."""

from dossiers.models.addition import ZoneAddition
from dossiers.models.dossier import PARTS, ChosenEntry, DossierPage
from dossiers.models.guide import GuidePage
from dossiers.models.shared import SharedTreePage

__all__ = ["PARTS", "ChosenEntry", "DossierPage", "GuidePage", "SharedTreePage", "ZoneAddition"]

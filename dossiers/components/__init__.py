"""Components of dossiers and guides."""

from dossiers.components.dossier import Checklist, DossierDetail, FileLink, QuestionAndAnswer
from dossiers.components.guide import GuideQuestion, GuideResult
from dossiers.components.guide_shelf import GuideCard, GuideLink, GuideShelf
from dossiers.components.shelf import DossierCard, DossierLinks, DossierShelf

__all__ = [
    "Checklist",
    "DossierCard",
    "DossierDetail",
    "DossierLinks",
    "DossierShelf",
    "FileLink",
    "GuideCard",
    "GuideLink",
    "GuideQuestion",
    "GuideResult",
    "GuideShelf",
    "QuestionAndAnswer",
]

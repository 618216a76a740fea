"""Components of dossiers."""

from dossiers.components.dossier import Checklist, DossierDetail, ExplainedWord, FileLink, QuestionAndAnswer
from dossiers.components.shelf import DossierCard, DossierLinks, DossierShelf

__all__ = [
    "Checklist",
    "DossierCard",
    "DossierDetail",
    "DossierLinks",
    "DossierShelf",
    "ExplainedWord",
    "FileLink",
    "QuestionAndAnswer",
]

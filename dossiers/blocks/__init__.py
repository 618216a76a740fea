"""What dossiers and guides are written with."""

from dossiers.blocks.dossier import ChecklistsBlock, FilesBlock, QuestionsBlock, StepTextBlock, WordsBlock
from dossiers.blocks.guide import GuideOutcomesBlock, GuideQuestionsBlock

__all__ = [
    "ChecklistsBlock",
    "FilesBlock",
    "GuideOutcomesBlock",
    "GuideQuestionsBlock",
    "QuestionsBlock",
    "StepTextBlock",
    "WordsBlock",
]

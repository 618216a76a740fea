"""The models of the core: what every page is, work and mail that wait, and what may be used once."""

from core.models.blocking import names_in_the_way
from core.models.drafts import without_lost
from core.models.holding import hold, lock
from core.models.mail import Mail
from core.models.pages import DRAFT_FIELDS, BasePage, FrontDoor
from core.models.place import Place
from core.models.previews import OTHER_PREVIEWS, PREVIEWS, other_preview, show_preview
from core.models.queues import NOTED_AGAIN, Job, Waiting, WaitingQuerySet
from core.models.spent import SpentPuzzle
from core.models.translated import Translated

__all__ = [
    "DRAFT_FIELDS",
    "NOTED_AGAIN",
    "OTHER_PREVIEWS",
    "PREVIEWS",
    "BasePage",
    "FrontDoor",
    "Job",
    "Mail",
    "Place",
    "SpentPuzzle",
    "Translated",
    "Waiting",
    "WaitingQuerySet",
    "hold",
    "lock",
    "names_in_the_way",
    "other_preview",
    "show_preview",
    "without_lost",
]

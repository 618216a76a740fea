"""The models of the core: what every page is, and work and mail that wait."""

from core.models.holding import hold, lock
from core.models.mail import Mail
from core.models.pages import DRAFT_FIELDS, BasePage, FrontDoor
from core.models.queues import NOTED_AGAIN, Job, Waiting, WaitingQuerySet

__all__ = ["DRAFT_FIELDS", "NOTED_AGAIN", "BasePage", "FrontDoor", "Job", "Mail", "Waiting", "WaitingQuerySet", "hold", "lock"]

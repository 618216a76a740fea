"""The pages of the hub and of every zone."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, TabbedInterface
from wagtail.models import GroupApprovalTask, TaskState, WorkflowMixin

from accounts.choices import Right
from accounts.models import User
from accounts.permissions import may_everywhere
from core.models import BasePage, FrontDoor
from sites.models import Zone
from socialmap.models import Organisation, Verified


class HubPage(FrontDoor):
    """The city's front door: choose your zone."""

    template = "home/hub_page.html"
    max_count: int | None = 1  # type: ignore[assignment] # Wagtail declares None and documents a number
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["home.StandardPage", "home.ContactPage", "agenda.AgendaPage"]
    page_description = _("De startpagina van de hele gemeente, met de keuze van een wijk.")

    class Meta:
        verbose_name = _("stadspagina")
        verbose_name_plural = _("stadspagina's")


class HomePage(FrontDoor):
    """The front door of one zone; the root of its site."""

    template = "home/home_page.html"
    parent_page_types: ClassVar[list[str]] = []
    subpage_types: ClassVar[list[str]] = ["home.StandardPage", "home.ContactPage", "agenda.AgendaPage"]
    page_description = _("De startpagina van een wijk. Een nieuwe wijk maakt u bij 'Nieuwe wijk'.")

    class Meta:
        verbose_name = _("startpagina van een wijk")
        verbose_name_plural = _("startpagina's van wijken")


class StandardPage(Verified, BasePage):
    """A page of text, such as privacy or accessibility. `zone` is where it stands; None on the hub."""

    template = "home/standard_page.html"
    keeper = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="kept_pages", verbose_name=_("wie houdt dit bij?"),
        help_text=_("De organisatie die belooft dat dit klopt. Leeg: de redactie zelf. Bijvoorbeeld: Bibliotheek Deventer"),
    )  # fmt: skip
    zone = models.ForeignKey(Zone, models.SET_NULL, null=True, editable=False, related_name="text_pages")
    parent_page_types: ClassVar[list[str]] = ["home.HubPage", "home.HomePage", "home.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["home.StandardPage"]
    page_description = _("Een gewone pagina met tekst. Bijvoorbeeld: Privacy.")
    edit_handler = TabbedInterface(
        [
            ObjectList(BasePage.content_panels, heading=_("Tekst")),
            ObjectList([FieldPanel(name) for name in ("keeper", "verified_on", "verified_by", "review_on")], heading=_("Beheer")),
            ObjectList(BasePage.promote_panels, heading=_("Adres")),
            ObjectList(BasePage.settings_panels, heading=_("Instellingen")),
        ]
    )

    class Meta:
        verbose_name = _("gewone pagina")
        verbose_name_plural = _("gewone pagina's")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the zone on whose site the page stands; one query more for a page that is saved whole."""
        if kwargs.get("update_fields") is None:
            self.zone = self.zone_of_tree()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The address on its own site; no query once the sites are remembered."""
        return self.full_url or "/"

    def zone_of_tree(self) -> Zone | None:
        """The zone whose home is above this page, by its place in the tree; one query."""
        roots = [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]
        return Zone.objects.filter(site__root_page__path__in=roots).first()


class ContactPage(FrontDoor):
    """How to reach somebody: telephone, mail, desk."""

    template = "home/contact_page.html"
    parent_page_types: ClassVar[list[str]] = ["home.HubPage", "home.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("Hoe bewoners u bereiken. Telefoon en openingstijden komen vanzelf mee.")

    class Meta:
        verbose_name = _("contactpagina")
        verbose_name_plural = _("contactpagina's")


class ZoneDraftQuerySet(models.QuerySet["ZoneDraft"]):
    """Zones that somebody is still describing."""

    def forgotten(self, *, before: datetime) -> ZoneDraftQuerySet:
        """Those that nobody touched since a moment."""
        return self.filter(updated_at__lt=before)


class ZoneDraft(models.Model):
    """What somebody typed of a new zone, step by step, right or not; gone as soon as the zone is made.

    `data` holds for each step that was sent the texts of its fields, so that nothing is lost of what is wrong.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[ZoneDraft]] = ZoneDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("wijk in de maak")
        verbose_name_plural = _("wijken in de maak")
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        typed: list[str] = self.data.get("naam", {}).get("name", [])
        return (typed[0] if typed else "") or str(_("Nog zonder naam"))

    def typed(self, step: str) -> MultiValueDict[str, Any] | None:
        """What was sent of a step, as forms take it; None if it was never sent."""
        return MultiValueDict(self.data[step]) if step in self.data else None


class SecondReaderTask(GroupApprovalTask):
    """A step in which somebody else reads what was submitted: of the groups of the task, or who publishes in the whole city.

    Nobody decides about what they submitted themselves, administrators included.
    """

    class Meta:
        verbose_name = _("nakijken door een tweede lezer")
        verbose_name_plural = _("nakijken door een tweede lezer")

    def get_actions(self, obj: WorkflowMixin, user: User) -> list[tuple[str, str, bool]]:
        """What somebody may decide about a thing that waits."""
        state = obj.current_workflow_state
        if state is not None and state.requested_by_id == user.pk:
            return []
        found: list[tuple[str, str, bool]] = super().get_actions(obj, user)
        return found

    def on_action(self, task_state: TaskState, user: User, action_name: str, **kwargs: Any) -> Any:
        """Decide; raises PermissionDenied for one's own, whatever thing the address named beside it."""
        if task_state.workflow_state.requested_by_id == user.pk:
            raise PermissionDenied
        return super().on_action(task_state, user, action_name, **kwargs)

    def _user_in_groups(self, user: User) -> bool:
        return may_everywhere(user, Right.PUBLISH_PAGES) or bool(super()._user_in_groups(user))

    @classmethod
    def get_description(cls) -> str:
        """What an administrator reads where workflows are made."""
        return str(_("Iemand anders dan de schrijver kijkt het na: iemand uit deze groepen, of de centrale redactie."))

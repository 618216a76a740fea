"""What partners send in: each submission, what was said about it, each step, and the task that Wagtail's workflow waits on."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision, Task, TaskState, WorkflowState

from accounts.choices import Right
from accounts.models import User
from accounts.permissions import may_everywhere, zones_where
from moderation.choices import OPEN_STATES, Action, RefusalReason, SubmissionKind, SubmissionState
from sites.models import Zone
from socialmap.models import Membership, Organisation

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

MESSAGE_MAX_LENGTH = 2000


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Submissions."""

    def open(self) -> SubmissionQuerySet:
        """Those that nobody has decided about."""
        return self.filter(state__in=OPEN_STATES)

    def to_check(self) -> SubmissionQuerySet:
        """Those of trusted partners that are public and that nobody has looked at yet."""
        return self.filter(state=SubmissionState.PUBLISHED, is_unchecked=True)

    def of_organisations(self, organisations: Iterable[Organisation]) -> SubmissionQuerySet:
        """Those of these organisations, newest first."""
        return self.filter(organisation__in=organisations).order_by("-sent_at", "-pk")

    def about(self, instance: models.Model) -> SubmissionQuerySet:
        """Those about one thing."""
        kind = ContentType.objects.get_for_model(instance)
        return self.filter(content_type=kind, object_id=instance.pk)

    def decidable_by(self, user: User | AnonymousUser) -> SubmissionQuerySet:
        """Those that somebody may decide about: the right in every zone concerned, and not their own.

        Their own is what they sent, and what an organisation sent that they speak for.
        """
        foreign = Submission.zones.through.objects.filter(submission=OuterRef("pk")).exclude(zone__in=zones_where(user, Right.MODERATE))
        allowed = Q(~Exists(foreign))
        if not may_everywhere(user, Right.MODERATE):
            allowed &= Q(is_city_wide=False)
        if not may_everywhere(user, Right.EDIT_SOCIAL_MAP):
            allowed &= Q(needs_right=Right.MODERATE)
        own = Membership.objects.filter(organisation=OuterRef("organisation"), user=user.pk)
        return self.filter(allowed).filter(~Exists(own)).exclude(sent_by=user.pk)

    def forgettable(self, *, before: datetime) -> SubmissionQuerySet:
        """Decided before a moment."""
        return self.exclude(state__in=OPEN_STATES).filter(decided_at__lt=before)


class Submission(models.Model):
    """Something that a partner sent in. What is public stays as it is until somebody with the right approves.

    `needs_right` is the right that deciding takes; for things of zones it is asked in each of `zones`, for the
    whole city without a zone. `revision` is what was sent last.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("soort"), max_length=10, choices=SubmissionKind)
    state = models.CharField(_("toestand"), max_length=12, choices=SubmissionState, default=SubmissionState.RECEIVED)
    title = models.CharField(_("waarover"), max_length=255)
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    content_object = GenericForeignKey("content_type", "object_id")
    revision = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+")
    workflow_state = models.OneToOneField(WorkflowState, models.SET_NULL, null=True, related_name="submission")

    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="submissions", verbose_name=_("organisatie")
    )
    zones = models.ManyToManyField(Zone, related_name="submissions", verbose_name=_("wijken"))
    is_city_wide = models.BooleanField(default=False)
    needs_right = models.CharField(max_length=32)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="submissions")
    sent_at = models.DateTimeField(_("verstuurd op"), default=timezone.now)
    is_urgent = models.BooleanField(_("heeft haast"), default=False)
    is_unchecked = models.BooleanField(_("nog niet nagekeken"), default=False)

    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(_("beslist op"), null=True)
    reason = models.CharField(_("reden"), max_length=12, choices=RefusalReason, blank=True)
    explanation = models.TextField(_("uitleg"), max_length=MESSAGE_MAX_LENGTH, blank=True)

    objects: ClassVar[Any] = SubmissionQuerySet.as_manager()
    if TYPE_CHECKING:
        messages: RelatedManager[Message]
        steps: RelatedManager[Step]

    class Meta:
        verbose_name = _("inzending")
        verbose_name_plural = _("inzendingen")
        ordering = ["sent_at", "pk"]
        indexes = [models.Index(fields=["state", "sent_at"], name="moderation_submission_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"],
                condition=Q(state__in=OPEN_STATES),
                name="moderation_one_open_submission",
                violation_error_message=_("Hierover ligt al iets bij de redactie."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES, decided_at=None) | (~Q(state__in=OPEN_STATES) & Q(decided_at__isnull=False)),
                name="moderation_decided_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide."""
        return self.state in OPEN_STATES


class Message(models.Model):
    """What partner and editor wrote to each other about a submission."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    is_from_editor = models.BooleanField()
    text = models.TextField(_("bericht"), max_length=MESSAGE_MAX_LENGTH)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("bericht")
        verbose_name_plural = _("berichten")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.created_at:%Y-%m-%d %H:%M}"


class Step(models.Model):
    """One step in the history of a submission; only ever added to."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="steps")
    action = models.CharField(_("wat"), max_length=12, choices=Action)
    state = models.CharField(_("toestand daarna"), max_length=12, choices=SubmissionState)
    revision = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("door"))
    at = models.DateTimeField(_("wanneer"), default=timezone.now)

    class Meta:
        verbose_name = _("stap")
        verbose_name_plural = _("stappen")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.action}"


class Trust(models.Model):
    """An organisation whose activities in a zone are published at once, and looked at afterwards."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="trusts", verbose_name=_("organisatie"))
    zone = models.ForeignKey(Zone, models.CASCADE, related_name="trusts", verbose_name=_("wijk"))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("vertrouwde partner")
        verbose_name_plural = _("vertrouwde partners")
        constraints = [models.UniqueConstraint(fields=["organisation", "zone"], name="moderation_trust_once")]

    def __str__(self) -> str:
        return f"{self.organisation} in {self.zone}"


class ModerationTask(Task):
    """The step in Wagtail's workflow on which submissions wait; it finds who may decide by the zones concerned.

    It gives no actions to Wagtail's own screens: deciding is done on the review screen alone, which knows what
    the editor has seen, and who sent it.
    """

    class Meta:
        verbose_name = _("nakijken door de redactie van de wijk")
        verbose_name_plural = _("nakijken door de redactie van de wijk")

    def locked_for_user(self, obj: models.Model, user: User) -> bool:
        """Only who may decide about it may also change it while it waits."""
        return not Submission.objects.open().about(obj).decidable_by(user).exists()

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> models.QuerySet[TaskState]:
        """The task states of the submissions that somebody may decide about."""
        states = Submission.objects.open().decidable_by(user).values("workflow_state")
        waiting: models.QuerySet[TaskState] = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS, workflow_state__in=states)
        return waiting

    @classmethod
    def get_description(cls) -> str:
        """What an administrator reads where workflows are made."""
        return str(_("Wie in alle betrokken wijken mag nakijken, beslist."))

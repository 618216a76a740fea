"""What was sent: how far it is, what the editors ask, and taking it back."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.choices import Right
from accounts.views.doors import portal_login_required
from moderation.components import badge_of
from moderation.models import Submission
from moderation.registry import subjects
from moderation.rules import ModerationError
from moderation.services import answer, withdraw
from partners.forms import MessageForm
from partners.permissions import submissions_of
from partners.views.home import portal_context, whoever

PER_PAGE = 20


@require_safe
@portal_login_required(Right.SUBMIT)
def list_all(request: HttpRequest) -> HttpResponse:
    """Everything, newest first."""
    user = whoever(request)
    page = Paginator(submissions_of(user), PER_PAGE).get_page(request.GET.get("p"))
    rows = [(submission, badge_of(submission)) for submission in page.object_list]
    return render(request, "partners/submissions.html", portal_context(user, page=page, rows=rows))


@require_safe
@portal_login_required(Right.SUBMIT)
def show(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """One of them."""
    submission = get_object_or_404(submissions_of(whoever(request)), reference=reference)
    return _page(request, submission, MessageForm())


@require_POST
@portal_login_required(Right.SUBMIT)
def reply(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """Write to the editors."""
    user = whoever(request)
    submission = get_object_or_404(submissions_of(user), reference=reference)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _page(request, submission, form)
    try:
        answer(submission=submission, text=form.cleaned_data["text"], by=user, at=timezone.now())
    except ModerationError as error:
        form.add_error(None, str(error))
        return _page(request, submission, form)
    messages.success(request, _("Uw bericht is verstuurd. De redactie leest het."))
    return redirect("partner_submission", reference=reference)


@require_POST
@portal_login_required(Right.SUBMIT)
def take_back(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """Withdraw what nobody has decided about."""
    user = whoever(request)
    submission = get_object_or_404(submissions_of(user), reference=reference)
    try:
        withdraw(submission=submission, by=user, at=timezone.now())
    except ModerationError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("U heeft het ingetrokken. Wat u schreef, is er nog."))
    return redirect("partner_submission", reference=reference)


def _page(request: HttpRequest, submission: Submission, form: MessageForm) -> HttpResponse:
    instance = submission.content_object
    subject = subjects.of(instance) if instance else None
    context = portal_context(
        whoever(request),
        submission=submission,
        badge=badge_of(submission),
        form=form,
        notes=submission.messages.select_related("author"),
        steps=submission.steps.all(),
        change_url=subject.portal_url(instance) if subject else "",
        public_url=subject.public_url(instance) if subject and getattr(instance, "live", False) else "",
    )
    return render(request, "partners/submission.html", context, status=422 if form.errors else 200)

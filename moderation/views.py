"""The queue of submissions in the admin, and the screen on which an editor decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.permissions import looking_at, zone_chosen
from moderation.choices import RefusalReason
from moderation.forms import QuestionForm, RefusalForm, TrustForm
from moderation.models import Submission
from moderation.permissions import decides_anything, trusts_of
from moderation.rules import ModerationError
from moderation.selectors import by_organisation, queue, review, unchecked
from moderation.services import approve, ask, end_trust, give_trust, mark_checked, refuse, take


def _editor(request: HttpRequest) -> User:
    """Who asks; 403 for who decides nothing anywhere."""
    if not decides_anything(request.user):
        raise PermissionDenied
    return cast("User", request.user)


def _found(request: HttpRequest, pk: int) -> Submission:
    """A submission that this editor may decide about, also when somebody has; 404 for every other."""
    found: Submission = get_object_or_404(Submission.objects.decidable_by(_editor(request)), pk=pk)
    return found


@require_safe
def show_queue(request: HttpRequest) -> HttpResponse:
    """What waits, an organisation at a time."""
    editor = _editor(request)
    zone = zone_chosen(editor, request.GET.get("wijk", ""))
    looking = looking_at(editor, zone)
    waiting, afterwards = list(queue(looking)), list(unchecked(looking))
    context = _frame(_("Nakijken"), only_zone=zone, groups=by_organisation(waiting), afterwards=afterwards, count=len(waiting))
    return TemplateResponse(request, "moderation/admin/queue.html", context)


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One submission, with everything to decide about it."""
    return _screen(request, _found(request, pk))


@require_POST
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one is at it."""
    submission = _found(request, pk)
    _try(request, lambda: take(submission=submission, by=_editor(request), at=timezone.now()), _("De partner ziet nu dat u ernaar kijkt."))
    return redirect("moderation-show", pk=pk)


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Make it public, as it was on the screen."""
    submission = _found(request, pk)
    seen = request.POST.get("seen", "")
    is_done = _try(
        request,
        lambda: approve(submission=submission, seen=int(seen) if seen.isdecimal() else None, by=_editor(request), at=timezone.now()),
        _("'%(title)s' is geplaatst. De partner krijgt een mail.") % {"title": submission.title},
    )
    return _onwards(request) if is_done else redirect("moderation-show", pk=pk)


@require_POST
def put_question(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the partner something."""
    submission = _found(request, pk)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _screen(request, submission, question=form)
    is_done = _try(
        request,
        lambda: ask(submission=submission, text=form.cleaned_data["text"], by=_editor(request), at=timezone.now()),
        _("Uw vraag is verstuurd."),
    )
    return _onwards(request) if is_done else _screen(request, submission, question=form)


@require_POST
def turn_down(request: HttpRequest, pk: int) -> HttpResponse:
    """Do not publish it."""
    submission = _found(request, pk)
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return _screen(request, submission, refusal=form)
    is_done = _try(
        request,
        lambda: refuse(
            submission=submission,
            reason=RefusalReason(form.cleaned_data["reason"]),
            explanation=form.cleaned_data["explanation"],
            by=_editor(request),
            at=timezone.now(),
        ),
        _("'%(title)s' is niet geplaatst. De partner leest waarom.") % {"title": submission.title},
    )
    return _onwards(request) if is_done else _screen(request, submission, refusal=form)


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What was published at once is right."""
    submission = _found(request, pk)
    _try(request, lambda: mark_checked(submission=submission, by=_editor(request), at=timezone.now()), _("Nagekeken."))
    return redirect("moderation-queue")


@require_http_methods(["GET", "HEAD", "POST"])
def show_trust(request: HttpRequest) -> HttpResponse:
    """Which organisations are trusted where, and a form for one more."""
    editor = _editor(request)
    form = TrustForm(request.POST if request.method == "POST" else None, user=editor)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        _try(
            request,
            lambda: give_trust(organisation=chosen["organisation"], zone=chosen["zone"], by=editor, at=timezone.now()),
            _("Wat %(name)s stuurt, staat voortaan meteen op de site van %(zone)s. U kijkt het achteraf na.")
            % {"name": chosen["organisation"], "zone": chosen["zone"]},
        )
        return redirect("moderation-trust")
    context = _frame(_("Vertrouwde partners"), form=form, trusts=trusts_of(editor))
    return TemplateResponse(request, "moderation/admin/trust.html", context, status=422 if form.errors else 200)


@require_POST
def stop_trust(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at it beforehand again."""
    editor = _editor(request)
    trust = get_object_or_404(trusts_of(editor), pk=pk)
    _try(request, lambda: end_trust(trust=trust, by=editor), _("U kijkt weer na voordat iets op de site staat."))
    return redirect("moderation-trust")


def _try(request: HttpRequest, do: Callable[[], Any], said: str) -> bool:
    """Do it and say so, or say why not; True if it was done."""
    try:
        do()
    except ModerationError as error:
        messages.error(request, str(error))
        return False
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return False
    messages.success(request, said)
    return True


def _onwards(request: HttpRequest) -> HttpResponse:
    """To what waits longest now, or to the empty queue."""
    following = queue(_editor(request)).first()
    return redirect("moderation-show", pk=following.pk) if following else redirect("moderation-queue")


def _screen(
    request: HttpRequest, submission: Submission, *, question: QuestionForm | None = None, refusal: RefusalForm | None = None
) -> HttpResponse:
    shown = review(submission, at=timezone.now())
    if shown is None:
        messages.error(request, _("Dit is er niet meer."))
        return redirect("moderation-queue")
    context = _frame(
        submission.title,
        review=shown,
        submission=submission,
        notes=submission.messages.select_related("author"),
        steps=submission.steps.select_related("by"),
        question=question or QuestionForm(),
        refusal=refusal or RefusalForm(),
    )
    has_errors = any(form is not None and form.errors for form in (question, refusal))
    return TemplateResponse(request, "moderation/admin/review.html", context, status=422 if has_errors else 200)


def _frame(title: str, **more: Any) -> dict[str, Any]:
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": _("Begin")}, {"url": reverse("moderation-queue"), "label": _("Nakijken")}]
    return {
        "page_title": title,
        "header_title": title,
        "header_icon": "tick-inverse",
        "breadcrumbs_items": crumbs,
        "media": forms.Media(),
        **more,
    }

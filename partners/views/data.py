"""The help that an organisation keeps on the social map: still right, or not any more."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choices import Right
from accounts.views.doors import portal_login_required
from moderation.models import Submission
from moderation.rules import ModerationError
from partners.components import checked_in_words, freshness
from partners.forms import EntryForm
from partners.permissions import entries_of
from partners.services import confirm_entries, propose_change
from partners.views.home import portal_context, whoever
from socialmap.models import Entry


@require_safe
@portal_login_required(Right.SUBMIT)
def show(request: HttpRequest) -> HttpResponse:
    """All of it, what was checked longest ago first."""
    user, today = whoever(request), timezone.localdate()
    rows = [(entry, freshness(entry, today=today), checked_in_words(entry)) for entry in entries_of(user)]
    return render(request, "partners/data.html", portal_context(user, rows=rows))


@require_POST
@portal_login_required(Right.SUBMIT)
def confirm(request: HttpRequest) -> HttpResponse:
    """Everything is still right, or one thing is."""
    user = whoever(request)
    own = entries_of(user).select_related("owner", "latest_revision")
    chosen = request.POST.get("hulp", "")
    count = confirm_entries(
        entries=list(own.filter(pk=int(chosen)) if chosen.isdecimal() and len(chosen) < len(str(2**63)) else own),
        by=user,
        at=timezone.now(),
    )
    said = ngettext("Dank u wel. %(count)d keer 'klopt nog' is bewaard.", "Dank u wel. %(count)d keer 'klopt nog' is bewaard.", count)
    messages.success(request, said % {"count": count})
    return redirect("partner_data")


@require_http_methods(["GET", "HEAD", "POST"])
@portal_login_required(Right.SUBMIT)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a change; what is public stays until an editor approves it."""
    user = whoever(request)
    live = get_object_or_404(entries_of(user), pk=pk)
    waiting = Submission.objects.open().about(live).first()
    # What was sent before and waits is gone on with; else what is public now.
    entry = live.get_latest_revision_as_object() if waiting else live
    form = EntryForm(request.POST if request.method == "POST" else None, instance=entry)
    if request.method == "POST" and form.is_valid():
        return _propose(request, form)
    context = portal_context(user, form=form, entry=live, waiting=waiting)
    return render(request, "partners/entry.html", context, status=422 if form.errors else 200)


def _propose(request: HttpRequest, form: EntryForm) -> HttpResponse:
    entry: Entry = form.save(commit=False)
    try:
        submission = propose_change(entry=entry, by=whoever(request), at=timezone.now())
    except ModerationError as error:
        messages.error(request, str(error))
        return redirect("partner_data")
    messages.success(request, _("Dank u wel. De redactie kijkt het na. Tot dan blijft op de site staan wat er stond."))
    return redirect("partner_submission", reference=submission.reference)

"""The page behind the link of a reminder: what the site says, and one button that says that it is right. Without an account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.recurrence import describe_date
from socialmap.components import ReviewItem, ReviewPage
from socialmap.services import confirm_by_link, find_review_link, waiting_behind


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, token: str) -> HttpResponse:
    """What waits, each with a box that is ticked. Looking changes nothing, as programs open links in mails too."""
    now = timezone.now()
    link = find_review_link(token, at=now)
    if link is None:
        return render(
            request, "socialmap/review.html", {"review": ReviewPage(title=_("Deze link werkt niet meer"), is_ended=True)}, status=410
        )
    chosen = request.POST.getlist("klopt")
    if request.method == "POST" and chosen:
        count = confirm_by_link(link=link, chosen=frozenset(chosen), at=now)
        return redirect(f"{request.path}?bewaard=ja" if count else request.path)
    items = tuple(
        ReviewItem(
            value=f"{kind.key}:{thing.pk}",
            title=str(thing),
            url=thing.get_absolute_url(),
            checked=describe_date(thing.verified_on) if thing.verified_on else "",
            facts=tuple((asked.label, asked.text) for asked in kind.questions_of(thing)),
        )
        for kind, thing in waiting_behind(link)
    )
    page = ReviewPage(
        title=_("Klopt dit nog?") if items else _("Alles is nagekeken") if "bewaard" in request.GET else _("Er is niets meer na te kijken"),
        organisation=link.organisation.name,
        items=items,
        is_saved="bewaard" in request.GET,
        error=_("U hebt niets aangevinkt. Zet een vinkje bij wat klopt.") if request.method == "POST" else "",
    )
    return render(request, "socialmap/review.html", {"review": page}, status=422 if page.error else 200)

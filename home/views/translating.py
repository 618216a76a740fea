"""Translating pages: with what is below them, but never activities, whose dates stand once; and never half in Dutch for the public."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from wagtail.models import Page
from wagtail_localize.operations import translate_object
from wagtail_localize.views.submit_translations import SubmitPageTranslationView
from wagtail_localize.views.update_translations import UpdateTranslationsView

from agenda.models import AgendaPage, EventPage
from core.models import BasePage
from dossiers.models import GuidePage
from home.tasks import translate_below


class TranslatePage(SubmitPageTranslationView):
    """The form of wagtail-localize; what is below the page is translated in the background."""

    def get_object(self) -> Page:
        """404 for an activity, whose words in other languages are its own and whose date is not copied, and for a guide."""
        page: Page = super().get_object()
        if isinstance(page, EventPage | AgendaPage | GuidePage):
            raise Http404
        return page

    def get_form(self) -> Any:
        """Into languages that the page above is translated into: for any other Wagtail would make a public stand-in of that, in Dutch."""
        form = super().get_form()
        parent = self.object.get_parent()
        if parent.depth > 1:
            ready = parent.get_translations(inclusive=True).filter(alias_of=None)
            form.fields["locales"].queryset = form.fields["locales"].queryset.filter(pk__in=ready.values("locale"))
        return form

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        """Make drafts in the chosen languages."""
        locales, is_whole = list(form.cleaned_data["locales"]), form.cleaned_data["include_subtree"]
        form.cleaned_data["include_subtree"] = False
        translate_object(self.object, locales, self.components, self.request.user)
        if is_whole:
            translate_below.enqueue(self.object.pk, [locale.language_code for locale in locales], self.request.user.pk)
        response: HttpResponse = super().form_valid(form)
        return response


class SyncTranslations(UpdateTranslationsView):
    """The form of wagtail-localize with which translations take over what changed in the Dutch page: as drafts.

    Published at once, what nobody has translated yet would be Dutch under the name of another language.
    """

    def get_form(self) -> Any:
        """Without the choice to publish, which counts as not chosen."""
        form = super().get_form()
        field = form.fields["publish_translations"]
        field.disabled, field.initial, field.widget = True, False, field.hidden_widget()
        return form


def refuse_unfinished(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Not public before every sentence is translated; two queries on such a page, and one on any other that is published."""
    if request.method != "POST" or request.POST.get("action") != "publish":
        return None
    missing = page.sentences_missing() if isinstance(page, BasePage) else 0
    if not missing:
        return None
    words = ngettext(
        "Er is nog %(count)d zin niet vertaald. Vertaal die eerst: anders staat er Nederlands onder de naam van een andere taal.",
        "Er zijn nog %(count)d zinnen niet vertaald. Vertaal ze eerst: anders staat er Nederlands onder de naam van een andere taal.",
        missing,
    )
    messages.error(request, words % {"count": missing})
    return redirect("wagtailadmin_pages:edit", page.pk)

"""Asking for the translation of a page: with what is below it, but never of activities, whose dates stand once."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from wagtail.models import Page
from wagtail_localize.operations import translate_object
from wagtail_localize.views.submit_translations import SubmitPageTranslationView

from agenda.models import AgendaPage, EventPage
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

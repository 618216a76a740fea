"""What is translated in the background: all below a page."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth import get_user_model
from django.db import transaction
from django_tasks import task
from wagtail.models import Locale, Page
from wagtail_localize.operations import TranslationCreator

from agenda.models import AgendaPage
from dossiers.models import GuidePage


@task()
@transaction.atomic
def translate_below(page_pk: int, codes: Sequence[str], user_pk: int) -> None:
    """Make drafts of all pages below one, each after the page above it; an agenda stays as it is, as its dates stand once, and so does a guide.

    May be done twice: what is there already is left as it is.
    """
    page = Page.objects.filter(pk=page_pk).first()
    locales = Locale.objects.filter(language_code__in=codes)
    if page is None or not locales:
        return
    creator = TranslationCreator(get_user_model().objects.filter(pk=user_pk).first(), locales)
    left_out = list(Page.objects.descendant_of(page).type(AgendaPage, GuidePage).values_list("path", flat=True))
    for below in page.get_descendants().order_by("path"):
        if not below.path.startswith(tuple(left_out)):
            creator.create_translations(below, include_related_objects=False)

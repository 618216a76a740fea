"""Texts of the admin that Wagtail translates once, when it starts, or leaves in English: given again, for who reads.

Wagtail 8 has some texts outside its own translation: labels that Django makes of the names of fields, a word in a template,
words that are translated while a class is read. Each row names where it is. A test looks whether there is still something
to mend, so that a row goes when Wagtail has done it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.template.base import Origin
from django.template.loaders.app_directories import Loader
from django.utils.translation import gettext_lazy, override
from wagtail.admin.forms import choosers, workflows
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.contrib.redirects.filters import RedirectsReportFilterSet
from wagtail.forms import TaskStateCommentForm
from wagtail.images.forms import ImageInsertionForm
from wagtail.snippets.views.snippets import SnippetViewSet
from wagtail_localize.views.report import TranslationsReportFilterSet, TranslationsReportView

# What packages write in their code, as we write Dutch.
LANGUAGE_OF_PACKAGES = "en"
LINK_TEXT = {"link_text": "Link text"}
# Of a form, the labels of its fields.
LABELS: dict[type[Any], dict[str, str]] = {
    choosers.ExternalLinkChooserForm: LINK_TEXT,
    choosers.AnchorLinkChooserForm: LINK_TEXT,
    choosers.EmailLinkChooserForm: {"email_address": "Email address", **LINK_TEXT, "subject": "Subject", "body": "Body"},
    choosers.PhoneLinkChooserForm: {"phone_number": "Phone number", **LINK_TEXT},
    workflows.TaskChooserSearchForm: {"task_type": "Task type"},
    workflows.WorkflowPageForm: {"page": "Page"},
    workflows.WorkflowContentTypeForm: {"content_types": "Content types"},
    TaskStateCommentForm: {"comment": "Comment"},
    ImageInsertionForm: {"format": "Format", "image_is_decorative": "Image is decorative", "alt_text": "Alt text"},
}
# Of a list with filters, the labels of those.
FILTERS: dict[type[Any], dict[str, str]] = {
    RedirectsReportFilterSet: {"is_permanent": "Type"},
    TranslationsReportFilterSet: {"source_locale": "Source locale", "target_locale": "Target locale"},
}
ALL, KINDS_OF_REDIRECTS = "All", {True: "Permanent", False: "Temporary"}
CHOOSER = {
    "choose_one_text": "Choose",
    "choose_another_text": "Choose another",
    "edit_item_text": "Edit",
    "search_tab_label": "Search",
    "create_action_label": "Create",
}
# In a template, the attribute and what is written out there.
WRITTEN_OUT = {
    "wagtailadmin/shared/headers/_actions.html": ("aria-label", "Actions"),
    "wagtailadmin/shared/header.html": ("value", "Search"),
    "wagtailadmin/home.html": ("value", "Search"),
}
COUNTED = ("translation", "translations")
# All of them, for the lists of translations: no list of a package knows those that are not marked.
TEXTS = frozenset(
    [
        *(text for labels in (*LABELS.values(), *FILTERS.values()) for text in labels.values()),
        *(text for _attribute, text in WRITTEN_OUT.values()),
        *CHOOSER.values(),
        *KINDS_OF_REDIRECTS.values(),
        ALL,
        *COUNTED,
    ]
)


class TranslatingLoader(Loader):
    """Templates of packages, in which what is written out in English becomes a text to translate."""

    def get_contents(self, origin: Origin) -> str:
        """The source of a template."""
        contents: str = super().get_contents(origin)
        if origin.template_name not in WRITTEN_OUT:
            return contents
        attribute, text = WRITTEN_OUT[str(origin.template_name)]
        return contents.replace(f'{attribute}="{text}"', f'{attribute}="{{{{ _("{text}") }}}}"')


class TranslationPaginator(WagtailPaginator):
    """Counts translations in the language of the reader; their model has no name in another language than English."""

    verbose_name, verbose_name_plural = (gettext_lazy(text) for text in COUNTED)


def translate() -> None:
    """Give all of them again; for when every app is ready."""
    for form, labels in LABELS.items():
        form.__init__ = _labelling(form.__init__, labels)
    for filters, labels in FILTERS.items():
        for name, text in labels.items():
            filters.base_filters[name].label = gettext_lazy(text)
    kinds = [(value, gettext_lazy(text)) for value, text in KINDS_OF_REDIRECTS.items()]
    RedirectsReportFilterSet.base_filters["is_permanent"].extra.update(choices=kinds, empty_label=gettext_lazy(ALL))
    for name, text in CHOOSER.items():
        setattr(ChooserViewSet, name, gettext_lazy(text))
    snippets: Any = SnippetViewSet
    snippets.breadcrumbs_items = property(_read_later(snippets.breadcrumbs_items.fget))
    TranslationsReportView.paginator_class = TranslationPaginator


def _labelling(made: Callable[..., None], labels: dict[str, str]) -> Callable[..., None]:
    """Labels for the fields of a form, those included that it has only now and then."""

    @wraps(made)
    def make(form: Any, *args: Any, **kwargs: Any) -> None:
        made(form, *args, **kwargs)
        for name in labels.keys() & form.fields.keys():
            form.fields[name].label = gettext_lazy(labels[name])

    return make


def _read_later(made: Callable[[Any], list[dict[str, Any]]]) -> Callable[[Any], list[dict[str, Any]]]:
    """The way to a list, which Wagtail asks for when it starts."""

    def breadcrumbs(viewset: Any) -> list[dict[str, Any]]:
        with override(LANGUAGE_OF_PACKAGES):
            items = made(viewset)
        return [{**item, "label": gettext_lazy(item["label"])} for item in items]

    return breadcrumbs

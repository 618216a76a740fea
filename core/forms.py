"""The bases of forms: their look, and for those that anybody may send small traps for programs that no person meets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.functional import lazy
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.widgets import AdminPageChooser
from wagtail.snippets.widgets import AdminSnippetChooser

from core.languages import OTHERS
from core.models import Translated
from core.puzzles import Kind, Puzzle, PuzzleError, new_puzzle

TOO_FAST = _("Dat ging heel snel. Druk nog een keer op de knop.")
TOO_SLOW = _("Het formulier stond lang open. Druk nog een keer op de knop.")
SENT_BEFORE = _("Dit formulier is al verstuurd. Wilt u nog iets sturen? Druk dan nog een keer op de knop.")


class PublicForm(forms.Form):
    """Has a field that people do not see, the puzzle that the form was made with, and what solves it.

    A template puts the form in `components/parts/proof_fields.html`. A view asks, in this order: `is_from_a_program`,
    `is_valid()`, and then whether there is a `patience` to ask for: a visitor without scripts gets a page that repeats
    what they wrote, to be sent on after some seconds (`components/patience.html`). What comes past all three has paid.
    """

    website = forms.CharField(required=False)
    started = forms.CharField(required=False)
    proof = forms.CharField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.patience = ""

    @property
    def is_from_a_program(self) -> bool:
        """Whether the field that people do not see was filled in."""
        return bool(self.data.get("website"))

    def clean(self) -> dict[str, Any]:
        """Refuse what was sent faster than people type, long after, twice, or without a puzzle of ours.

        What is well filled in and has not paid yet is not refused: then `patience` is the puzzle of waiting.
        """
        found: dict[str, Any] = super().clean() or self.cleaned_data
        at = timezone.now()
        try:
            puzzle = Puzzle.read(found.get("started") or "", at=at)
        except PuzzleError:
            self.add_error("started", TOO_SLOW)
            return found
        if puzzle.is_too_soon(at=at) and puzzle.kind is Kind.FORM:
            self.add_error("started", TOO_FAST)
        elif not self.errors:
            self._take(puzzle, proof=found.get("proof") or "", at=at)
        return found

    def _take(self, puzzle: Puzzle, *, proof: str, at: datetime) -> None:
        """Use a puzzle up if it was paid for; if not, one of waiting."""
        if not puzzle.is_paid(proof, at=at):
            self.patience = puzzle.text if puzzle.kind is Kind.WAIT else new_puzzle(Kind.WAIT)
        elif not puzzle.spend():
            self.add_error("started", SENT_BEFORE)

    def typed(self) -> Iterator[tuple[str, str]]:
        """What somebody filled in, name and value, for a page that sends it once more."""
        for name in self.fields.keys() - PublicForm.base_fields.keys():
            values = self.data.getlist(name) if isinstance(self.data, QueryDict) else [self.data[name]] if name in self.data else []
            yield from ((name, value) for value in values)


class TranslatedForm(WagtailAdminModelForm):
    """Adds to the form of a `Translated` row a field for each of its words in each language; first among the bases.

    The fields themselves come from `translation_fields`, as Django collects fields when a form is made.
    """

    instance: Translated

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in OTHERS:
            for name, text in self.instance.translations.get(code, {}).items():
                self.initial.setdefault(f"{name}_{code}", text)

    def clean(self) -> dict[str, Any]:
        """Whoever writes something in a language writes all that there is in Dutch: half of it would be in two languages."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        for code in OTHERS:
            words = self._words_in(code)
            if any(words.values()):
                for name in words:
                    if found.get(name) and not words[name]:
                        self.add_error(f"{name}_{code}", _("Schrijf dit ook in deze taal. Anders staat hier Nederlands."))
        return found

    def _post_clean(self) -> None:
        super()._post_clean()
        for code in OTHERS:
            self.instance.write_in(code, self._words_in(code))

    def _words_in(self, code: str) -> dict[str, str]:
        return {name: self.cleaned_data.get(f"{name}_{code}") or "" for name in type(self.instance).TRANSLATED}


def translation_fields(model: type[Translated]) -> dict[str, forms.Field]:
    """The fields of a form for the words of a `Translated` model in each language but Dutch, by name: `title_en`."""
    found: dict[str, forms.Field] = {}
    for code, language in settings.LANGUAGES[1:]:
        for name in model.TRANSLATED:
            stored: Any = model._meta.get_field(name)
            # An explanation in Dutch with a Dutch example says how it is done in other languages too.
            field = stored.formfield(required=False, label=format_lazy("{}: {}", language, stored.verbose_name))
            field.widget.attrs |= {"lang": code, "dir": "rtl" if code in settings.LANGUAGES_BIDI else "ltr"}
            found[f"{name}_{code}"] = field
    return found


def translation_panels(model: type[Translated]) -> list[MultiFieldPanel]:
    """A group of fields for each language."""
    return [
        MultiFieldPanel([FieldPanel(f"{name}_{code}") for name in model.TRANSLATED], heading=language, classname="collapsed")
        for code, language in settings.LANGUAGES[1:]
    ]


class Styled:
    """Gives the fields of a form the look of the site, and says in Dutch what is missing; first among the bases."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("Vul dit nog in.")
            widget = field.widget
            if isinstance(widget, forms.Textarea):
                widget.attrs = {"rows": 4, **widget.attrs, "class": "utrecht-textbox ww-tekstvak"}
            elif not isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect | forms.CheckboxInput):
                widget.attrs["class"] = "utrecht-textbox"


class StyledForm(Styled, forms.Form):
    """A form with the look of the site."""


def started_now() -> str:
    """The puzzle of a form that is shown now, for the field `started`; costs no query."""
    return new_puzzle()


def wait_page(form: PublicForm, *, action: str, told: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """What `components/patience.html` shows of a form whose sender has to wait; `told` is what they wrote, with its labels."""
    return {"patience": form.patience, "typed": tuple(form.typed()), "action": action, "told": tuple(told)}


# Said by Wagtail's own list of translations, when a form is shown.
_named: Any = lazy(lambda text, model: translation.gettext(text) % {"object": model._meta.verbose_name}, str)
_of_type: Any = lazy(lambda text, model: f"{translation.gettext(text)} ({capfirst(model._meta.verbose_name)})", str)


class SnippetChooser(AdminSnippetChooser):
    """A field to choose a snippet, with buttons in the language of who reads; Wagtail's keep that of who came first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_one_text = _named("Choose %(object)s", self.model_class)
        self.choose_another_text = _named("Choose another %(object)s", self.model_class)
        self.link_to_chosen_text = _named("Edit this %(object)s", self.model_class)


class PageChooser(AdminPageChooser):
    """The same for pages of one type."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_one_text = _of_type("Choose a page", self.model_class)

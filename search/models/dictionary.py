"""What editors maintain: synonyms, hard words and direct help."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel

from core.models import Translated
from core.plain_language import HardTerm, is_form_of
from core.rules import is_phone
from search.understanding.words import stems

MAX_PHRASE_LENGTH = 120
MAX_PHRASES = 150
_PHRASE_BREAK = re.compile(r"[,;|\n]+")


def phrases_of(text: str) -> tuple[str, ...]:
    """The phrases of a typed list, separated by commas or on lines of their own, each once."""
    return tuple(dict.fromkeys(phrase for part in _PHRASE_BREAK.split(text) if (phrase := " ".join(part.split()))))


def _meaning(phrase: str) -> frozenset[str]:
    return frozenset(stems(phrase))


def _refuse_empty_phrases(phrases: Iterable[str]) -> None:
    for phrase in phrases:
        if len(phrase) > MAX_PHRASE_LENGTH:
            raise ValidationError(_("'%(start)s…' is te lang. Gebruik hooguit 120 tekens per woord of zin."), params={"start": phrase[:30]})
        if not _meaning(phrase):
            raise ValidationError(
                _("'%(phrase)s' zegt te weinig om op te zoeken. Gebruik een woord met inhoud."), params={"phrase": phrase}
            )


class SynonymKind(models.TextChoices):
    """Whether the words of a synonym lead to each other, or only from the term to the words."""

    TWO_WAY = "gelijk", _("Betekent hetzelfde")
    ONE_WAY = "gewoon", _("Zo zeggen bewoners het")


class SynonymQuerySet(models.QuerySet["Synonym"]):
    """Synonyms, by term."""

    def meaning(self, term: str) -> list[Synonym]:
        """Synonyms whose term has the same stems; few rows, compared here because stems are not stored."""
        wanted = _meaning(term)
        return [synonym for synonym in self if _meaning(synonym.term) == wanted]


class Synonym(models.Model):
    """Words that search takes for each other, or residents' words with the official ones behind them."""

    kind = models.CharField(
        _("soort"),
        max_length=8,
        choices=SynonymKind,
        default=SynonymKind.TWO_WAY,
        help_text=_(
            "Betekent hetzelfde: poetshulp en huishoudelijke hulp. Zo zeggen bewoners het: 'geen geld voor eten' leidt naar voedselbank."
        ),
    )
    language = models.CharField(
        _("in welke taal zoekt iemand dit?"),
        max_length=2,
        choices=[("", _("In elke taal")), *settings.LANGUAGES[1:]],
        default="",
        blank=True,
        help_text=_("Een woord van een andere taal telt alleen als iemand de site in die taal leest. Bijvoorbeeld: English, bij 'debts'."),
    )
    term = models.CharField(
        _("woord of zin"),
        max_length=MAX_PHRASE_LENGTH,
        help_text=_("Bijvoorbeeld: poetshulp, of: ik red het niet meer alleen"),
    )
    words = models.TextField(
        _("zoek ook op"),
        max_length=2000,
        help_text=_("Zet komma's tussen de woorden. Bijvoorbeeld: huishoudelijke hulp, schoonmaakhulp. Het werkt meteen na opslaan."),
    )

    objects: ClassVar[models.Manager[Synonym]] = SynonymQuerySet.as_manager()

    panels: ClassVar[list[Panel]] = [FieldPanel("kind"), FieldPanel("language"), FieldPanel("term"), FieldPanel("words")]

    class Meta:
        verbose_name = _("synoniem")
        verbose_name_plural = _("synoniemen")
        ordering = ["term", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["term", "language"], name="search_synonym_unique", violation_error_message=_("Dit woord is er al in deze taal.")
            )
        ]

    def __str__(self) -> str:
        return self.term

    @property
    def phrases(self) -> tuple[str, ...]:
        """The words searched as well."""
        return phrases_of(self.words)

    def clean(self) -> None:
        """Refuse what says nothing, leads to itself, or is there already, in words."""
        super().clean()
        self.term = " ".join(self.term.split())
        if not self.phrases:
            raise ValidationError({"words": _("Geef ten minste een woord waarop wij ook moeten zoeken.")})
        if len(self.phrases) > MAX_PHRASES:
            raise ValidationError({"words": _("Dit zijn te veel woorden. Maak er twee synoniemen van.")})
        _refuse_empty_phrases((self.term, *self.phrases))
        if own := [phrase for phrase in self.phrases if _meaning(phrase) == _meaning(self.term)]:
            raise ValidationError(
                {"words": _("'%(phrase)s' is hetzelfde als '%(term)s'. Haal het weg.") % {"phrase": own[0], "term": self.term}}
            )
        others = SynonymQuerySet(Synonym).filter(language=self.language).exclude(pk=self.pk)
        if clash := others.meaning(self.term):
            raise ValidationError({"term": _("Dit woord is er al: '%(term)s'. Vul dat synoniem aan.") % {"term": clash[0].term}})
        self.words = ", ".join(self.phrases)


class HardWordQuerySet(models.QuerySet["HardWord"]):
    """Hard words, by word."""

    def like(self, word: str) -> list[HardWord]:
        """Those that a word is a form of: "indicaties" of "indicatie", not "mantelzorger" of "mantelzorg". One query."""
        return [one for one in self if is_form_of(word, one.term)]


class HardWord(models.Model):
    """A word that many people do not know: what to write instead, what it means, and whether search takes them for each other."""

    word = models.CharField(_("moeilijk woord"), max_length=MAX_PHRASE_LENGTH, unique=True, help_text=_("Bijvoorbeeld: indicatie"))
    forms = models.CharField(
        _("andere vormen"),
        max_length=240,
        blank=True,
        help_text=_("Zet komma's tussen de woorden. Bijvoorbeeld: verstrekt, verstrekte. Meervouden op -en en -s kennen wij al."),
    )
    easier = models.CharField(
        _("schrijf liever"), max_length=MAX_PHRASE_LENGTH, help_text=_("Bijvoorbeeld: besluit dat u recht hebt op zorg")
    )
    meaning = models.CharField(
        _("uitleg voor bewoners"),
        max_length=200,
        help_text=_("Eén korte zin. Bijvoorbeeld: Een besluit waarin staat welke zorg u mag krijgen."),
    )
    is_searched = models.BooleanField(
        _("ook bij zoeken"),
        default=True,
        help_text=_("Wie het ene zoekt, vindt ook het andere. Zet dit uit bij gewone woorden, zoals 'indien' en 'als'."),
    )

    objects: ClassVar[models.Manager[HardWord]] = HardWordQuerySet.as_manager()

    panels: ClassVar[list[Panel]] = [FieldPanel(name) for name in ("word", "forms", "easier", "meaning", "is_searched")]

    class Meta:
        verbose_name = _("moeilijk woord")
        verbose_name_plural = _("moeilijke woorden")
        ordering = ["word"]

    def __str__(self) -> str:
        return self.word

    @property
    def term(self) -> HardTerm:
        """As the check of plain language knows it."""
        return HardTerm(word=self.word, easier=self.easier, forms=phrases_of(self.forms))

    def clean(self) -> None:
        """Refuse what leads to itself, is there already, or says nothing to search for, in words."""
        super().clean()
        for name in ("word", "easier", "meaning"):
            setattr(self, name, " ".join(getattr(self, name).split()))
        self.forms = ", ".join(phrases_of(self.forms))
        if self.is_searched:
            _refuse_empty_phrases((self.word, self.easier))
        if _folded(self.word) == _folded(self.easier) or (self.is_searched and _meaning(self.word) == _meaning(self.easier)):
            raise ValidationError({"easier": _("Dit is hetzelfde woord. Schrijf een makkelijker woord.")})
        if clash := HardWordQuerySet(HardWord).exclude(pk=self.pk).like(self.word):
            raise ValidationError({"word": _("Dit woord is er al: '%(word)s'. Pas dat woord aan.") % {"word": clash[0].word}})


class DirectHelp(Translated):
    """Help that cannot wait: pinned above the results when a query holds words of danger, in whatever language."""

    TRANSLATED = ("title", "text")

    key = models.SlugField(_("sleutel"), max_length=40, unique=True, help_text=_("Korte naam zonder spaties. Bijvoorbeeld: veilig-thuis"))
    title = models.CharField(_("titel"), max_length=80, help_text=_("Bijvoorbeeld: Bel 112 bij levensgevaar"))
    text = models.CharField(
        _("tekst"),
        max_length=240,
        help_text=_(
            "Een of twee zinnen. Wat krijgt iemand die belt? Bijvoorbeeld: Bel als er nu gevaar is. U krijgt meteen iemand aan de lijn."
        ),
    )
    phone = models.CharField(_("telefoonnummer"), max_length=20, help_text=_("Bijvoorbeeld: 112 of 0800-2000"))
    chat_url = models.URLField(_("adres van de chat"), blank=True, help_text=_("Bijvoorbeeld: https://www.113.nl"))
    order = models.PositiveSmallIntegerField(_("volgorde"), default=10, help_text=_("Het laagste getal staat bovenaan. Bijvoorbeeld: 10"))
    words = models.TextField(
        _("woorden van gevaar"),
        max_length=4000,
        help_text=_("Zet komma's tussen de woorden en zinnen. Bijvoorbeeld: zelfmoord, wil niet meer leven"),
    )
    not_with = models.TextField(
        _("niet bij"),
        max_length=4000,
        blank=True,
        help_text=_("Staat dit in de zoekvraag, dan tonen wij deze hulp niet. Bijvoorbeeld: brandverzekering, cursus EHBO"),
    )

    class Meta:
        verbose_name = _("directe hulp")
        verbose_name_plural = _("directe hulp")
        ordering = ["order", "key"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse a card without words, with words that its own exceptions switch off, or that cannot be dialled."""
        super().clean()
        if not is_phone(self.phone):
            raise ValidationError({"phone": _("Dit is geen telefoonnummer. Schrijf bijvoorbeeld 0800-2000.")})
        words, exceptions = phrases_of(self.words), phrases_of(self.not_with)
        if not words:
            raise ValidationError({"words": _("Geef ten minste een woord waarbij wij deze hulp tonen.")})
        for phrase in (*words, *exceptions):
            if len(phrase) > MAX_PHRASE_LENGTH:
                raise ValidationError(
                    _("'%(start)s…' is te lang. Gebruik hooguit 120 tekens per woord of zin."), params={"start": phrase[:30]}
                )
        if both := {_folded(word) for word in words} & {_folded(word) for word in exceptions}:
            raise ValidationError(
                {"not_with": _("'%(word)s' staat ook bij de woorden van gevaar. Kies een van de twee.") % {"word": min(both)}}
            )
        self.words, self.not_with = ", ".join(words), ", ".join(exceptions)


def _folded(phrase: str) -> str:
    return phrase.casefold()

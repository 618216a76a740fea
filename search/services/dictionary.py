"""Writes of the words that editors maintain."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from search.engine.database import tokens
from search.models import DirectHelp, HardWord, Synonym


@transaction.atomic
def save_synonym(*, kind: str, term: str, words: Iterable[str]) -> Synonym:
    """Make or replace the synonym of a term; raises ValidationError in words for what cannot be."""
    synonym = Synonym.objects.filter(term=term).first() or Synonym(term=term)
    synonym.kind, synonym.words = kind, ", ".join(words)
    synonym.full_clean()
    synonym.save()
    return synonym


@transaction.atomic
def save_hard_word(*, word: str, easier: str, meaning: str, forms: Iterable[str] = (), is_searched: bool = True) -> HardWord:
    """Make or replace a hard word; raises ValidationError in words for what cannot be."""
    hard = HardWord.objects.filter(word=word).first() or HardWord(word=word)
    hard.easier, hard.meaning, hard.forms, hard.is_searched = easier, meaning, ", ".join(forms), is_searched
    hard.full_clean()
    hard.save()
    return hard


@transaction.atomic
def save_direct_help(
    *,
    key: str,
    title: str,
    text: str,
    phone: str,
    words: Iterable[str],
    not_with: Iterable[str] = (),
    chat_url: str = "",
    order: int = 10,
) -> DirectHelp:
    """Make or replace a card of direct help; raises ValidationError in words for what cannot be."""
    card = DirectHelp.objects.filter(key=key).first() or DirectHelp(key=key)
    card.title, card.text, card.phone, card.chat_url, card.order = title, text, phone, chat_url, order
    card.words, card.not_with = ", ".join(words), ", ".join(not_with)
    card.full_clean()
    card.save()
    return card


@transaction.atomic
def mark_dictionary_changed() -> None:
    """Tell every process, from its next search on, that synonyms, hard words or direct help have changed."""
    tokens.renew(tokens.DICTIONARY)

"""The tables of the index that lives in the database, and the state that every process looks at.

The full-text tables themselves are the database's own; the migration makes them.
"""

from __future__ import annotations

from django.db import models


class SearchState(models.Model):
    """Tokens that change with what they stand for, so that every process knows its caches are right.

    As a rule there is one row for each subject (`search.engine.database.tokens`). Tokens are random and not
    counters: after a rollback a counter would repeat a value.
    """

    token = models.CharField(primary_key=True, max_length=32)
    subject = models.CharField(max_length=12)

    def __str__(self) -> str:
        return f"{self.subject} {self.token}"


class SearchSignature(models.Model):
    """What many documents have in common and facets and tiers are counted on: step, kind, zones, facets, hours.

    Id and digest are made from the content and a row never changes, so that processes may remember it for ever.
    """

    id = models.BigIntegerField(primary_key=True)
    digest = models.BigIntegerField(db_index=True)
    content = models.TextField()

    class Meta:
        verbose_name = "signature"

    def __str__(self) -> str:
        return self.content


class SearchDocument(models.Model):
    """One findable thing as the embedded index stores it.

    The row of the full-text table has the id `signature_id << ID_BITS | id`, so that matches are
    counted and sorted into tiers without reading any row.
    """

    id = models.BigIntegerField(primary_key=True)
    key = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=30)
    version = models.BigIntegerField()
    signature = models.ForeignKey(SearchSignature, on_delete=models.PROTECT, related_name="+", db_index=False)
    sort_title = models.CharField(max_length=80)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    payload = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["signature"], name="search_document_signature"),
            models.Index(fields=["sort_title", "signature"], name="search_document_listing"),
        ]

    def __str__(self) -> str:
        return self.key


class SearchWord(models.Model):
    """A folded word of the indexed documents and how it is written, for prefixes, typing errors and suggestions."""

    word = models.CharField(primary_key=True, max_length=60)
    shown = models.CharField(max_length=60)
    stem = models.CharField(max_length=60)
    documents = models.IntegerField()
    titles = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["stem"], name="search_word_stem")]

    def __str__(self) -> str:
        return self.word

"""The same rows as a stock Wagtail project would keep and search them."""

from typing import ClassVar

from django.db import models
from wagtail.search import index


class StockEntry(index.Indexed, models.Model):
    """A title and a text, searched by Wagtail's own database backend."""

    title = models.CharField(max_length=200)
    body = models.TextField()
    zone = models.IntegerField()

    search_fields: ClassVar[list[index.BaseField]] = [
        index.SearchField("title", boost=10),
        index.AutocompleteField("title"),
        index.SearchField("body"),
        index.FilterField("zone"),
    ]

    class Meta:
        app_label = "benches"

    def __str__(self) -> str:
        return self.title


class StockHelp(index.Indexed, models.Model):
    """Help with all its texts, as relevance is measured on."""

    name = models.CharField(max_length=250)
    title = models.CharField(max_length=250)
    summary = models.TextField()
    keywords = models.TextField()
    organisation = models.TextField()
    labels = models.TextField()
    body = models.TextField()

    search_fields: ClassVar[list[index.BaseField]] = [
        # Ten, as in the other table: a title of few words stands for the whole.
        index.SearchField("title", boost=10),
        index.SearchField("summary"),
        index.SearchField("keywords"),
        index.SearchField("organisation"),
        index.SearchField("labels"),
        index.SearchField("body"),
    ]

    class Meta:
        app_label = "benches"

    def __str__(self) -> str:
        return self.title

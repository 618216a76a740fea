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

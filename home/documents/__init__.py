"""What search knows of pages and of places."""

from home.documents.pages import KIND, page_document, pages_in
from home.documents.places import PLACE_KIND, place_document

__all__ = ["KIND", "PLACE_KIND", "page_document", "pages_in", "place_document"]

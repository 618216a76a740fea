"""Keeps search in step with pages and places, and says what of them stands in the calendar of editors."""

from home.receivers import calendar, pages, places, translations

__all__ = ["calendar", "pages", "places", "translations"]

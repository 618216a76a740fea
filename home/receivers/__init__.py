"""Keeps search in step with pages and places."""

from home.receivers import pages, places, translations

__all__ = ["pages", "places", "translations"]

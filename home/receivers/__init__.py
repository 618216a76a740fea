"""Keeps search in step with pages and places."""

from home.receivers import pages, places

__all__ = ["pages", "places"]

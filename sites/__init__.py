"""Zones and everything that makes a zone's site its own."""

"""Screens of the agenda."""

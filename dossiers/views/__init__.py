"""Dossiers for residents, and in the admin."""

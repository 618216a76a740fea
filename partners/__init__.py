"""The portal of partner organisations, outside the admin."""

"""Django finds what is in here by its name."""

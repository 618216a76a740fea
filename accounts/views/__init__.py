"""Pages: the second factor, and "Toegang" in the admin."""

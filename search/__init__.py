"""Finding help in three steps."""

"""The tilted social map."""

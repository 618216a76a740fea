"""What partners send in, and how editors decide about it."""

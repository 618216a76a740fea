"""What there is to do: activities, when they are, and the agenda that residents look in."""

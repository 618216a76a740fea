"""Views of the front doors and of the places where residents walk in."""

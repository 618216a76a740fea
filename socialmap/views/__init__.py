"""Views of the social map: pages for residents, import and export for editors."""

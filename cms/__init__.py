"""The composition root: settings, addresses, health."""

"""Hub, zone homes, standard pages and the demo city."""

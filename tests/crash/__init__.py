"""Random histories of writes while processes and servers are killed: afterwards nothing may be lost, stale or ghostly."""

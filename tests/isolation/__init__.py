"""Who gets what from which address: every address of the site, asked by everybody."""

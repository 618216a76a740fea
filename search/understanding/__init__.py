"""Understanding a Dutch query, the same for every engine: pure functions, no database."""

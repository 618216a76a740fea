"""How well search finds what people need: judged queries over the demo city, and measures on them."""

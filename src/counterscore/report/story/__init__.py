"""One synthetic life: gathered from the tables, told as text, drawn as strips, and chosen because its arms differ."""

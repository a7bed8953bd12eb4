"""How a regime is told to people: as a page, in sentences, in differences, and what a careful reader would ask."""

"""The composition root: regime, people and mechanisms become arms that live through the same draws."""

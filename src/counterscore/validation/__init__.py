"""Does the laboratory give what was published? Targets in one file, each asked through what everybody can call."""

"""What published figures count, one file per kind of regime."""

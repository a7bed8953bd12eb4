"""Functions for published aggregate tables, usable without a simulation: thresholds, base rates, confusion, funnels."""

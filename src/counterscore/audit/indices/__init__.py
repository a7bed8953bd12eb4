"""Indices of a whole arm, one file each."""

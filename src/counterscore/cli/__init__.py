"""The command line: one file per verb, nothing heavy loaded before a verb needs it."""

from __future__ import annotations

from .main import main

__all__ = ["main"]

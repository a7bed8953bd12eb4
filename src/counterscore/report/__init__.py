"""What people see of a run: the report, the table of the terminal, and one synthetic life in every arm."""

from __future__ import annotations

from .console import table
from .story.happening import Event, Life
from .story.life import life
from .story.telling import telling_person, wronged_person
from .story.text import life_json, render_life
from .writing import write_report

__all__ = [
    "Event",
    "Life",
    "life",
    "life_json",
    "render_life",
    "table",
    "telling_person",
    "write_report",
    "wronged_person",
]

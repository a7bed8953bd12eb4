"""Lines of the changelog that say that results changed, and which of them the baseline has seen."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

from .kept import HERE

CHANGELOG = HERE.parents[1] / "CHANGELOG.md"
SEEN = HERE / "seen_lines.txt"
UNRELEASED, RESULTS = "unreleased", "results"
SEEN_HEAD = "# Written by renew.py: lines under Results in CHANGELOG.md that the kept numbers were written under.\n"


def results_lines(text: str, version: str | None = None) -> list[str]:
    """Bullets under every heading Results, or under that of one version; each as one line of text."""
    found: list[str] = []
    release = heading = ""
    for line in text.splitlines():
        if line.startswith("## "):
            release, heading = line[3:].partition("]")[0].strip("[ ").lower(), ""
        elif line.startswith("### "):
            heading = line[4:].strip().lower()
        elif heading == RESULTS and version in (None, release):
            if line.startswith(("- ", "* ")):
                found.append(line[2:].strip())
            elif line.strip() and found:
                found[-1] += " " + line.strip()
    return found


def key(line: str) -> str:
    """What a line is known by: its words, wherever they are wrapped."""
    return sha256(re.sub(r"\s+", " ", line).strip().encode()).hexdigest()[:16]


def seen(file: Path = SEEN) -> set[str]:
    """Keys of the lines that the baseline was written under."""
    if not file.is_file():
        return set()
    return {line.split()[0] for line in file.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"}


def new_lines(changelog: Path = CHANGELOG, file: Path = SEEN) -> list[str]:
    """Unreleased lines under Results that the baseline has not seen."""
    known = seen(file)
    lines = results_lines(changelog.read_text(encoding="utf-8"), UNRELEASED)
    return [line for line in lines if key(line) not in known]


def lost_lines(changelog: Path = CHANGELOG, file: Path = SEEN) -> int:
    """How many lines that the baseline has seen are in the changelog no longer: taken out or reworded."""
    return len(seen(file) - {key(line) for line in results_lines(changelog.read_text(encoding="utf-8"))})


def remember(changelog: Path = CHANGELOG, file: Path = SEEN) -> None:
    """Write down every line under Results, released ones too: they stay known when a release moves them."""
    lines = results_lines(changelog.read_text(encoding="utf-8"))
    shown = [f"{key(line)}  {line[:80].rsplit(' ', 1)[0]} ..." for line in lines]
    file.write_text(SEEN_HEAD + "".join(f"{line}\n" for line in shown), encoding="utf-8")

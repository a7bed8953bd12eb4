"""Python shown in the documentation runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def blocks() -> list[tuple[str, str]]:
    """Python blocks of README and docs, with their file."""
    found = []
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for block in re.findall(r"```python\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL):
            found.append((path.name, block))
    return found


@pytest.mark.parametrize(("file", "block"), blocks(), ids=lambda x: x if x.endswith(".md") else "")
def test_a_block_runs(file: str, block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python block of the documentation runs, with fewer people than shown."""
    monkeypatch.chdir(tmp_path)
    smaller = re.sub(r"people=[\d_]+", "people=3_000", block)
    smaller = re.sub(r"months=[\d_]+", "months=6", smaller)
    (tmp_path / "worry.py").write_text((ROOT / "examples" / "worry.py").read_text(encoding="utf-8"), encoding="utf-8")
    exec(compile(smaller, file, "exec"), {"__name__": "block"})

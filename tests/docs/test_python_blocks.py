"""Python shown in the documentation runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REPLICATIONS = sorted((ROOT / "docs" / "replications").glob("*.md"))


FILES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *REPLICATIONS]


def blocks(file: Path) -> list[str]:
    """Python blocks of a page, in order."""
    return re.findall(r"```python\n(.*?)```", file.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("file", [file for file in FILES if blocks(file)], ids=lambda file: file.stem)
def test_the_blocks_of_a_page_run(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python blocks of the documentation run one after the other, with fewer people than shown."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "worry.py").write_text((ROOT / "examples" / "worry.py").read_text(encoding="utf-8"), encoding="utf-8")
    names = {"__name__": "block"}
    for block in blocks(file):
        smaller = re.sub(r"\bpeople=[\d_]+", "people=3_000", block)
        smaller = re.sub(r"\bmonths=[\d_]+", "months=6", smaller)
        exec(compile(smaller, file.name, "exec"), names)

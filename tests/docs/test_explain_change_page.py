"""What the page about changed numbers shows is what its commands print."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
from verbs import say

PAGE = Path(__file__).parents[2] / "docs" / "explain-change.md"
REWRITE = "COUNTERSCORE_REWRITE"
SHOWN = re.compile(r"```bash\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)


def steady(text: str) -> str:
    """A text without what differs from one installed version to the next."""
    return re.sub(r"version \S+ *", "version ... ", text)


def test_the_page_shows_what_its_commands_print(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last command of each block prints, to the letter, the text below it (COUNTERSCORE_REWRITE=1 writes anew)."""
    monkeypatch.chdir(tmp_path)
    page = PAGE.read_text(encoding="utf-8")
    for text in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL):
        name = re.match(r"study: (\S+)", text)
        assert name
        (tmp_path / f"{name[1]}.yaml").write_text(text, encoding="utf-8")
    shown = SHOWN.findall(page)
    assert len(shown) == 2
    for commands, text in shown:
        for line in commands.strip().splitlines():
            said = say(*shlex.split(line)[1:])
            assert said.code == 0, said.err
        if os.environ.get(REWRITE):
            page = page.replace(f"{commands}```\n\n```text\n{text}```", f"{commands}```\n\n```text\n{said.out}```")
        else:
            assert steady(said.out) == steady(text)
    if os.environ.get(REWRITE):
        PAGE.write_text(page, encoding="utf-8")

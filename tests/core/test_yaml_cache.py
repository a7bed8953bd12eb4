"""Remembered documents: the same content, never an older one, and nothing of anybody's own files."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterscore.core import yaml_cache, yaml_text
from counterscore.core.errors import SpecError
from counterscore.core.yaml_cache import PACKAGE, place_of

FILE = PACKAGE / "regimes" / "library" / "rongcheng.yaml"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a shipped file is remembered during one test."""
    monkeypatch.setenv("COUNTERSCORE_CACHE", str(tmp_path))
    found = place_of(FILE)
    assert found is not None
    return found


def test_what_is_remembered_is_what_was_read(place: Path) -> None:
    """The second reading gives the same content and tree as the first, from the cache."""
    text = FILE.read_text(encoding="utf-8")
    tree, first = yaml_text.parsed(text, "x", place)
    assert place.exists()
    again, second = yaml_text.parsed(text, "x", place)
    assert second == first == yaml_text.parsed(text, "x")[1]
    assert again() == tree()


def test_a_changed_text_is_read_anew(place: Path) -> None:
    """A text with one other letter is not answered from the cache, and a fault in it is told."""
    yaml_text.parsed("a: 1\n", "x", place)
    assert yaml_text.parsed("a: 2\n", "x", place)[1] == '{"a": 2}'
    with pytest.raises(SpecError, match="x:2"):
        yaml_text.parsed("a: 1\na: 2\n", "x", place)


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe", b"abc\n{}", b'\n{"a": 3}'])
def test_a_damaged_memory_is_not_believed(damage: bytes, place: Path) -> None:
    """A cache file that is empty, no text, or altered is read past."""
    yaml_text.parsed("a: 1\n", "x", place)
    place.write_bytes(damage)
    assert yaml_text.parsed("a: 1\n", "x", place)[1] == '{"a": 1}'
    altered = place.read_text(encoding="utf-8").replace('{"a": 1}', '{"a": 9}')
    place.write_text(altered, encoding="utf-8")
    assert yaml_text.parsed("a: 1\n", "x", place)[1] == '{"a": 1}'


def test_own_files_are_not_remembered(tmp_path: Path, place: Path) -> None:
    """A file outside the package leaves no trace in the cache."""
    assert place_of(tmp_path / "mine.yaml") is None


def test_without_a_writable_folder_nothing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache folder that cannot be made costs time and nothing else."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    monkeypatch.setenv("COUNTERSCORE_CACHE", str(tmp_path / "file"))
    found = place_of(FILE)
    assert found is not None
    assert yaml_text.parsed("a: 1\n", "x", found)[1] == '{"a": 1}'
    assert yaml_cache.recall(found, "a: 1\n") is None

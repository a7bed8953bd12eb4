"""A moved number is caught and told, and numbers are written anew only under a line of the changelog that says so."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest
from baseline.advice import COMMAND, told
from baseline.asked import Asked
from baseline.changelog import key, new_lines, remember, results_lines
from baseline.kept import Kept, Lived, file_of, read, seal, text_of, write
from baseline.living import Looked, live, look
from baseline.moved import drift_of, same, table
from baseline.numbers_of import SECTIONS, Numbers
from baseline.renew import Places, compare, renew

from counterscore.regimes.catalogue import library_files

TOWN, ASKED = "toytown", Asked(1000, 12, 1)
HEAD = "# Changelog\n\n## [Unreleased]\n\n### Added\n- A town.\n\n### Results\n"
OLD, NEW = "- Refusals rose, because\n  doors close.\n", "- Listings fell by a tenth.\n"


def toy(**changed: dict[str, list[float | None]]) -> Numbers:
    """Numbers of a town that never was; a section may be given anew."""
    found: Numbers = {section: {} for section in SECTIONS}
    found["rows"] = {"listings": [0, 8, 10]}
    found["metrics"] = {"ever_listed": [0.0, 8.0, 10.0], "score": [None, 700.5, 700.25]}
    found["effects"] = {"ever_listed, as written - none": [10.0, 6.5, 14.25]}
    return found | {name.replace("_", " "): rows for name, rows in changed.items()}


def living(numbers: Numbers) -> Callable[[str, Asked], Lived]:
    """Every version of the town has these numbers."""
    return lambda version, asked: Lived(asked, numbers)


@pytest.fixture
def town(tmp_path: Path) -> Places:
    """A town with kept numbers, and a changelog with one line, which is known."""
    places = Places(tmp_path / "kept", tmp_path / "CHANGELOG.md", tmp_path / "seen.txt")
    places.changelog.write_text(HEAD + OLD, encoding="utf-8")
    remember(places.changelog, places.seen)
    write(TOWN, Kept({TOWN: Lived(ASKED, toy())}), places.folder)
    seal(places.folder)
    return places


def looked(places: Places, numbers: Numbers, asked: Asked = ASKED, ids: tuple[str, ...] = (TOWN,)) -> dict[str, Looked]:
    """The town today."""
    shipped = {name: name for name in ids}
    return {TOWN: look(TOWN, places.folder, living(numbers), shipped, lambda regime, version: asked)}


def test_the_same_numbers_are_no_drift(town: Places, capsys: pytest.CaptureFixture[str]) -> None:
    """Numbers that are what they were give 0, and are counted."""
    assert compare(looked(town, toy())) == 0
    assert capsys.readouterr().out == "12 numbers of 1 regimes are what they were.\n"


def test_a_moved_number_is_told(town: Places, capsys: pytest.CaptureFixture[str]) -> None:
    """A moved number gives 1 and its row: before, after, change, share; the largest change first; and what to do."""
    numbers = toy(metrics={"ever_listed": [0.0, 8.0, 9.0], "score": [None, 700.5, 700.0]})
    assert compare(looked(town, numbers)) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "toytown: 2 numbers moved, 10 did not"
    assert lines[2].split() == ["toytown", "metrics", "ever_listed", "as", "written", "10", "9", "-1", "-10", "%"]
    assert lines[3].split()[2] == "score"
    assert "### Results" in "\n".join(lines)
    assert f"{COMMAND} --renew" in "\n".join(lines)


def test_a_number_of_a_real_regime_that_moves_is_caught(tmp_path: Path) -> None:
    """In a copy of a regime entries end after 9 months and not after 12: the kept numbers do not come out again."""
    text = library_files()["red-list"].read_text(encoding="utf-8")
    term = "term: {value: 12,"
    assert term in text
    copy = tmp_path / "red-list.yaml"
    copy.write_text(text.replace(term, "term: {value: 9,").replace("range: [12,", "range: [9,"), encoding="utf-8")
    kept = read("red-list").versions["red-list"]
    drift = drift_of("red-list", {"red-list": kept}, {"red-list": live(str(copy), kept.asked)})
    moved = {(one.section, one.name, one.head) for one in drift.moved}
    assert ("rows", "listings, end_reason term", "as written") in moved
    assert "listings, end_reason term" in table(drift, 10**6)
    assert drift.unmoved > 100


def test_renewing_without_a_line_is_refused(town: Places, capsys: pytest.CaptureFixture[str]) -> None:
    """Old numbers moved and the changelog says nothing new: nothing is written, and it is told what to do."""
    numbers = toy(rows={"listings": [0, 8, 9]})
    assert renew(looked(town, numbers), town) == 1
    said = capsys.readouterr().out
    assert "CHANGELOG.md" in said and "[Unreleased]" in said and "Nothing was written" in said
    assert read(TOWN, town.folder).versions[TOWN].numbers == toy()


def test_renewing_with_a_line_is_done(town: Places, capsys: pytest.CaptureFixture[str]) -> None:
    """With a new line the numbers are written, and the line is used up; that it does not name the regime is told."""
    town.changelog.write_text(HEAD + OLD + NEW, encoding="utf-8")
    numbers = toy(rows={"listings": [0, 8, 9]})
    assert renew(looked(town, numbers), town) == 0
    assert read(TOWN, town.folder).versions[TOWN].numbers == numbers
    assert compare(looked(town, numbers)) == 0
    assert new_lines(town.changelog, town.seen) == []
    assert "Numbers of toytown moved as well" in capsys.readouterr().out
    assert renew(looked(town, toy()), town) == 1
    town.changelog.write_text(HEAD + OLD + NEW + "- Listings of `toytown` rose again.\n", encoding="utf-8")
    assert renew(looked(town, toy()), town) == 0
    assert "moved as well" not in capsys.readouterr().out


def test_a_reworded_line_is_no_new_line(town: Places, capsys: pytest.CaptureFixture[str]) -> None:
    """Other words for a known line allow no move, but are learnt when nothing moved; one line more allows a move."""
    reworded = OLD.replace("rose", "fell")
    town.changelog.write_text(HEAD + reworded, encoding="utf-8")
    moved = looked(town, toy(rows={"listings": [0, 8, 9]}))
    assert new_lines(town.changelog, town.seen)
    assert renew(moved, town) == 1
    assert "only reworded" in capsys.readouterr().out
    town.changelog.write_text(HEAD + reworded + NEW, encoding="utf-8")
    assert renew(moved, town) == 0
    town.changelog.write_text(HEAD + OLD + NEW, encoding="utf-8")
    assert renew(looked(town, toy(rows={"listings": [0, 8, 9]})), town) == 0
    assert new_lines(town.changelog, town.seen) == []


@pytest.mark.parametrize("hand", ["edits a number", "deletes the file", "deletes the folder"])
def test_a_kept_file_changed_by_hand_is_told(town: Places, hand: str) -> None:
    """A file edited to what comes out now, or deleted so that all looks new, needs a line as a move does."""
    file = file_of(TOWN, town.folder)
    now = toy(rows={"listings": [0, 8, 9]})
    if hand == "edits a number":
        write(TOWN, Kept({TOWN: Lived(ASKED, now)}), town.folder)
    else:
        file.unlink()
    if hand == "deletes the folder":
        town.folder.rmdir()
    found = looked(town, now)
    assert "by hand" in told([found[TOWN].drift])
    assert renew(found, town) == 1
    town.changelog.write_text(HEAD + OLD + NEW, encoding="utf-8")
    assert renew(found, town) == 0
    assert compare(looked(town, now)) == 0


def test_what_is_only_new_needs_no_line(town: Places) -> None:
    """Another metric and another version are written without a line, but not before somebody asks for it."""
    more = toy(months={"listed": [0, 40, 50]})
    found = looked(town, more, ids=(TOWN, "toytown-2"))
    assert compare(found) == 1
    assert found[TOWN].drift.appeared == ("version toytown-2", "toytown: listed, months")
    assert renew(found, town) == 0
    assert set(read(TOWN, town.folder).versions) == {TOWN, "toytown-2"}


@pytest.mark.parametrize("gone", ["a metric", "a number", "a version", "the regime"])
def test_nothing_goes_in_silence(town: Places, gone: str) -> None:
    """A metric, a number, a version or a regime that is there no longer is told, and needs a line as a move does."""
    if gone == "a version":
        write(TOWN, Kept({name: Lived(ASKED, toy()) for name in (TOWN, "toytown-2")}), town.folder)
        seal(town.folder)
    numbers = {
        "a metric": toy(metrics={"score": [None, 700.5, 700.25]}),
        "a number": toy(effects={"ever_listed, as written - none": [10.0, 6.5, None]}),
    }.get(gone, toy())
    found = looked(town, numbers, ids=() if gone == "the regime" else (TOWN,))
    assert found[TOWN].drift.old_moved
    assert told([found[TOWN].drift])
    assert renew(found, town) == 1
    town.changelog.write_text(HEAD + OLD + NEW, encoding="utf-8")
    assert renew(found, town) == 0
    assert (town.folder / "toytown.json").is_file() == (gone != "the regime")


def test_asking_otherwise_hides_nothing(town: Places) -> None:
    """Numbers of a study that is asked otherwise now are compared with that study as it was asked."""
    longer = Asked(1000, 24, 1)
    still, moved = (looked(town, numbers, longer) for numbers in (toy(), toy(rows={"listings": [0, 8, 9]})))
    assert not still[TOWN].drift.old_moved and still[TOWN].drift.resettled
    assert moved[TOWN].drift.old_moved
    assert renew(moved, town) == 1
    assert renew(still, town) == 0
    assert read(TOWN, town.folder).versions[TOWN].asked == longer


def test_a_version_that_no_longer_reads_like_another_is_compared_with_it(town: Places) -> None:
    """A version that shared the numbers of another one keeps them as its own past."""
    write(TOWN, Kept({TOWN: Lived(ASKED, toy())}, {"toytown-1": TOWN}), town.folder)
    drift = looked(town, toy(rows={"listings": [0, 8, 9]}), ids=(TOWN, "toytown-1"))[TOWN].drift
    assert [one.version for one in drift.moved] == [TOWN, "toytown-1"]


def test_last_bits_count_where_machines_agree() -> None:
    """Counts and means are compared to the bit; what goes through exp, log or a matrix product to nine digits."""
    value = 0.1 + 0.2
    last = math.nextafter(value, 1.0)
    assert not same("metrics", value, last)
    assert same("indices", value, last)
    assert not same("indices", value, value * (1 + 1e-8))
    # an effect of nothing at all, beside an interval of some size
    assert same("effects", 0.0, 1e-12, (0.0, -3.0, 3.0)) and not same("effects", 0.0, 1e-7, (0.0, -3.0, 3.0))


def test_lines_are_known_by_their_words() -> None:
    """Only bullets under Results count, of the release asked for, however they are wrapped; other words are new."""
    text = HEAD + OLD + "\n## [0.1.0] - 2026-11-22\n\n### Results\n- First.\n\n### Added\n- Second.\n"
    assert results_lines(text, "unreleased") == ["Refusals rose, because doors close."]
    assert results_lines(text) == ["Refusals rose, because doors close.", "First."]
    assert key("Refusals  rose") == key("Refusals rose") != key("Refusals fell")


def test_a_kept_file_is_canonical(town: Places) -> None:
    """Reading and writing a file gives the same bytes; keys are in order and every row has a line of its own."""
    kept = read(TOWN, town.folder)
    text = (town.folder / "toytown.json").read_text(encoding="utf-8")
    assert text_of(kept) == text
    assert '\n    "rows": {\n     "listings": [0, 8, 10]\n    }' in text

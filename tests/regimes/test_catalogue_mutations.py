"""Broken regime files: whatever is wrong with one, the answer is file, line and what, never a traceback."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from verbs import say

from counterscore.core.errors import CounterscoreError, SpecError
from counterscore.regimes import load_regime
from counterscore.regimes.catalogue import library_files

BASE = Path(__file__).parent / "files" / "riverton.yaml"
TEXT = BASE.read_text(encoding="utf-8")
LINES = TEXT.splitlines()
KEYS = [n for n, line in enumerate(LINES) if re.match(r"\s*(- )?[a-z_]+:", line)]
VALUES = [n for n, line in enumerate(LINES) if "value:" in line]
UNITS = ("points", "months", "flag", "share", "furlongs", "per_person_year", "")
ODD = ("null", "[]", "{}", "[1, 2, 3]", "{a: 1}", "true", "yes", "1e999", ".nan", "-1", "''", '"x"', "2020-01-01",
       "!!python/object:os.system x", "&a 1", "*a", "|", ">", "?", "- 1", "@", "`", "%", "0x", "\t", "nan",
       "1_000")  # fmt: skip
Mutation = Callable[[list[str], st.DataObject], list[str]]


def pick(data: st.DataObject, places: list[int]) -> int:
    """A line chosen by the test."""
    return data.draw(st.sampled_from(places), label="line")


def delete_line(lines: list[str], data: st.DataObject) -> list[str]:
    """A line is missing."""
    n = pick(data, list(range(len(lines))))
    return lines[:n] + lines[n + 1 :]


def double_line(lines: list[str], data: st.DataObject) -> list[str]:
    """A line, and so a key, is there twice."""
    n = pick(data, list(range(len(lines))))
    return [*lines[:n], lines[n], *lines[n:]]


def misspell(lines: list[str], data: st.DataObject) -> list[str]:
    """A key loses, gains or swaps a letter."""
    n = pick(data, KEYS)
    word = re.search(r"[a-z_]+(?=:)", lines[n])
    assert word is not None
    i = data.draw(st.integers(0, len(word[0]) - 1), label="letter")
    how = data.draw(st.sampled_from(("drop", "double", "change")), label="how")
    letter = {"drop": "", "double": word[0][i] * 2, "change": "x"}[how]
    wrong = word[0][:i] + letter + word[0][i + 1 :]
    return _replaced(lines, n, lines[n][: word.start()] + wrong + lines[n][word.end() :])


def reindent(lines: list[str], data: st.DataObject) -> list[str]:
    """A line moves to the left or right, by spaces or a tab."""
    n = pick(data, list(range(len(lines))))
    shift = data.draw(st.sampled_from((" ", "  ", "     ", "\t", "-")), label="shift")
    return _replaced(lines, n, lines[n].lstrip() if shift == "-" else shift + lines[n])


def other_value(lines: list[str], data: st.DataObject) -> list[str]:
    """What stands behind a key is of another kind."""
    n = pick(data, KEYS)
    key = lines[n].split(":", 1)[0]
    return _replaced(lines, n, f"{key}: {data.draw(st.sampled_from(ODD), label='value')}")


def other_part(lines: list[str], data: st.DataObject) -> list[str]:
    """One part of a number is another: value, unit, source, grade or range."""
    n = pick(data, VALUES)
    parts = ("value", "unit", "source", "grade", "range", "where", "note", "from")
    part = data.draw(st.sampled_from(parts), label="part")
    wrong = data.draw(st.sampled_from((*ODD, *UNITS, "-7", "99999", "S9", "presss", "[5, 1]")), label="wrong")
    text, count = re.subn(rf"\b{part}: (\[[^\]]*\]|[^,}}]*)", lambda _: f"{part}: {wrong}", lines[n], count=1)
    return _replaced(lines, n, text if count else text.replace("{", f"{{{part}: {wrong}, ", 1))


def drop_part(lines: list[str], data: st.DataObject) -> list[str]:
    """One part of a number is missing."""
    n = pick(data, VALUES)
    part = data.draw(st.sampled_from(("value", "unit", "source", "grade", "range")), label="part")
    return _replaced(lines, n, re.sub(rf"\b{part}: (\[[^\]]*\]|[^,}}]*),? ?", "", lines[n], count=1))


def odd_letters(lines: list[str], data: st.DataObject) -> list[str]:
    """Any letters get into a line."""
    n = pick(data, list(range(len(lines))))
    i = data.draw(st.integers(0, len(lines[n])), label="place")
    text = data.draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=4), label="letters")
    return _replaced(lines, n, lines[n][:i] + text + lines[n][i:])


def nest(lines: list[str], data: st.DataObject) -> list[str]:
    """A value is nested very deeply."""
    n = pick(data, KEYS)
    deep = data.draw(st.sampled_from((3, 40, 300, 3000)), label="depth")
    left, right = data.draw(st.sampled_from((("[", "]"), ("{a: ", "}"))), label="kind")
    return _replaced(lines, n, f"{lines[n].split(':', 1)[0]}: {left * deep}{right * deep}")


def cut(lines: list[str], data: st.DataObject) -> list[str]:
    """The file ends too early."""
    return lines[: pick(data, list(range(len(lines))))]


def swap(lines: list[str], data: st.DataObject) -> list[str]:
    """Two lines change places."""
    n, m = pick(data, list(range(len(lines)))), pick(data, list(range(len(lines))))
    changed = list(lines)
    changed[n], changed[m] = changed[m], changed[n]
    return changed


def _replaced(lines: list[str], n: int, text: str) -> list[str]:
    return [*lines[:n], text, *lines[n + 1 :]]


MUTATIONS: tuple[Mutation, ...] = (
    delete_line, double_line, misspell, reindent, other_value, other_part, drop_part, odd_letters, nest, cut, swap,
)  # fmt: skip
careful = settings(
    max_examples=60, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def told(file: Path) -> list[str]:
    """What loading says about a file, nothing if it loads; each line has to name file, line and what is wrong."""
    try:
        load_regime(file)
    except SpecError as fault:
        lines = str(fault).splitlines()
        length = len(file.read_bytes().splitlines())
        for line in lines:
            found = re.fullmatch(rf"(?:.*/)?{re.escape(file.name)}:(\d+)  (\S.{{9,}})", line)
            assert found, line
            assert 1 <= int(found[1]) <= max(1, length + 1), line
        return lines
    return []


def write(folder: Path, lines: list[str]) -> Path:
    """The mutated file."""
    file = folder / "mutant.yaml"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda m: m.__name__)
def test_a_mutated_file_is_refused_with_file_line_and_what(mutation: Mutation, tmp_path: Path) -> None:
    """Sixty mutants of each kind load, or give nothing but lines `file:line  what`."""

    @careful
    @given(st.data())
    def mutants(data: st.DataObject) -> None:
        told(write(tmp_path, mutation(LINES, data)))

    mutants()


@pytest.mark.parametrize("name", ["judgment-defaulters", "rongcheng"])
def test_mutants_of_shipped_files_are_refused_alike(name: str, tmp_path: Path) -> None:
    """The same holds for large files that ship: ten mutants with any kind of fault."""
    lines = library_files()[name].read_text(encoding="utf-8").splitlines()

    @settings(careful, max_examples=10)
    @given(st.sampled_from((delete_line, double_line, reindent, cut, swap, odd_letters)), st.data())
    def mutants(mutation: Mutation, data: st.DataObject) -> None:
        told(write(tmp_path, mutation(lines, data)))

    mutants()


def test_most_mutants_are_noticed(tmp_path: Path) -> None:
    """A misspelt key never passes: the file is refused, and nine of ten get the nearest word."""
    count = {"refused": 0, "nearest": 0, "all": 0}

    @settings(careful, max_examples=100)
    @given(st.data())
    def mutants(data: st.DataObject) -> None:
        lines = misspell(LINES, data)
        if [line.split(":")[0] for line in lines] == [line.split(":")[0] for line in LINES]:
            return
        said = told(write(tmp_path, lines))
        count["all"] += 1
        count["refused"] += bool(said)
        count["nearest"] += any("did you mean" in line for line in said)

    mutants()
    assert count["all"] > 50
    assert count["refused"] >= 0.95 * count["all"]
    assert count["nearest"] >= 0.9 * count["refused"], count


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("  base: {value", "  bsae: {value", "did you mean 'base'"),
        ("unit: per_listed_year", "unit: per_listde_year", "did you mean 'per_listed_year'"),
        ("grade: press, use", "grade: pres, use", "did you mean 'press'"),
        ("title: The Riverton Gazette", "titel: The Riverton Gazette", "did you mean 'title'"),
        ("use: littering\n", "use: litering\n", "did you mean 'littering'"),
        ("list: polluters", "list: poluters", "did you mean 'polluters'"),
        ("      polluters: {value: 1", "      poluters: {value: 1", "did you mean 'polluters'"),
        ("      acts.littering.points", "      acts.litering.points", "did you mean 'acts.littering.points'"),
        ("direct_band: low", "direct_band: lwo", "did you mean 'low'"),
        ("default_variant: plain", "default_variant: plan", "did you mean 'plain'"),
        ("where: art. 2, grade: statute", "where: art. 2, grade: assumption", "range is missing"),
        ("{value: -1, unit: points, source: S1", "{value: 1, unit: points, source: S1", "the other way"),
        ("{value: -5, unit: points, source: S1", "{value: 5, unit: points, source: S1", "the other way"),
        ("measures.loan.closes.polluters: {value: 0", "measures.loan.closes.polluters: {value: 3", "from 0 to 1"),
        ("source: S1, grade: statute}\n      measures", "source: S7, grade: statute}\n      measures", "S7"),
        ("recipe: china-city", "recipe: *here", "undefined alias"),
        ("warmup_months: 0", "warmup_months: 0x", "0x"),
        ("warmup_months: 0", "warmup_months: 2020-13-45", "cannot be read"),
        ("jurisdiction: nowhere", "jurisdiction: no\x07where", "control character"),
    ],
)  # fmt: skip
def test_a_fault_is_told_where_it_stands(old: str, new: str, words: str, tmp_path: Path) -> None:
    """Misspelt words, wrong patches and acts that contradict the catalogue are told on their own line, or beside it."""
    assert TEXT.count(old) == 1, old
    changed = TEXT.replace(old, new)
    first = next(n for n, (a, b) in enumerate(zip(TEXT, changed, strict=False)) if a != b)
    line = changed.count("\n", 0, first) + 1
    said = told(write(tmp_path, changed.splitlines()))
    found = [int(one.split(":")[1].split()[0]) for one in said if words in one]
    assert any(abs(place - line) <= 1 for place in found), (line, said)


@pytest.mark.parametrize("raw", [b"\xff\xfeid: x", b"id: \xe9t\xe9\n", b"\x00\x01", b"", b"\xef\xbb\xbfid: x", b"\r\r"])
def test_bytes_that_are_no_text_are_refused(raw: bytes, tmp_path: Path) -> None:
    """A file that is not UTF-8, or no text at all, is one line with its name."""
    file = tmp_path / "mutant.yaml"
    file.write_bytes(raw)
    assert told(file)


@pytest.mark.parametrize("verb", ["check", "show", "run", "plan", "diff", "sources"])
def test_no_verb_gives_a_traceback_for_a_broken_file(verb: str, tmp_path: Path) -> None:
    """Every verb that reads a regime file ends with a message and exit code 1 or 2 for twelve mutants."""
    more = {"diff": ("rongcheng",), "run": ("--people", "100", "--months", "1", "--out", tmp_path / "r")}.get(verb, ())
    wrong = [LINES[:n] + LINES[n + 1 :] for n in (0, 12, 20, 26, 33)] + [LINES[:n] for n in (0, 1, 30, 60)]
    wrong += [_replaced(LINES, n, text) for n, text in ((42, "  base: [" + "[" * 3000), (5, "step: [\t"), (0, "*a"))]
    for lines in wrong:
        file = write(tmp_path, lines)
        with pytest.raises(CounterscoreError):
            load_regime(file)
        said = say(verb, file, *more)
        assert said.code == (1 if verb == "check" else 2), (said.out, said.err)
        assert said.escaped is None
        assert "mutant.yaml:" in said.out + said.err
        assert "Traceback" not in said.out + said.err


def test_the_unbroken_file_loads_and_asks_nothing() -> None:
    """The file from which the mutants are made is valid and raises no question."""
    assert told(BASE) == []
    assert say("check", BASE).out.splitlines()[0].endswith("0 problems, 0 questions")

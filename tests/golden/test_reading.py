"""A biography that is written wrong says where, what, what was expected and the nearest word; a wrong one says why."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from golden.case_files import read_cases
from golden.judging import told, unnoticed
from golden.living import live
from golden.months import Span, span_of
from golden.vocabulary import words

from counterscore.core.errors import SpecError
from counterscore.worlds.bind import PEOPLE
from counterscore.worlds.mechanisms import shipped

ROOT = Path(__file__).parents[2]
HEADING = "## The words"
RIGHT = """regime: rongcheng
cases:
  - title: Drunk driving
    person: {age: 45, sex: male}
    given: {told: no}
    happens:
      - {month: 2014-03, act: drunk_driving}
    then:
      - {months: 0-1, grade: A}
      - {months: 2-37, grade: C, score: at least 1000, barred from: loan}
"""


def written(folder: Path, text: str) -> Path:
    """A file of biographies."""
    path = folder / "rongcheng.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("regime: rongcheng", "regime: rongchen", r":1  unknown regime 'rongchen'.* did you mean 'rongcheng'\?"),
        ("title: Drunk", "titel: Drunk", r":3  cases.0.title is missing"),
        ("age: 45", "aeg: 45", r":4  cases.0.person: 'aeg' says nothing about a person  did you mean 'age'\?"),
        ("age: 45", "age: old", r":4  cases.0.person: age is 'old'; expected a number"),
        ("sex: male", "sex: mail", r":4  cases.0.person: sex is 'mail'; expected female, male  did you mean 'male'\?"),
        ("told: no", "tolld: no", r":5  cases.0.given: 'tolld' is not a word of 'given'  did you mean 'told'\?"),
        ("told: no", "told: maybe", r":5  cases.0.given: told is 'maybe'; expected yes or no"),
        ("told: no", "term extended: yes", r":5  .*'term extended' says nothing here: rongcheng has no listing"),
        (
            "given: {told: no}",
            "chance: {redress.notice: no}",
            r":5  .*no probability 'redress.notice'.*'redress.notice_p'\?",
        ),
        ("act: drunk_driving", "atc: drunk_driving", r":7  .*'atc' is not a word of 'happens'  did you mean 'act'\?"),
        ("act: drunk_driving", "act: drunk_drivin", r":7  .*none of the acts of rongcheng  did you mean 'drunk_dr"),
        ("act: drunk_driving", "fulfils: yes", r":7  .*'fulfils' says nothing here: rongcheng has no listing.fulfil"),
        ("month: 2014-03", "month: March", r":7  .*'March' is not a month; expected 3, 2014-03"),
        ("month: 2014-03, act", "act", r":7  .*expected one entry that says when"),
        ("months: 0-1", "months: 1-0", r":9  .*'1-0' ends before it begins"),
        ("grade: A}", "grad: A}", r":9  .*'grad' is neither a word nor a column of rongcheng  did you mean 'grade'\?"),
        ("grade: A}", "grade: E}", r":9  .*grade is 'E'; expected one of D, C, B, A, AA, AAA, not scored"),
        ("grade: A}", "}", r":9  .*expected something to check"),
        ("grade: A}", "refusals: many}", r":9  .*refusals is 'many'; expected a number"),
        ("at least 1000", "around 1000", r":10  .*score is 'around 1000'; expected a number, or for example"),
        ("barred from: loan", "barred from: lone", r":10  .*barred from names 'lone'; .* did you mean 'loan'\?"),
        ("grade: A}", "who: sister, grade: A}", r":3  nobody is called 'sister'"),
        ("    then:", "    than:", r":8  cases.0.than is not a known field; .*did you mean 'then'\?"),
    ],
)
def test_a_misspelt_biography_is_refused_in_one_line(tmp_path: Path, right: str, wrong: str, says: str) -> None:
    """File, line, what, what was expected, the nearest word."""
    assert right in RIGHT
    with pytest.raises(SpecError, match=f"rongcheng.yaml{says}"):
        read_cases(written(tmp_path, RIGHT.replace(right, wrong, 1)))


def test_a_failing_biography_tells_how_it_went(tmp_path: Path) -> None:
    """Regime, case, month, expected, found, and the whole course of what was looked at."""
    ground, cases = read_cases(written(tmp_path, RIGHT.replace("2-37, grade: C", "2-38, grade: C")))
    story = live(ground, cases)
    (text,) = [t for t in told(ground, story, cases[0]) if "grade" in t]
    assert text.splitlines()[0].endswith("rongcheng.yaml:3  rongcheng, 'Drunk driving'")
    assert text.splitlines()[1] == "  month 38 (2017-03): expected grade: C; found A"
    assert "    month 2 (2014-03) to month 37 (2017-02): C" in text.splitlines()
    assert not unnoticed(story, cases[0])


@pytest.mark.parametrize(
    ("text", "span"),
    [
        (3, Span(3, 3)), ("2014-03", Span(2, 2)), ("4-38", Span(4, 38)), ("2014-03 to 2015-02", Span(2, 13)),
        ("from 5", Span(5, None)), ("from 2014-02", Span(1, None)), ("until 12", Span(0, 12)),
        ("always", Span(0, None)), ("-3", Span(-3, -3)), ("2 to 2014-06", Span(2, 5)),
    ],
)  # fmt: skip
def test_months_are_read_as_they_are_written(text: object, span: Span) -> None:
    """Numbers count from the start of the regime, dates are dates."""
    assert span_of(text, "2014-01") == span


def test_weeks_count_as_the_engine_counts_them() -> None:
    """Where a step is a week, a date is all weeks of its month."""
    assert span_of("2014-02", "2014-01", 52) == Span(4, 8) and span_of(3, "2014-01", 52) == Span(3, 3)


def test_every_word_stands_for_something() -> None:
    """Each parameter, table, field and column behind a word is one of the shipped mechanisms'."""
    made = shipped()
    paths = {p.path or f"{m.name}.{p.name}" for m in made for p in m.params}
    columns = {column.name for m in made for column in m.columns}
    fields = {(field.table, field.name) for m in made for field in m.fields} | {("cases", "act"), ("records", "act")}
    fields |= {("cases", "repeat"), ("records", "repeat")}
    known = words()
    settings = [known.always, known.unless_never, *(a for w in known.given.values() for a in w.answers.values())]
    settings += [s for w in known.happens.values() for s in (w.sets, *w.answers.values())]
    assert {path.removesuffix(".$") for group in settings for path in group} - paths == set()
    assert {word.column for word in known.person.values()} - set(PEOPLE) == set()
    assert [n for n, word in known.then.items() if word.columns and not columns & set(word.columns)] == []
    rows = {(w.table, name) for w in known.happens.values() for name in w.row}
    rows |= {(w.table, name) for w in known.then.values() for name in w.where}
    assert rows - fields == set()


def word_list() -> str:
    """All words with what they mean, as the page shows them."""
    lines = []
    for title in ("person", "given", "happens", "then"):
        lines += ["", f"**{title}**", ""]
        for name, word in getattr(words(), title).items():
            answers = [*getattr(word, "answers", {})] if getattr(word, "takes", "answer") == "answer" else []
            takes = f" ({', '.join(answers)})" if answers and answers != ["yes"] else ""
            default = getattr(word, "default", None)
            usual = f"{default:g}" if isinstance(default, float) else default
            lines.append(f"- `{name}`{takes}: {word.means}" + ("" if default is None else f"; else {usual}"))
    return "\n".join(lines)


def test_the_page_about_biographies_explains_every_word() -> None:
    """docs/biographies.md ends in the list of all words; COUNTERSCORE_REWRITE=1 writes it anew."""
    page = ROOT / "docs" / "biographies.md"
    text = page.read_text(encoding="utf-8")
    head = text[: text.index(HEADING) + len(HEADING)]
    if os.environ.get("COUNTERSCORE_REWRITE"):
        page.write_text(f"{head}\n{word_list()}\n", encoding="utf-8")
    assert page.read_text(encoding="utf-8") == f"{head}\n{word_list()}\n"

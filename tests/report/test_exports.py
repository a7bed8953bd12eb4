"""What leaves a report: tables of aggregates equal to what is shown, pictures with words, Markdown; all stamped."""

from __future__ import annotations

import csv
import html
import io
import re
import sys
from pathlib import Path

import numpy as np
import pytest
from fakes import fake_outcome
from needed import need
from verbs import say as call

from counterscore.audit.frame import GROUPINGS, MINIMUM_PEOPLE, codes_of
from counterscore.audit.summary import Summary, summary
from counterscore.core.errors import SpecError
from counterscore.core.outcome import Outcome
from counterscore.report import pictures
from counterscore.report.draw.svg import width_of, wrapped
from counterscore.report.exports import write_all
from counterscore.report.language import speaking
from counterscore.report.markdown import markdown_of, safe
from counterscore.report.page import Page, html_of
from counterscore.report.tidy import csv_text, long_form, months_by_group, numbers_of, tables_of
from counterscore.report.wording import interval, percent, plain, signed
from counterscore.report.writing import page_of


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A small made-up run."""
    return Outcome(fake_outcome(tmp_path_factory.mktemp("runs") / "run", people=3000, months=24))


@pytest.fixture(scope="module")
def found(outcome: Outcome) -> Summary:
    """Its numbers."""
    return summary(outcome)


@pytest.fixture(scope="module")
def page(outcome: Outcome, found: Summary) -> Page:
    """Its report as plain data."""
    return page_of(outcome, found)


@pytest.fixture(scope="module")
def folder(outcome: Outcome, found: Summary, page: Page, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything of it, written; pictures as PNG only where resvg-py is installed."""
    place = tmp_path_factory.mktemp("all")
    try:
        write_all(outcome, found, place, "en", lambda: page)
    except SpecError as problem:
        assert "everything else is written" in str(problem)
    return place


def read(path: Path) -> tuple[str, list[dict[str, str]]]:
    """The stamp of a table and its rows."""
    first, *rest = path.read_text(encoding="utf-8").splitlines()
    return first, list(csv.DictReader(rest))


def test_every_file_says_synthetic(folder: Path, page: Page, outcome: Outcome) -> None:
    """Tables, pictures and texts carry that nobody exists, the study and the seed."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".png"]
    assert {path.suffix for path in files} == {".csv", ".svg", ".md", ".html"}
    for path in files:
        text = html.unescape(path.read_text(encoding="utf-8")).replace("\\", "")
        assert "nobody in this report exists" in text, path.name
        assert outcome.facts["study_sha256"][:12] in text and "seed 7" in text


def test_tables_equal_what_is_shown(folder: Path, page: Page) -> None:
    """Written by the report's rule, every number of the tables of figures is the text in the report's own table."""
    shown = html_of(page)
    main = next(figure for figure in page.figures() if figure.key == "figure-main")
    _, rows = read(folder / "data" / "figure_main.csv")
    value = f"value ({main.title})"
    assert [(row["month"], row["series"]) for row in rows[:2]] == [("0", "no regime"), ("1", "no regime")]
    for place, name in enumerate(main.columns[1:], start=1):
        mine = [float(row[value]) for row in rows if row["series"] == name]
        assert mine == [line[place] for line in main.rows]
    part = shown[shown.index('id="figure-main"') :]
    cells = re.findall(r'<td class="n">([^<]*)</td>', part[: part.index("</figure>")])
    width = len(main.columns)
    assert [cells[i] for i in range(1, len(cells), width)] == [
        plain(float(row[value])) for row in rows if row["series"] == "no regime"
    ]


def test_intervals_become_two_columns(folder: Path, page: Page) -> None:
    """An interval of the report is two numbers in the table, and they are written as the report writes them."""
    figure = next(one for one in page.figures() if one.key.startswith("figure-who"))
    _, rows = read(folder / "data" / f"{figure.key.replace('-', '_')}.csv")
    for line, row in zip(figure.rows, rows, strict=True):
        if row["95 % interval, low"]:
            assert interval(float(row["95 % interval, low"]), float(row["95 % interval, high"])) == line[-1]


def test_effects_are_the_summary(folder: Path, found: Summary) -> None:
    """effects.csv holds every difference of the summary in full."""
    _, rows = read(folder / "data" / "effects.csv")
    assert [(row["metric"], row["reference"]) for row in rows] == [(e.metric, e.reference) for e in found.effects]
    assert [float(row["estimate"]) for row in rows] == [e.estimate for e in found.effects]
    assert [float(row["high"]) for row in rows] == [e.high for e in found.effects]


def test_months_by_group_are_counts(outcome: Outcome) -> None:
    """The counts of a group are those of the months table among adults; all groups of a trait add up to everybody."""
    head, rows = months_by_group(outcome)
    place = head.index("listed (total)")
    for by in ("sex", "residence", "income_quintile"):
        total = sum(row[place] or 0 for row in rows if row[0] == "as written" and row[1] == 20 and row[2] == by)
        adults = outcome.sql(
            "SELECT sum(listed) AS listed FROM months WHERE arm = 2 AND month = 20 AND (cell // 15) % 4 >= 1"
        )
        assert total == adults["listed"][0]


def test_small_groups_are_left_empty(tmp_path: Path) -> None:
    """Exactly the groups of fewer than twenty adults have neither their size nor a count."""
    outcome = Outcome(fake_outcome(tmp_path / "run", people=90, months=6))
    _, rows = months_by_group(outcome)
    people = outcome.table("people", arm="as written")
    empty = {(row[2], row[3]) for row in rows if row[4] is None}
    assert empty
    for by, (_, names) in GROUPINGS.items():
        codes = codes_of(people["cell"], by)
        for code, name in enumerate(names):
            size = int(np.count_nonzero((codes == code) & (people["adult"] == 1)))
            assert ((by, name) in empty) == (0 < size < MINIMUM_PEOPLE)
    assert all(cell is None for row in rows if row[4] is None for cell in row[4:])


def test_no_table_is_about_one_person(outcome: Outcome, found: Summary, page: Page) -> None:
    """No table is of a life, and none has a column of persons."""
    made = tables_of(outcome, found, page)
    assert not [name for name in made if "life" in name]
    heads = {head for columns, _ in made.values() for head in columns}
    assert not {"person", "subject"} & heads


def test_long_form_and_numbers() -> None:
    """Written numbers become numbers, intervals two, texts stay; nothing known is an empty cell."""
    rows = [("a", signed(-0.5), interval(1.25, 2), percent(0.125), None), ("b", signed(2), "too few", "n/a", 3)]
    heads, made = numbers_of(("what", "change", "range", "share", "n"), rows)
    assert heads == ("what", "change", "range, low", "range, high", "share", "n")
    assert made == [("a", -0.5, 1.25, 2, 12.5, None), ("b", 2, None, None, "n/a", 3)]
    text = csv_text("stamp\nof it", heads, made)
    assert text.splitlines() == [
        "# stamp of it", 'what,change,"range, low","range, high",share,n', "a,-0.5,1.25,2,12.5,", "b,2,,,n/a,3",
    ]  # fmt: skip


def test_any_text_comes_back_from_a_table() -> None:
    """Quotes, commas and line ends inside a text are read back by any reader of CSV as they were."""
    words = ('the "list"', "a, b", "two\nlines", "plain")
    assert list(csv.reader(io.StringIO(csv_text("stamp", words, [])), strict=True))[1:] == [list(words)]


def test_two_intervals_in_one_table_are_told_apart(folder: Path) -> None:
    """No file has two columns of one name: a second interval is called after the column before it."""
    shown = interval(1.0, 2.0)
    heads, _ = numbers_of(("what", "written", "95 %", "minus", "95 %"), [("a", 1.0, shown, 2.0, shown)])
    assert heads == ("what", "written", "written, 95 %, low", "written, 95 %, high", "minus", "minus, 95 %, low",
                     "minus, 95 %, high")  # fmt: skip
    for path in sorted((folder / "data").glob("*.csv")):
        head = path.read_text(encoding="utf-8").splitlines()[1]
        names = next(csv.reader([head]))
        assert len(set(names)) == len(names), (path.name, head)


def test_a_table_by_month_is_long(page: Page) -> None:
    """A figure over months has a row for each month and series, with the unit in the head."""
    bands = next(figure for figure in page.figures() if figure.key == "figure-bands")
    head, rows = long_form(bands)
    assert head == ("month", "series", "value (per 1,000 adults)")
    assert len(rows) == len(bands.rows) * (len(bands.columns) - 1)


def test_pictures_stand_alone(folder: Path, page: Page) -> None:
    """Each SVG names itself, says what it shows, and needs no style, font or file from elsewhere."""
    for figure in page.figures():
        text = (folder / "figures" / f"{figure.key}.svg").read_text(encoding="utf-8")
        assert text.startswith("<svg ") and 'role="img"' in text and 'xmlns="http://www.w3.org/2000/svg"' in text
        assert text.count('role="img"') == 1 and "var(--" not in text and "inherit" not in text
        assert html.escape(figure.title) in text
        assert not re.search(r'(?:href|src)=|url\(|@import|="[^"]*\bnan\b', text)
        for drawing in figure.drawings:
            if drawing.shown != "narrow":
                said = re.search(r"<desc[^>]*>(.*?)</desc>", drawing.svg, re.DOTALL)
                assert said and said[1] in text


def test_png_has_words(folder: Path, page: Page) -> None:
    """Every figure is also a PNG, twice as large; without its letters it would be another picture."""
    need("png", "resvg_py")
    for figure in page.figures():
        made = (folder / "figures" / f"{figure.key}.png").read_bytes()
        assert made.startswith(b"\x89PNG") and int.from_bytes(made[16:20]) == 2 * pictures.WIDTH
    text = (folder / "figures" / "figure-main.svg").read_text(encoding="utf-8")
    silent = re.sub(r"(<text[^>]*>)[^<]*", r"\1", text)
    assert pictures.png_of(text) != pictures.png_of(silent)


def test_missing_fonts_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where letters would come out as nothing, or all alike, there is no picture but a message with what to install."""
    drawn = pictures._drawn
    for empty in (lambda svg, zoom=1.0: b"blank", lambda svg, zoom=1.0: b"blank" if "></text>" in svg else b"box"):
        monkeypatch.setattr(pictures, "_drawn", empty)
        for language, package in (("en", "fonts-dejavu-core"), ("zh", "fonts-noto-cjk")):
            pictures.check_fonts.cache_clear()
            with pytest.raises(SpecError, match=package):
                pictures.check_fonts(language)
    monkeypatch.setattr(pictures, "_drawn", drawn)
    pictures.check_fonts.cache_clear()


def test_missing_resvg_is_an_error(
    outcome: Outcome, found: Summary, page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without resvg-py everything else is written, and the message says what to install."""
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    pictures.check_fonts.cache_clear()
    with pytest.raises(SpecError, match=r"counterscore\[png\].*\n.*everything else is written"):
        write_all(outcome, found, tmp_path, "en", lambda: page)
    pictures.check_fonts.cache_clear()
    assert (tmp_path / "summary.md").exists() and not list(tmp_path.rglob("*.png"))
    assert len(list((tmp_path / "figures").glob("*.svg"))) == len(page.figures())


def test_markdown_says_what_the_page_says(folder: Path, page: Page) -> None:
    """summary.md holds question, answer, every heading above the appendix in order, tables and links to pictures."""
    text = (folder / "summary.md").read_text(encoding="utf-8")
    assert safe(page.question) in text and safe(page.answer) in text
    heads = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    wanted = [safe(one.heading) for s in page.sections if s.key != "numbers-all" for one in s.walk()]
    assert heads == [safe(page.title), *wanted]
    links = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)
    assert links and all((folder / link).exists() for link in links)
    for line in re.findall(r"^\|.*$", text, re.MULTILINE):
        assert line.endswith("|")
    assert "![" not in markdown_of(page)


def test_markdown_means_nothing_else() -> None:
    """Letters with a meaning in Markdown or HTML stay letters."""
    assert safe("a|b <i> *c* [d](e) & # f_g") == r"a\|b \<i\> \*c\* \[d\](e) &amp; \# f\_g"


def test_wide_letters_are_wide_and_break_anywhere() -> None:
    """Chinese letters count as wide, lines break between them, and closing signs never begin a line."""
    assert width_of("\u540d") > 1.5 * width_of("n")
    lines = wrapped("\u540d\u5355\u4e0a\u7684\u4eba\uff0c\u6bcf\u5343\u540d", 8)
    assert "".join(lines) == "\u540d\u5355\u4e0a\u7684\u4eba\uff0c\u6bcf\u5343\u540d"
    assert len(lines) > 1 and not any(line[0] == "\uff0c" for line in lines)
    assert wrapped("moved to the city", 12) == ["moved to the", "city"]


def test_other_languages_stand_beside(outcome: Outcome, found: Summary, tmp_path: Path) -> None:
    """Chinese files have names of their own; the tables keep their English heads."""
    try:
        write_all(outcome, found, tmp_path, "zh", lambda: page_of(outcome, found))
    except SpecError as problem:
        assert "everything else is written" in str(problem)
    names = {path.name for path in tmp_path.iterdir()}
    assert {"report.zh.html", "summary.zh.md", "figures.zh", "data"} <= names
    _, rows = read(tmp_path / "data" / "figure_main.csv")
    assert rows[0]["series"] == "no regime"
    with speaking("zh"):
        title = page_of(outcome, found).figures()[0].title
    assert html.escape(title) in (tmp_path / "figures.zh" / "figure-main.svg").read_text(encoding="utf-8")


def test_the_verb_writes_everything(outcome: Outcome, tmp_path: Path) -> None:
    """``report --all`` writes into a folder of one's own, and the run still verifies with files beside its tables."""
    need("png", "resvg_py")
    run = fake_outcome(tmp_path / "run", people=800, months=6)
    told = call("report", run, "--all", "--json").json
    assert told["report"].endswith("report.html")
    endings = {Path(file).suffix for file in told["files"]}
    assert endings == {".html", ".md", ".svg", ".png", ".csv"} and all(Path(file).exists() for file in told["files"])
    assert call("verify", run).code == 0
    assert call("report", run, "--all", "--out", tmp_path / "else").code == 0
    assert (tmp_path / "else" / "data" / "effects.csv").exists()
    wrong = call("report", run, "--lang", "xx")
    assert wrong.code == 2 and "no language 'xx'" in wrong.err
    assert call("report", run, "--all", "--out", run / "report.html").code == 2

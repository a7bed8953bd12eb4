"""Regimes that are not in the library, out of half a page of prose: each is short YAML, runs, and does what it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from verbs import say

import counterscore as cs
from counterscore.people import recipe_ids
from counterscore.regimes import load_regime, regime_ids
from counterscore.regimes.telling.advice import check_file

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "your-own-regime.md"
REGIMES = sorted((ROOT / "examples" / "regimes").glob("*.yaml"))
LIVES = sorted((ROOT / "examples" / "biographies").glob("*.yaml"))
LINES = 150

each_regime = pytest.mark.parametrize("file", REGIMES, ids=lambda f: f.stem)


def test_there_are_three_from_three_countries() -> None:
    """Three regimes of three kinds and countries, none of them shipped, each named after its file."""
    specs = [load_regime(file).spec for file in REGIMES]
    assert len(specs) == len({spec.jurisdiction.split(", ")[-1] for spec in specs}) == 3
    assert [spec.id for spec in specs] == [file.stem for file in REGIMES]
    assert not {spec.id for spec in specs} & set(regime_ids())
    assert not any("China" in spec.jurisdiction for spec in specs)
    assert {(spec.scoring is None, len(spec.lists)) for spec in specs} == {(False, 0), (True, 1), (True, 2)}


@each_regime
def test_it_is_short_yaml_without_a_remark(file: Path) -> None:
    """Less than 150 lines, and `check` finds neither a problem nor a question."""
    assert len(file.read_text(encoding="utf-8").splitlines()) < LINES
    found = check_file(file, recipe_ids())
    assert found.remarks == () and found.regime is not None
    assert "0 problems, 0 questions" in say("check", file).out


@each_regime
def test_it_runs_and_changes_lives(file: Path, tmp_path: Path) -> None:
    """3,000 people live twelve months: somebody is written up, nobody without the regime, and a report is left."""
    out = cs.run(str(file), people=3000, months=12, folder=tmp_path / "run")
    assert out.table("records", arm="as written")["person"].size > 0
    assert sum(out.table("people", arm="none")["ever_listed"]) == 0
    assert out.study["regime"]["id"] == file.stem
    out.report(tmp_path / "report.html")
    assert (tmp_path / "report.html").stat().st_size > 0


def test_flagged_by_a_computer_is_mostly_wrong(tmp_path: Path) -> None:
    """Seven in ten automatic findings have no act behind them (published: 44,000 of 62,784); false alarm 1 in 1,000."""
    file = next(file for file in REGIMES if file.stem == "michigan-midas")
    out = cs.run(str(file), people=20_000, months=24, folder=tmp_path / "run")
    causes = out.table("records", arm="as written")["cause"]
    wrong = float((causes != 0).mean())
    assert abs(wrong - 0.70) < 3.3 * (0.70 * 0.30 / len(causes)) ** 0.5


def without(text: str, section: str) -> str:
    """A regime file without one of its sections."""
    return re.sub(rf"^{section}:\n(?: .*\n)+", "", text, flags=re.MULTILINE)


def changed(text: str, right: str, wrong: str) -> str:
    """The text with one thing in it written wrong."""
    assert right in text
    return text.replace(right, wrong, 1)


@pytest.mark.parametrize(
    ("name", "spoil", "says"),
    [
        ("flensburg-points", lambda t: without(t, "redress"), r"^question 1: no section redress: nobody is told"),
        (
            "flensburg-points",
            lambda t: re.sub(r" +false_report.*\n", "", without(t, "linkage_error")),
            r"^question 1: nothing can be recorded wrongly",
        ),
        (
            "flensburg-points",
            lambda t: changed(t, "worst_bands: {value: 1", "worst_bands: {value: 2"),
            r"^problem \d{2,}: 'worst_bands' of measures.permit is 2; expected at most 1",
        ),
        (
            "michigan-midas",
            lambda t: changed(t, "list: fraud_finding", "list: fraud_findings"),
            r"^problem \d{2,}: [^?]*did you mean 'fraud_finding'\?$",
        ),
    ],
)
def test_a_newcomer_is_told(name: str, spoil: Callable[[str], str], says: str, tmp_path: Path) -> None:
    """What is easily forgotten is asked for; what is easily mistaken is told once, with its line."""
    file = tmp_path / f"{name}.yaml"
    file.write_text(spoil((ROOT / "examples" / "regimes" / file.name).read_text(encoding="utf-8")), encoding="utf-8")
    (remark,) = check_file(file, recipe_ids()).remarks
    assert re.search(says, f"{remark.kind} {remark.line}: {remark.text}")


def test_each_has_three_biographies() -> None:
    """Each regime has a file of biographies of its name, which the golden tests live."""
    assert [file.name for file in LIVES] == [file.name for file in REGIMES]
    for file in LIVES:
        assert f"regime: ../regimes/{file.name}\n" in file.read_text(encoding="utf-8")


def excerpts() -> list[str]:
    """YAML blocks of the page."""
    return re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_the_page_shows_what_is_in_the_files() -> None:
    """Every YAML excerpt of the page stands, to the letter, in one of the files, and each file is shown and linked."""
    texts = {file: file.read_text(encoding="utf-8") for file in (*REGIMES, *LIVES)}
    homes = [[file for file, text in texts.items() if f"\n{block}" in text] for block in excerpts()]
    assert [block for block, home in zip(excerpts(), homes, strict=True) if not home] == []
    assert {file for home in homes for file in home} >= set(REGIMES)
    assert all(f"(../examples/regimes/{file.name})" in PAGE.read_text(encoding="utf-8") for file in REGIMES)


def test_the_prose_is_half_a_page() -> None:
    """Each description has at most 150 words, of which a page holds about 300 to 400."""
    quoted = re.findall(r"(?:^> .*\n)+", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    words = [len(text.replace("> ", "").split()) for text in quoted]
    assert len(words) == 3 and max(words) <= 150

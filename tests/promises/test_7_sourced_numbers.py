"""Promise 7: every number has a source or says that it is an assumption, and every report says how many do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from verbs import say

import counterscore as cs
from counterscore.core.documents import OWN
from counterscore.people import load_recipe, recipe_ids
from counterscore.regimes.catalogue import library_files
from counterscore.safeguards import load_safeguard
from counterscore.worlds.mechanisms import shipped

GRADES = {"statute", "official", "court_or_audit", "study", "press", "unverified", "assumption"}


@pytest.mark.parametrize("name", cs.regime_ids())
def test_every_number_of_a_regime_is_sourced(name: str) -> None:
    """Each number of each regime and variant has a grade and a source of the bibliography, or is our assumption."""
    regime = cs.load_regime(name)
    known = {source.id for source in regime.sources()} | {OWN}
    assert len(regime.values()) >= 5
    for path, value in regime.values():
        assert value.source in known, path
        assert value.grade in GRADES, path
        assert value.grade == "statute" or value.range is not None, path
        assert value.source != OWN or value.grade in ("assumption", "unverified"), path


@pytest.mark.parametrize("name", recipe_ids())
def test_every_number_of_a_recipe_is_sourced(name: str) -> None:
    """Each value and each marginal of each recipe has a source of its bibliography, or is our assumption."""
    recipe = load_recipe(name)
    known = {source.id for source in recipe.bibliography} | {OWN}
    for path, value in [*recipe.values.items(), *recipe.marginals.items()]:
        assert value.source in known, path
        assert value.grade in GRADES, path
        assert value.grade == "statute" or value.range is not None, path


@pytest.mark.parametrize("name", cs.safeguard_ids())
def test_every_number_of_a_safeguard_is_sourced(name: str) -> None:
    """Each number a safeguard sets or quotes has a source of its bibliography or is our assumption."""
    safeguard = load_safeguard(name)
    known = {source.id for source in safeguard.bibliography} | {OWN}
    for path, dated in safeguard.patches.items():
        for value in dated.root:
            assert value.source in known, path
            assert value.grade in GRADES, path
    assert all(fact.source in known for fact in safeguard.says)


@pytest.mark.parametrize("mechanism", shipped(), ids=lambda m: m.name)
def test_every_default_of_a_mechanism_is_sourced(mechanism: object) -> None:
    """A parameter with a default says where it is from and in which range it may lie."""
    for param in mechanism.params:  # type: ignore[attr-defined]
        if param.default is not None:
            assert param.source, param.name
            assert param.low is not None, param.name
            assert param.high is not None, param.name
            assert param.low <= param.default <= param.high, param.name


@pytest.mark.parametrize("part", ["source", "grade", "range"])
def test_a_number_without_a_source_is_refused(part: str, tmp_path: Path) -> None:
    """A regime file in which one number loses its source, grade or range is refused with the line."""
    text = library_files()["judgment-defaulters"].read_text(encoding="utf-8")
    lines = text.splitlines()
    place = next(i for i, line in enumerate(lines) if "default_rate" in line and "source:" in line)
    without = {"source": r"source: [^,}]+,? ?", "grade": r"grade: [^,}]+,? ?", "range": r"range: \[[^\]]*\],? ?"}[part]
    lines[place] = re.sub(without, "", lines[place])
    file = tmp_path / "mine.yaml"
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(cs.SpecError, match=rf"mine\.yaml:{place + 1}"):
        cs.load_regime(str(file))


def test_a_source_that_nobody_lists_is_refused(tmp_path: Path) -> None:
    """A number that cites an entry the bibliography does not have is refused."""
    text = library_files()["judgment-defaulters"].read_text(encoding="utf-8")
    file = tmp_path / "mine.yaml"
    lines = text.splitlines()
    place = next(i for i, line in enumerate(lines) if "source: S" in line and "value:" in line)
    lines[place] = re.sub(r"source: S\w+", "source: S999x", lines[place])
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(cs.SpecError, match="S999x"):
        cs.load_regime(str(file))


def test_every_report_says_how_much_is_assumed(finished: Path) -> None:
    """The table, the report and the JSON of a run tell the share of assumptions, and it is the regime's own."""
    share = cs.load_regime("judgment-defaulters").assumption_share()
    assert 0 < share < 1
    text = cs.open_outcome(finished).text()
    assert re.search(r"[\d.]+ % of the numbers behind this run are assumptions", text)
    assert "assumption" in (finished / "report.html").read_text(encoding="utf-8").lower()
    assert say("report", finished, "--json").json["summary"]["assumption_share"] == share


def test_what_was_tuned_is_told(finished: Path) -> None:
    """Numbers that were chosen to meet a published total are named in the table of a run."""
    text = cs.open_outcome(finished).text()
    for path in cs.load_regime("judgment-defaulters").tuned():
        assert f"tuned: {path}" in text

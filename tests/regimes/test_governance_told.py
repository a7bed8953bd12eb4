"""What a regime's papers say of how it is run: sourced, never assumed, never a part of a run, and told in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from counterscore.core.errors import SpecError
from counterscore.regimes import Regime, load_regime, regime_ids
from counterscore.regimes.catalogue import library_files
from counterscore.regimes.patches import replaced
from counterscore.regimes.sections import Governance, Stated
from counterscore.regimes.telling.differences import NOTHING, differences
from counterscore.regimes.telling.governed import NOT_TOLD, TITLE, label_of, statements
from counterscore.regimes.telling.outline import section_names
from counterscore.regimes.telling.page import page_of
from counterscore.regimes.telling.paper import Bullets, Text, as_markdown, as_text
from counterscore.regimes.telling.usage import said_of_versions, uses

EVERY = regime_ids()


def said(name: str) -> dict[str, Stated[object]]:
    return statements(load_regime(name).spec.governance)


def values(name: str) -> dict[str, object]:
    return {field: stated.value for field, stated in said(name).items()}


def blocks(name: str) -> Iterator[Governance]:
    spec = load_regime(name).spec
    yield from (block for block in (spec.governance, *(v.governance for v in spec.variants.values())) if block)


def without(regime: Regime) -> Regime:
    return Regime(replaced(regime.spec, governance=None, variants={}, default_variant=""), regime.applied)


@pytest.mark.parametrize("name", EVERY)
def test_every_regime_says_who_runs_it(name: str) -> None:
    """Every shipped regime and version says at least who runs it."""
    assert said(name)["actor"].value in ("public", "private", "mixed")


@pytest.mark.parametrize("name", library_files())
def test_every_statement_has_a_source_that_was_read_and_is_no_assumption(name: str) -> None:
    """Sources stand in the bibliography; nothing is assumed; what was never in force cites no law for what it does."""
    spec = load_regime(name).spec
    known = {source.id: source for source in spec.bibliography}
    for block in blocks(name):
        for stated in statements(block).values():
            assert stated.source in known
            assert stated.grade != "assumption"
            if known[stated.source].mark in ("m", "R m"):
                assert stated.grade == "unverified", f"{stated} rests on a source that was not read again"


@pytest.mark.parametrize("name", library_files())
def test_what_is_missing_by_a_law_says_how_that_is_known(name: str) -> None:
    """A safeguard that a statute is said to lack names the article or says that the whole text was read."""
    for block in blocks(name):
        for field, stated in statements(block).items():
            if stated.value is False and stated.grade == "statute":
                assert stated.where or "read in full" in stated.note, f"{field}: {stated}"


@pytest.mark.parametrize("name", EVERY)
def test_how_a_regime_is_run_changes_no_run(name: str) -> None:
    """A regime without a word on how it is run has the same digest and the same tables: governance never counts."""
    regime = load_regime(name)
    bare = without(regime)
    assert bare.spec.governance is None
    assert bare.digest() == regime.digest()
    assert bare.tables().keys() == regime.tables().keys()


@pytest.mark.parametrize("name", EVERY)
def test_the_page_tells_each_statement_once_and_what_is_not_told(name: str) -> None:
    """One line per statement with its source, and by name every field that no source tells."""
    spec = load_regime(name).spec
    (chapter,) = [chapter for chapter in page_of(spec).chapters if chapter.title == TITLE]
    lines = next(item for item in chapter.items if isinstance(item, Bullets)).lines
    told = said(name)
    assert len(lines) == len(told)
    for line, (field, stated) in zip(lines, told.items(), strict=True):
        assert line.startswith(label_of(field))
        assert f"[{stated.source}" in line
    rest = next(item for item in chapter.items if isinstance(item, Text)).text
    assert all(label_of(field) in rest for field in Governance.model_fields if field not in told)
    assert TITLE in as_markdown(page_of(spec))
    assert all(len(line) <= 80 or " " not in line.strip() for line in as_text(page_of(spec)).splitlines())


def test_a_later_safeguard_does_not_reach_back() -> None:
    """The rules of 2013 list minors, know no higher court and no deadline; those of 2017 do; the history tells none."""
    before, after = values("judgment-defaulters-2013"), values("judgment-defaulters-2017")
    for field in ("minors_excluded", "objection", "independent_appeal", "reasons"):
        assert (before[field], after[field]) == (False, True)
        assert field not in values("judgment-defaulters-history")
    assert "liability" not in before
    assert after["liability"] is True
    assert "correction_to_all" not in after
    assert values("judgment-defaulters-2024")["correction_to_all"] is True


@pytest.mark.parametrize(
    ("feared", "fields"),
    [
        ("air-2018-as-claimed", ("hearing", "independent_appeal", "effective_document", "legal_basis")),
        ("joint-punishment-as-claimed", ("legal_basis", "kin_effects")),
        ("metro-evasion-as-claimed", ("legal_basis",)),
        ("red-list-as-announced", ("objection", "access", "liability")),
        ("carbon88-drift", ("free_consent", "specific_purpose")),
        ("permit-review-machine", ("decision",)),
        ("dangan-readable", ("access",)),
    ],
)
def test_what_was_only_feared_announced_or_made_up_inherits_no_safeguard(feared: str, fields: tuple[str, ...]) -> None:
    """Versions that no papers describe do not carry what the papers of the real regime say there."""
    assert not set(fields) & set(values(feared))


def test_null_unsays_and_survives_being_copied() -> None:
    """A field set to null in a version is not told there, also after other versions or patches were put in."""
    default = load_regime("judgment-defaulters")
    patched = default.patched({})
    for regime in (default, patched):
        old = regime.variant("2013").spec.governance
        assert old == load_regime("judgment-defaulters-2013").spec.governance
        assert old is not None
        assert old.liability is None
    kept = Governance.model_validate({"access": None, "hearing": None})
    assert kept.model_dump(mode="json") == {"access": None, "hearing": None}
    assert Governance().model_dump(mode="json") == {}


def test_differences_are_told_in_words() -> None:
    """What two versions say otherwise of how they are run is told as yes, no or not told, and a whole side at once."""
    found = differences(load_regime("judgment-defaulters-2017").spec, load_regime("judgment-defaulters-2013").spec)
    lines = {one.path: one for one in found if one.section == "governance"}
    assert lines["governance.independent_appeal"].told() == ("an independent body or court decides appeals: yes -> no")
    assert lines["governance.liability"].after == NOT_TOLD
    assert "[S26d, art. 12]" in lines["governance.independent_appeal"].exact_before
    regime = load_regime("air-2018")
    (whole,) = differences(regime.spec, without(regime).spec)
    assert (whole.kind, whole.after) == ("only", NOTHING)
    assert "governance" not in section_names()


def test_sources_count_what_they_say_of_how_it_is_run() -> None:
    """Each statement of the file and its versions is counted once with its source, and makes the source used."""
    spec = load_regime("rail-2018").spec
    counted = {use.id: use for use in uses(spec)}
    assert sum(use.governance for use in counted.values()) == len(said_of_versions(spec))
    assert counted["XH18"].used
    assert counted["XH18"].told() == "2 statements on how it is run"


def test_a_source_outside_the_bibliography_or_an_assumption_is_refused(tmp_path: Path) -> None:
    """Whoever states something without a source that is listed, or as an assumption, is told so."""
    with pytest.raises(ValidationError, match="leave out what is not known"):
        Stated[bool](value=True, source="own", grade="assumption")
    text = library_files()["suqian"].read_text(encoding="utf-8")
    wrong = tmp_path / "suqian.yaml"
    wrong.write_text(text.replace("actor: {value: public, source: S16", "actor: {value: public, source: S1600"))
    with pytest.raises(SpecError, match="S1600"):
        load_regime(wrong)

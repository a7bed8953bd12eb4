"""Safeguards: sourced patches that fit every regime with the section, and never make a rule harsher."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterscore.core.errors import SpecError
from counterscore.regimes import load_regime, regime_ids
from counterscore.safeguards import apply, load_safeguard, safeguard_ids

BETTER = {
    "redress.notice_p": 1, "redress.notice_lead_months": 1, "redress.appeal_p": 1, "redress.appeal_success_p": 1,
    "redress.suspends": 1, "redress.review_catch_p": 1,
}  # fmt: skip


def test_the_four_safeguards_ship() -> None:
    """Notice, appeal, expiry and human review are there, each with what law or study says."""
    assert safeguard_ids() == ["appeal", "expiry", "human-review", "notice"]
    for name in safeguard_ids():
        safeguard = load_safeguard(name)
        assert safeguard.id == name
        assert all(fact.source in {source.id for source in safeguard.bibliography} for fact in safeguard.says)


@pytest.mark.parametrize("name", regime_ids())
@pytest.mark.parametrize("safeguard", safeguard_ids())
def test_a_safeguard_changes_only_what_it_patches(name: str, safeguard: str) -> None:
    """Applied to any shipped regime it changes some numbers, all of them its own, and brings its sources."""
    old, new = load_regime(name), apply(load_regime(name), [safeguard])
    before, after = old.tables(), new.tables()
    changed = {path for path in after if str(after[path]) != str(before[path])}
    assert changed
    assert changed <= set(load_safeguard(safeguard).patches)
    assert new.applied[-1] == safeguard
    cited = {value.source for _, value in new.values()}
    assert cited <= {source.id for source in new.sources()} | {"own"}


@pytest.mark.parametrize("name", regime_ids())
def test_no_safeguard_makes_a_rule_harsher(name: str) -> None:
    """Chances to be told, to appeal and to be checked do not fall; terms and caps do not grow."""
    old, new = load_regime(name).tables(), apply(load_regime(name), safeguard_ids()).tables()
    for path in BETTER:
        assert new[path] >= old[path], path
    for path in ("expiry.cap_months", "listing.term_months", "listing.able_term_months"):
        if path in old:
            assert 0 < new[path] <= (old[path] or float("inf")), path


def test_order_and_repetition_do_not_matter() -> None:
    """The same safeguards in another order, or named twice, give the same numbers."""
    regime = load_regime("rongcheng")
    one, two = apply(regime, ["notice", "appeal"]), apply(regime, ["appeal", "notice", "appeal"])
    assert one.tables().keys() == two.tables().keys()
    assert all(str(one.tables()[path]) == str(two.tables()[path]) for path in one.tables())


def test_none_is_the_regime_itself() -> None:
    """No safeguard means the regime as it was."""
    regime = load_regime("rongcheng")
    assert apply(regime, []) is regime


def test_an_unknown_safeguard_names_the_nearest() -> None:
    """A misspelt safeguard lists what exists."""
    with pytest.raises(SpecError, match="did you mean 'notice'"):
        load_safeguard("notise")


OWN = """id: longer-list
title: test
protects: nobody
limits: none
checked_on: 2026-01-01
says: [{id: a, says: nothing, source: S, grade: study}]
patches:
  PATH: {value: 36, unit: months, source: own, grade: assumption, range: [12, 60], note: test}
bibliography: [{id: S, title: t}]
"""


def test_safeguards_that_disagree_are_refused(tmp_path: Path) -> None:
    """Two safeguards that set one number differently cannot both hold; one that fits nothing is refused."""
    file = tmp_path / "own.yaml"
    file.write_text(OWN.replace("PATH", "listing.able_term_months"), encoding="utf-8")
    with pytest.raises(SpecError, match="different values"):
        apply(load_regime("judgment-defaulters"), ["expiry", str(file)])
    with pytest.raises(SpecError, match="changes nothing"):
        apply(load_regime("rongcheng"), [str(file)])
    other = tmp_path / "other.yaml"
    other.write_text(OWN.replace("PATH", "listng.term_months"), encoding="utf-8")
    with pytest.raises(SpecError, match="did you mean 'listing'"):
        load_safeguard(str(other))

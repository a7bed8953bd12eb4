"""Safeguards: sourced patches that fit every regime with the section, and never make a rule harsher."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
import pytest

from counterscore.core.errors import SpecError
from counterscore.regimes import load_regime, regime_ids
from counterscore.safeguards import apply, load_safeguard, safeguard_ids

SHIPPED = [
    "appeal", "consent", "correction-everywhere", "data-minimisation", "expiry", "hearing", "human-review",
    "necessary-travel", "no-network-term", "notice", "objection", "proportionate-grades", "publicity-off", "repair",
    "sector-firewall", "strong-identity-key",
]  # fmt: skip
HIGHER = (
    "redress.notice_p", "redress.notice_lead", "redress.hearing_p", "redress.appeal_p", "redress.appeal_success_p",
    "redress.suspends", "redress.review_catch_p", "redress.legal_share", "redress.objects_p", "measures.firewall",
    "reporting.minimised", "copies.deletion_reaches_p", "agencies.revoked_p",
)  # fmt: skip
LOWER = (
    "linkage_error.key_absent_p", "linkage_error.id_false_p", "linkage_error.missed_p", "measures.worst_bands",
    "measures.revoke_lag", "agencies.revoke_lag", "measures.by_rank", "measures.refusal_p", "network_term.weight",
    "household_term.share",
    "scoring.consent_p", "scoring.direct_cut", "ledger.consent_p", "ledger.score_points", "copies.through_friends_p",
    "publicity.listed", "publicity.low_bands", "publicity.ranked",
)  # fmt: skip


def fits(name: str, safeguard: str) -> bool:
    """Whether a safeguard has something to change in a regime."""
    try:
        apply(load_regime(name), [safeguard])
    except SpecError as fault:
        assert "changes nothing" in str(fault)
        return False
    return True


def test_the_sixteen_safeguards_ship() -> None:
    """All are there, each with what law or study says, and each fits some regime that ships."""
    assert safeguard_ids() == SHIPPED
    for name in safeguard_ids():
        safeguard = load_safeguard(name)
        assert safeguard.id == name
        assert all(fact.source in {source.id for source in safeguard.bibliography} for fact in safeguard.says)
        assert any(fits(regime, name) for regime in regime_ids()), name


@pytest.mark.parametrize("name", regime_ids())
def test_a_safeguard_changes_only_what_it_patches(name: str) -> None:
    """Applied to any shipped regime it changes nothing but its own numbers, and brings its sources."""
    old = load_regime(name)
    for safeguard in (one for one in safeguard_ids() if fits(name, one)):
        new = apply(old, [safeguard])
        before, after = dict(old.dated_values()), dict(new.dated_values())
        changed = {path for path in after if after[path] != before.get(path)}
        patterns = load_safeguard(safeguard).patches
        assert all(any(fnmatchcase(path, pattern) for pattern in patterns) for path in changed), safeguard
        assert new.applied[-1] == safeguard
        cited = {value.source for _, value in new.values()}
        assert cited <= {source.id for source in new.sources()} | {"own"}


@pytest.mark.parametrize("name", regime_ids())
def test_no_safeguard_makes_a_rule_harsher(name: str) -> None:
    """Chances to be told, heard and corrected do not fall; bars, lags, terms and caps do not grow."""
    old, new = load_regime(name).tables(), apply(load_regime(name), [s for s in SHIPPED if fits(name, s)]).tables()
    for path in HIGHER:
        assert np.all(new.get(path, 0) >= np.asarray(old.get(path, 0))), path
    for path in LOWER:
        assert np.all(new.get(path, 0) <= np.asarray(old.get(path, 0))), path
    for path in ("expiry.cap", "listing.term", "listing.able_term"):
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
    file.write_text(OWN.replace("PATH", "listing.able_term"), encoding="utf-8")
    with pytest.raises(SpecError, match="different values"):
        apply(load_regime("judgment-defaulters"), ["expiry", str(file)])
    with pytest.raises(SpecError, match="changes nothing"):
        apply(load_regime("rongcheng"), [str(file)])
    other = tmp_path / "other.yaml"
    other.write_text(OWN.replace("PATH", "listng.term"), encoding="utf-8")
    with pytest.raises(SpecError, match="did you mean 'listing'"):
        load_safeguard(str(other))

"""What each safeguard changes: only harm is looked at, and equal worlds differ by nothing."""

from __future__ import annotations

import pytest

from counterscore.audit.metric import metrics
from counterscore.audit.protection import Protected
from counterscore.core.errors import OutcomeError, SpecError
from counterscore.worlds.each_safeguard import HARMS, each_safeguard, harms_told
from counterscore.worlds.protect import protect
from counterscore.worlds.study import Study

STUDY = Study("judgment-defaulters", people=8192, months=24, seed=3)


@pytest.fixture(scope="module")
def found() -> Protected:
    """Every safeguard that fits the courts' list, among 8,192 people."""
    return each_safeguard(STUDY)


def test_only_harms_are_looked_at() -> None:
    """Every measure is worse for people when it is higher; favours and scores are refused by name."""
    assert all(metrics()[name].worse == "higher" for name in HARMS)
    for name in ("favoured", "score", "obedience"):
        with pytest.raises(SpecError, match="no harm that people suffer"):
            harms_told(STUDY, [name])


def test_safeguards_are_told_with_the_most_useful_first(found: Protected) -> None:
    """They stand in the order of what they take from the gravest harm, and those that fit nowhere are named."""
    first = [one.changes[0].estimate for one in found.safeguards]
    assert first == sorted(first) and first[0] <= 0.0
    assert "no-network-term" in found.unfit
    assert {one.id for one in found.safeguards}.isdisjoint(found.unfit)
    assert [harm.metric for harm in found.harms] == [name for name in HARMS if name in [h.metric for h in found.harms]]


def test_a_safeguard_is_as_useful_alone_as_the_search_says(found: Protected) -> None:
    """The change of refusals-like harm equals what ``safeguards REGIME`` finds for the same people, draw by draw."""
    place = [harm.metric for harm in found.harms].index("months_listed")
    searched = protect(STUDY, "months_listed", ["notice", "expiry"])
    for worth in searched.alone:
        mine = next(one for one in found.safeguards if one.id == worth.safeguards[0])
        adults = mine.changes[place].n
        assert mine.changes[place].estimate * adults / 1000 == pytest.approx(worth.effect.estimate * 8192)


def test_no_safeguard_is_shown_as_harmful_by_construction(found: Protected) -> None:
    """A safeguard that changes nobody shows 0, never more harm; none raises wrong listings or the time on lists."""
    for name in ("wrongly_listed", "months_listed", "money_lost"):
        place = [harm.metric for harm in found.harms].index(name)
        for one in found.safeguards:
            change = one.changes[place]
            assert change.low <= 0.0, (one.id, name, change)
            if change.method == "nobody":
                assert change.estimate == 0.0


def test_a_regime_without_safeguards_or_harms_says_so(found: Protected) -> None:
    """A harm that the regime does not know is told; what was kept is read back as it was."""
    with pytest.raises(SpecError, match="none of these harms"):
        harms_told(STUDY, ["proofs_refused"])
    assert Protected.from_json(found.to_json()) == found
    with pytest.raises(OutcomeError, match="cannot be read"):
        Protected.from_json({})

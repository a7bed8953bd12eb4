"""Patches: only numbers that exist, only sourced values, and never the regime one started from."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from counterscore.core.documents import Source, Value
from counterscore.core.errors import SpecError
from counterscore.regimes import load_regime

LIST = "judgment-defaulters"
TERM: dict[str, Any] = {"value": 12, "unit": "months", "source": "own", "grade": "assumption", "range": [6, 24]}


def test_a_patch_changes_one_number_of_a_new_regime() -> None:
    """The patched regime differs in one number and in its digest; the old one is as it was."""
    old = load_regime(LIST)
    before = old.tables()
    new = old.patched({"listing.term": TERM}, name="shorter")
    assert {path for path, x in new.tables().items() if str(x) != str(before[path])} == {"listing.term"}
    assert new.tables()["listing.term"] == 12
    assert str(old.tables()) == str(before)
    assert new.digest() != old.digest()
    assert new.applied[-1] == "shorter"


def test_an_equal_patch_changes_nothing() -> None:
    """Patching a number with itself keeps the digest."""
    regime = load_regime(LIST)
    value = dict(regime.dated_values())["listing.term"]
    assert regime.patched({"listing.term": value}).digest() == regime.digest()


@pytest.mark.parametrize(
    ("path", "patch", "words"),
    [
        ("listing.trm", TERM, "did you mean 'listing.term'"),
        ("scoring.base", TERM, "has no section 'scoring'"),
        ("title", TERM, "no such number"),
        ("listing.term", 12, "no source"),
        ("listing.term", TERM | {"source": "S99"}, "not in the bibliography"),
        ("listing.term", TERM | {"range": None}, "range is missing"),
        ("listing.term", TERM | {"value": 99}, "does not contain"),
        ("listing.term", TERM | {"unit": "points"}, "expected 'months'"),
        ("listing.term", TERM | {"value": [1, 2], "range": [0, 9]}, "expected one number"),
        ("redress.objects_p", TERM | {"unit": "probability", "value": 0.1, "range": [0, 1]}, "expected a list of 5"),
        ("courts.default_rate", TERM | {"unit": "per_borrower_year", "value": 9, "range": [0, 9]}, "bound"),
    ],
)
def test_a_wrong_patch_is_refused_with_the_reason(path: str, patch: Any, words: str) -> None:
    """Unknown paths, unsourced numbers, wrong units and shapes, broken bounds: all are refused in words."""
    with pytest.raises(SpecError) as caught:
        load_regime(LIST).patched({path: patch})
    assert words in str(caught.value)


def test_acts_measures_and_bands_have_paths() -> None:
    """Numbers inside acts, sectors and bands are reached by name, the catalogue's facts included."""
    regime = load_regime("rongcheng")
    k = regime.codebook()["acts"].index("traffic_ticket")
    new = regime.patched(
        {
            "acts.traffic_ticket.points": TERM | {"value": -3, "unit": "points", "range": [-5, 0]},
            "acts.traffic_ticket.rate": TERM | {"value": 0.6, "unit": "per_driver_year", "range": [0, 2]},
            "scoring.bands.A.from": TERM | {"value": 970, "unit": "points", "range": [900, 1000]},
            "measures.loan.worst_bands": TERM | {"value": 1, "unit": "count", "range": [0, 2]},
        }
    )
    tables = {path: np.asarray(value) for path, value in new.tables().items()}
    assert tables["scoring.points"][k] == -3
    assert tables["acts.rate_month"][k] == pytest.approx(0.05)
    assert tables["scoring.cutoffs"].tolist() == [600, 850, 970, 1030, 1050]
    assert tables["measures.worst_bands"].tolist() == [0, 0, 1] + 9 * [0]


def test_points_cannot_go_against_the_sign_of_an_act() -> None:
    """A good deed cannot cost points by a slip."""
    with pytest.raises(SpecError, match="other way"):
        load_regime("rongcheng").patched(
            {"acts.blood_donation.points": TERM | {"value": -5, "unit": "points", "range": [-9, 9]}}
        )


def test_a_patch_may_bring_its_source() -> None:
    """A source that comes with the patch is added to the bibliography."""
    value = Value(value=12, unit="months", source="NEW", grade="study", range=(6, 24))
    new = load_regime(LIST).patched({"listing.term": value}, sources=[Source(id="NEW", title="a study")])
    assert "NEW" in [source.id for source in new.sources()]

"""The section on agencies: what is refused, what it compiles to, and what becomes of a regime without one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from counterscore.core.errors import SpecError
from counterscore.regimes import Regime, load_regime
from counterscore.regimes.compile_agencies import AGENCIES
from counterscore.regimes.patches import replaced
from counterscore.safeguards import apply

OWN = {"source": "own", "grade": "assumption"}


def number(value: float, unit: str = "probability") -> dict[str, Any]:
    """A sourced number."""
    return {"value": value, "unit": unit, **OWN, "range": [0, 60 if unit == "months" else 1]}


def months(value: float) -> dict[str, Any]:
    """A sourced time."""
    return number(value, "months")


def with_agencies(*rows: dict[str, Any], base: str = "judgment-defaulters") -> Regime:
    """A shipped regime with these agencies instead of its own."""
    regime = load_regime(base)
    titled = [{"title": row["id"], **row} for row in rows]
    return Regime(replaced(regime.spec, agencies=titled, variants={}, default_variant=""), regime.applied)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"id": "a", "from": "bank"}, {"id": "banks"}], "did you mean 'banks'"),
        ([{"id": "a", "from": "b"}, {"id": "b", "from": "a"}], "is a circle"),
        ([{"id": "a", "from": "a"}], "expected one of no 'from'"),
        ([{"id": "a"}, {"id": "a"}], "agencies names 'a' twice"),
        ([{"id": "a", "sector": "tender"}], "'tender', which measures do not have"),
        ([{"id": "a", "mode": "pull"}], "say how often"),
        ([{"id": "a", "mode": "pull", "lag": months(2), "revoke_lag": months(2)}], "no revoke_lag"),
        ([{"id": "a", "third_party": True, "revoked_p": number(0.5)}], "nobody withdraws"),
        ([{"id": f"a{n}"} for n in range(17)], "at most 16"),
    ],
)
def test_agencies_that_do_not_fit_are_refused(rows: list[dict[str, Any]], said: str) -> None:
    """Unknown names (with the nearest), circles, doubles, doors that are not there, and times that mean nothing."""
    with pytest.raises(SpecError, match=said):
        with_agencies(*rows)


def test_copies_need_a_list() -> None:
    """A regime without lists has nothing to copy."""
    with pytest.raises(SpecError, match="has nothing to copy"):
        with_agencies({"id": "a"}, base="rongcheng")


def test_whoever_passes_copies_on_stands_first() -> None:
    """Agencies are numbered behind those before them, whatever the order of the file; paths lead to the source."""
    rows = ({"id": "c", "from": "b"}, {"id": "b", "from": "a"}, {"id": "a"}, {"id": "banks", "sector": "loan"})
    regime = with_agencies(*rows)
    book, tables = regime.codebook(), regime.tables()
    assert book["agencies"] == ["a", "b", "c", "banks", "air", "high_speed_rail", "hotel", "school"]
    assert book["agency_upstream"] == ["", "a", "b", *[""] * 5]
    assert tables["agencies.upstream"][:4].tolist() == [-1, 0, 1, -1]
    assert tables["agencies.path"][:4].tolist() == [0b1, 0b11, 0b111, 0b1000]
    shapes = {np.shape(value) for name, value in tables.items() if name.startswith("agencies.")}
    assert shapes == {(), (12,), (AGENCIES,)}


def test_a_sector_without_an_agency_gets_one_with_its_own_lags() -> None:
    """Straight from the source, surely told both ways, after the sector's lags: what the sector alone said before."""
    old = load_regime("beijing-2018")
    tables, book = old.tables(), old.codebook()
    sectors = [book["sectors"].index(name) for name in book["agencies"]]
    assert tables["agencies.door"][: len(sectors)].tolist() == sectors
    for name, other in (("lag", "push_lag"), ("revoke_lag", "revoke_lag")):
        assert np.array_equal(tables[f"agencies.{name}"][: len(sectors)], tables[f"measures.{other}"][sectors])
    assert (tables["agencies.copy_p"][: len(sectors)] == 1).all() and not tables["agencies.keeps"].any()
    assert (tables["agencies.revoked_p"][: len(sectors)] == 1).all()


def test_an_agency_that_says_no_lag_has_that_of_its_sector() -> None:
    """Banks of the defaulters' list take push_lag and revoke_lag of loans; what they say themselves counts first."""
    plain = with_agencies({"id": "banks", "sector": "loan"}).tables()
    assert (plain["agencies.lag"][0], plain["agencies.revoke_lag"][0]) == (1.0, 3.0)
    own = with_agencies({"id": "banks", "sector": "loan", "lag": months(4), "revoke_lag": months(0)}).tables()
    assert (own["agencies.lag"][0], own["agencies.revoke_lag"][0]) == (4.0, 0.0)


def test_a_firewall_keeps_lists_in_their_own_sectors() -> None:
    """Behind a firewall an agency closes only what the list belongs to, and takes nothing else."""
    free, fenced = (load_regime("judgment-defaulters"), apply(load_regime("judgment-defaulters"), ["sector-firewall"]))
    place = free.codebook()["agencies"].index("banks")
    assert free.tables()["agencies.closes"][place] == 0b101 and fenced.tables()["agencies.closes"][place] == 0
    assert fenced.tables()["agencies.takes"][place] == 0
    air = free.codebook()["agencies"].index("airlines")
    assert fenced.tables()["agencies.closes"][air] == free.tables()["agencies.closes"][air] == 0b101


def test_who_keeps_a_door_and_passes_on_takes_more_than_closes_it() -> None:
    """Airlines that somebody copies from get every list that those behind them get, and close for their own only."""
    rows = ({"id": "airlines", "sector": "air"}, {"id": "behind", "from": "airlines"})
    tables = with_agencies(*rows, base="joint-punishment").tables()
    takes, closes = tables["agencies.takes"], tables["agencies.closes"]
    assert takes[1] & ~takes[0] == 0 and takes[0] & ~closes[0] != 0


def test_whoever_passes_on_takes_what_those_behind_take() -> None:
    """The platform of joint punishment gets every list that any door behind it is closed by; nobody gets an order."""
    regime = load_regime("joint-punishment")
    takes, names = regime.tables()["agencies.takes"], regime.codebook()["agencies"]
    behind = [n for n, before in enumerate(regime.codebook()["agency_upstream"]) if before == "platform"]
    assert len(behind) > 5
    assert all(takes[names.index("platform")] & takes[n] == takes[n] for n in behind)
    assert not (takes & 0b10).any()


def test_a_correction_that_reaches_every_copy() -> None:
    """The safeguard loses no revocation, waits for none, and gives third parties some days; copies come as before."""
    old = load_regime("judgment-defaulters")
    before, after = old.tables(), apply(old, ["correction-everywhere"]).tables()
    kept = before["agencies.keeps"].astype(bool)
    media = old.codebook()["agencies"].index("media")
    assert before["agencies.revoked_p"][media] == after["agencies.revoked_p"][media] == 0
    assert before["agencies.keeps"][media] == 0 and 0 < after["agencies.keeps"][media] < 1
    assert not after["agencies.revoke_lag"].any() and (after["agencies.keeps"][kept] < 1).all()
    sure = np.arange(len(old.codebook()["agencies"]))
    assert (np.delete(after["agencies.revoked_p"][sure], media) == 1).all()
    for name in ("takes", "closes", "copy_p", "path"):
        assert np.array_equal(before[f"agencies.{name}"], after[f"agencies.{name}"])


def test_agencies_are_told_with_the_rest(tmp_path: Path) -> None:
    """The page of a regime names every agency by its title, and whom it gets copies from."""
    shown = load_regime("judgment-defaulters").show()
    for title in ("airlines and ticket systems", "media and screenshots", "credit bureaus"):
        assert title in shown
    assert "web copies" in shown and "an entry arrives there" in shown

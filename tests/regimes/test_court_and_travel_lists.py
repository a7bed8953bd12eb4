"""Lists of courts, railways, airlines, metro and crossings: in closed form they meet what was published."""

from __future__ import annotations

import numpy as np
import pytest

from counterscore.regimes import Regime, load_regime
from counterscore.regimes.checks import measures_of

ADULTS = 1.12e9
AIR = ("air_contraband", "air_false_id", "air_disorder", "air_fire_or_theft")
RAIL = ("train_smoking", "train_scalping", "train_disturbance", "train_fare_refused", "train_fare_repeated")
FIRMS = ("firm_enforcement", "firm_market_violation", "firm_tax_case", "firm_wage_arrears")


def yearly(regime: Regime, *acts: str) -> float:
    """Return the entries per eligible subject and year that these acts lead to."""
    found = 0.0
    for use in regime.spec.acts:
        if use.use in acts:
            entry = next(entry for entry in regime.spec.lists if entry.id == use.list)
            rate = regime.spec.catalogue[use.use].rate.at(regime.start).number
            found += rate * use.detection_p.at(regime.start).number * entry.entry_p.at(regime.start).number
    return found


@pytest.mark.parametrize(
    ("name", "acts", "published", "per_million_trips", "trips"),
    [("air-2018", AIR, 86, 1.7, 610e6), ("rail-2018", RAIL, 31, 0.11, 3.37e9)],
)  # fmt: skip
def test_the_first_travel_lists_have_the_published_length(
    name: str, acts: tuple[str, ...], published: int, per_million_trips: float, trips: float
) -> None:
    """A month of conduct lists 86 air and 31 rail passengers in the country, 1.7 and 0.11 per million trips."""
    month = yearly(load_regime(name), *acts) * ADULTS / 12
    assert month == pytest.approx(published, rel=0.05)
    assert month / (trips / 12) * 1e6 == pytest.approx(per_million_trips, rel=0.05)


@pytest.mark.parametrize("name", ["air-2018", "rail-2018"])
def test_the_travel_lists_are_filled_by_courts(name: str) -> None:
    """Reports of courts make more than a thousand entries for each entry for conduct on board."""
    regime = load_regime(name)
    assert yearly(regime, "court_listing") > 1000 * yearly(regime, *AIR, *RAIL)
    alone = load_regime(f"{name}-conduct-only")
    assert yearly(alone, "court_listing", "fiscal_default") == 0 < yearly(alone, *AIR, *RAIL)


def test_other_offices_cost_high_class_seats_only() -> None:
    """Conduct on trains closes every train, a court's report the fast ones only; 180 days are the term of conduct."""
    regime = load_regime("rail-2018")
    closed = {
        sector: {name for name, flag in measure.closes.items() if flag.at(regime.start).number}
        for sector, measure in measures_of(regime.spec).items()
    }
    assert closed["high_speed_rail"] - closed["rail"] == {"other_domain"}
    assert regime.spec.lists[0].term.at(regime.start).number == 180


def test_the_metro_catches_and_writes_down_as_counted() -> None:
    """10,000 evasions a day give 14,242 cases and 1,332 entries in nine months, all for misuse of a card."""
    regime = load_regime("metro-evasion")
    rates = {use.use: regime.spec.catalogue[use.use].rate.at(regime.start).number for use in regime.spec.acts}
    evasions = 10_000 * 274
    caught = sum(rates[use.use] * use.detection_p.at(regime.start).number for use in regime.spec.acts)
    cases = evasions * caught / sum(rates.values())
    written = evasions * yearly(regime, *rates) / sum(rates.values())
    assert cases == pytest.approx(14_242, rel=0.1)
    assert written == pytest.approx(1_332, rel=0.1)
    assert yearly(regime, "metro_fare_evasion") == 0


def test_a_crossing_shows_as_many_as_published() -> None:
    """Among 100,000 who pass, four fifths of them adults, about 1,390 a month are shown."""
    regime = load_regime("jaywalk-screens")
    missed = float(regime.tables()["linkage_error.missed_p"])
    assert yearly(regime, "jaywalking") * (1 - missed) / 12 * 80_000 == pytest.approx(1_390, rel=0.1)


def test_firms_come_onto_lists_as_often_as_counted() -> None:
    """The firm acts list about 0.02 of the firms a year, 59,408 organisations in a month on 35 million firms."""
    assert yearly(load_regime("joint-punishment"), *FIRMS) == pytest.approx(59_408 * 12 / 35e6, rel=0.1)


def test_joint_punishment_says_of_every_list_and_door_whether_they_meet() -> None:
    """Every sector names every list of an agency; in the claimed variant every list closes every sector."""
    for name in ("joint-punishment", "joint-punishment-as-claimed"):
        regime = load_regime(name)
        lists = {entry.id for entry in regime.spec.lists}
        for sector, measure in measures_of(regime.spec).items():
            assert set(measure.closes) == lists, sector
            assert measure.by_list is not None, sector
            if name.endswith("claimed"):
                flags = [measure.by_list, measure.by_piercing, *measure.closes.values()]
                assert all(flag is not None and flag.at("2018-05").number == 1 for flag in flags), sector


def test_only_the_courts_entries_reach_through_to_persons() -> None:
    """A market entry leaves officers alone; the serious list bars them; as claimed, every list does."""
    joint = load_regime("joint-punishment")
    assert joint.spec.piercing is not None
    assert set(joint.spec.piercing.lists) == {"defaulters", "firm_defaulters"}
    reach = {
        name: int(load_regime(name).tables()["piercing.lists"]) for name in (joint.id, "joint-punishment-as-claimed")
    }
    assert reach["joint-punishment-as-claimed"] == -1 < reach[joint.id]
    serious = load_regime("abnormal-operations").spec
    assert serious.piercing is not None
    assert serious.piercing.lists == ("serious",)


def test_a_limit_of_2010_knows_no_list() -> None:
    """Before 2013 nobody is listed and fast trains stay open; since 2015 listed people are under the limit."""
    old, new = load_regime("consumption-limits-2010").tables(), load_regime("consumption-limits").tables()
    assert old["listing.discretion_p"] == 0 < float(new["listing.discretion_p"])  # type: ignore[arg-type]
    sectors = load_regime("consumption-limits").codebook()["sectors"]
    closed = [np.asarray(tables["measures.by_limit"])[sectors.index("high_speed_rail")] for tables in (old, new)]
    assert closed == [0, 1]

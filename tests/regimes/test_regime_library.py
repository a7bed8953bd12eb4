"""Every shipped regime: sourced, complete, and in line with what was published."""

from __future__ import annotations

import numpy as np
import pytest

from counterscore.core.documents import OWN
from counterscore.core.errors import SpecError
from counterscore.regimes import Regime, load_regime, regime_ids
from counterscore.regimes.catalogue import library_files, shipped_acts

ALL = regime_ids()
POINTS = {
    "contract_breach": -20, "contract_breach_found": -50, "card_arrears_month": -10, "private_loan_breach": -20,
    "illegal_fundraising": -40, "guarantee_breach": -20, "debt_suit_lost": -30, "pyramid_selling": -30,
    "selling_fakes": -30, "utility_arrears": -20, "utility_arrears_found": -50, "heating_tampering": -50,
    "utility_theft": -60, "plant_damage": -100, "traffic_ticket": -5, "city_honour": 30, "department_award": 5,
}  # fmt: skip


def number(regime: Regime, path: str) -> float:
    return float(regime.tables()[path])


def test_the_library_holds_the_documented_pairs() -> None:
    """The two before-and-after pairs ship: lists of 2013 and 2017, points mandatory and with consent."""
    assert {"judgment-defaulters-2013", "judgment-defaulters-2017", "rongcheng", "rongcheng-2021"} <= set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_every_number_has_a_source_and_a_reason(name: str) -> None:
    """Each number is sourced; an assumption says why; only statutes come without a range."""
    regime = load_regime(name)
    known = {source.id for source in regime.sources()} | {OWN}
    for path, value in regime.values():
        assert value.source in known, path
        assert value.range is not None or value.grade == "statute", path
        assert value.note or value.grade != "assumption", path


@pytest.mark.parametrize("name", ALL)
def test_every_regime_says_what_it_leaves_out(name: str) -> None:
    """Each regime lists what is not modelled, and facts and targets cite its bibliography."""
    regime = load_regime(name)
    known = {source.id for source in regime.sources()}
    assert len(regime.spec.not_modelled) >= 5
    assert {fact.source for fact in regime.documented} | {target.source for target in regime.targets} <= known


@pytest.mark.parametrize("name", ALL)
def test_no_source_is_listed_in_vain(name: str) -> None:
    """Each entry of a bibliography is cited by a number, a fact, a target, a note or a conflict."""
    stem = load_regime(name)
    text = load_regime(name).show() + str([v.patches for v in stem.spec.variants.values()])
    for source in stem.sources():
        assert text.count(source.id) > 1, source.id


@pytest.mark.parametrize("name", ["judgment-defaulters", "judgment-defaulters-2013", "rongcheng"])
def test_both_ends_of_every_range_give_a_valid_regime(name: str) -> None:
    """A sweep can go to either end of every stated range without breaking a bound."""
    regime = load_regime(name)
    for path, dated in regime.dated_values():
        for end in (0, 1):
            patch = []
            for entry in dated.root:
                if entry.range is None:
                    patch.append(entry)
                    continue
                x = entry.range[end]
                value = (x,) * len(entry.value) if isinstance(entry.value, tuple) else x
                if entry.unit == "count":
                    value = int(x)
                patch.append(entry.model_copy(update={"value": value}))
            regime.patched({path: tuple(patch)})


def test_the_points_are_those_of_the_published_table() -> None:
    """Rongcheng's points per act equal the assessment standard of the city; drunk driving cuts the grade."""
    regime = load_regime("rongcheng")
    acts = regime.codebook()["acts"]
    points, cut = (np.asarray(regime.tables()[f"scoring.{name}"]) for name in ("points", "direct_cut"))
    found = dict(zip(acts, points, strict=True))
    assert {act: found[act] for act in POINTS} == POINTS
    cuts = dict(zip(acts, cut, strict=True))
    assert [act for act in acts if cuts[act]] == ["drunk_driving"]
    assert regime.codebook()["bands"][int(number(regime, "scoring.direct_band"))] == "C"


def test_consent_is_the_difference_between_the_two_points_regimes() -> None:
    """The rules of 2021 score only those who consent, and keep records five years."""
    before, after = load_regime("rongcheng"), load_regime("rongcheng-2021")
    assert number(before, "scoring.consent_p") == 1 > number(after, "scoring.consent_p")
    assert (number(before, "expiry.cap"), number(after, "expiry.cap")) == (0, 60)


def test_the_terms_of_the_two_lists_are_those_of_the_law() -> None:
    """2013: both conditions and no term. 2017: one ground is enough, two years on a fault."""
    old, new = load_regime("judgment-defaulters-2013"), load_regime("judgment-defaulters")
    assert [number(old, f"listing.{p}") for p in ("require_both", "term")] == [1, 0]
    assert [number(new, f"listing.{p}") for p in ("require_both", "term", "able_term")] == [0, 24, 0]


def entry_hazard(regime: Regime) -> tuple[float, float]:
    """Return enforcement cases and entries per adult-year in the steady state, 45 % borrowers, 40 % poorer ones."""
    t = {path: float(value) for path, value in regime.tables().items() if path.startswith(("courts.", "listing."))}
    t["courts.default_rate"] *= 12
    defaults = 0.45 * t["courts.default_rate"] * (0.6 + 0.4 * t["courts.low_income_ratio"])
    enforced = defaults * t["courts.suit_p"] * t["courts.win_p"] * (1 - t["courts.obey_p"])
    able, fault = t["listing.able_p"], t["listing.fault_p"]
    grounds = able * fault if t["listing.require_both"] else 1 - (1 - able) * (1 - fault)
    return enforced, enforced * (1 - t["courts.perform_p"]) * grounds * t["listing.discretion_p"]


def test_the_court_pipeline_meets_the_published_flows() -> None:
    """In closed form, enforcement cases and new entries per adult-year lie inside the published bands."""
    regime = load_regime("judgment-defaulters-2017")
    bands = {target.id: (target.low, target.high) for target in regime.targets}
    bands |= {fact.id: fact.range for fact in regime.documented if fact.range is not None}
    enforced, entries = entry_hazard(regime)
    for found, name in (
        (enforced, "enforcement_cases"),
        (entries, "entry_hazard"),
        (entries / enforced, "listings_per_case"),
    ):
        assert bands[name][0] <= found <= bands[name][1], (name, found)
    assert entry_hazard(load_regime("judgment-defaulters-2013"))[1] == pytest.approx(0.0018, rel=0.1)


def test_targets_are_the_published_values() -> None:
    """The named targets exist once each with the published bands."""
    bands = {target.id: (target.low, target.high) for target in load_regime("judgment-defaulters").targets}
    assert bands["entry_hazard"] == (0.0022, 0.0029)
    assert bands["prevalence"] == (0.005, 0.0076)
    assert bands["exit_hazard"] == (0.25, 0.33)
    assert bands["blocked_air"] == pytest.approx((0.72 * 0.7, 0.72 * 1.3))
    assert bands["blocked_high_speed_rail"] == pytest.approx((0.16 * 0.7, 0.16 * 1.3))
    assert bands["share_fulfilled"][0] < 0.25 < bands["share_fulfilled"][1]


def test_tuned_numbers_are_named() -> None:
    """What was chosen to meet a total is on record, and all of it is graded assumption."""
    regime = load_regime("judgment-defaulters")
    assert "courts.default_rate" in regime.tuned()
    grades = dict(regime.values())
    assert all(grades[path].grade == "assumption" for path in regime.tuned())
    assert 0 < regime.assumption_share() < 1


def test_a_short_name_is_its_default_variant() -> None:
    """The short name and the full name of a variant are the same rules, with the same digest."""
    for short, full in (("judgment-defaulters", "judgment-defaulters-2017"), ("rongcheng", "rongcheng-2014")):
        assert load_regime(short).id == short
        assert load_regime(short).digest() == load_regime(full).digest()
        assert load_regime(short).variant(full).digest() == load_regime(full).digest()
    whose = {load_regime(stem).digest(): stem for stem in library_files()}
    assert len(whose) == len(library_files())
    for stem in library_files():
        for variant in load_regime(stem).spec.variants.values():
            assert whose.get(load_regime(variant.id).digest(), stem) == stem


def test_an_unknown_regime_lists_the_known_ones() -> None:
    """A misspelt regime or variant names what exists and the nearest."""
    with pytest.raises(SpecError, match=r"known regimes: .*did you mean 'rongcheng'"):
        load_regime("rongchen")
    with pytest.raises(SpecError, match="did you mean 'consent'"):
        load_regime("rongcheng").variant("consnt")


def test_the_history_changes_when_the_law_changed() -> None:
    """The list as lived changes in 2014 (interest), July 2015 and May 2017, and ends as the rules of 2017."""
    history = load_regime("judgment-defaulters-history")
    assert history.change_dates() == ("2014-08", "2015-07", "2017-05")
    late, new = history.tables("2017-05"), load_regime("judgment-defaulters-2017").tables()
    assert {path for path in new if str(late[path]) != str(new[path])} == set()
    assert history.tables()["listing.require_both"] == 1


def test_the_catalogue_of_acts_is_sourced() -> None:
    """Every act of the catalogue is used by a regime, and its bibliography holds what it cites."""
    acts, sources = shipped_acts()
    used = {act for name in regime_ids() for act in load_regime(name).codebook()["acts"]}
    assert set(acts) <= used, set(acts) - used
    known = {source.id for source in sources} | {OWN}
    assert all(entry.source in known for act in acts.values() for entry in act.rate.root)

"""What the press claims about social scoring, claim by claim, is in the regimes that scope.yaml names for it."""

from __future__ import annotations

import re

import pytest

from counterscore.regimes import RegimeSpec, load_regime, regime_ids
from counterscore.regimes.catalogue import library_files
from counterscore.regimes.sections import Measure
from counterscore.regimes.telling.kinds import kinds_of
from counterscore.regimes.telling.outline import facts, leaves, numbers
from counterscore.regimes.telling.words import STATUS_WORDS
from counterscore.worlds.study import Study

CARBON = ("ant-forest", "energy-expert-campus", "carbon88", "carbon-tracker")
CITIES = ("rongcheng", "rongcheng-village", "suqian", "suining-2010", "hangzhou-qianjiang", "hangzhou-residence-points",
          "beijing-2018", "suzhou-osmanthus", "xiamen-bailu", "fuzhou-jasmine")  # fmt: skip
FEARED = "as-feared-2020"


def spec(name: str) -> RegimeSpec:
    return load_regime(name).spec


def variants(name: str) -> list[RegimeSpec]:
    return [spec(name), *(spec(entry.id) for entry in spec(name).variants.values())]


def highest(of: RegimeSpec, path: str) -> float:
    """The largest number that ever holds at a path; 0 where the regime has none."""
    found = numbers(of).get(path)
    return max(number for entry in found.value.root for number in entry.numbers) if found else 0.0


def closed(of: RegimeSpec) -> set[str]:
    """Sectors that somebody is kept out of, or refused in."""
    flags = ("by_list", "by_limit", "worst_bands", "by_rank", "by_watch", "by_piercing", "by_ties")
    found = set()
    for name in type(of.measures).model_fields if of.measures else ():
        if isinstance(getattr(of.measures, name), Measure):
            paths = [f"measures.{name}.{flag}" for flag in flags]
            paths += [path for path in numbers(of) if path.startswith(f"measures.{name}.closes.")]
            found |= {name} if any(highest(of, path) for path in paths) else set()
    return found


def ever_closed(name: str) -> set[str]:
    return set().union(*(closed(one) for one in variants(name)))


def words_of_acts(name: str) -> str:
    """Ids and titles of everything a regime writes down."""
    return " ".join(f"{use.use} {spec(name).catalogue[use.use].title}" for use in spec(name).acts).lower()


def traits(name: str) -> set[str]:
    return {trait for part in spec(name).scoring.dimensions for trait in part.traits}  # type: ignore[union-attr]


def test_carbon_ledgers_are_voluntary_and_mandatory() -> None:
    """Every carbon ledger has a version in which few take part and one in which everybody has to."""
    for name in CARBON:
        shares = {highest(one, "ledger.consent_p") for one in variants(name)}
        assert max(shares) == 1, name
        assert min(shares) < 1, name


def test_the_tracker_watches_travel_food_and_purchases() -> None:
    """The announced tracker has streams for travel, food and purchases."""
    assert {stream.watches for stream in spec("carbon-tracker").ledger.streams} >= {"mobility", "dining", "purchases"}  # type: ignore[union-attr]


def test_what_was_only_announced_is_planned() -> None:
    """The carbon tracker and Beijing are planned, and the whole country is feared; hardly a number is documented."""
    assert {spec(name).status for name in ("carbon-tracker", "beijing-2018")} == {"planned"}
    for name in ("carbon-tracker", "beijing-2018"):
        assert load_regime(name).assumption_share() > 0.9
    assert spec(FEARED).status == "feared"


def test_carbon_credits_can_drift_into_a_score() -> None:
    """Every carbon ledger has a version in which credits become points of a score, and one in which they do not."""
    for name in CARBON:
        points = {highest(one, "ledger.score_points") for one in variants(name)}
        assert 0 in points, name
        assert max(points) > 0, name


def test_the_campus_knows_its_published_figures() -> None:
    """The number of companies and communities and the savings of one estate are on record."""
    said = " ".join(fact.says for fact in facts(spec("energy-expert-campus")))
    assert "1,492" in said
    assert "37.77" in said


def test_credits_are_redeemed_and_consent_is_a_number() -> None:
    """Credits buy something, and how many take part is a number with a range."""
    campus = spec("energy-expert-campus")
    assert highest(campus, "ledger.price") > 0
    assert highest(campus, "ledger.redeem_p") > 0
    assert numbers(campus)["ledger.consent_p"].value.root[0].range is not None


def test_a_clean_plate_is_200_and_a_subway_ride_554() -> None:
    """The two published prices are the prices of the campus."""
    found = {stream.watches: stream.credits.root[0].number for stream in spec("energy-expert-campus").ledger.streams}  # type: ignore[union-attr]
    assert found["dining"] == 200
    assert found["mobility"] == 554


def test_nobody_changes_conduct_unless_it_is_said() -> None:
    """No regime as shipped lets conduct answer to it: nothing of that kind is lived, and those with acts say so."""
    answers = {"deterrence", "displacement", "avoidance", "chilling", "nudge", "data_exit", "tie_cutting", "gaming"}
    for name in (FEARED, "energy-expert-campus", "rongcheng"):
        assert not answers & {mechanism.name for mechanism in Study(name, people=10, months=1).mechanisms}
    responding = Study(f"{FEARED}-responding", people=10, months=1)
    assert answers & {mechanism.name for mechanism in responding.mechanisms}
    for name in (FEARED, "energy-expert-campus", "rongcheng"):
        said = " ".join(spec(name).not_modelled).lower()
        assert re.search(r"behav|conduct", said), name


def test_dorms_are_ranked_weekly_and_plates_need_a_photo() -> None:
    """Rooms are ranked by measured use every week, and a plate counts only with a photo that can be refused."""
    campus = spec("energy-expert-campus")
    assert campus.ranking is not None
    assert (campus.ranking.of, campus.ranking.group) == ("use", "household")
    assert [(e.number, e.unit) for e in campus.ranking.every.root] == [(1, "weeks")]
    plate = next(stream for stream in campus.ledger.streams if stream.watches == "dining")  # type: ignore[union-attr]
    assert plate.reject_p is not None
    assert "photo" in plate.title


def test_reading_is_a_stream_of_the_feared_composite() -> None:
    """The feared composite has a stream that watches what people read."""
    assert "reading" in {stream.watches for stream in spec(FEARED).ledger.streams}  # type: ignore[union-attr]


def test_consent_tells_versions_apart() -> None:
    """The older Rongcheng asks nobody, the newer one asks; Sesame has a default-ticked and an opt-in version."""
    assert highest(spec("rongcheng"), "scoring.consent_p") == 1 > highest(spec("rongcheng-2021"), "scoring.consent_p")
    assert len({highest(one, "scoring.consent_p") for one in variants("sesame-2015")}) > 1


def test_persons_and_firms_are_rated() -> None:
    """The feared composite rates adults, the grades rate firms, and joint punishment goes from one to the other."""
    assert spec(FEARED).scoring.among == "adult"  # type: ignore[union-attr]
    for name in ("tax-grades", "public-credit-appraisal"):
        assert "grades of firms" in kinds_of(spec(name)), name
    assert spec("joint-punishment").piercing is not None


def test_the_three_companies_rate() -> None:
    """The three named companies have a composite score each."""
    for name in ("china-rapid-finance", "sesame-2015", "tencent-credit"):
        assert "composite" in kinds_of(spec(name)), name
        assert spec(name).family == "commercial"


def test_gaming_counts_with_opposite_signs_and_friends_count() -> None:
    """Play lowers the score of one company and raises that of another; friends count in both."""

    def sign(name: str) -> float:
        parts = spec(name).scoring.dimensions  # type: ignore[union-attr]
        return sum(part.traits["gaming"].root[0].number for part in parts if "gaming" in part.traits)

    assert min(sign(one.id) for one in variants("sesame-2015")) < 0 < sign("china-rapid-finance")
    assert "friends" in traits("sesame-2015") & traits("china-rapid-finance")
    network = [p for p in spec("sesame-2015").scoring.dimensions if "friends" in p.traits]  # type: ignore[union-attr]
    assert [part.weight.root[0].number for part in network] == [0.05]


def test_one_number_takes_everything_in() -> None:
    """Good and bad acts move the same score, in Rongcheng and in the feared composite."""
    for name in ("rongcheng", FEARED):
        points = {highest(spec(name), f"acts.{use.use}.points") for use in spec(name).acts}
        assert min(points) < 0 < max(points), name


def test_the_feared_composite_ranks_in_public_and_closes_doors() -> None:
    """The feared composite ranks people by score, names the bottom, and closes loans, jobs, schools, dating, papers."""
    feared = spec(FEARED)
    assert feared.ranking is not None
    assert (feared.ranking.of, feared.ranking.group) == ("score", "person")
    assert highest(feared, "publicity.ranked") == 1
    assert closed(feared) >= {"loan", "job", "school", "dating", "document"}


def test_pilots_close_loans_and_flights() -> None:
    """Town points, fare evasion and village rules have the named conduct, and loans, jobs and flights can close."""
    assert re.search(r"fare", words_of_acts("metro-evasion"))
    assert re.search(r"elder|parent|filial", words_of_acts("rongcheng-village"))
    everywhere = set().union(*map(ever_closed, ("suining-2010", "metro-evasion", "judgment-defaulters")))
    assert everywhere >= {"loan", "air", "job"}


def test_hangzhou_is_a_composite() -> None:
    """The city's score is weighted from five dimensions whose weights nobody published."""
    parts = spec("hangzhou-qianjiang").scoring.dimensions  # type: ignore[union-attr]
    assert len(parts) == 5
    assert {entry.grade for part in parts for entry in part.weight.root} == {"assumption"}


def test_the_city_family_is_there() -> None:
    """Ten schemes of cities and villages load; fares, crossing on red and unauthorised births are written down."""
    assert all(spec(name).family == "city" for name in CITIES)
    assert "jaywalking" in words_of_acts("jaywalk-screens")
    assert "fare" in words_of_acts("metro-evasion")
    assert "birth" in words_of_acts("suining-2010")


def test_the_file_is_hidden_and_never_ends() -> None:
    """The personnel file is a list of the form file whose entries never end by themselves."""
    file = next(entry for entry in spec("dangan").lists if entry.form == "file")
    assert highest(spec("dangan"), f"lists.{file.id}.term") == 0
    assert highest(spec("dangan"), f"lists.{file.id}.exit_hazard") == 0


def test_hotels_close_and_lanes_open() -> None:
    """Hotels are closed to debtors, and red lists open lanes."""
    assert "hotel" in ever_closed("consumption-limits")
    assert "hotel" in ever_closed("joint-punishment")
    assert "red list" in kinds_of(spec("red-list"))


def test_degrees_and_payments_go_in() -> None:
    """Degrees and payments are traits of the commercial score, and volunteering of the feared one."""
    assert traits("sesame-2015") >= {"education", "payments"}
    assert "volunteer" in words_of_acts(FEARED)


def test_state_and_firms_write_records() -> None:
    """Courts, tax offices and private firms write the records of joint punishment and of the feared composite."""

    def agencies(name: str) -> str:
        return " ".join(spec(name).catalogue[use.use].agency for use in spec(name).acts)

    assert "court" in agencies("joint-punishment") or spec("joint-punishment").courts is not None
    assert re.search(r"court|police|tax", agencies(FEARED))
    assert re.search(r"bank|platform|compan|shop", agencies(FEARED))


def test_sesame_has_both_published_weightings() -> None:
    """Behaviour and capacity weigh 20 and 25 % in one version and 25 and 20 % in the other; the perks are on record."""
    found = set()
    for one in variants("sesame-2015"):
        weight = {part.id: part.weight.root[0].number for part in one.scoring.dimensions}  # type: ignore[union-attr]
        found.add((weight["behaviour"], weight["capacity"]))
        assert weight["history"] == 0.35
    assert found == {(0.2, 0.25), (0.25, 0.2)}
    assert any("airport" in fact.says for fact in facts(spec("sesame-2015")))


def test_two_definitions_of_the_discredited() -> None:
    """The rules of 2013 ask for two conditions, those of 2017 for one."""
    assert highest(spec("judgment-defaulters-2013"), "listing.require_both") == 1
    assert highest(spec("judgment-defaulters-2017"), "listing.require_both") == 0


def test_the_watchlist_has_a_base_rate() -> None:
    """The rule has a prevalence and a sensitivity, and versions that span a wide range of base rates."""
    for one in variants("purchase-pattern"):
        assert 0 < highest(one, "watchlist.prevalence") < 1e-4
        assert highest(one, "watchlist.sensitivity") > 0
    paths = [f"acts.{use.use}.rate" for use in spec("purchase-pattern").acts if use.item]
    rates = {tuple(highest(one, path) for path in paths) for one in variants("purchase-pattern")}
    assert len(rates) >= 3


def test_green_lanes_and_travel_bans() -> None:
    """Flights and trains close by list; red lists favour."""
    assert "air" in ever_closed("air-2018") & ever_closed("consumption-limits")
    assert "rail" in ever_closed("rail-2018")
    assert {entry.form for entry in spec("red-list").lists} == {"red"}


def test_a_ban_can_cost_the_income_it_is_to_be_paid_from() -> None:
    """Limits reach people outside the list and officers of firms, and a ban can cost income within a stated range."""
    limits = spec("consumption-limits")
    assert highest(limits, "listing.limit_p") > 0
    assert limits.piercing is not None
    span = numbers(spec("judgment-defaulters"))["consequence.income_loss_share"].value.root[0].range
    assert span is not None
    assert span[1] > 0


def test_every_list_can_hit_the_wrong_person() -> None:
    """Every regime that writes records about people has the errors of linking them."""
    without = [name for name in library_files() if spec(name).acts and spec(name).linkage_error is None]
    assert without == []
    assert highest(spec("judgment-defaulters"), "linkage_error.key_absent_p") > 0
    assert highest(spec("judgment-defaulters"), "courts.false_claim_rate") > 0


def test_some_professions_are_looked_at_more() -> None:
    """Sensitive professions are inspected more often than others."""
    one = spec("sensitive-professions")
    assert one.inspection is not None
    assert highest(one, "inspection.professional_ratio") > 1


def test_hotels_and_loans_close() -> None:
    """Starred hotels and loans are closed to listed people."""
    assert ever_closed("judgment-defaulters") >= {"hotel", "loan"}


def test_lost_in_one_place_restricted_everywhere() -> None:
    """Joint punishment closes at least eight sectors."""
    assert len(ever_closed("joint-punishment")) >= 8


def test_inspections_follow_the_tier() -> None:
    """Low tiers are inspected more and high tiers less."""
    one = spec("random-inspection")
    assert one.inspection is not None
    assert any(highest(v, "inspection.low_ratio") > 1 > highest(v, "inspection.high_ratio") for v in variants(one.id))


def test_the_feared_composite_has_several_domains() -> None:
    """Several domains make one score, and none of them is opinion."""
    parts = spec(FEARED).scoring.dimensions  # type: ignore[union-attr]
    assert len(parts) >= 3
    assert not [part.title for part in parts if re.search("politic|opinion|speech", part.title, re.I)]


def test_three_things_make_a_match() -> None:
    """A cooker, a clock and bearings within a window make a match, of one person or of a household."""
    one = spec("purchase-pattern")
    assert one.watchlist is not None
    assert len(one.watchlist.items) == 3
    assert highest(one, "watchlist.needed") == 3
    assert re.search("cooker.*clock.*bearing", words_of_acts(one.id))
    assert {highest(each, "watchlist.pooled") for each in variants(one.id)} == {0, 1}


def test_copies_outlive_the_original() -> None:
    """Copies of a platform's data are partial, late, reach friends, and stay when the original goes."""
    copies = {
        path.rsplit(".", 1)[-1]: highest(spec("platform-data-copies"), path)
        for path in numbers(spec("platform-data-copies"))
    }
    assert copies["deletion_reaches_p"] < 1
    assert copies["through_friends_p"] > 0
    assert copies["lag"] > 0


def test_no_regime_scores_lawful_speech() -> None:
    """No act of any regime is lawful speech or association."""
    lawful = re.compile(r"speech|opinion|worship|assembl|associat|critici", re.I)
    assert [name for name in library_files() if lawful.search(words_of_acts(name))] == []


def test_agencies_are_linked_and_links_err() -> None:
    """Lists of several agencies act on each other's sectors, with errors of linking."""
    for name in ("joint-punishment", "rail-2018", "air-2018", "metro-evasion"):
        assert spec(name).linkage_error is not None, name
    assert len({use.list for use in spec("joint-punishment").acts}) >= 3


def test_accounts_and_phones_are_keys_with_errors() -> None:
    """Where an account is the key, more records land on the wrong person than with an ID number."""
    by_account, by_number = (
        highest(spec(name), "linkage_error.id_false_p") for name in ("purchase-pattern", "judgment-defaulters")
    )
    assert by_account > 10 * by_number
    assert re.search("account|phone", spec("sesame-2015").key)


def test_hangzhou_rewards_deeds_and_takes_for_traffic() -> None:
    """Volunteering and blood add, traffic and bribes take; blood earns points towards a school place."""
    points = {
        use.use: highest(spec("hangzhou-qianjiang"), f"acts.{use.use}.points")
        for use in spec("hangzhou-qianjiang").acts
    }
    assert points["volunteering"] > 0 < points["blood_donation"]
    assert points["traffic_ticket"] < 0
    assert "bribery" in points
    assert "school" in ever_closed("hangzhou-residence-points")
    assert "blood" in words_of_acts("hangzhou-residence-points")


def test_blocked_journeys_are_compared_with_the_published_counts() -> None:
    """Blocked flights and fast-train tickets are targets, and the counts of April 2018 are on record."""
    assert {target.id for target in spec("judgment-defaulters").targets} >= {"blocked_air", "blocked_high_speed_rail"}
    said = " ".join(fact.says for fact in facts(spec("judgment-defaulters")))
    assert "11.141 million" in said
    assert "4.25 million" in said


def test_faces_are_keys_that_err() -> None:
    """A face is the key at the crossing, it errs more than a number, and names are shown in public."""
    one = spec("jaywalk-screens")
    assert "face" in one.key
    assert highest(one, "linkage_error.id_false_p") > highest(spec("rail-2018"), "linkage_error.id_false_p")
    assert highest(one, "publicity.listed") == 1


def test_a_permit_has_a_gate() -> None:
    """A review outside China closes a permit and can be wrong."""
    one = spec("permit-review")
    assert "permit" in ever_closed(one.id)
    assert "China" not in one.jurisdiction
    assert any(leaf.path.endswith("false_report_rate") for leaf in leaves(one, "acts"))


@pytest.mark.parametrize("name", regime_ids())
def test_every_regime_has_a_status_and_every_number_a_grade(name: str) -> None:
    """Status and grades are there for every regime and version, because the final form is uncertain."""
    assert spec(name).status in STATUS_WORDS
    assert spec(name).status != "fictional" or name not in library_files()  # made-up rules are versions of real ones
    assert all(entry.grade for leaf in numbers(spec(name)).values() for entry in leaf.value.root)

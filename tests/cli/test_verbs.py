"""The other verbs: what they tell, in 80 columns for people and as JSON for programs."""

from __future__ import annotations

from pathlib import Path

import pytest
from verbs import say

from counterscore.people import load_recipe
from counterscore.regimes import load_regime, regime_ids
from counterscore.safeguards import safeguard_ids


def words_of(verb: str, folder: Path) -> tuple[str, ...]:
    """Arguments with which a verb can be tried."""
    given = {
        "explain": (str(folder),), "report": (str(folder),), "verify": (str(folder),), "show": ("rongcheng",),
        "diff": ("rongcheng", "judgment-defaulters"), "sources": ("rongcheng",), "search": ("blood",),
        "describe": ("rongcheng",),
        "check": (str(OWN),), "plan": ("rongcheng",), "people": ("china-city", "--people", "4k"),
        "base-rate": ("--alerts", "173/2297"), "thresholds": ("credit-scores-2003",),
        "validate": ("F12",), "study": ("schema",),
        "profile": ("judgment-defaulters", "--people", "2k", "--months", "2"),
    }  # fmt: skip
    return (verb, *given.get(verb, ()))


OWN = Path(__file__).parents[1] / "regimes" / "files" / "riverton.yaml"
VERBS = ("explain", "report", "verify", "regimes", "show", "diff", "sources", "search", "check", "safeguards", "people",
         "plan", "profile", "validate", "base-rate", "thresholds", "study")  # fmt: skip

UNBOUND = ("show", "sources", "report", "verify", "study")  # what study prints is looked at in tests/studies


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_speaks_json(verb: str, finished: Path) -> None:
    """--json gives one JSON document and an empty standard error."""
    said = say(*words_of(verb, finished), "--json")
    assert said.code == 0, said.err
    assert said.err == ""
    assert said.json


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb not in UNBOUND])
def test_every_verb_fits_eighty_columns(verb: str, finished: Path) -> None:
    """What people read is at most 80 columns wide (folders and sources may be longer)."""
    said = say(*words_of(verb, finished))
    assert said.code == 0, said.err
    assert max(len(line) for line in said.out.splitlines()) <= 80


def test_the_catalogue_lists_every_regime_and_variant() -> None:
    """``regimes`` names every id that can be run, with status, start and the share of assumptions."""
    said = say("regimes", "--json")
    named = {row["id"] for row in said.json} | {variant for row in said.json for variant in row["variants"]}
    assert named == set(regime_ids())
    for row in said.json:
        assert row["assumption_share"] == load_regime(row["id"]).assumption_share()
        assert row["status"]
        assert row["start"]
    text = say("regimes").out
    assert all(name in text.replace("\n      ", " ") for name in named)


def test_the_catalogue_is_grouped_by_family() -> None:
    """``regimes`` names each family once, in capitals, and every regime with status, kinds and who is covered."""
    rows = say("regimes", "--json").json
    text = say("regimes").out
    families = [line for line in text.splitlines() if line.isupper() and not line.startswith(" ")]
    assert len(families) == len({row["family"] for row in rows})
    for row in rows:
        assert row["kinds"]
        assert row["subjects"].split()[0] in text
        assert f"{row['status']}; {row['kinds'][0]}" in " ".join(text.split())


def test_show_prints_every_number_with_its_source() -> None:
    """``show`` prints every number of the regime, each with its grade and a source in brackets."""
    regime = load_regime("rongcheng")
    text = " ".join(say("show", "rongcheng").out.split())
    for path, value in regime.values():
        assert f"{path.rsplit('.', 1)[-1]} = " in text or f"{path.rsplit('.', 1)[-1]} from " in text
        assert f"{value.grade.replace('_', ' ')} [{value.source}" in text
    brief = say("show", "rongcheng", "--brief").out
    assert 0 < len(brief.splitlines()) < len(say("show", "rongcheng").out.splitlines()) / 2


def test_show_with_a_safeguard_shows_the_patched_regime() -> None:
    """``show --with notice`` differs from the regime as written and says what was applied."""
    assert say("show", "rongcheng").out != say("show", "rongcheng", "--with", "notice").out
    assert "applied" in say("show", "rongcheng", "--with", "notice").out


def test_every_safeguard_is_listed() -> None:
    """``safeguards`` lists every safeguard."""
    assert [row["id"] for row in say("safeguards", "--json").json] == safeguard_ids()


def test_people_compares_every_marginal() -> None:
    """``people`` has a line for every figure the recipe quotes, inside or not."""
    said = say("people", "china-city", "--people", "4k", "--json")
    assert [row["marginal"] for row in said.json["marginals"]] == list(load_recipe("china-city").marginals)


def test_explain_tells_the_same_life_as_its_json(finished: Path) -> None:
    """The text and the JSON of one life are about the same person and arms; the text says she is synthetic."""
    text = say("explain", finished, "--person", "17").out
    told = say("explain", finished, "--person", "17", "--json").json
    assert told["person"] == 17
    assert "Person 17" in text
    assert "ynthetic" in text
    assert told["arms"] == ["none", "perfect records", "as written"]


def test_explain_finds_a_person_to_whom_it_happened(finished: Path) -> None:
    """``--why refused`` chooses somebody whose life holds a refusal."""
    told = say("explain", finished, "--why", "refused", "--json").json
    kinds = {event["kind"] for events in told["events"] for event in events}
    assert "refused" in kinds


def test_profile_accounts_for_the_time(tmp_path: Path) -> None:
    """The seconds of the steps add up to those of the engine, in falling order."""
    said = say("profile", "judgment-defaulters", "--people", "2k", "--months", "2", "--json")
    spent = [row["seconds"] for row in said.json["steps"]]
    assert spent == sorted(spent, reverse=True)
    assert abs(sum(spent) - said.json["engine_seconds"]) < 0.01 + 0.0001 * len(spent)


def test_plan_lists_steps_in_order_of_phases() -> None:
    """Phases of the plan come in their fixed order and every step says what it writes."""
    from counterscore.core.declare import PHASES

    rows = say("plan", "rongcheng", "--json").json
    places = [PHASES.index(row["phase"]) for row in rows]
    assert places == sorted(places)
    assert all(row["writes"] for row in rows)

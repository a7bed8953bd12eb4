"""The small town that three engines live: what can be checked without the other two."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import counterscore as cs

ROOT = Path(__file__).parents[2]
PEERS = ROOT / "peers"


@pytest.fixture(scope="module", autouse=True)
def beside() -> Iterator[None]:
    """The scripts of the folder can be imported, and nothing of them stays."""
    before = set(sys.modules)
    sys.path.insert(0, str(PEERS))
    yield
    sys.path.remove(str(PEERS))
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "") or "").startswith(str(PEERS)):
            del sys.modules[name]


def script(name: str) -> ModuleType:
    """A script of the folder."""
    return importlib.import_module(name)


def test_the_numbers_handed_to_the_peers_are_those_of_the_regime() -> None:
    """Read plainly, the file says what counterscore's own loader makes of it: rates, points, terms, ties, limits."""
    town, tables = script("town").read_town(), cs.load_regime(PEERS / "small-town.yaml").tables("2020-01")
    acts = {name: [getattr(act, name) for act in town.acts] for name in ("rate_female", "rate_male", "young_ratio")}
    for name, values in acts.items():
        assert np.allclose(tables[f"acts.{name}"], values, rtol=1e-12)
    cap = tables["expiry.cap"]
    assert [act.life for act in town.acts] == np.minimum(tables["retention.lifetime"], cap).tolist()
    assert [act.points for act in town.acts] == tables["scoring.points"].tolist()
    assert [act.detection_p for act in town.acts] == tables["reporting.detection_p"].tolist()
    assert [act.listed_ratio for act in town.acts] == tables["acts.listed_ratio"].tolist()
    assert [act.prone for act in town.acts] == (tables["acts.prone"] == 1).tolist()
    assert [act.leads_to_list for act in town.acts] == (tables["conduct_lists.act_list"] >= 0).tolist()
    assert list(town.detection_ratio) == tables["reporting.detection_ratio"].tolist()
    assert (town.entry_p, town.list_term, town.exit_p) == tuple(
        tables[f"lists.{name}"][-1] for name in ("entry_p", "term", "exit_hazard")
    )
    plain = {
        "base": "scoring.base", "lowest": "scoring.min", "highest": "scoring.max", "below": "score_list.below",
        "score_term": "score_list.term", "clear_p": "score_list.clear_p", "weight": "network_term.weight",
        "friends_p": "association.friends_p", "household_p": "association.household_p",
        "suspect_months": "association.lasts", "attention": "association.attention_ratio",
    }  # fmt: skip
    assert {name: getattr(town, name) for name in plain} == {name: tables[path] for name, path in plain.items()}


def test_the_people_handed_to_the_peers_are_those_of_the_run(tmp_path: Path) -> None:
    """Sex, age, residence and the mark adult of the peers' people are those of counterscore's own run, one by one."""
    ground = script("town").read_ground(500, 11)
    run = cs.run(str(PEERS / "small-town.yaml"), 500, 1, 11, arms={"a": cs.asis}, folder=tmp_path / "run", threads=1)
    lived = run.table("people", arm="a")
    for mine, theirs in (("sex", "sex"), ("age", "age_years"), ("residence", "residence"), ("adult", "adult")):
        assert (getattr(ground, mine) == lived[theirs]).all()
    run.close()


def test_the_referee_lets_equals_pass_and_finds_a_small_difference() -> None:
    """Over 200 pairs of equal engines 2 are found different at 0.01, and a shift of one SD in one of 30 always is.

    False-alarm rate: more than 9 of 200 at 0.01 has probability 7e-5; the seed is fixed.
    """
    referee, dealer = script("signflip"), np.random.default_rng(3)  # noqa: TID251  no engine may be its own referee
    referee.FLIPS = 1_000
    equal = [referee.compare(*dealer.standard_exponential((2, 16, 30)), 0.01, 1).p <= 0.01 for _ in range(200)]
    assert 0 < sum(equal) <= 9
    first, second = dealer.normal(size=(2, 40, 30))
    second[:, 7] += 2.0
    found = referee.compare(first, second, 0.01, 1)
    assert found.p <= 0.01 and found.worst == 7
    with pytest.raises(ValueError, match="too few"):
        referee.compare(first[:6], second[:6], 0.001, 1)
    second[3, 5] = np.nan
    with pytest.raises(ValueError, match="no value"):
        referee.compare(first, second, 0.01, 1)


def test_nobody_else_is_touched() -> None:
    """Our column of the table: a person gone, one more, a module put first change nobody else; minimal switching."""
    ours = script("coupling_ours").coupling(1_200, 6, 7, (script("coupling").WEIGHTS, script("coupling").IMPROVED))
    same = ("gone: others the same", "one more: others the same", "one more: draws the same", "module: others the same")
    assert [ours[name] for name in same] == [1.0] * 4
    assert ours["one more: edges the same, full blocks"] == 1.0 and ours["by luck"] < 0.9
    assert ours["gone: changed with ties on"] > 0 and ours["gone: changed beyond reach"] == 0
    assert ours["choice: to an option that did not improve"] == 0 and abs(ours["rare 1e-07"]) < 1e-6
    assert abs(ours["choice: moved"] - ours["choice: least"]) < 0.001


def test_the_page_is_made_from_the_results() -> None:
    """docs/peers.md and docs/peers.svg are what their script makes of peers/results.json."""
    results = json.loads((PEERS / "results.json").read_text(encoding="utf-8"))
    page = script("page")
    made = {"peers.md": page.text_of(results), "peers.svg": page.figure(results) + "\n"}
    for name, text in made.items():
        assert (ROOT / "docs" / name).read_text(encoding="utf-8") == text, "renew it with: python peers/page.py"


def test_the_results_say_what_the_page_claims() -> None:
    """In the committed results no pair of engines differs, and every wrong variant does."""
    agreed = json.loads((PEERS / "results.json").read_text(encoding="utf-8"))["agreement"]
    critical = agreed["alpha"] / len(agreed["pairs"])
    assert len(agreed["pairs"]) == 3 and all(pair["p"] > critical for pair in agreed["pairs"].values())
    assert len(agreed["wrong"]) == 7 and all(wrong["p"] <= critical for wrong in agreed["wrong"].values())

"""Promise 5: no optimiser whose objective is obedience, revenue or the number of people punished."""

from __future__ import annotations

import ast
from pathlib import Path

import click
import numpy as np
import pytest

import counterscore as cs
from counterscore.audit.metric import metrics
from counterscore.cli.main import VERBS, main

SOURCE = Path(cs.__file__).parent
OPTIMISERS = {"ax", "cma", "deap", "gym", "gymnasium", "hyperopt", "nevergrad", "optuna", "pymoo", "skopt", "torch"}
WORDS = ("optimi", "maximi", "minimi", "autotune", "grid_search", "argmax_policy", "reward", "objective")


def faults(text: str, name: str) -> list[str]:
    """Optimisers and objectives in a source: imports, function names and arguments."""
    found = []
    for node in ast.walk(ast.parse(text)):
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        named = [m for m in modules if m.split(".")[0] in OPTIMISERS or m.startswith("scipy.optimize")]
        found += [f"{name} imports {m}" for m in named]
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and any(word in node.name.lower() for word in WORDS):
            found.append(f"{name} defines {node.name}")
    return found


@pytest.mark.parametrize("file", sorted(SOURCE.rglob("*.py")), ids=lambda f: str(f.relative_to(SOURCE)))
def test_nothing_here_optimises(file: Path) -> None:
    """No file imports an optimiser or defines an objective."""
    assert faults(file.read_text(encoding="utf-8"), file.name) == []


@pytest.mark.parametrize(
    "attack",
    ["import optuna", "from scipy.optimize import minimize", "def maximise_compliance(x): ...", "class Reward: ..."],
)
def test_the_watch_sees_attacks(attack: str) -> None:
    """An optimiser or an objective, put into a source, is found."""
    assert faults(attack, "attack.py")


def test_no_verb_or_public_name_searches() -> None:
    """No verb or public name offers a search or an optimisation."""
    words = (*WORDS, "search", "tune")
    named = (*cs.__all__, *(verb for verb in VERBS if verb != "search"))
    assert not [name for name in named if any(word in name.lower() for word in words)]


def test_the_verb_search_only_finds_words() -> None:
    """`counterscore search` looks for words in what ships: it takes nothing but words and the form of its answer."""
    verb = main.get_command(click.Context(main), "search")
    assert verb is not None and {parameter.name for parameter in verb.params} == {"words", "as_json"}


LENDERS = ("published.thresholds", "published.delayed_impact", "published.equal_opportunity")
YARDSTICK = {"published/thresholds.py", "published/delayed_impact.py", "published/lending_pools.py",
             "cli/thresholds.py", "validation/calls/fairness.py", "validation/calls/lending.py"}  # fmt: skip
ITS_NEEDS = {
    "core.compiling",
    "core.errors",
    "core.wrapping",
    "published.plain_numbers",
    "published.score_tables",
    "published.thresholds",
}


def imported(text: str, name: str) -> set[str]:
    """Modules and names of counterscore that a source imports, dotted from the top of the package."""
    room, found = name.split("/")[:-1], set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            above = room[: len(room) + 1 - node.level] if node.level else []
            base = ".".join([*above, (node.module or "").removeprefix("counterscore").strip(".")]).strip(".")
            found |= {base} | {f"{base}.{alias.name}".strip(".") for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name.removeprefix("counterscore.") for alias in node.names}
    return found


def test_a_lenders_maximum_is_used_by_nothing_that_lives_or_protects() -> None:
    """Only the verb on published tables, published models and their checks use the rules of a lender.

    No engine, world, safeguard, metric or report does.
    """
    users = set()
    for file in SOURCE.rglob("*.py"):
        name = str(file.relative_to(SOURCE))
        if imported(file.read_text(encoding="utf-8"), name) & set(LENDERS):
            users.add(name)
    assert users <= YARDSTICK
    assert "cli/thresholds.py" in users


@pytest.mark.parametrize("attack", ["from ..published.thresholds import decide",
                                    "from ..published import thresholds",
                                    "from counterscore.published.thresholds import decide",
                                    "import counterscore.published.thresholds"])  # fmt: skip
def test_the_watch_sees_a_borrowed_lender(attack: str) -> None:
    """However a safeguard would import the lender's rules, it is seen."""
    assert imported(attack, "safeguards/attack.py") & set(LENDERS)


@pytest.mark.parametrize("name", ["published/thresholds.py", "published/delayed_impact.py",
                                  "published/equal_opportunity.py"])  # fmt: skip
def test_a_lenders_maximum_knows_tables_only(name: str) -> None:
    """The rules of a lender import published tables and plain numbers: no people, no regime, no run can reach them."""
    rooms = {one.stem for one in SOURCE.iterdir()}
    own = {one for one in imported((SOURCE / name).read_text(encoding="utf-8"), name) if one.split(".")[0] in rooms}
    assert {one for one in own if not any(one == need or one.startswith(f"{need}.") for need in ITS_NEEDS)} == set()


def test_a_lenders_maximum_cannot_be_pointed_elsewhere() -> None:
    """A regime, an arm, a study, an id, people or numbers in place of a published table are refused by the promise."""
    from counterscore.published.delayed_impact import Change, impacts, limits, points_at
    from counterscore.published.thresholds import decide, decisions, evaluate, stakes_of

    stakes, change = stakes_of(loss_ratio=4), Change(75, 150)
    offers = (cs.load_regime("rongcheng"), cs.without("linkage_error"), cs.Study(regime="rongcheng"), "rongcheng",
              cs.populate("china-city", 50, 1), [0.1, 0.9], {"a": [0.5, 0.5]}, None)  # fmt: skip
    for offer in offers:
        for attack in (
            lambda x: decide(x, "max_utility", stakes), lambda x: decisions(x, stakes),
            lambda x: evaluate(x, "own", np.ones((2, 1)), stakes, None), lambda x: impacts(x, stakes, change),
            lambda x: limits(x, "a", change), lambda x: points_at(x, "a", 0.5, change),
        ):  # fmt: skip
            with pytest.raises(cs.PromiseError, match="PROMISES"):
                attack(offer)


@pytest.mark.parametrize("aim", ["utility", "max_utility", "revenue", "profit", "selection"])
def test_no_search_for_safeguards_has_a_lenders_aim(aim: str) -> None:
    """`protect` counts harm and nothing else: a lender's gain is no harm it knows, here and on the command line."""
    from verbs import say

    with pytest.raises(cs.CounterscoreError, match=f"no harm '{aim}'"):
        cs.protect("rongcheng", 10, 1, harm=aim)
    said = say("safeguards", "rongcheng", "--people", "10", "--months", "1", "--harm", aim)
    assert said.code == 2
    assert f"no harm '{aim}'" in said.err


@pytest.mark.parametrize("aim", ["revenue", "obedience", "compliance", "listings", "score", "high_band", "utility"])
def test_no_study_searches_for_safeguards_by_anything_but_harm(aim: str) -> None:
    """A study file cannot ask for the set that pays or punishes most: its budget knows harms, in the file and behind.

    What is good for people (a high band) is no harm either, and a negative budget buys nothing.
    """
    from counterscore.studies.budget import live
    from counterscore.studies.file import BudgetAsked, parse_study
    from counterscore.studies.tasks import Task

    text = ("study: bent\ntitle: Bent\nregime: rongcheng\npeople: 10\nmonths: 1\nquestions: [{id: q, metric: score, "
            "arm: as written, against: none}]\nbudget: {harm: %s, people: 10}\n")  # fmt: skip
    with pytest.raises(cs.CounterscoreError, match=f"no harm '{aim}'"):
        parse_study(text % aim)
    bent = parse_study(text % "refusals").model_copy(update={"budget": BudgetAsked().model_copy(update={"harm": aim})})
    for task in (Task("budget", 0), Task("budget", 1, {"harm": aim, "sets": [["notice"]]})):
        with pytest.raises(cs.CounterscoreError, match=f"no harm '{aim}'"):
            live(bent, task)
    with pytest.raises(cs.CounterscoreError):
        parse_study(text % "refusals, staff: -1")


def test_every_metric_counts_harm() -> None:
    """Every metric says which direction is worse for the person, and none counts revenue or obedience."""
    for metric in metrics().values():
        assert metric.worse in ("higher", "lower")
        words = f"{metric.id} {metric.title} {metric.definition}".lower()
        assert not any(word in words for word in ("revenue", "compliance", "obedien", "recovered", "collected"))

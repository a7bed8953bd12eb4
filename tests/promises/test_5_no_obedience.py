"""Promise 5: no optimiser whose objective is obedience, revenue or the number of people punished."""

from __future__ import annotations

import ast
from pathlib import Path

import click
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


def test_every_metric_counts_harm() -> None:
    """Every metric says which direction is worse for the person, and none counts revenue or obedience."""
    for metric in metrics().values():
        assert metric.worse in ("higher", "lower")
        words = f"{metric.id} {metric.title} {metric.definition}".lower()
        assert not any(word in words for word in ("revenue", "compliance", "obedien", "recovered", "collected"))

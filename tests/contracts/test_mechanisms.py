"""What every registered mechanism declares, whoever wrote it."""

from __future__ import annotations

import inspect
import re

import numpy as np
import pytest

from counterscore.core.declare import Mechanism, Rule
from counterscore.core.draws import registry
from counterscore.regimes.catalogue import shipped_acts
from counterscore.regimes.regime import load_regime, regime_ids
from counterscore.worlds.bind import PEOPLE, plan_of
from counterscore.worlds.mechanisms import MODULES, shipped
from counterscore.worlds.study import Study

MECHANISMS = shipped()
RULES = [(mechanism, rule) for mechanism in MECHANISMS for rule in mechanism.rules]
each_mechanism = pytest.mark.parametrize("mechanism", MECHANISMS, ids=lambda m: m.name)
each_rule = pytest.mark.parametrize(("mechanism", "rule"), RULES, ids=lambda x: getattr(x, "name", ""))


@each_mechanism
def test_a_mechanism_says_what_it_is(mechanism: Mechanism) -> None:
    """It has a name, a text, a source, its limits, and belongs to life, the regime or an error source."""
    assert re.fullmatch(r"[a-z][a-z0-9_]*", mechanism.name)
    for text in (mechanism.doc, mechanism.source, mechanism.limits):
        assert len(text.strip()) >= 5
    assert mechanism.part in ("life", "regime", "error")


@each_mechanism
def test_columns_fields_and_parameters_are_explained(mechanism: Mechanism) -> None:
    """Every column and parameter has a unit and a text, every field of a row a text."""
    for column in mechanism.columns:
        assert column.unit, column.name
        assert column.doc, column.name
    for field in mechanism.fields:
        assert field.doc, field.name
    for param in mechanism.params:
        assert param.unit, param.name
        assert param.doc, param.name


@each_mechanism
def test_what_can_be_left_out_can_be_switched_off(mechanism: Mechanism) -> None:
    """A mechanism of the regime or an error source has a parameter that switches it off."""
    if mechanism.part != "life":
        assert [param.name for param in mechanism.params if param.off is not None]


@each_mechanism
def test_every_parameter_is_read(mechanism: Mechanism) -> None:
    """No parameter is declared that no rule of the mechanism reads or is bounded by."""
    read = {name for rule in mechanism.rules for name in (*rule.arguments, rule.bound)}
    assert [param.name for param in mechanism.params if param.name not in read] == []


@each_mechanism
def test_every_column_is_written_by_its_owner_or_shared(mechanism: Mechanism) -> None:
    """A column that is not shared is written by a rule of the mechanism that declares it."""
    written = {name for rule in mechanism.rules for name in (rule.writes, rule.adds)}
    assert [column.name for column in mechanism.columns if not column.shared and column.name not in written] == []


@each_rule
def test_every_rule_is_explained(mechanism: Mechanism, rule: Rule) -> None:
    """The docstring of a rule says in its first line what changes."""
    first = (inspect.getdoc(rule.function) or "").splitlines()
    assert first, rule.name
    assert len(first[0]) >= 10, rule.name
    assert first[0].endswith("."), rule.name


@each_rule
def test_every_draw_is_registered(mechanism: Mechanism, rule: Rule) -> None:
    """Every draw of a shipped rule, and every rule over acts, has a number of its own in core/streams.tsv."""
    names = [f"{mechanism.name}.{name}" for name in rule.arguments if name[:2] in ("u_", "v_")]
    names += [f"{mechanism.name}.{rule.name}"] if rule.kind == "acts" else []
    assert [name for name in names if name not in registry()] == []


@each_rule
def test_every_argument_is_annotated(mechanism: Mechanism, rule: Rule) -> None:
    """Every input and the output of a rule has a type; scalar rules take numbers or parameter tables."""
    signature = inspect.signature(rule.function)
    tables = {param.name for param in mechanism.params if param.index}
    numbers = ("int", "float", "bool")
    for parameter in signature.parameters.values():
        whole = rule.form == "array" or (parameter.name in tables and parameter.annotation not in numbers)
        assert parameter.annotation in (("np.ndarray",) if whole else numbers), (rule.name, parameter.name)
    assert signature.return_annotation in (("np.ndarray",) if rule.form == "array" else numbers), rule.name


def test_one_name_is_one_type() -> None:
    """A column, row field or draw of one name has one type in all scalar rules."""
    seen: dict[str, set[str]] = {}
    for mechanism, rule in RULES:
        params = {param.name for param in mechanism.params}
        for parameter in inspect.signature(rule.function).parameters.values():
            if rule.form == "scalar" and parameter.name not in params:
                seen.setdefault(parameter.name, set()).add(str(parameter.annotation))
    assert {name: types for name, types in seen.items() if len(types) > 1} == {}


def test_one_column_is_one_dtype() -> None:
    """A column or a row field of one name has one dtype everywhere, and never the name of a column of people."""
    seen: dict[str, set[str]] = {}
    for mechanism in MECHANISMS:
        for column in mechanism.columns:
            assert column.name not in PEOPLE
            seen.setdefault(column.name, set()).add(np.dtype(column.dtype).str)
        for field in mechanism.fields:
            seen.setdefault(f"row.{field.name}", set()).add(np.dtype(field.dtype).str)
    assert {name: types for name, types in seen.items() if len(types) > 1} == {}


def test_the_types_of_rules_fit_their_columns() -> None:
    """An input that is a column of integers is annotated int, one of reals float."""
    dtypes = {column.name: np.dtype(column.dtype).kind for m in MECHANISMS for column in m.columns}
    dtypes |= {name: np.dtype(kind).kind for name, kind in PEOPLE.items()}
    wrong = []
    for mechanism, rule in RULES:
        own = {p.name for p in mechanism.params} | {f.name for f in mechanism.fields}
        for parameter in inspect.signature(rule.function).parameters.values():
            if rule.form == "scalar" and parameter.name in dtypes and parameter.name not in own:
                wanted = "float" if dtypes[parameter.name] == "f" else "int"
                if parameter.annotation != wanted:
                    wrong.append((rule.name, parameter.name))
    assert wrong == []


def test_every_file_of_the_room_is_registered() -> None:
    """Every mechanism file is in the canonical list, once; pairing is the one that lives with the worlds."""
    from pathlib import Path

    import counterscore.mechanisms as room

    files = {path.stem for path in Path(str(room.__file__)).parent.glob("*.py")} - {"__init__"}
    names = [module.__name__.rsplit(".", 1)[1] for module in MODULES]
    assert len(set(names)) == len(names)
    assert files == set(names) - {"pairing"}


def test_the_registry_is_append_only_in_form() -> None:
    """No number and no name is used twice, and numbers stay in their ranges."""
    from pathlib import Path

    from counterscore.core import draws

    text = (Path(str(draws.__file__)).parent / "streams.tsv").read_text(encoding="ascii")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    numbers = [int(number) for number, _ in rows]
    assert len(set(numbers)) == len(numbers)
    assert len({name for _, name in rows}) == len(rows)
    assert numbers == sorted(numbers)
    for number, name in ((int(number), name) for number, name in rows):
        ranges = {"people": (100, 200), "act": (400, 600), "audit": (600, 700)}
        ranges |= dict.fromkeys(("published", "studies"), (600, 700))
        low, high = ranges.get(name.split(".")[0], (200, 400))
        assert low <= number < high, name


def test_every_shipped_act_has_a_number() -> None:
    """Every act of the catalogue, and 'none', is in the registry of streams."""
    acts, _ = shipped_acts()
    assert [name for name in (*acts, "none") if f"act.{name}" not in registry()] == []
    used = {act for name in regime_ids() for act in load_regime(name).codebook()["acts"]}
    assert [name for name in sorted(used) if f"act.{name}" not in registry()] == []


@pytest.mark.parametrize("name", regime_ids())
def test_every_regime_can_be_planned(name: str) -> None:
    """Every regime and variant has a plan in which no two streams share a number and none is unregistered."""
    streams = plan_of(Study(name, people=1, months=1)).streams()
    assert len(set(streams.values())) == len(streams)
    assert all(number < 2**31 for number in streams.values())

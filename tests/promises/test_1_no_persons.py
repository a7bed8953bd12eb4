"""Promise 1: no public callable, verb or file format takes rows of persons. Every test is an attack that must fail."""

from __future__ import annotations

import inspect
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from verbs import say

import counterscore as cs
from counterscore import studies
from counterscore.cli.main import VERBS

LI = "Li Xiulan"
ROWS = [{"name": LI, "id_number": "110105194912310021", "debt": 12.0}, {"name": "Wang Wei", "debt": 3.0}]


class Frame:
    """What a data frame looks like to those who ask."""

    shape = (2, 3)
    columns = ("name", "id_number", "debt")
    iloc = None

    def __dataframe__(self) -> None:
        """The interchange protocol of data frames."""

    def to_dict(self) -> dict[str, Any]:
        """All rows."""
        return {"rows": ROWS}


def offers(folder: Path) -> dict[str, Any]:
    """Rows of persons in every ordinary wrapping."""
    table = folder / "people.csv"
    table.write_text(f"name,id_number,debt\n{LI},110105194912310021,12\n", encoding="utf-8")
    return {
        "list of dicts": ROWS,
        "tuple of tuples": (("name", "debt"), (LI, 12.0)),
        "dict of columns": {"name": [LI, "Wang Wei"], "debt": [12.0, 3.0]},
        "set": frozenset({LI, "Wang Wei"}),
        "data frame": Frame(),
        "record array": np.array([(40, 12.0)], [("age", "i4"), ("debt", "f8")]),
        "matrix": np.ones((4, 3)),
        "bytes": table.read_bytes(),
        "open file": io.StringIO(table.read_text(encoding="utf-8")),
        "CSV path": table,
        "CSV path as text": str(table),
        "Parquet path": folder / "people.parquet",
        "address": "https://example.org/people.json",
    }


OFFERS = ("list of dicts", "tuple of tuples", "dict of columns", "set", "data frame", "record array", "matrix", "bytes",
          "open file", "CSV path", "CSV path as text", "Parquet path", "address")  # fmt: skip

# every public way in: what is called, and with what the offer is made
ENTRIES: dict[str, Callable[[Any], Any]] = {
    "run regime": cs.run,
    "run people": lambda x: cs.run("rongcheng", people=x),
    "run months": lambda x: cs.run("rongcheng", months=x),
    "run seed": lambda x: cs.run("rongcheng", seed=x),
    "run recipe": lambda x: cs.run("rongcheng", recipe=x),
    "run arms": lambda x: cs.run("rongcheng", arms=x),
    "run one arm": lambda x: cs.run("rongcheng", arms={"as written": x}),
    "run folder": lambda x: cs.run("rongcheng", people=10, months=1, folder=x),
    "run replicate": lambda x: cs.run("rongcheng", replicate=x),
    "run threads": lambda x: cs.run("rongcheng", people=10, months=1, threads=x),
    "run files": lambda x: cs.run("rongcheng", people=10, months=1, files=[x]),
    "run attribute": lambda x: cs.run("rongcheng", people=10, months=1, attribute=[x]),
    "run data": lambda x: cs.run("rongcheng", data=x),
    "plan": cs.plan,
    "plan files": lambda x: cs.plan("rongcheng", files=[x]),
    "protect regime": cs.protect,
    "protect people": lambda x: cs.protect("rongcheng", x),
    "protect months": lambda x: cs.protect("rongcheng", 10, x),
    "protect seed": lambda x: cs.protect("rongcheng", 10, 1, x),
    "protect harm": lambda x: cs.protect("rongcheng", 10, 1, harm=x),
    "protect only": lambda x: cs.protect("rongcheng", 10, 1, only=[x]),
    "protect staff": lambda x: cs.protect("rongcheng", 10, 1, staff=x),
    "protect delay": lambda x: cs.protect("rongcheng", 10, 1, delay=x),
    "protect recipe": lambda x: cs.protect("rongcheng", 10, 1, recipe=x),
    "protect threads": lambda x: cs.protect("rongcheng", 10, 1, threads=x),
    "populate recipe": cs.populate,
    "populate people": lambda x: cs.populate("china-city", x),
    "populate seed": lambda x: cs.populate("china-city", 10, x),
    "load_regime": cs.load_regime,
    "open_outcome": cs.open_outcome,
    "verify": cs.verify,
}

NOTICE = Path(__file__).parents[2] / "examples" / "studies" / "notice.yaml"
# the same for studies
ASKED: dict[str, Callable[[Any], Any]] = {
    "load_study": studies.load_study,
    "run path": studies.run,
    "run folder": lambda x: studies.run(NOTICE, x),
    "run executor": lambda x: studies.run(NOTICE, executor=x),
    "run workers": lambda x: studies.run(NOTICE, workers=x),
    "run address": lambda x: studies.run(NOTICE, executor="dask", address=x),
    "run retry_failed": lambda x: studies.run(NOTICE, retry_failed=x),
    "listed": studies.listed,
    "listed folders": lambda x: studies.listed([x]),
    "listed where": lambda x: studies.listed((), x),
    "read_studied": studies.read_studied,
    "verify": studies.verify,
}


@pytest.mark.parametrize("offer", OFFERS)
@pytest.mark.parametrize("entry", ASKED)
def test_every_entry_of_studies_refuses_persons(entry: str, offer: str, tmp_path: Path) -> None:
    """Every public callable about studies answers every wrapping of persons with a PromiseError; nothing is lived."""
    with pytest.raises(cs.PromiseError, match="PROMISES"):
        ASKED[entry](offers(tmp_path)[offer])
    assert [path.name for path in tmp_path.iterdir()] == ["people.csv"]


def test_no_callable_of_studies_is_missing_from_the_attack() -> None:
    """Every public name about studies and every argument of ``studies.run`` that is no function is attacked."""
    assert {entry.split()[0] for entry in ASKED} == set(studies.__all__)
    named = set(inspect.signature(studies.run).parameters) - {"tell", "stop"}
    assert named == {entry.split()[1] for entry in ASKED if entry.startswith("run ")}


@pytest.mark.parametrize("n", [1, 300])
def test_a_study_file_with_persons_is_refused(n: int, tmp_path: Path) -> None:
    """A study file that names persons is refused, with the line, and nothing is written."""
    file = tmp_path / "mine.yaml"
    file.write_text(
        NOTICE.read_text(encoding="utf-8") + one_row_per_person(n).replace("    -", "  -"), encoding="utf-8"
    )
    with pytest.raises(cs.CounterscoreError, match=r"mine\.yaml:\d+"):
        studies.load_study(file)
    said = say("study", file, "--out", tmp_path / "s")
    assert said.code == 2
    assert "persons" in said.err
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize("offer", OFFERS)
@pytest.mark.parametrize("entry", ENTRIES)
def test_every_entry_refuses_persons_by_name_of_the_promise(entry: str, offer: str, tmp_path: Path) -> None:
    """Every public callable answers every wrapping of persons with a PromiseError that says why."""
    with pytest.raises(cs.PromiseError, match="PROMISES"):
        ENTRIES[entry](offers(tmp_path)[offer])


@pytest.mark.parametrize("offer", OFFERS)
def test_a_study_cannot_hold_persons(offer: str, tmp_path: Path) -> None:
    """A study built by hand refuses persons in every field; arms and files are looked at when it is built."""
    thing = offers(tmp_path)[offer]
    for field in ("regime", "people", "months", "seed", "recipe", "replicate", "arms", "files"):
        fields = {"regime": "rongcheng", field: (thing,) if field in ("arms", "files") else thing}
        with pytest.raises((cs.CounterscoreError, TypeError, ValueError, AttributeError, OSError)):
            cs.Study(**fields).resolved()


def test_no_public_callable_is_missing_from_the_attack() -> None:
    """Whatever is public and takes arguments is attacked above, or is listed here with the reason it need not be."""
    harmless = {
        "Arm": "holds names; a study refuses names it does not know (attacked above)",
        "without": "makes an Arm", "with_": "makes an Arm",
        "Study": "attacked above, field by field",
        "Result": "what open_outcome and run return; reads stamped tables only (promise 4)",
        "regime_ids": "takes nothing", "safeguard_ids": "takes nothing",
        "no_regime": "an Arm", "perfect": "an Arm", "asis": "an Arm",
    }  # fmt: skip
    attacked = {entry.split()[0] for entry in ENTRIES}
    classes = {name for name in cs.__all__ if inspect.isclass(getattr(cs, name))}
    errors = {name for name in classes if issubclass(getattr(cs, name), Exception)}
    assert set(cs.__all__) == attacked | set(harmless) | errors


def test_every_argument_of_run_is_attacked() -> None:
    """A new argument of ``run`` has to be attacked too."""
    named = {p.name for p in inspect.signature(cs.run).parameters.values()} - {"more"}
    assert named <= {entry.split()[1] for entry in ENTRIES if entry.startswith("run ")}


def test_a_list_of_persons_is_not_an_arm() -> None:
    """Names of persons given as mechanisms or safeguards are unknown names, not people."""
    with pytest.raises(cs.CounterscoreError, match="no mechanism"):
        cs.run("rongcheng", people=10, months=1, arms={"x": cs.without(LI)})
    with pytest.raises(cs.CounterscoreError, match="unknown safeguard"):
        cs.run("rongcheng", people=10, months=1, arms={"x": cs.with_(LI)})


PLACES = {
    "run": ([], ["rongcheng", "--recipe"], ["rongcheng", "--with-file"], ["rongcheng", "--out"], ["--resume"],
            ["rongcheng", "--people"], ["rongcheng", "--without"], ["rongcheng", "--with"]),
    "explain": ([],), "report": ([],), "verify": ([],), "show": ([], ["rongcheng", "--with"]), "people": ([],),
    "plan": ([], ["rongcheng", "--with-file"]), "profile": ([], ["rongcheng", "--recipe"]),
    "regimes": ([],), "safeguards": ([],), "sources": ([],), "search": ([],), "check": ([],),
    "study": ([], ["run"], ["run", NOTICE, "--out"], ["run", NOTICE, "--address"], ["run", NOTICE, "--workers"],
              ["run", NOTICE, "--executor"], ["status"], ["resume"], ["resume", "--address"], ["report"],
              ["report", "--lang"], ["list"], ["list", "--where"], ["check"], ["schema"], ["compare"],
              ["compare", "studies"], ["explain-change"], ["explain-change", "runs"],
              ["explain-change", "a", "b", "--metric"], ["explain-change", "a", "b", "--arm"],
              ["explain-change", "a", "b", "--against"]),
    "diff": (["rongcheng"], ["rongcheng", "--with"]),
    "audit": ([], ["rongcheng", "--contexts"], ["rongcheng", "--law"], ["rongcheng", "--surplus", "--recipe"]),
    "describe": ([], ["rongcheng", "--out"], ["rongcheng", "--with-file"], ["rongcheng", "--recipe"]),
    "base-rate": ([], ["--people"], ["--alerts"], ["--prevalence"]),
    "thresholds": ([], ["credit-scores-2003", "--policy"], ["credit-scores-2003", "--groups"]),
    "validate": ([], ["F12"], ["--documented"], ["--documented", "--people"]),
}  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
def test_no_verb_takes_a_file_of_persons(verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every verb and option refuses a CSV of persons, prints nothing of it, and writes nothing beside it."""
    monkeypatch.chdir(tmp_path)
    table = offers(tmp_path)["CSV path as text"]
    for words in PLACES[verb]:
        said = say(verb, *words, table)
        assert said.code in (1, 2), (verb, words)
        assert said.escaped is None
        assert LI not in said.out + said.err
    assert [path.name for path in tmp_path.iterdir()] == ["people.csv"]


def test_no_verb_reads_persons_from_standard_input() -> None:
    """No verb offers an argument or option that is a stream."""
    import click

    from counterscore.cli import main

    for verb in VERBS:
        command = main.get_command(click.Context(main), verb)
        assert command is not None
        assert not [p.name for p in command.params if isinstance(p.type, click.File)]
        assert say(verb, "-").code != 0


def one_row_per_person(n: int) -> str:
    rows = "\n".join(f"    - {{name: P{i}, age: {20 + i % 50}, debt: {i}.0}}" for i in range(n))
    return f"persons:\n{rows}\n"


@pytest.mark.parametrize("n", [1, 3, 5000])
def test_a_recipe_with_one_row_per_person_is_refused(n: int, tmp_path: Path) -> None:
    """A recipe file in which rows of persons hide, few or many, is refused as a promise."""
    from counterscore.people.recipe import FOLDER

    good = (FOLDER / "china-city.yaml").read_text(encoding="utf-8").replace("id: china-city", "id: mine")
    file = tmp_path / "mine.yaml"
    file.write_text(good + one_row_per_person(n).replace("    -", "  -"), encoding="utf-8")
    with pytest.raises(cs.PromiseError):
        cs.populate(str(file), 100, 1)
    said = say("run", "rongcheng", "--people", "100", "--recipe", file, "--out", tmp_path / "r")
    assert said.code == 2
    assert "PROMISES" in said.err


@pytest.mark.parametrize("n", [1, 300])
def test_a_regime_with_persons_is_refused(n: int, tmp_path: Path) -> None:
    """A regime file that names persons is refused, with the line."""
    from counterscore.regimes.catalogue import library_files

    file = tmp_path / "mine.yaml"
    text = library_files()["rongcheng"].read_text(encoding="utf-8")
    file.write_text(text + one_row_per_person(n).replace("    -", "  -"), encoding="utf-8")
    with pytest.raises(cs.CounterscoreError, match=r"mine\.yaml:\d+"):
        cs.load_regime(str(file))
    said = say("run", file, "--people", "100", "--out", tmp_path / "r")
    assert said.code == 2
    assert "persons" in said.err
    assert not (tmp_path / "r").exists()


def test_a_regime_cannot_list_persons_in_a_number(tmp_path: Path) -> None:
    """A value of a regime with one number per person is refused: tables have the length of their codes."""
    from counterscore.regimes.catalogue import library_files

    text = library_files()["judgment-defaulters"].read_text(encoding="utf-8")
    many = "[" + ", ".join("0.5" for _ in range(3000)) + "]"
    lines = text.splitlines()
    place = next(i for i, line in enumerate(lines) if "objects_p" in line and "value:" in line)
    head, tail = lines[place].split("value: ", 1)
    rest = tail[tail.index("]") + 1 :] if tail.startswith("[") else tail[tail.index(",") :]
    lines[place] = f"{head}value: {many}{rest}"
    file = tmp_path / "mine.yaml"
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(cs.CounterscoreError):
        cs.run(str(file), people=3000, months=1, folder=tmp_path / "r")

"""The rules that a run was lived by are kept beside it, and are the same when they are read again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_studies import TOY

import counterscore as cs
from counterscore.core.errors import OutcomeError
from counterscore.regimes import load_regime
from counterscore.regimes.catalogue import library_files
from counterscore.worlds.bind import plan_of
from counterscore.worlds.held import FILE, Held, kept_regime, regime_json, regime_of
from counterscore.worlds.study import Study


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small run of the toy."""
    place = tmp_path_factory.mktemp("held")
    (place / "toy.yaml").write_text(TOY, encoding="utf-8")
    cs.run(str(place / "toy.yaml"), people=200, months=3, folder=place / "run")
    return place / "run"


@pytest.mark.parametrize("name", sorted(library_files()))
def test_every_regime_survives_its_own_json(name: str) -> None:
    """A shipped regime as plain data and back: the same rules, the same hash, the same numbers in force."""
    one = load_regime(name)
    two = regime_of(json.loads(json.dumps(regime_json(one))), "here")
    assert two == one and two.digest() == one.digest()


def test_a_run_keeps_its_rules_and_verify_looks_at_them(run: Path) -> None:
    """The file is there, is listed by verify, and is no part of what the study or the contents are hashed from."""
    assert kept_regime(run) == load_regime(run.parent / "toy.yaml")
    assert [check.subject for check in cs.verify(run) if check.passed][-1] == FILE
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    assert FILE in manifest["environment"]["beside"] and FILE not in json.dumps(manifest["deterministic"])


@pytest.mark.parametrize("change", ["edited", "gone"])
def test_rules_that_were_changed_are_seen(run: Path, change: str) -> None:
    """One digit more or no file at all: verify says so by name."""
    path = run / FILE
    text = path.read_text(encoding="utf-8")
    try:
        path.unlink()
        if change == "edited":
            path.write_text(text.replace("105", "1055", 1), encoding="utf-8")
        assert [check.subject for check in cs.verify(run) if not check.passed] == [FILE]
        if change == "edited":
            with pytest.raises(OutcomeError, match="does not fit"):
                kept_regime(run)
    finally:
        path.write_text(text, encoding="utf-8")


def test_what_is_no_regime_is_refused() -> None:
    """A file that holds something else is refused with a word, not a traceback."""
    for known in ({}, {"spec": {}, "applied": [], "sha256": ""}, {"spec": 3, "applied": 1, "sha256": 2}):
        with pytest.raises(OutcomeError, match="holds no regime"):
            regime_of(known, "here")


def test_a_held_regime_is_lived_as_a_shipped_one() -> None:
    """A study of a regime at hand has the plan, the people and the rules of the study that loads it."""
    name = "judgment-defaulters"
    plain, held = Study(name, 100, 6), Held("whatever it is called", 100, 6, held=load_regime(name))
    assert (
        plan_of(plain) == plan_of(held) and plain.regimes == held.regimes and plain.people_recipe == held.people_recipe
    )
    with pytest.raises(OutcomeError, match="needs one"):
        Held(name, 100, 6)

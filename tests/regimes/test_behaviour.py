"""Behaviour: 0 as shipped, in versions of its own where the press claims it, and nothing lawful is scored."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterscore.core.documents import Dated, Value
from counterscore.core.errors import SpecError
from counterscore.regimes import load_regime, regime_ids
from counterscore.regimes.catalogue import library_files
from counterscore.regimes.compile_behaviour import SWITCHES
from counterscore.regimes.sections import Behaviour
from counterscore.worlds.study import Study

RESPONDING = ("rongcheng-responding", "as-feared-2020-responding", "carbon-tracker-responding")
AWAKE = set(SWITCHES)


def mechanisms(name: str) -> set[str]:
    """The mechanisms of a study of that regime."""
    return {mechanism.name for mechanism in Study(name, people=1, months=1).mechanisms}


def numbers(name: str) -> dict[str, float]:
    """The numbers of the section, by field."""
    section = load_regime(name).spec.behaviour
    fields = type(section).model_fields if section is not None else ()
    given = {field: getattr(section, field) for field in fields}
    return {field: dated.root[0].number for field, dated in given.items() if dated is not None}


@pytest.mark.parametrize("name", [one for one in regime_ids() if one not in RESPONDING])
def test_nobody_responds_unless_the_version_says_so(name: str) -> None:
    """Every switch is 0 at every date, and no mechanism of behaviour is part of the plan."""
    switches = {field for fields in SWITCHES.values() for field in fields}
    assert {field: value for field, value in numbers(name).items() if field in switches and value > 0} == {}
    assert not [path for path in load_regime(name).tables() if path.split(".")[0] in AWAKE]


@pytest.mark.parametrize("name", RESPONDING)
def test_versions_that_respond_are_assumed_and_inside_their_bands(name: str) -> None:
    """Fictional, every number an assumption inside the range of the version with 0."""
    spec, base = load_regime(name).spec, load_regime(name.removesuffix("-responding")).spec
    assert spec.status == "fictional" and spec.behaviour is not None and base.behaviour is not None
    for field in numbers(name):
        now, before = (getattr(section, field).root[0] for section in (spec.behaviour, base.behaviour))
        assert now.grade == "assumption" and before.range[0] <= now.number <= before.range[1], field


def test_every_field_belongs_to_a_mechanism() -> None:
    """A field switches a mechanism, or is one of the numbers that only matter then."""
    switches = {field for fields in SWITCHES.values() for field in fields}
    other = set(Behaviour.model_fields) - switches
    assert other == {"gaming_reach", *(f"lawful_{kind}" for kind in ("speech", "association", "reading", "requests"))}


def test_a_nudge_is_a_version_of_the_tracker() -> None:
    """The tracker with people who follow it, and with people who leave it; as announced nobody does either."""
    assert {"nudge", "data_exit"} <= mechanisms("carbon-tracker-responding")
    assert not mechanisms("carbon-tracker") & AWAKE


def test_better_conduct_is_a_version_and_told_apart() -> None:
    """Not done, done out of sight, not tried, bought: four mechanisms, and a book of what people really do."""
    kinds = {"deterrence", "displacement", "avoidance", "gaming", "bad_acts"}
    assert kinds <= mechanisms("rongcheng-responding") and kinds <= mechanisms("as-feared-2020-responding")


def test_lawful_things_are_given_up_and_never_scored() -> None:
    """Four kinds of lawful acts that people give up; no act, list or stream of any regime is one of them."""
    given = numbers("as-feared-2020-responding")
    assert given["chilling"] > 0 and {"chilling", "awareness"} <= mechanisms("as-feared-2020-responding")
    assert given["chilling_friends"] > 0 and given["chilling_publicity"] > 0
    for name in regime_ids():
        assert not [act for act in load_regime(name).codebook()["acts"] if act.startswith("lawful")]


def test_publicity_is_seen_only_where_names_are_shown() -> None:
    """Rongcheng shows no names; the feared number does, and with publicity off it does not."""
    from counterscore.safeguards import apply

    feared = load_regime("as-feared-2020-responding")
    assert load_regime("rongcheng-responding").tables()["chilling.shown"] == 0.0
    assert feared.tables()["chilling.shown"] == 1.0
    assert apply(feared, ["publicity-off"]).tables()["chilling.shown"] == 0.0


@pytest.mark.parametrize(
    ("field", "said"),
    [("nudge", "needs a section 'ledger'"), ("gaming_share", "needs behaviour.gaming_reach"),
     ("chilling", "needs a rate of something lawful")],
)  # fmt: skip
def test_an_answer_to_nothing_is_a_fault(field: str, said: str) -> None:
    """A nudge without a ledger, buying without a reach, giving up of nothing: the file says what is missing."""
    value = Value(value=0, unit="share", source="own", grade="assumption", range=(0, 1))
    regime = load_regime("suqian")
    assert regime.spec.behaviour is None
    with pytest.raises(SpecError, match=said):
        regime.extended({"behaviour": {field: Dated((value,))}}, "test")


def test_the_fault_stands_on_its_own_line(tmp_path: Path) -> None:
    """A fault that begins with a path points at that field, not at the first line of the file."""
    text = library_files()["rongcheng"].read_text(encoding="utf-8")
    file = tmp_path / "mine.yaml"
    file.write_text("\n".join(one for one in text.splitlines() if "gaming_reach:" not in one), encoding="utf-8")
    line = 1 + next(n for n, one in enumerate(file.read_text(encoding="utf-8").splitlines()) if "gaming_share" in one)
    with pytest.raises(SpecError, match=rf"mine\.yaml:{line}  behaviour\.gaming_share needs"):
        load_regime(file)

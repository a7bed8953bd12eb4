"""The façade: runs from Python, comparisons, lives, and where things lie."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import counterscore as cs
from counterscore.audit.frame import GROUPINGS, OF_FIRMS
from counterscore.audit.metric import metrics
from counterscore.running import default_folder, first_run, memory_needed, more_arms, named_arms
from counterscore.worlds.bind import plan_of
from counterscore.worlds.study import Study


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> cs.Result:
    """A run with four arms, large enough for differences."""
    arms = {"none": cs.no_regime, "as written": cs.asis, "clean links": cs.without("linkage_error")}
    folder = tmp_path_factory.mktemp("facade") / "r"
    return cs.run("judgment-defaulters", people=20_000, months=24, seed=7, arms=arms, folder=folder)


def test_the_arm_with_perfect_records_is_added(out: cs.Result) -> None:
    """Where it is missing, the arm that errors are measured against is added and stands first."""
    assert out.arms == ("perfect records", "none", "as written", "clean links")


def test_the_arm_with_perfect_records_is_not_added_twice() -> None:
    """Named arms keep their order and names when the reference is among them, and no arms stay the default ones."""
    arms = named_arms({"as written": cs.asis, "perfect records": cs.perfect})
    assert [arm.name for arm in arms] == ["as written", "perfect records"]
    assert named_arms({}) == ()
    assert more_arms([], []) == ()


def test_a_finding_is_the_mean_of_differences_within_persons(out: cs.Result) -> None:
    """The estimate is the mean, over adults, of the person's value here minus the same person's value there."""
    found = out.compare("as written", "none").ever_listed()
    here, there = (out.table("people", arm=arm) for arm in ("as written", "none"))
    adults = here["adult"] != 0
    difference = here["ever_listed"][adults].astype(float) - there["ever_listed"][adults]
    assert found.estimate == pytest.approx(1000 * difference.mean(), rel=1e-12)
    assert found.low < found.estimate < found.high


def test_comparing_the_other_way_round_changes_the_sign(out: cs.Result) -> None:
    """A minus B is the negative of B minus A, interval included."""
    one = out.compare("as written", "clean links").wrongly_listed()
    two = out.compare("clean links", "as written").wrongly_listed()
    assert one.estimate != 0
    assert one.estimate == -two.estimate
    assert one.low == pytest.approx(-two.high)
    assert one.high == pytest.approx(-two.low)


@pytest.mark.parametrize("grouping", [by for by in GROUPINGS if by not in OF_FIRMS])
def test_groups_add_up_to_the_whole(grouping: str, out: cs.Result) -> None:
    """The effects of the groups, weighted by their people, are the effect of all."""
    found = out.compare("as written", "none").ever_listed()
    groups = [effect for effect in found.by(grouping).values() if effect is not None]
    assert sum(effect.n for effect in groups) == found.effect.n
    assert sum(effect.n * effect.estimate for effect in groups) / found.effect.n == pytest.approx(found.estimate)


def test_every_metric_is_a_method(out: cs.Result) -> None:
    """Every metric this run can tell can be asked for by its name, and says its unit when printed."""
    compared = out.compare("as written", "perfect records")
    for name, metric in metrics().items():
        assert name in dir(compared)
        # with perfect records nobody is wrongly listed, so nobody can be put right in both arms
        if metric.available(out) and name != "corrected_everywhere":
            assert metric.unit in str(getattr(compared, name)())


def test_an_unknown_metric_or_arm_gets_the_nearest(out: cs.Result) -> None:
    """A misspelt metric is an AttributeError, a misspelt arm an OutcomeError; both offer the nearest name."""
    with pytest.raises(AttributeError, match="did you mean 'wrongly_listed'"):
        out.compare("as written", "none").wrongly_listd()
    with pytest.raises(cs.OutcomeError, match="did you mean 'as written'"):
        out.compare("as writen", "none")


def test_wrongly_listed_is_what_it_says(out: cs.Result) -> None:
    """A person counts as wrongly listed for months in which she is listed here and not with perfect records."""
    months = out.table("people", columns=["wrongly_listed_months"], arm="as written")["wrongly_listed_months"]
    assert months.sum() > 0
    assert out.table("people", arm="none")["wrongly_listed_months"].sum() == 0
    assert out.table("people", arm="perfect records")["wrongly_listed_months"].sum() == 0
    listed = out.table("people", columns=["months_listed"], arm="as written")["months_listed"]
    assert np.all(months <= listed)


def test_a_life_tells_the_draw_that_lost_her_the_record(out: cs.Result) -> None:
    """The life of somebody who was refused names the draw of the attempt."""
    person = int(out.table("refusals", arm="as written")["person"][0])
    text = out.person(person)
    assert f"Person {person}" in text
    assert "draw measures.u_" in text


def test_reports_and_tables_come_from_one_summary(out: cs.Result, tmp_path: Path) -> None:
    """The notebook form holds the text of the table; the report goes where it is told to."""
    assert out.text() == str(out)
    assert "<pre>" in out._repr_html_()
    assert "as written" in out._repr_html_()
    path = out.report(tmp_path / "mine.html")
    assert path == tmp_path / "mine.html"
    assert "<html" in path.read_text(encoding="utf-8")


def test_without_a_folder_the_tables_are_kept() -> None:
    """A run without a folder goes to a temporary one that is still there afterwards and verifies."""
    import shutil

    made = cs.run("judgment-defaulters", people=500, months=2)
    try:
        assert all(check.passed for check in cs.verify(made.folder))
    finally:
        made.close()
        shutil.rmtree(made.folder)


def test_arms_of_ones_own_are_run_again_by_a_line_of_python(tmp_path: Path) -> None:
    """The line a study keeps gives the same tables; a command is kept only where it asks for the same arms."""
    own = {"half": cs.Arm("half", ("linkage_error",)), "both": cs.Arm("both", ("linkage_error",), ("notice",))}
    first = cs.run("judgment-defaulters", people=300, months=6, seed=4, arms=own, folder=tmp_path / "own")
    line = str(first.study["command"])
    assert line.startswith("from counterscore import Arm, run; run('judgment-defaulters', people=300")
    known: dict[str, Any] = {}
    exec(line.replace("; run(", "; again = run("), known)
    assert known["again"].facts["content_sha256"] == first.facts["content_sha256"]
    assert known["again"].arms == first.arms
    arms = (cs.no_regime, cs.perfect, cs.asis, cs.without("linkage_error"), cs.with_("notice"))
    usual = Study("judgment-defaulters", 300, 6, 4, arms=arms)
    assert usual.command().endswith("--seed 4 --without linkage_error --with notice")


def test_python_and_command_line_run_the_same_study(finished: Path, tmp_path: Path) -> None:
    """The same study from Python and from the command line has the same contents."""
    made = cs.run("judgment-defaulters", people=4000, months=12, folder=tmp_path / "r")
    assert made.facts["content_sha256"] == cs.open_outcome(finished).facts["content_sha256"]


def test_an_unknown_argument_is_named() -> None:
    """A misspelt argument of run is an error that lists the known ones."""
    with pytest.raises(cs.SpecError, match="thread"):
        cs.run("rongcheng", thread=2)
    with pytest.raises(cs.SpecError, match="expected"):
        cs.run("rongcheng", arms={"x": "linkage_error"})


def test_the_folder_of_a_study_follows_from_its_hash(tmp_path: Path) -> None:
    """Another seed is another folder, the same study the same one."""
    study = cs.Study("rongcheng", people=100, months=3)
    assert default_folder(study, tmp_path) == default_folder(cs.Study("rongcheng", people=100, months=3), tmp_path)
    assert default_folder(study, tmp_path) != default_folder(dataclasses.replace(study, seed=2), tmp_path)


def test_more_people_and_arms_need_more_memory() -> None:
    """The estimate of memory grows with people and arms, and is no less than what the state takes."""
    study = cs.Study("rongcheng", people=100_000)
    plan = plan_of(study)
    held = sum(np.dtype(column.dtype).itemsize for column in plan.columns.values()) * 100_000 * 3
    assert memory_needed(study, plan) > held
    assert memory_needed(dataclasses.replace(study, people=200_000), plan) > memory_needed(study, plan)
    more = dataclasses.replace(study, arms=more_arms([], [["notice"]]))
    assert memory_needed(more, plan) > memory_needed(study, plan)


def test_a_first_run_is_known_as_such(finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With an empty cache everything has to be compiled; after a run of the same arms nothing has."""
    from counterscore.engine import kernels

    study = cs.Study("judgment-defaulters", people=10, months=1)
    assert not first_run(study)
    monkeypatch.setattr(kernels, "cache_folder", lambda: tmp_path)
    assert first_run(study)


def test_names_that_are_not_there_are_attribute_errors() -> None:
    """A name the package does not have is an AttributeError; all public names show in dir."""
    with pytest.raises(AttributeError):
        cs.absent  # noqa: B018
    assert set(cs.__all__) <= set(dir(cs))
    assert cs.__version__

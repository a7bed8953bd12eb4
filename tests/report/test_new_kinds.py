"""What the report says of firms, weeks, lists of a regime's own, favours, flags, and of nobody differing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import fake_outcome, fake_study
from verbs import say

from counterscore.audit.summary import Summary, firms_of, listed_by, summary
from counterscore.audit.targets import TargetRow
from counterscore.core.draws import uniforms
from counterscore.core.outcome import Outcome
from counterscore.core.outcome_writer import OutcomeWriter
from counterscore.published.base_rates import base_rates
from counterscore.regimes import load_regime
from counterscore.regimes.watching import watched_things
from counterscore.report import life, render_life, table, telling_person, write_report
from counterscore.report.answer import answer, nobody_differs
from counterscore.report.lists import entries, entry_figure
from counterscore.report.sections import effects_section, scaled
from counterscore.report.story.picture import life_section
from counterscore.report.wording import crowd
from counterscore.worlds.study import CODES

LISTS = {
    "lists": ["defaulters", "limit", "adverse_records", "rail", "model", "old_file"],
    "list_titles": ["list of defaulters", "consumption limit", "adverse records", "conduct on trains", "model firms",
                    "personnel file"],
    "list_forms": ["black", "black", "black", "black", "red", "file"],
}  # fmt: skip
MONTHS = 12


def rows(given: Sequence[dict[str, Any]]) -> dict[str, np.ndarray]:
    """Rows as columns."""
    return {name: np.array([row[name] for row in given]) for name in given[0]}


def entry(place: int, person: int, subject: int, end: tuple[int, int] = (-1, 0), arm: int = 2) -> dict[str, Any]:
    """An entry on a list of a made-up run, from month 3 until `end` (month, reason)."""
    return {
        "arm": arm, "person": person, "subject": subject, "list": place, "born": 3, "start_month": 4, "cause": 0,
        "end_month": end[0], "end_reason": end[1],
    }  # fmt: skip


@pytest.fixture
def lists(tmp_path: Path) -> Outcome:
    """Four numbers on lists of the regime's own: 0 repaired, 1 by somebody else's act, 2 a small firm, 3 on file."""
    study = fake_study(4, MONTHS)
    writer = OutcomeWriter(
        tmp_path / "run", {**study, "targets": [], "codebook": {**study["codebook"], **CODES, **LISTS}}
    )
    everybody = [
        {"arm": arm, "person": p, "adult": int(p != 2), "firm": int(p == 2), "firm_size": 2 * int(p == 2), "sex": 0,
         "age_years": 0 if p == 2 else 40, "months_listed": 0, "pierced_months": 5 * int(arm == 2 and p == 1)}
        for arm in range(3) for p in range(4)
    ]  # fmt: skip
    writer.append("people", rows(everybody))
    four = [entry(3, 0, 0, (9, 8)), entry(3, 0, 1, (6, 9)), entry(4, 2, 2), entry(5, 3, 3)]
    writer.append("listings", rows(four))
    return Outcome(writer.finish())


def test_firms_are_told_as_firms(lists: Outcome) -> None:
    """A firm has a size, and neither sex nor age; the text and the section call it a firm throughout."""
    told = life(lists, 2)
    assert told.about == ("small firm",)
    shown = render_life(told) + " ".join(life_section(told).lead)
    assert shown.startswith("Firm 2: small firm") and "Synthetic firm" in shown
    assert not re.search(r"woman|girl|years|erson", shown)
    assert firms_of(lists) == 1 and life(lists, 3).about[:2] == ("woman", "40 years")


def test_own_lists_are_told_by_title(lists: Outcome) -> None:
    """Entries on lists of the regime's own are told with their titles, as burdens, favours or files."""
    black, wrong, red, file = (life(lists, person) for person in range(4))
    assert [e.kind for e in black.events[2]] == ["listed", "step", "ended"]
    assert "put on the list 'conduct on trains'" in render_life(black)
    assert (wrong.events[2][0].kind, wrong.events[2][0].cause) == ("mislisted", "wrong match: somebody else did it")
    assert [(e.kind, e.what) for e in red.events[2]] == [("favoured", "put on the red list 'model firms'")]
    assert "entered in the file 'personnel file'" in render_life(file)
    states = [set(told.states[2]) - {"calm"} for told in (black, wrong, red, file)]
    assert states == [{"on-list"}, {"mislisted"}, {"favoured"}, {"filed"}]
    assert black.states[2].index("on-list") == 4 and not [e for e in black.events[2] if "debt" in e.cause]


def test_every_end_has_a_name(lists: Outcome) -> None:
    """Repair and a hearing are named as the reasons of an end also where a run has no names for them."""
    assert "conduct on trains' (repair)" in life(lists, 0).events[2][-1].what
    bare = {key: value for key, value in lists.study["codebook"].items() if key != "end_reasons"}
    lists.study["codebook"] = bare
    assert life(lists, 1).events[2][-1].what.endswith("(hearing)")


def test_what_was_only_counted_is_told(lists: Outcome) -> None:
    """Months reached through somebody else stand in the table at the end, and only for whom they are not zero."""
    assert life(lists, 1).ends[2]["pierced_months"] == 5 and "months reached by others" in render_life(life(lists, 1))
    assert "pierced_months" not in life(lists, 0).ends[2]


def test_entries_are_counted_month_by_month() -> None:
    """The entries in force are those begun and not ended, whenever they began or ended, also before the run."""
    a, b, c = (uniforms(5, f"fake.{name}", 400) for name in ("first", "end", "open"))
    first = (19 * a).astype(int) - 5
    end = np.where(c < 0.3, -1, np.maximum(first, (16 * b).astype(int)))
    end = np.where((first < 0) & (c > 0.7), -2, end)
    columns = {"arm": np.zeros(400, int), "list": np.full(400, 3), "start_month": first, "end_month": end}
    counted = entries(columns, 0, 3, MONTHS)
    wanted = [int(((first <= m) & ((end == -1) | (end > m))).sum()) for m in range(MONTHS)]
    assert counted.tolist() == wanted and not entries(columns, 1, 3, MONTHS).any()


def test_every_own_list_has_a_line(lists: Outcome) -> None:
    """Each list that holds anybody has a line with its title, and favours say so; court lists alone have no figure."""
    figure = entry_figure(lists)
    assert figure is not None
    names = [words for _, words in figure.legend]
    assert names == ["conduct on trains", "model firms (red list)", "personnel file"]
    assert len({tone for tone, _ in figure.legend}) == 3 and "favours" in figure.note
    assert figure.rows[4][1:] == (0, 0, 0, 2, 1, 1)
    assert entry_figure(Outcome(fake_outcome(lists.folder.parent / "courts", people=300, months=6))) is None


def test_the_end_is_a_table(lists: Outcome) -> None:
    """Long names of arms stand over their columns in several lines, and nothing at the end is wider than 80."""
    told = life(lists, 1)
    long = replace(told, arms=(*told.arms, "with repair, hearing, appeal"), ends=(*told.ends, told.ends[2]))
    lines = render_life(replace(long, events=(*told.events, ()), states=(*told.states, told.states[0]))).splitlines()
    head = next(i for i, line in enumerate(lines) if line.startswith("at the end"))
    assert lines[head].split()[-1] == "appeal" and "hearing" in " ".join(lines[head - 2 : head])
    assert next(line for line in lines if line.startswith("months reached")).split()[-4:] == ["0", "0", "5", "5"]
    assert max(map(len, lines)) <= 80


def changed(folder: Path, target: Path, study: dict[str, Any], columns: dict[str, Any] | None = None) -> Outcome:
    """A made-up run with another study text and other columns of people."""
    outcome = Outcome(folder)
    writer = OutcomeWriter(target, {**outcome.study, **study})
    for name in ("listings", "months", "people", "records", "refusals"):
        known = outcome.table(name)
        writer.append(name, known | (columns or {}) if name == "people" else known)
    return Outcome(writer.finish())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small finished run."""
    return fake_outcome(tmp_path_factory.mktemp("runs") / "run", people=3000, months=24)


@pytest.fixture(scope="module")
def found(folder: Path) -> Summary:
    """Its summary."""
    return summary(Outcome(folder))


def test_weeks_are_weeks(folder: Path, tmp_path: Path) -> None:
    """A run of weeks speaks of weeks: on axes, in the table of the terminal, in tables and in lives."""
    outcome = changed(folder, tmp_path / "run", {"step": "week", "steps": 24})
    shown = write_report(outcome, tmp_path).read_text(encoding="utf-8")
    assert "weeks since the start" in shown and "Week by week" in shown
    body = re.sub(r"<script.*?</script>|<style.*?</style>", "", shown, flags=re.DOTALL)
    assert not [m for m in re.findall(r"[^<>]*\b[Mm]onths?\b[^<>]*", body) if "counterscore run" not in m]
    assert "month" not in table(summary(outcome)) + render_life(life(outcome, telling_person(outcome)))


def test_listed_says_by_what(folder: Path, tmp_path: Path) -> None:
    """What being listed means follows from the lists, bands and watchlist that the regime has."""
    free = np.zeros(9000, np.int16)
    cases = (
        ({"sections": ["listing"]}, {}, ["on a list", "in a low band"]),
        ({"sections": ["scoring"]}, {}, ["in a low band"]),
        ({"sections": [], "codebook": LISTS}, {"low_band_months": free}, ["on a list", "in a file"]),
        ({"sections": ["watchlist"], "watchlist": {"a": 1}}, {"low_band_months": free}, ["flagged"]),
    )
    for i, (study, columns, wanted) in enumerate(cases):
        assert listed_by(changed(folder, tmp_path / str(i), study, columns)) == wanted


def test_firms_are_counted_apart(folder: Path, tmp_path: Path) -> None:
    """Firms are not counted as people, and what happens to them has numbers of its own."""
    outcome = Outcome(folder)
    person = outcome.table("people", columns=("person",))["person"]
    firm = (person % 5 == 0).astype(np.uint8)
    mixed = changed(folder, tmp_path / "run", {}, {"firm": firm, "adult": 1 - firm})
    made = summary(mixed)
    assert made.firms == 600 and "2,400 synthetic people and 600 firms, 24 months" in table(made)
    ever = mixed.table("people", arm="as written", where="firm = 1")["ever_listed"]
    assert made.arm("as written").others["ever_listed"] == pytest.approx(1000 * ever.mean())
    assert "firms, counted apart:" in table(made) and summary(outcome).firms == 0
    assert crowd(10, 10) == "10 synthetic firms" and crowd(10, 0) == "10 synthetic people"


def test_nobody_differs_is_an_answer(found: Summary) -> None:
    """Where nobody differs, the answer says among how many, and how rare a thing may have been missed."""
    none = [replace(row, estimate=0.0, low=0.0, high=0.0, method="nobody", clear=False) for row in found.effects]
    still = replace(found, effects=none)
    assert nobody_differs(still) and not nobody_differs(found)
    said, n = answer(still), none[0].n
    assert f"no adult differs between the worlds in any of the {len({r.metric for r in none})} things" in said
    assert f"one in {round(n / 3):,} may not show" in said and "can be told from zero" not in said
    section = effects_section(still)
    assert section is not None and not section.tables and section.lead[0] == said
    assert said.split()[-1] in table(still) and "minus" not in table(still)


def test_long_titles_are_whole(found: Summary) -> None:
    """No title, unit or verdict of the terminal's table is cut, however long; very small rates are per million."""
    tiny = TargetRow("a", "a very rare thing per adult and year", 2e-7, 1e-7, 5e-7, True, "s")
    blind = TargetRow("b", "what the run cannot tell", None, 0.1, 0.2, None, "s")
    shown = table(replace(found, targets=[tiny, blind]))
    words = " ".join(shown.split())
    for row in found.effects:
        if row.method != "nobody":
            assert row.title.split()[-1] in words
    assert "In a grade with favours at the end" in words
    assert scaled(tiny) == ("a very rare thing per adult and year, per million", "0.2", "0.1 to 0.5")
    assert re.search(r"0\.2 +0\.1 to 0\.5  inside\n", shown) and re.search(r"cannot tell +0\.1 to 0\.2  -\n", shown)
    assert max(map(len, shown.splitlines())) <= 80


def test_flags_are_told_over_the_whole_range(found: Summary) -> None:
    """The terminal's table shows flags by chance and how many are right for rare and for common plans."""
    spec = load_regime("purchase-pattern").spec
    watch = watched_things(spec, spec.start)
    assert watch is not None
    shown = table(replace(found, base_rates=list(base_rates(watch))))
    lines = [line for line in shown.splitlines() if "of the rates" in line or "of this run" in line]
    assert len(lines) == 3 and all(line.count("%") == 3 for line in lines) and max(map(len, lines)) <= 80
    assert "flags by chance" not in table(found)


def test_telling_person_without_errors(folder: Path, tmp_path: Path) -> None:
    """Where nobody differs from perfect records, somebody is shown whom the regime reaches at all."""
    outcome = Outcome(folder)
    known = outcome.table("people")
    perfect, written = known["arm"] == 1, known["arm"] == 2
    same = {name: values.copy() for name, values in known.items()}
    for name, values in same.items():
        if name != "arm":
            values[written] = values[perfect]
    same["wrongly_listed_months"][:] = 0
    chosen = telling_person(changed(folder, tmp_path / "run", {}, same))
    assert same["months_listed"][written][chosen] > 0


def test_why_knows_the_new_kinds(folder: Path) -> None:
    """``--why`` chooses the adult to whom most of it happened; where it happened to nobody, it says what did happen."""
    written = Outcome(folder).table("people", arm="as written")
    for why, column in (("flagged", "flags"), ("ranked-low", "ranked_low_months"), ("inspected", "inspections")):
        told = say("explain", folder, "--why", why, "--json").json
        assert written[column][told["person"]] == written[column][written["adult"] == 1].max() > 0
    none = say("explain", folder, "--why", "pierced")
    assert none.code == 1 and "reached through a firm or an officer" in none.err and "ranked-low" in none.err

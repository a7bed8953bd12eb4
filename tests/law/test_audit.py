"""The checks of law over regimes and runs: every shipped regime, every element, dates, contexts, what a run adds."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from verbs import TINY, say

import counterscore as cs
from counterscore.audit.index import indices
from counterscore.audit.law import OVERALL, State, laws
from counterscore.audit.law.checks import MARKS
from counterscore.audit.law.evidence import vocabulary
from counterscore.audit.law.logic import words_of
from counterscore.audit.metric import metrics
from counterscore.legal import audit_regime, audit_run, law_of, subject_of
from counterscore.regimes import Regime, load_regime, regime_ids
from counterscore.regimes.evidence import said_of
from counterscore.regimes.sections import Governance
from counterscore.safeguards import apply, fits, safeguard_ids

ELEMENTS = [(c, e) for law in laws().values() for c in law.checks for e in c.elements]
LAWS = ("china", "eu-ai-act", "gdpr", "human-rights", "scorecard")
SECTIONS_OF_D = {
    "AIA-5c-1", "AIA-5c-2", "AIA-5c-3", "AIA-5c-4", "AIA-5c-5", "AIA-5c-6i", "AIA-5c-6ii", "AIA-5c-X", "AIA-5d-1",
    "AIA-5d-2", "AIA-5d-3", "AIA-III", "AIA-14", "AIA-26", "AIA-27", "AIA-86", "GDPR-5a/6", "GDPR-5b", "GDPR-5c",
    "GDPR-5d", "GDPR-16", "GDPR-5e", "GDPR-17", "GDPR-9", "GDPR-13/14", "GDPR-15", "GDPR-18", "GDPR-19", "GDPR-22",
    "GDPR-35", "CFR-41", "CFR-47", "CFR-49", "CFR-50", "UNESCO-26", *(f"CN-{n}" for n in range(1, 11)),
    *(f"DP-{n:02}" for n in range(1, 16)),
}  # fmt: skip


@pytest.mark.parametrize("name", regime_ids())
def test_every_shipped_regime_can_be_audited(name: str) -> None:
    """Every regime and version goes through every check; each element names places or what is missing."""
    found = audit_regime(name)
    assert found.overall == OVERALL == "indicator for review"
    for check in found.checks:
        for element in check.elements:
            open_ = element.state == State.UNDETERMINED
            assert bool(element.missing) is open_, element.id
            assert element.grounds or open_, element.id
            assert element.citation
            assert not (open_ and element.indicator)


def test_no_result_says_lawful_or_unlawful() -> None:
    """Neither the words of the checks nor what is printed of any regime give a verdict."""
    text = "\n".join(file.read_text(encoding="utf-8") for file in _files()) + say("audit", "rongcheng", "--full").out
    verdict = r"\b(is|are|was) (not )?(illegal|unlawful|lawful|legal)\b|\b(violat|infring)(es|ed)\b"
    assert not re.search(verdict, text)


def _files() -> list[Path]:
    import counterscore.audit.law.evidence as room

    return sorted(room.ROOM.rglob("*.yaml"))


def test_every_element_asked_for_is_there() -> None:
    """The laws, criteria and fifteen lines that the catalogue of checks names are all there, each id once."""
    ids = [element.id for _, element in ELEMENTS]
    assert set(LAWS) == set(laws())
    assert len(set(ids)) == len(ids)
    assert set(ids) >= SECTIONS_OF_D
    assert len([one for one in ids if one.startswith("DP-")]) == 15


@pytest.mark.parametrize(("check", "element"), ELEMENTS, ids=lambda x: x.id)
def test_every_element_is_sourced_and_readable(check: Any, element: Any) -> None:
    """Each element has words, a citation, a mark, and a condition over known words; links lead somewhere."""
    assert element.says and element.looks_at and element.citation and check.binds
    assert element.mark in MARKS
    assert set(words_of(element.present_if)) <= set(vocabulary())
    if element.lab is not None:
        assert set(element.lab.safeguards) <= set(safeguard_ids())
        assert {*element.lab.counts, *element.lab.measures, *element.lab.gaps} <= set(metrics())
        assert set(element.lab.indices) <= set(indices())
        assert bool(element.lab.counts) is bool(element.lab.safeguards)


def test_every_safeguard_has_an_element() -> None:
    """Whatever the laboratory can switch on stands beside some element of some law."""
    linked = {one for _, element in ELEMENTS if element.lab is not None for one in element.lab.safeguards}
    assert linked == set(safeguard_ids())


def test_every_word_is_said_somewhere_and_known() -> None:
    """Every field of `governance` and every word that a shipped file implies is in the vocabulary, with its kind."""
    fields = set(Governance.model_fields) - {"notice"}
    implied = {word for name in regime_ids() for word in said_of(load_regime(name).spec)}
    assert fields | implied <= set(vocabulary())
    used = {word for _, element in ELEMENTS for word in words_of(element.present_if)}
    assert used <= fields | implied | {"unrelated_context"}
    for name in regime_ids():
        subject_of(load_regime(name))  # refuses values of another kind


def ruled(regime: Regime, **numbers: tuple[float, str, str]) -> Regime:
    """The regime with numbers of `redress` replaced: value, unit, grade."""
    made = {}
    for name, (value, unit, grade) in numbers.items():
        plain = {"value": value, "unit": unit, "source": "own" if grade == "assumption" else "S27", "grade": grade}
        made[f"redress.{name}"] = [plain | {"range": [0, 1]}]
    from counterscore.core.documents import Dated

    return regime.patched({path: Dated.model_validate_json(json.dumps(value)) for path, value in made.items()})


def state(regime: Any, element: str) -> Any:
    """The finding of one element."""
    return {e.id: e for c in audit_regime(regime).checks for e in c.elements}[element]


def test_an_assumption_alone_settles_nothing_of_a_real_regime() -> None:
    """An assumed share of appeals leaves an appeal open, of none too; a documented one shows it.

    A regime that is made up is what its file says: there an assumed 0 denies the appeal, and is marked as assumed.
    """
    jd = load_regime("judgment-defaulters")
    jd = Regime(jd.spec.model_copy(update={"governance": None}))
    assert state(ruled(jd, appeal_p=(0.3, "probability", "assumption")), "CFR-47").state == "undetermined"
    assert state(ruled(jd, appeal_p=(0.3, "probability", "official")), "CFR-47").state == "present"
    nobody = ruled(jd, appeal_p=(0, "probability", "assumption"))
    assert state(nobody, "CFR-47").state == "undetermined"
    assert state(ruled(jd, appeal_p=(0, "probability", "official")), "CFR-47").state == "absent"
    invented = state(Regime(nobody.spec.model_copy(update={"status": "fictional"})), "CFR-47")
    assert (invented.state, invented.assumed) == ("absent", True)


def test_papers_stand_before_numbers() -> None:
    """What `governance` says decides where a number of the file says otherwise, and its path is named."""
    jd = load_regime("judgment-defaulters")
    told = {"suspension": {"value": True, "source": "S27", "grade": "official"}}
    governance = Governance.model_validate_json(json.dumps(told))
    found = state(Regime(jd.spec.model_copy(update={"governance": governance})), "GDPR-18")
    assert (found.state, found.grounds[0].path) == ("present", "governance.suspension")
    bare = state(Regime(jd.spec.model_copy(update={"governance": None})), "GDPR-18")
    assert (bare.state, bare.grounds[0].path) == ("absent", "redress.suspends")


def test_where_people_decide_a_missing_check_settles_nothing() -> None:
    """Where papers say that people decide, a share of 0 checked links denies nothing; above 0 it shows."""
    jd = ruled(load_regime("judgment-defaulters"), review_catch_p=(0, "probability", "official"))
    checked = ruled(jd, review_catch_p=(0.5, "probability", "official"))
    governance = Governance.model_validate_json(
        '{"decision": {"value": "human", "source": "S27", "grade": "official"}}'
    )
    decided = Regime(jd.spec.model_copy(update={"governance": governance}))
    assert state(decided, "DP-14").state == "undetermined"
    assert state(Regime(checked.spec.model_copy(update={"governance": governance})), "DP-14").state == "present"
    assert state(Regime(jd.spec.model_copy(update={"governance": None})), "DP-14").state == "absent"


@pytest.mark.parametrize("name", ["rongcheng", "judgment-defaulters", "sesame-2015", "purchase-pattern"])
def test_a_missing_word_that_is_filled_in_turns_nothing_round(name: str) -> None:
    """For every word the papers leave open: whatever they were to say, what is settled stays.

    Two words say how others have to be read, and can open what a number of ours had settled: advantages_only, decision.
    """
    spec = load_regime(name).spec
    before = {e.id: e.state for c in audit_regime(Regime(spec)).checks for e in c.elements}
    held = spec.governance.model_dump(mode="json", exclude_none=True) if spec.governance else {}
    implied = said_of(spec)
    yes_no = [
        word for word, known in vocabulary().items() if known.kind == "yes_no" and word in Governance.model_fields
    ]
    for word in yes_no:
        if word == "advantages_only" or (word in implied and implied[word].value is not None):
            continue
        for value in (True, False):
            more = held | {word: {"value": value, "source": "S27", "grade": "official"}}
            governance = Governance.model_validate_json(json.dumps(more))
            found = audit_regime(Regime(spec.model_copy(update={"governance": governance})))
            after = {e.id: e.state for c in found.checks for e in c.elements}
            assert [k for k, old in before.items() if old not in ("undetermined", after[k])] == [], (word, value)


def test_absent_from_the_file_is_not_no() -> None:
    """Without `publicity` nobody knows whether names are shown; in a made-up file with all flags 0 they are not."""
    jd = load_regime("judgment-defaulters")
    bare = Regime(jd.spec.model_copy(update={"governance": None, "publicity": None}))
    assert state(bare, "DP-13").state == "undetermined"
    named = Regime(load_regime("as-feared-2020").spec.model_copy(update={"governance": None, "status": "fictional"}))
    assert state(named, "DP-13").state == "absent"
    assert state(apply(named, ["publicity-off"]), "DP-13").state == "present"


@pytest.mark.parametrize(
    ("date", "in_force"),
    [("2018-04", set()), ("2018-05", {"gdpr"}), ("2025-01", {"gdpr"}), ("2025-02", {"gdpr", "eu-ai-act-5c"}),
     ("2027-11", {"gdpr", "eu-ai-act-5c"}), ("2027-12", {"gdpr", "eu-ai-act-5c", "eu-ai-act-annex-iii"})],
)  # fmt: skip
def test_the_date_chooses_the_law(date: str, in_force: set[str]) -> None:
    """The prohibitions hold from February 2025, Annex III from December 2027; before, nothing is marked."""
    found = audit_regime("rongcheng", ["gdpr", "eu-ai-act"], date)
    assert {c.id for c in found.checks if c.in_force} - {"eu-ai-act-5d", "gdpr-22"} == in_force
    for check in found.checks:
        assert check.in_force or not any(element.indicator for element in check.elements)


def test_a_judgment_counts_from_its_day() -> None:
    """The element that rests on SCHUFA is no indicator before December 2023, whatever the file says."""
    feared = load_regime("as-feared-2020")
    told = {"decision": {"value": "automatic", "source": "ACC1", "grade": "press"}}
    told["legal_basis"] = told["decision"] | {"value": "none"}
    governance = Governance.model_validate_json(json.dumps(told))
    feared = Regime(feared.spec.model_copy(update={"governance": governance, "status": "fictional"}))
    for date, marked in (("2023-11", False), ("2023-12", True)):
        found = audit_regime(feared, ["gdpr"], date).check("gdpr-22")
        element = next(e for e in found.elements if e.id == "GDPR-22-score")
        assert (element.state, element.indicator) == ("present", marked)


def test_a_check_that_does_not_apply_marks_nothing() -> None:
    """The rules on the courts' list say nothing about a regime without that list."""
    found = audit_regime("rongcheng", ["china"]).check("cn-defaulters")
    assert found.applies == "absent"
    assert found.count_open() == 0
    assert not any(element.indicator for element in found.elements)


def test_the_firewall_of_the_laboratory_closes_ways(tmp_path: Path) -> None:
    """With the safeguard sector-firewall fewer ways lead into unrelated contexts, and none of a list is left."""
    regime = load_regime("joint-punishment-2018") if "joint-punishment-2018" in regime_ids() else None
    regime = regime or load_regime("joint-punishment")
    before, after = state(regime, "AIA-5c-6i"), state(apply(regime, ["sector-firewall"]), "AIA-5c-6i")
    assert before.state == "present"
    assert len(after.grounds) < len(before.grounds)


def test_the_shape_of_the_result_is_stable() -> None:
    """The JSON has these fields and no others; whoever reads it can rely on them."""
    found = say("audit", "judgment-defaulters", "--law", "gdpr", "--json").json
    assert found["schema"] == "counterscore-law/1"
    assert set(found) == {"schema", "regime", "asked", "title", "jurisdiction", "status", "start", "date", "contexts",
                          "checks", "run", "overall"}  # fmt: skip
    check = found["checks"][0]
    assert set(check) == {"law", "id", "title", "citation", "binds", "since", "in_force", "applies", "mark", "note",
                          "elements", "together", "together_says", "applies_says", "applies_grounds",
                          "applies_missing"}  # fmt: skip
    element = next(e for e in check["elements"] if e["id"] == "GDPR-19")
    assert set(element) == {"id", "says", "kind", "state", "assumed", "indicator", "grounds", "missing", "looks_at",
                            "citation", "mark", "since", "in_force", "note", "lab"}  # fmt: skip
    assert set(element["lab"]) == {"shows", "fits", "misfits", "commands", "effects", "measures"}
    assert set(element["grounds"][0]) == {"path", "says", "grade"}
    assert found["overall"] == OVERALL


def test_commands_are_offered_only_where_they_change_something() -> None:
    """A safeguard that fits has its command, one that changes nothing here is said to."""
    by_id = {e.id: e.lab for c in audit_regime("judgment-defaulters").checks for e in c.elements}
    assert by_id["DP-02"].commands == ("counterscore run judgment-defaulters --with notice",)
    assert by_id["DP-10"].misfits == ("no-network-term",)
    for lab in filter(None, by_id.values()):
        for one in lab.fits:
            apply(load_regime("judgment-defaulters"), [one])


@pytest.mark.parametrize("name", ["rongcheng", "judgment-defaulters", "red-list", "sesame-2015", "purchase-pattern"])
def test_what_fits_is_what_can_be_put_in(name: str) -> None:
    """A safeguard fits exactly where putting it in is no error."""
    regime = load_regime(name)
    for one in safeguard_ids():
        try:
            changed = bool(apply(regime, [one]))
        except cs.SpecError:
            changed = False
        assert fits(regime, one) is changed, one


def test_text_fits_a_terminal() -> None:
    """Everything that is printed has at most 80 columns, commands and paths aside, and the reservation on top."""
    out = say("audit", "as-feared-2020", "--full").out.splitlines()
    assert out[0] == "Indicators for review, not a legal opinion."
    assert [
        line for line in out if columns(line) > 80 and "counterscore run" not in line and "." not in line.split()[0]
    ] == []


def columns(line: str) -> int:
    """How many columns of a terminal a line takes; Chinese characters take two."""
    return sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in line)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small run with one arm that adds notice."""
    folder = tmp_path_factory.mktemp("law") / "jd"
    said = say("run", "judgment-defaulters", *TINY, "--with", "notice", "--out", folder, "--no-report", "--quiet")
    assert said.code == 0, said.err
    return folder


def test_a_run_shows_its_paired_effect_beside_the_element(guarded: Path) -> None:
    """The arm with notice is compared with the regime as written, person by person, and the numbers are the run's."""
    result = cs.open_outcome(guarded)
    element = next(e for e in audit_run(result, ["scorecard"]).check("scorecard").elements if e.id == "DP-02")
    (shown,) = element.lab.effects
    assert (shown.arm, shown.reference) == ("with notice", "as written")
    expected = result.compare("with notice", "as written").metric(shown.metric)
    assert (shown.estimate, shown.low, shown.high) == (expected.estimate, expected.low, expected.high)
    other = next(e for e in audit_run(result, ["scorecard"]).check("scorecard").elements if e.id == "DP-04")
    assert other.lab.effects == ()


def test_a_run_shows_measures_as_evidence(guarded: Path) -> None:
    """Accuracy shows the wrong-person rate of the run, fairness the widest gap; no state follows from a run."""
    result = cs.open_outcome(guarded)
    with_run = {e.id: e for c in audit_run(result).checks for e in c.elements}
    alone = {e.id: e for c in audit_regime("judgment-defaulters").checks for e in c.elements}
    assert {m.metric for m in with_run["GDPR-5d"].lab.measures} == {"wrongly_listed", "ever_wrongly_refused"}
    (gap,) = with_run["CN-9-fair"].lab.measures
    assert gap.estimate > 0 and gap.arm.split()[0] == gap.reference.split()[0]
    assert {k: e.state for k, e in with_run.items()} == {k: e.state for k, e in alone.items()}
    assert say("audit", guarded, "--law", "gdpr").out.count("run: ") >= 3


def test_a_run_whose_regime_is_gone_has_no_findings(guarded: Path, tmp_path: Path) -> None:
    """Without the regime at hand a report leaves the section out, and the verb says why."""
    import shutil

    folder = tmp_path / "gone"
    shutil.copytree(guarded, folder)
    study = (folder / "study.json").read_text(encoding="utf-8")
    (folder / "study.json").write_text(study.replace('"judgment-defaulters"', '"no-such-regime"'), encoding="utf-8")
    said = say("audit", folder)
    assert said.code in (1, 2) and said.out == ""
    try:
        outcome = cs.open_outcome(folder)
    except cs.CounterscoreError:
        return
    assert law_of(outcome) is None


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("rongchen",), "did you mean 'rongcheng'"),
        (("rongcheng", "--law", "eu-ai"), "did you mean 'eu-ai-act'"),
        (("rongcheng", "--date", "2025"), "YYYY-MM"),
        (("rongcheng", "--date", "2025-13"), "YYYY-MM"),
        (("rongcheng", "--contexts", "nowhere.yaml"), "cannot be read"),
        (("rongcheng", "--people", "10"), "--surplus"),
        (("rongcheng", "--surplus", "--law", "gdpr"), "leave out"),
        (("red-list", "--surplus", "--recipe", "nowhere", "--people", "100"), "nowhere"),
    ],
)
def test_bad_input_is_one_clear_message(words: tuple[str, ...], part: str) -> None:
    """An unknown name, a wrong date, a missing file or options that contradict each other end with a message."""
    said = say("audit", *words)
    assert said.escaped is None
    assert said.code == 2 and said.out == ""
    assert part in said.err


def test_contexts_of_ones_own_are_checked(tmp_path: Path) -> None:
    """A file of contexts that relates an unknown one is refused with its nearest name."""
    import counterscore.audit.law.evidence as room

    text = (room.ROOM / "words" / "contexts.yaml").read_text(encoding="utf-8")
    file = tmp_path / "mine.yaml"
    file.write_text(text.replace("pair: [utilities, contracts]", "pair: [utilitys, contracts]"), encoding="utf-8")
    with pytest.raises(cs.SpecError, match="did you mean 'utilities'"):
        audit_regime("rongcheng", contexts=file)


@pytest.mark.parametrize("name", ["regime", "contexts", "date"])
@pytest.mark.parametrize("offer", ["people.csv", [{"name": "x"}], b"name"])
def test_no_argument_takes_persons(name: str, offer: Any) -> None:
    """The public function refuses data about persons in every argument."""
    with pytest.raises(cs.PromiseError, match="PROMISES"):
        audit_regime(**({"regime": "rongcheng"} | {name: offer}))


def test_surplus_names_what_decides_nothing() -> None:
    """Each act of the regime is told once; what changes nobody's life says whether it was recorded at all."""
    found = say("audit", "rongcheng", "--surplus", "--people", "2000", "--months", "12", "--json").json
    assert sorted(one["act"] for one in found) == sorted(use.use for use in load_regime("rongcheng").spec.acts)
    for one in found:
        assert one["surplus"] is (one["recorded"] and one["people"] == 0)
        assert bool(one["decisions"]) is (one["people"] > 0)

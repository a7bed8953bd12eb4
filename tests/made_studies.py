"""Made-up answers of studies for tests of their reports: every part filled, parts missing, failures, odd titles.

Nothing here is a model of anything: numbers are chosen so that each can be told from every other on the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from counterscore.audit.studied.answers import Answer, Doubt, Fan, Form, Question
from counterscore.audit.studied.bought import Bought, Rival, Worth
from counterscore.audit.studied.calibrated import Calibrated, Met, Together, Tuned
from counterscore.audit.studied.influence import Bar, Flip, Influence, Reach, Screened, Shared
from counterscore.audit.studied.study import Count, Failure, Studied
from counterscore.regimes import load_regime
from counterscore.worlds.arms import Arm, default_arms
from counterscore.worlds.study import Study
from counterscore.worlds.swaps import open_numbers

MONTHS = 24
NOTICE = Arm("with notice", (), ("notice",), since=12)
UNIT = "per 100,000 adults"


@cache
def resolved(regime: str = "judgment-defaulters", months: int = MONTHS) -> dict[str, Any]:
    """What a study of a shipped regime stands on, in the form of its study.json."""
    run = Study(regime, 2_000, months, 7, arms=(*default_arms(), NOTICE))
    return {**run.resolved(), "command": "counterscore study run study.yaml"}


def asked(name: str = "wrong", arm: str = "as written", against: str = "none", **other: Any) -> Question:
    """A question about wrong listing, or as told."""
    known = {
        "id": name, "metric": "wrongly_listed", "title": "Ever wrongly listed", "unit": UNIT, "worse": "higher",
        "arm": arm, "against": against, "group": {}, "expect": "higher", "margin": 0.0,
    }  # fmt: skip
    return Question(**{**known, **other})


def answered(question: Question, estimate: float = 212.0, half: float = 31.0, **other: Any) -> Answer:
    """An answer with an interval of that half-width."""
    known = {
        "question": question, "estimate": estimate, "se": half / 2.1, "low": estimate - half, "high": estimate + half,
        "method": "replicates", "arm_mean": 219.0, "against_mean": 7.0, "replicates": 20, "failed": 0, "people": 15_400,
        "asked_half_width": None, "stopped": "as asked", "variance_reduction": 6.5, "unpaired_replicates": 131,
        "verdict": "as expected",
    }  # fmt: skip
    return Answer(**{**known, **other})


def fan_of(arm: str, series: str, top: float, months: int = MONTHS) -> Fan:
    """A fan that rises evenly to its top."""
    rows = {name: tuple(share * top * (m + 1) / months for m in range(months))
            for name, share in (("p05", 0.6), ("p25", 0.8), ("p50", 1.0), ("p75", 1.2), ("p95", 1.5))}  # fmt: skip
    return Fan(arm=arm, series=series, **rows)


def doubted(question: str = "wrong", estimate: float = 212.0) -> Doubt:
    """Three draws in 32 against the sign; a coupling, a version, and one that could not be lived."""
    draws = tuple(round(estimate * (0.94 + 0.13 * (k % 7)) - (900.0 if k % 11 == 5 else 0.0), 2) for k in range(32))
    ahead = sum(value > 0 for value in draws)
    return Doubt(
        question=question, parameters=draws, low=-703.0, high=384.0, holds=0.91, chance_variance=4_900.0,
        parameters_variance=38_025.0, verdicts={"higher": ahead, "lower": 32 - ahead, "none": 0},
        kept={"linkage.key_quality": "weights add up", "point 7": "RunError: month 3"},
        forms=(
            Form(name="draws dealt anew in every world", title="draws dealt anew in every world", kind="coupling",
                 estimate=227.0, low=161.0, high=293.0, replicates=5, problem="RunError: month 2"),
            Form(name="judgment-defaulters-history", title=load_regime("judgment-defaulters-history").title,
                 kind="version", estimate=345.0, low=301.0, high=389.0, replicates=5),
            Form(name="other-keys", title=load_regime("judgment-defaulters-history").title, kind="version",
                 problem="refused: key_absent_p is 1"),
        ),
    )  # fmt: skip


def reach(value: str, answer: float, change: float, verdict: Any = "as expected") -> Reach:
    """One end of a range."""
    return Reach(value=value, answer=answer, change=change, low=change - 9.0, high=change + 9.0, verdict=verdict)


def influencing(question: str = "wrong") -> Influence:
    """Three numbers: one with both ends, one whose high end is refused, one that turns the verdict."""
    path, label = zip(*real_labels(), strict=True)
    grade = ("assumption", "study", "court_or_audit")
    return Influence(
        question=question, people=4_096, seed=11, worlds=731, unread=44,
        screened=tuple(
            Screened(path=path[k], label=label[k], grade=grade[k], mu=20.0 - 50 * k, mu_star=177.0 / (k + 1),
                     mu_star_half=13.0 + k, sigma=41.0 + k, effects=8 - k) for k in range(3)),
        shared=tuple(
            Shared(path=path[k], label=label[k], grade=grade[k], first=0.53 / (k + 1), first_half=0.07,
                   total=0.58 / (k + 1), total_half=0.11) for k in range(2)),
        bars=(
            Bar(path=path[0], label=label[0], grade=grade[0], written="0.05", at_low=reach("0.01", 48.0, -164.0),
                at_high=reach("0.2", 706.0, 494.0)),
            Bar(path=path[1], label=label[1], grade=grade[1], written="0.3", at_low=reach("0.1", 187.0, -25.0),
                at_high=None),
            Bar(path=path[2], label=label[2], grade=grade[2], written="24",
                at_low=reach("6", -17.0, -229.0, "cannot tell"), at_high=reach("60", 231.0, 19.0)),
        ),
        flips=(Flip(path=path[2], label=label[2], grade=grade[2], written="24", side="below", at="7.5",
                    before="as expected", after="cannot tell", still="8"),),
        refused={path[1]: "must stay below the bound", f"{path[1]}, high end": "is above 1"},
        points=512, moved=37,
    )  # fmt: skip


@cache
def real_labels(regime: str = "judgment-defaulters") -> tuple[tuple[str, str], ...]:
    """Path and label of the first three open numbers of a shipped regime."""
    return tuple((one.path, one.label) for one in open_numbers(load_regime(regime))[:3])


TOTALS = tuple(one.title for one in load_regime("judgment-defaulters").targets)


def calibrated() -> Calibrated:
    """Two numbers tuned to a total that was met and one that was not; a third total kept apart."""
    (a, label), (b, other), _ = real_labels()
    return Calibrated(
        points=256, kept=26, refused=3, tolerance=1.7, people=20_000, months=60, checks=8, narrowing=0.37, failed=1,
        tuned=(
            Tuned(path=a, label=label, unit="probability", written=0.05, low=0.011, high=0.2, median=0.067, p025=0.043,
                  p975=0.089, narrowed=0.74, tuned_before=True),
            Tuned(path=b, label=other, unit="ratio", written=1.0, low=0.5, high=2.0, median=1.13, p025=0.52, p975=1.97,
                  narrowed=0.03),
        ),
        together=(Together(one=a, other=b, correlation=-0.87),),
        met=(
            Met(id="t1", title=TOTALS[0], unit="", source="S1", grade="official",
                published_low=0.0022, published_high=0.0029, as_written=0.0031, before_low=0.0008, before_high=0.0094,
                after_low=0.0023, after_median=0.0026, after_high=0.00281, verdict="met", inside=0.83, as_tuned=0.0026),
            Met(id="t2", title=TOTALS[1], unit="", source="S2", grade="press",
                published_low=0.25, published_high=0.33, as_written=0.12, before_low=0.05, before_high=0.17,
                after_low=0.11, after_median=0.14, after_high=0.16, verdict="not met", off=-0.09, used_before=True,
                as_tuned=0.137, reserved=True),
            Met(id="t3", title=TOTALS[2], unit="", source="S3", grade="study",
                published_low=0.005, published_high=0.0076, as_written=None, before_low=None, before_high=None,
                after_low=None, after_median=None, after_high=None, verdict="not told", role="holdout",
                problem="a run of at least 24 months is needed to compare"),
        ),
        patch="values:\n  linkage.missed_p: 0.067",
    )  # fmt: skip


def worth(names: Sequence[str], estimate: float, staff: float, delay: float) -> Worth:
    """A set of safeguards with an interval around its change."""
    low, high = estimate - 0.004, estimate + 0.004
    return Worth(safeguards=tuple(names), estimate=estimate, low=low, high=high, staff=staff, delay=delay)


def bought() -> Bought:
    """The best of several sets, a cheaper rival, and what the search had overrated."""
    return Bought(
        harm="wrong_refusals", unit="things refused that perfect records would not refuse, per person", people=20_000,
        concerned=611, as_written=0.0931, staff=4.0, delay=1.5, exact=True, lived=29, checks=8,
        best=worth(("notice", "human-review"), -0.0713, 3.5, 1.0),
        fresh=worth(("notice", "human-review"), -0.0659, 3.5, 1.0),
        together=worth(("notice", "human-review", "expiry"), -0.0842, 9.0, 2.0),
        alone=(worth(("human-review",), -0.0511, 3.0, 1.0), worth(("notice",), -0.0227, 0.5, 0.5),
               worth(("expiry",), 0.0052, 5.5, 0.0)),
        missing=(worth(("human-review",), 0.0447, 3.0, 1.0), worth(("expiry",), 0.0129, 5.5, 0.0)),
        fresh_as_written=0.0917, fresh_together=worth(("notice", "human-review", "expiry"), -0.0803, 9.0, 2.0),
        cheaper=2,
        rivals=(Rival(safeguards=("human-review",), estimate=-0.0511, low=-0.055, high=-0.047, staff=3.0, delay=1.0,
                      more=0.0147, more_low=-0.0011, more_high=0.0306),),
    )  # fmt: skip


PARTED = (
    {"arms": ["none", "as written"], "month": 0, "step": "listing.put_on_list", "output": "listings rows",
     "person": 418, "values": [0.0, 2.0], "streams": ["listing.u_discretion"], "parameters": ["listing.discretion_p"]},
    {"arms": ["as written", "with notice"], "month": 12, "step": "redress.told", "output": "told", "person": 17,
     "values": [0.0, 1.0], "streams": [], "parameters": ["redress.notice_p"]},
)  # fmt: skip


def bare(**other: Any) -> Studied:
    """A study that asked for chance alone, with one question."""
    known = {
        "study": "wrong-people", "title": "Does the list hit the wrong people?", "sha256": "ab12" * 16,
        "version": "9.9.9", "resolved": resolved(),
        "counts": (Count(part="chance", done=20, failed=0, cut_off=0, pending=0),), "failures": (),
        "answers": (answered(asked()),), "doubts": (), "fans": (), "divergence": (),
    }  # fmt: skip
    return Studied(**{**known, **other})


def rich() -> Studied:
    """A study with every part, three questions, a policy date, failures and a cut."""
    later = asked("notice", "with notice", "as written", expect="lower", margin=5.0, group={"sex": "female"})
    listed = asked("listed", "as written", "perfect records", expect="no difference", margin=2.0, metric="ever_listed",
                   title="Ever listed", unit="per 1,000 adults")  # fmt: skip
    told = {"variance_reduction": None, "unpaired_replicates": None}
    return bare(
        answers=(
            answered(asked(), failed=2, asked_half_width=25.0, stopped="at most"),
            answered(later, -64.0, 71.0, verdict="cannot tell", arm_mean=155.0, against_mean=219.0),
            answered(listed, 3.9, 0.8, verdict="against expectation", arm_mean=11.2, against_mean=7.3, **told),
        ),
        doubts=(doubted(), doubted("notice", -64.0)),
        fans=tuple(
            fan_of(arm, series, top * size)
            for series, top in (("listed", 37.0), ("wrongly_listed", 5.5), ("money_lost", 91_234.0),
                                ("refused_air", 14.0), ("refused_loan", 0.0), ("limited", 8.0))
            for arm, size in (("none", 0.0), ("perfect records", 0.7), ("as written", 1.0), ("with notice", 0.9))
        ),
        divergence=PARTED, influence=(influencing(), influencing("notice")), calibrated=calibrated(), bought=bought(),
        counts=(
            Count(part="chance", done=18, failed=2, cut_off=0, pending=0),
            Count(part="ranges", done=31, failed=0, cut_off=1, pending=0),
        ),
        failures=(
            Failure(task="chance-00003", fault="RunError: month 4: <b>no</b> people left"),
            Failure(task="chance-00017", fault="MemoryError"),
        ),
    )  # fmt: skip


def unsure() -> Studied:
    """Questions that cannot be told: too wide, nothing there at all, a single replicate, and nobody who differs."""
    told = {"verdict": "cannot tell", "variance_reduction": None, "unpaired_replicates": None}
    return bare(
        answers=(
            answered(asked(), 12.0, 57.0, verdict="cannot tell"),
            answered(asked("none"), 0.0, 57.0, **told),
            answered(asked("single", group={"residence": "rural"}), 33.0, 90.0, method="too few", replicates=1, **told),
            answered(asked("nobody", margin=1.0), 0.0, 4.6, method="nobody", **told),
        )
    )


def weekly() -> Studied:
    """A study of a regime that counts weeks, with a policy date in months."""
    question = asked("flags", metric="ever_flagged", title="Ever flagged by the watchlist", unit="per 1,000,000 adults")
    known = {**resolved("energy-expert-campus", 14)}
    return bare(
        title="Who loses a year of credits?", resolved=known, answers=(answered(question, 41.0, 9.0),),
        fans=tuple(fan_of(arm, "flags", 3.0, int(known["steps"])) for arm in ("as written", "with notice")),
    )  # fmt: skip


def of_firms() -> Studied:
    """A study of a regime about firms."""
    question = asked("low", metric="low_band_months", title="Months in a punished band", unit="per 1,000 firms")
    return bare(
        title="Do tax grades trap firms?", resolved=resolved("tax-grades"), answers=(answered(question, 330.0, 41.0),),
        fans=(fan_of("as written", "low_band", 31.0),),
    )  # fmt: skip


def odd() -> Studied:
    """Titles that would break a page, and arms with very long names."""
    long = "with a notice that reaches everybody in writing before anything takes effect, and a hearing after it"
    arms = [{"name": "<script>alert(1)</script>", "without": [], "with": []}, {"name": long, "without": [], "with": []}]
    question = asked(arm=long, against="<script>alert(1)</script>", title="Ever & <b>wrongly</b> listed")
    return bare(
        title='</title><script>alert("x")</script> & \'quoted\'', resolved={**resolved(), "arms": arms},
        answers=(answered(question),), doubts=(doubted(),), influence=(influencing(),),
        fans=(fan_of(long, "listed", 3.0), fan_of("<script>alert(1)</script>", "listed", 2.0)),
    )  # fmt: skip

"""The draw behind an event, drawn again: keyed draws need not be stored to be shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ..core.draws import BATCH, BLOCK, jumps, log_miss, stream_number, uniform_at, when_word, which_word
from ..core.outcome import Outcome
from .bind import TABLES
from .study import study_from_json

SECTOR_DRAWS = (
    "u_air", "u_rail", "u_loan", "u_hotel", "u_school", "u_train", "u_job", "u_permit", "u_document", "u_dating",
    "u_tender", "u_service",
)  # fmt: skip
OWN_LIST, FULFILLED = 3, 1
Draws = Sequence[tuple[str, float]]


def draws_of(outcome: Outcome) -> Callable[[str, Mapping[str, Any]], Draws]:
    """A function (table, row) -> (stream, uniform) pairs behind a row of this outcome's tables.

    Shown are the draws that decided: whether the act happened, where the file was linked, whether the court listed,
    what ended the entry, how often a barred person tried.
    """
    redraw = _Redraw(outcome)
    tellers = {
        "records": redraw.record, "cases": redraw.case, "listings": redraw.listing, "refusals": redraw.refusal,
        "copies": redraw.copy,
    }  # fmt: skip
    return lambda table, row: tellers[table](row) if table in tellers else ()


def _stolen(row: Mapping[str, Any]) -> bool:
    """Whether a row of somebody else's making follows from lost papers: false reports and claims have an odd repeat."""
    return int(row["repeat"]) % 2 == 0


class _Redraw:
    """Seeds and numbers of one study."""

    def __init__(self, outcome: Outcome) -> None:
        study = outcome.study
        self.seed, self.replicate = int(study["seed"]), int(study["replicate"])
        self.warmup = int(study["warmup_steps"])
        self.acts = [*study["codebook"]["acts"], "none"]
        self.tables = study_from_json(study).spec.regime.tables()

    def _code(self, row: Mapping[str, Any]) -> int:
        return stream_number(f"act.{self.acts[int(row['act'])]}")

    def row_draw(self, stream: str, table: str, row: Mapping[str, Any], month: int, born: int) -> tuple[str, float]:
        """A draw about a row of a table; months count from the start of the regime."""
        when = when_word(month + self.warmup, born + self.warmup, int(row["repeat"]))
        which = which_word(self.replicate, TABLES[table], 0)
        return stream, float(
            uniform_at(self.seed, stream_number(stream), int(row["person"]), when, which, self._code(row))
        )

    def act_draw(self, stream: str, bound: float, act: int, row: Mapping[str, Any], month: int) -> tuple[str, float]:
        """The uniform that accepted a candidate, found by walking its block as the engine did; nan if it was none."""
        person, key = int(row["person"]), np.array([self.seed, stream_number(stream), self.replicate], np.int64)
        gaps, accepts, work = np.empty(BATCH, np.int64), np.empty(BATCH), np.empty((2, BATCH), np.int64)
        where = np.array([person // BLOCK, month + self.warmup, act, 0], np.int64)
        spot = -1
        while spot < person % BLOCK:
            jumps(gaps, accepts, work, key, where, log_miss(bound))
            where[3] += BATCH
            for gap, u in zip(gaps, accepts, strict=True):
                spot += int(gap)
                if spot == person % BLOCK:
                    return stream, float(u)
                if spot > person % BLOCK:
                    break
        return stream, float("nan")

    def record(self, row: Mapping[str, Any]) -> Draws:
        """What made the act happen and, for a wrong match, the draw that mislaid the file."""
        stream, section = (
            ("acts.conduct", "acts") if row["cause"] == 0 else ("false_reports.false_report", "false_reports")
        )
        bounds = np.asarray(self.tables[f"{section}.pmax"])
        found = [self.act_draw(stream, float(bounds[int(row["act"])]), self._code(row), row, int(row["born"]))]
        if row["subject"] != row["person"]:
            name = "linkage_error.u_missed" if row["subject"] < 0 else "linkage_error.u_false"
            found.append(self.row_draw(name, "records", row, int(row["born"]), int(row["born"])))
        return found

    def case(self, row: Mapping[str, Any]) -> Draws:
        """What made the debt default, or what became of stolen papers."""
        own = row["cause"] == 0
        if not own and _stolen(row):
            return self.stolen(row)
        bound = float(self.tables["courts.pmax_month" if own else "courts.false_claim_pmax"])
        stream = "courts.default" if own else "false_claims.false_claim"
        return [self.act_draw(stream, bound, stream_number(f"act.{self.acts[0]}"), row, int(row["born"]))]

    def listing(self, row: Mapping[str, Any]) -> Draws:
        """What made the court or the act list, and what ended the entry."""
        month = int(row["born"])
        if row["list"] >= OWN_LIST and row["cause"] != 0 and _stolen(row):
            return [*self.stolen(row), *self._decided(row, month)]
        if row["list"] >= OWN_LIST:
            found = [self.row_draw("conduct_lists.u_entry", "records", row, month, month)]
            if row["end_reason"] == FULFILLED:
                found.append(self.row_draw("conduct_lists.u_exit", "listings", row, int(row["end_month"]), month))
            return [*found, *self._decided(row, month)]
        opened = int(row["opened"])
        stream = "listing.u_discretion" if row["list"] == 0 else "listing.u_limit"
        case = dict(row) | {"repeat": (int(row["repeat"]) - 2 * (month - opened)) % 128}
        found = [self.row_draw(stream, "cases", case, month, opened)]
        if row["end_reason"] in (1, 3, 4):
            found.append(self.row_draw("listing.u_exit", "listings", row, int(row["end_month"]), month))
        return [*found, *self._decided(row, month)]

    def stolen(self, row: Mapping[str, Any]) -> Draws:
        """What somebody made of papers lost as many months before as the row says."""
        lost = int(row["born"]) - int(row["repeat"]) // 2 % 64
        paper = dict(row) | {"repeat": 0, "act": -1}
        return [self.row_draw("identity_theft.v_used", "thefts", paper, -self.warmup, lost)]

    def _decided(self, row: Mapping[str, Any], month: int) -> Draws:
        """What decided an objection that ended an entry: drawn when the entry, or the record behind it, was made."""
        if row["end_reason"] not in (5, 6):
            return []
        table = "records" if row["list"] >= OWN_LIST else "listings"
        return [self.row_draw("redress.u_decision", table, row, month, month)]

    def copy(self, row: Mapping[str, Any]) -> Draws:
        """The one lasting draw of an entry that decides which agencies get a copy and which revocations arrive."""
        return [self.row_draw("agency_copies.v_copy", "listings", row, -self.warmup, int(row["born"]))]

    def refusal(self, row: Mapping[str, Any]) -> Draws:
        """What decided how often a barred person tried."""
        stream = f"measures.{SECTOR_DRAWS[int(row['sector'])]}"
        when, which = when_word(int(row["month"]) + self.warmup, 0, 0), which_word(self.replicate, 0, 0)
        return [(stream, float(uniform_at(self.seed, stream_number(stream), int(row["person"]), when, which, 0)))]

"""The links of a wrong entry, found in the tables of a run: who erred, on whom it landed, what listed and closed doors.

Nothing is lived here. ``chain`` lives an arm without each link and says which of them hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core.errors import CounterscoreError
from ..core.outcome import Outcome
from ..safeguards import apply
from .study import Study

Row = Mapping[str, Any]
LIMIT, OWN_LISTS, NEVER = 1, 3, -1
RED, HEARD = 1, 9
SCORES = ("scoring", "composite", "score_list", "network_term", "ranking", "watchlist")
MONEY = ("consequence", "interest", "detours")
COPIES, FIREWALL, THEFT = "agency_copies", "sector-firewall", "identity_theft"
SECTOR_WORDS = {
    "air": ("flight", "flights"), "high_speed_rail": ("fast train", "fast trains"), "loan": ("loan", "loans"),
    "hotel": ("hotel night", "hotel nights"), "school": ("school place", "school places"),
    "rail": ("train", "trains"), "job": ("job or promotion", "jobs and promotions"), "permit": ("permit", "permits"),
    "document": ("paper", "papers"), "dating": ("introduction", "introductions"), "tender": ("tender", "tenders"),
    "service": ("service", "services"),
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """One link as the tables tell it: ``without`` and ``with_`` are what its arm leaves out and puts in.

    ``month`` counts from the start of the regime, None where the tables keep none. Without either the link has no
    arm of its own.
    """

    kind: str
    month: int | None
    agency: str
    what: str
    without: tuple[str, ...] = ()
    with_: tuple[str, ...] = ()


def found_links(outcome: Outcome, study: Study, arm: int, person: int) -> list[Found]:
    """The links of the gravest wrong entry about a person in one arm; empty where nothing wrong was written."""
    return _Finder(outcome, study, arm, person).links()


class _Finder:
    """Reads one life in one arm."""

    def __init__(self, outcome: Outcome, study: Study, arm: int, person: int) -> None:
        self.outcome, self.study, self.person, self.book = outcome, study, person, outcome.codebook
        tables = outcome.life(person)
        self.who = "firm" if any(tables.get("people", {}).get("firm", ())) else "person"
        self.rows = {name: _rows(columns, arm) for name, columns in tables.items()}
        self.names = [m.name for m in study.mechanisms]

    def wrong(self, table: str) -> list[Row]:
        """Rows about this person that are another's doing, or nobody's."""
        mine = [row for row in self.rows.get(table, ()) if int(row.get("subject", -1)) == self.person]
        return [row for row in mine if int(row["person"]) != self.person or int(row.get("cause", 0)) != 0]

    def links(self) -> list[Found]:
        """From the error to the refusals."""
        forms = self.book.get("list_forms", ())
        entries = [row for row in self.wrong("listings") if forms[int(row["list"])] != "red"]
        if entries:
            entry = min(entries, key=self._gravest)
            source, table = self._source(entry)
            listing = self._listing(entry, source)
            return [*self._error(source, table, self._matched(entry)), listing, *self._doors(entry)]
        records = [row for row in self.wrong("records") if _worth(row) < 0 and row.get("reported", 1)]
        for table, wrong in (("records", records), ("cases", self.wrong("cases"))):
            if wrong:
                source = min(wrong, key=lambda row: (_worth(row), int(row["born"])))
                return [*self._error(source, table, int(source["born"])), *self._band(source)]
        return []

    def _gravest(self, entry: Row) -> tuple[bool, bool, int, int]:
        """Sorts entries: those that took effect, lists before limits, the longest, the earliest."""
        begun = max(int(entry["born"]), int(entry.get("start_month", NEVER)))
        end = int(entry.get("end_month", NEVER))
        stood = (self.outcome.steps if end == NEVER else end) - begun
        return int(entry.get("end_reason", 0)) == HEARD, int(entry["list"]) == LIMIT, -stood, begun

    def _source(self, entry: Row) -> tuple[Row, str]:
        """The court case or the record behind an entry; the entry itself where neither was kept."""
        table = "records" if int(entry["list"]) >= OWN_LISTS else "cases"
        born = int(entry["born"] if table == "records" else entry.get("opened", entry["born"]))
        same = [
            row for row in self.rows.get(table, ())
            if row["person"] == entry["person"] and row.get("act") == entry.get("act") and int(row["born"]) <= born
        ]  # fmt: skip
        return (max(same, key=lambda row: int(row["born"])), table) if same else (entry, "listings")

    def _matched(self, entry: Row) -> int:
        """The first month in which the file was on this person's page: that of the first entry out of it."""
        return min(int(row["born"]) for row in self._same(entry))

    def _same(self, entry: Row) -> list[Row]:
        """The entries out of the same file: a limit besides a list, or a graver list later."""
        return [r for r in self.wrong("listings") if all(r.get(k) == entry.get(k) for k in ("person", "act", "opened"))]

    def _error(self, source: Row, table: str, matched: int) -> list[Found]:
        """Who erred and, where the page is not the actor's, how it got there."""
        actor, cause = int(source["person"]), int(source.get("cause", 0))
        agency, born = self._agency(source, table), int(source["born"])
        claim = float(source.get("claim_yuan", 0))
        if table == "cases":
            over = f" of {claim:,.0f} yuan" if claim else ""
            what = (
                f"a claim{over} that {self.who} {actor} does not owe is taken to court" if cause
                else f"{self.who} {actor} does not pay a debt{over}, and the file goes to court"
            )  # fmt: skip
        elif table == "listings":
            what = f"a firm that {self.who} {actor} never had is run in that name, with stolen papers, and is listed"
        else:
            act = self._title("act", int(source.get("act", -1)))
            what = (
                f"'{act}' is reported of {self.who} {actor} and never happened"
                if cause
                else f"{self.who} {actor}: {act}"
            )
        found = [Found("record error", born, agency, what, self._makers(table, cause) if cause else ())]
        if actor != self.person:
            landed = f"the file is matched to {self.who} {self.person}, a look-alike of {self.who} {actor}"
            found.append(Found("match", matched, agency, landed, self._present("linkage_error")))
        return found

    def _makers(self, table: str, cause: int) -> tuple[str, ...]:
        """The error sources that write rows with this cause into a table; stolen papers only where some were used."""
        found = [
            m.name for m in self.study.mechanisms if m.part == "error" and any(
                rule.emits == table and dict(rule.sets).get("cause", 0) == cause for rule in m.rules
            )
        ]  # fmt: skip
        if THEFT in found and len(found) > 1:
            used = any(int(row.get("used", 0)) for row in self.rows.get("thefts", ()))
            found = [THEFT] if used else [name for name in found if name != THEFT]
        return tuple(found)

    def _listing(self, entry: Row, source: Row) -> Found:
        """Being put on the list; where nothing but the error leads to it, the error's arm speaks for both."""
        code = int(entry["list"])
        form = self.book.get("list_forms", ())[code]
        title = self._title("list", code)
        where = f"under a {title}" if code == LIMIT else f"in the file '{title}'" if form == "file" else f"on: {title}"
        maker = "conduct_lists" if code >= OWN_LISTS else "listing"
        agency = self._agency(entry, "records" if code >= OWN_LISTS else "cases")
        without = () if source is entry else self._present(maker)
        return Found("listing", int(entry["born"]), agency, f"put {where}", without)

    def _band(self, source: Row) -> list[Found]:
        """What a wrong record does through a score: a band or a list by score, and the doors that close with it."""
        people = self.rows["people"][0] if self.rows.get("people") else {}
        first = int(people.get("first_listed_month", NEVER))
        if not people.get("months_listed", 0) or first == NEVER:
            return []
        since = max(first, int(source["born"]))
        points = f" of {_worth(source):g} points" if _worth(source) else ""
        what = f"with the record{points}, held by the score"
        listing = Found("listing", since, "", what, self._present(*SCORES))
        closed = [s for s, worst in enumerate(self.numbers("measures.worst_bands")) if worst > 0]
        copy = [self._copy(since, [self._sector(s) for s in closed], by="score")] if closed else []
        return [listing, *copy, *self._refused(since, None)]

    def _doors(self, entry: Row) -> list[Found]:
        """What closes on the word of the list, and what was refused while it did."""
        code = int(entry["list"])
        begun = max(int(entry["born"]), int(entry.get("start_month", NEVER)))
        if code == LIMIT:
            closed = [s for s, by in enumerate(self.numbers("measures.by_limit")) if by > 0]
        else:
            bit = 1 << int(self.numbers("lists.shift")[code])
            closed = [s for s, lists in enumerate(self.numbers("measures.closed_by")) if int(lists) & bit]
        held = self._held(entry)
        if not closed and not held:
            return []
        lag = min((float(self.numbers("measures.push_lag")[s]) for s in closed), default=0.0)
        gone = max((float(self.numbers("measures.revoke_lag")[s]) for s in closed), default=0.0)
        ends = [int(row["end_month"]) for row in self._same(entry)]
        last = None if NEVER in ends else max(ends) + int(gone + 0.999)
        by = "order" if code == LIMIT and not held else "list"
        copy = self._copy(begun + int(lag), [self._sector(s) for s in closed], held, by)
        # whoever keeps a copy that nobody took back goes on refusing
        return [copy, *self._refused(begun, None if held and int(held[-1]["holders"]) else last)]

    def _held(self, entry: Row) -> list[Row]:
        """The changes of who held a copy of an entry, oldest first."""
        same = {(row["person"], row["act"], row["born"], row["list"]) for row in self._same(entry)}
        held = [r for r in self.rows.get("copies", ()) if (r["person"], r["act"], r["born"], r["list"]) in same]
        return sorted(held, key=lambda row: int(row["month"]))

    def _copy(self, month: int, sectors: Sequence[str], held: Sequence[Row] = (), by: str = "list") -> Found:
        """Others that act on a list, a score or an order; a firewall is the arm without where nobody keeps copies.

        An order of a court is neither copied nor fenced in: nothing can leave out that others act on it.
        """
        what = f"others act on it and close {', '.join(SECTOR_WORDS[s][1] for s in sectors)}"
        if held:
            titles = self.book.get("agency_titles", ())
            ever = [j for j in range(len(titles)) if any(int(row["holders"]) >> j & 1 for row in held)]
            left = [j for j in ever if int(held[-1]["holders"]) >> j & 1]
            more = f" and {len(ever) - 3} more" if len(ever) > 3 else ""
            last = f"the last until month {held[-1]['month']}"
            kept = f"; {f'{len(left)} of {len(ever)} hold it to the end' if left else last}"
            what = f"copied by {', '.join(titles[j] for j in ever[:3])}{more}{kept}"
            month = int(held[0]["month"])
        if by == "order":
            return Found("copy", month, "", what)
        if COPIES in self.names and by == "list":
            return Found("copy", month, "", what, (COPIES,))
        try:
            apply(self.study.spec.regime, [FIREWALL])
        except CounterscoreError:
            return Found("copy", month, "", what)
        return Found("copy", month, "", what, (), (FIREWALL,))

    def _refused(self, first: int, last: int | None) -> list[Found]:
        """What was refused in the months of the entry."""
        late = self.outcome.steps if last is None else last
        rows = [row for row in self.rows.get("refusals", ()) if first <= int(row["month"]) <= late]
        if not rows:
            return []
        counts: dict[str, int] = {}
        for row in rows:
            sector = self._sector(int(row["sector"]))
            counts[sector] = counts.get(sector, 0) + int(row.get("count", 1))
        said = ", ".join(f"{n} {SECTOR_WORDS[sector][n > 1]}" for sector, n in counts.items())
        return [Found("refusal", min(int(r["month"]) for r in rows), "", f"refused: {said}", self._present("measures"))]

    def numbers(self, path: str) -> np.ndarray:
        """A table of the regime at its start, empty where it has none."""
        return np.asarray(self.study.spec.regime.tables().get(path, ()))

    def _present(self, *names: str) -> tuple[str, ...]:
        return _present(self.study, names)

    def _agency(self, row: Row, table: str) -> str:
        if table == "cases":
            return "court"
        agencies, act = self.book.get("act_agencies", ()), int(row.get("act", -1))
        return str(agencies[act]) if 0 <= act < len(agencies) else ""

    def _title(self, what: str, code: int) -> str:
        titles = self.book.get(f"{what}_titles", ())
        return str(titles[code]) if 0 <= code < len(titles) else f"{what} {code}"

    def _sector(self, code: int) -> str:
        return str(self.book["sectors"][code])


def loss_link(study: Study) -> tuple[str, ...]:
    """The mechanisms of a plan that take money because of the regime."""
    return _present(study, MONEY)


def _present(study: Study, names: Sequence[str]) -> tuple[str, ...]:
    """Those of some mechanisms that the plan has and that can be switched off."""
    known = {m.name for m in study.mechanisms if any(p.off is not None for p in m.params)}
    return tuple(name for name in names if name in known)


def _worth(row: Row) -> float:
    """Points of a record: those of the score itself, or of the dimension of a weighted one."""
    return float(row.get("points", 0.0)) + float(row.get("dimension_worth", 0.0))


def _rows(columns: Mapping[str, Any], arm: int) -> list[Row]:
    """The rows of one arm as mappings of plain numbers."""
    places = [place for place, number in enumerate(columns.get("arm", ())) if number == arm]
    return [{name: values[place].item() for name, values in columns.items()} for place in places]

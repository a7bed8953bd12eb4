"""Holds a specification against laws, element by element; the result as a whole is an indicator for review."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from counterscore.audit.law.checks import Check, Element, as_known, find_law, laws
from counterscore.audit.law.contexts import Contexts, Reach, load_contexts, unrelated
from counterscore.audit.law.evidence import Evidence, Ground, vocabulary
from counterscore.audit.law.logic import Judged, Look, State, judge, tested
from counterscore.core.errors import SpecError, nearest

OVERALL = "indicator for review"
SCHEMA = "counterscore-law/1"


@dataclass(frozen=True)
class Shown:
    """One measure of a stored run beside an element: a difference of two worlds with its paired interval.

    Without a ``reference`` it is the level of one world.
    """

    metric: str
    title: str
    arm: str
    reference: str
    estimate: float
    low: float | None
    high: float | None
    unit: str


@dataclass(frozen=True)
class LabFinding:
    """What the laboratory can show about an element in this regime.

    ``fits`` are safeguards that change something here, with their commands; ``misfits`` those that change nothing.
    """

    shows: str
    fits: tuple[str, ...] = ()
    misfits: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    effects: tuple[Shown, ...] = ()
    measures: tuple[Shown, ...] = ()


@dataclass(frozen=True)
class ElementFinding:
    """What the specification says about one element; ``grounds`` decided, ``missing`` words would."""

    id: str
    says: str
    kind: str
    state: str
    assumed: bool
    indicator: bool
    grounds: tuple[Ground, ...]
    missing: tuple[str, ...]
    looks_at: str
    citation: str
    mark: str
    since: str
    in_force: bool
    note: str = ""
    lab: LabFinding | None = None


@dataclass(frozen=True)
class CheckFinding:
    """One provision with its elements; ``together`` says whether they make up its pattern, "" where it has none.

    ``applies`` says whether what ``applies_says`` holds of the regime; only then is any element an indicator.
    """

    law: str
    id: str
    title: str
    citation: str
    binds: str
    since: str
    in_force: bool
    applies: str
    mark: str
    note: str
    elements: tuple[ElementFinding, ...]
    together: str = ""
    together_says: str = ""
    applies_says: str = ""
    applies_grounds: tuple[Ground, ...] = ()
    applies_missing: tuple[str, ...] = ()

    def count_open(self) -> int:
        """How many elements nobody can tell; none where the check does not apply."""
        return 0 if self.applies == State.ABSENT else sum(e.state == State.UNDETERMINED for e in self.elements)


@dataclass(frozen=True)
class LawFindings:
    """All checks of one specification on one date of law; ``overall`` is always the same words."""

    regime: str
    asked: str
    title: str
    jurisdiction: str
    status: str
    start: str
    date: str
    contexts: str
    checks: tuple[CheckFinding, ...]
    run: str = ""
    overall: str = field(default=OVERALL, init=False)

    def check(self, name: str) -> CheckFinding:
        """The finding of one check by its id. Raises: SpecError with the nearest name."""
        found = {check.id: check for check in self.checks}
        if name not in found:
            raise SpecError(f"no check {name!r}; expected one of {', '.join(found)}{nearest(name, found)}")
        return found[name]

    def indicators(self) -> tuple[ElementFinding, ...]:
        """Elements that a reviewer should look at first: concerns that are there, protections that are not."""
        return tuple(e for check in self.checks if check.in_force for e in check.elements if e.indicator)

    def decided(self) -> int:
        """How many elements the file settles, in checks that apply."""
        return sum(len(c.elements) - c.count_open() for c in self.checks if c.applies != State.ABSENT)

    def undetermined(self) -> int:
        """How many elements nobody can tell from the file."""
        return sum(check.count_open() for check in self.checks)

    def vector(self, name: str) -> dict[str, str]:
        """State of each element of a check by id, and of the pattern as ``together``."""
        check = self.check(name)
        found = {element.id: str(element.state) for element in check.elements}
        return found | ({"together": check.together} if check.together else {})

    def to_json(self) -> dict[str, Any]:
        """Plain data with the name of its shape."""
        return {"schema": SCHEMA, **asdict(self)}


@dataclass(frozen=True)
class Subject:
    """What is held against the laws: names for the page, evidence by word, and which data can close which door.

    ``asked`` is how the regime was named: an id or a file, as commands need it. ``made_up`` says that the file is all
    there is of the regime, so that its assumptions are facts of it.
    """

    regime: str
    asked: str
    title: str
    jurisdiction: str
    status: str
    start: str
    evidence: Evidence
    reaches: tuple[Reach, ...] = ()
    made_up: bool = False


Show = Callable[[Element], LabFinding | None]


def review(
    subject: Subject, names: Sequence[str] = (), date: str = "", contexts: Contexts | None = None,
    show: Show = lambda element: None, run: str = "",
) -> LawFindings:  # fmt: skip
    """Hold a specification against these laws (all by default) as in force in a month.

    ``show`` adds what the laboratory knows about an element. Raises: SpecError for an unknown law.
    """
    known = contexts or load_contexts()
    evidence = dict(subject.evidence)
    shown = evidence.get("relevance_shown")
    justified = bool(shown.value) if shown is not None and shown.value is not None else None
    if (entry := unrelated(subject.reaches, known, justified)) is not None:
        evidence["unrelated_context"] = entry
    look = looking(evidence, subject.made_up)
    month = date or as_known()
    chosen = [find_law(name) for name in dict.fromkeys(names)] or list(laws().values())
    found = tuple(_checked(law.id, check, month, look, show) for law in chosen for check in law.checks)
    return LawFindings(
        subject.regime, subject.asked, subject.title, subject.jurisdiction, subject.status, subject.start, month,
        known.title, found, run,
    )  # fmt: skip


def looking(evidence: Evidence, made_up: bool = False) -> Look:
    """How conditions read the evidence: what is not said is undetermined, and the word is named as missing.

    What rests on assumptions of ours alone is not said of a regime that exists, is planned or is feared.
    """

    def look(word: str, asked: Any) -> Judged:
        entry = evidence.get(word)
        if entry is None or entry.value is None or (entry.only_assumed and not made_up):
            return Judged(State.UNDETERMINED, entry.grounds if entry else (), (word,))
        state = State.PRESENT if tested(entry.value, asked) else State.ABSENT
        return Judged(state, entry.grounds, (), entry.only_assumed)

    return look


def checked_evidence(evidence: Evidence) -> None:
    """Refuses words that no vocabulary knows and values of another kind. Raises: SpecError."""
    kinds: dict[str, type | tuple[type, ...]] = {"yes_no": bool, "word": str, "number": (int, float)}
    for word, entry in evidence.items():
        known = vocabulary().get(word)
        if known is None:
            raise SpecError(f"{word!r} is no word of evidence{nearest(word, vocabulary())}")
        fits = entry.value is None or isinstance(entry.value, kinds[known.kind])
        if not fits or (known.values and entry.value is not None and entry.value not in known.values):
            expected = ", ".join(known.values) or known.kind.replace("_", " or ")
            raise SpecError(f"{word} is {entry.value!r}; expected {expected}")


def _checked(law: str, check: Check, month: str, look: Look, show: Show) -> CheckFinding:
    """One check; before its date, where it may not apply and where its elements cannot meet, nothing is marked."""
    in_force = check.since <= month < (check.until or "9999-12")
    found = tuple(_element(element, check.since, month if in_force else "", look, show) for element in check.elements)
    scope = Judged(State.PRESENT) if check.only_if is None else judge(check.only_if.present_if, look)
    pattern = check.together
    together = judge(pattern.present_if, _among(found)).state if pattern else None
    if scope.state is not State.PRESENT or together is State.ABSENT:
        found = tuple(replace(element, indicator=False) for element in found)
    return CheckFinding(
        law, check.id, check.title, check.citation, check.binds, check.since, in_force, str(scope.state), check.mark,
        check.note, found, str(together or ""), pattern.says if pattern else "",
        check.only_if.says if check.only_if else "", scope.grounds, scope.missing,
    )  # fmt: skip


def _element(element: Element, since: str, month: str, look: Look, show: Show) -> ElementFinding:
    """One element; ``month`` is "" where its check is not in force."""
    found, start = judge(element.present_if, look), max(since, element.since or "")
    worrying, in_force = {"concern": State.PRESENT, "protection": State.ABSENT}.get(element.kind), start <= month
    return ElementFinding(
        element.id, element.says, element.kind, str(found.state), found.assumed, in_force and found.state is worrying,
        found.grounds, found.missing, element.looks_at, element.citation, element.mark, start, in_force, element.note,
        show(element),
    )  # fmt: skip


def _among(elements: Sequence[ElementFinding]) -> Look:
    """How the pattern of a check reads its own elements."""
    states = {element.id: element for element in elements}

    def look(word: str, asked: Any) -> Judged:
        found = states[word]
        return Judged(State(found.state), found.grounds, found.missing, found.assumed)

    return look

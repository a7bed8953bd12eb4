"""How one wrong record came to cost one person something: link by link, each tried by a world without it.

record error -> match -> listing -> copy -> refusal -> loss. A link is confirmed when what comes after it is gone or
smaller for the same person in the arm without the link; all arms live through the same draws.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from textwrap import wrap
from typing import Any

import numpy as np

from ..core.errors import CounterscoreError, OutcomeError
from ..core.outcome import Outcome
from .arms import Arm, arm_from_json
from .chain_links import Found, found_links, loss_link
from .relive import Lives, relive
from .sink import Told
from .study import Study, study_from_json

AS_IT_WAS, AS_WRITTEN = "as it was", "as written"
COUNTED: Mapping[str, tuple[str, ...]] = {
    "months_listed": ("months_listed",), "limits_ordered": ("limit_orders",), "refusals": ("refusals",),
    "yuan_lost": ("money_lost_yuan", "income_lost_yuan"),
}  # fmt: skip
DOORS = ("refusals", "yuan_lost")
AFTER: Mapping[str, tuple[str, ...]] = {"copy": DOORS, "refusal": DOORS, "loss": ("yuan_lost",)}
GONE = "the regime of this run, or a file it used, is not at hand any more or has changed; nothing can be lived again"
OTHER = "lived again, this run comes to other numbers (another version made it); run it again for the chain"
RIGHT = "nothing wrong that counts against number {} was written in arm '{}'"
ELSEWHERE = (
    "number {} is wrongly listed in arm '{}', though nothing wrong that counts against it was written: through a "
    "tie, a firm, a ranking, or something good that is missing"
)
WIDTH = 80


@dataclass(frozen=True)
class Link:
    """One link: what happened, and what became of the same person ``here`` and in the arm ``without`` it.

    ``here`` and ``there`` map a count (months_listed, limits_ordered, refusals, yuan_lost) to its value at the end of
    the run. ``confirmed`` is None where no arm can leave the link out alone: the link beside it speaks for it.
    """

    kind: str
    month: int | None
    agency: str
    what: str
    without: str
    here: Mapping[str, float]
    there: Mapping[str, float]
    confirmed: bool | None


@dataclass(frozen=True)
class Chain:
    """The links of the gravest wrong entry about a person in an arm, in order; ``why`` says why there are none."""

    person: int
    arm: str
    links: tuple[Link, ...]
    why: str = ""
    step: str = "month"

    @property
    def silent(self) -> bool:
        """Whether there is nothing to tell: nothing wrong was written about this person."""
        return self.why == RIGHT.format(self.person, self.arm)

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)

    def __str__(self) -> str:
        return "\n".join(_text(self)) + "\n"


def same_study(outcome: Outcome) -> Study:
    """The study of a run, to be lived again. Raises: OutcomeError where its regime or a file is gone or has changed."""
    try:
        study = study_from_json(outcome.study)
        same = study.spec.regime.digest() == outcome.study["regime"]["sha256"]
        same &= study.people_recipe.digest == outcome.study["recipe_sha256"]
        same &= all(sha256(Path(f["path"]).read_bytes()).hexdigest() == f["sha256"] for f in outcome.study["files"])
    except (CounterscoreError, OSError, KeyError, TypeError) as fault:
        raise OutcomeError(f"{outcome.folder}: {GONE}") from fault
    if not same:
        raise OutcomeError(f"{outcome.folder}: {GONE}")
    return study


def chain_of(
    outcome: Outcome, person: int, arm: str = "", *, threads: int = 0, tell: Callable[[Told], None] = lambda told: None
) -> Chain:
    """What made a person's wrong listing, each link tried by an arm without it; ``arm`` is "as written" by default.

    The run is lived again in memory, once for all links: seconds for 100,000 people. Nothing is lived for people about
    whom nothing is wrong. Raises: OutcomeError for a number or arm that the run does not have.
    Limits: one entry is told, the gravest; a link that makes nothing worse for this person is said to be not
    confirmed, which may be because another wrong or right entry does the same.
    """
    name = arm or (AS_WRITTEN if AS_WRITTEN in outcome.arms else outcome.arms[-1])
    number = outcome.arm_number(name)
    if not 0 <= person < int(outcome.study["people"]):
        raise OutcomeError(f"person {person}: this run has {outcome.study['people']:,} people, numbered from 0")
    try:
        study = same_study(outcome)
    except OutcomeError:
        return Chain(person, name, (), GONE, outcome.step)
    found = found_links(outcome, study, number, person)
    if not found:
        return Chain(person, name, (), _why(outcome, person, name), outcome.step)
    found.append(Found("loss", None, "", "", loss_link(study)))
    main = arm_from_json(outcome.study["arms"][number])
    arms = [Arm(AS_IT_WAS, main.without, main.safeguards), *_arms(main, found)]
    columns = [column for names in COUNTED.values() for column in names]
    lives = relive(study, arms, columns, threads=threads, tell=tell)
    if not _same(outcome, name, lives):
        return Chain(person, name, (), OTHER, outcome.step)
    return Chain(person, name, tuple(_tried(found, lives, person)), "", outcome.step)


def _why(outcome: Outcome, person: int, arm: str) -> str:
    """Why there is nothing to link."""
    row = outcome.table("people", f"person = {person}", arm=arm)
    wrong = bool(row.get("wrongly_listed_months", np.zeros(1))[0])
    return (ELSEWHERE if wrong else RIGHT).format(person, arm)


def _arms(main: Arm, found: Sequence[Found]) -> list[Arm]:
    """The arm without each link that can be left out."""
    return [
        Arm(link.kind, tuple(dict.fromkeys((*main.without, *link.without))), (*main.safeguards, *link.with_))
        for link in found
        if link.without or link.with_
    ]


def _same(outcome: Outcome, arm: str, lives: Lives) -> bool:
    """Whether living again gave what the run gave, for everybody."""
    kept = outcome.columns("people")
    known = [name for name in ("months_listed", "refusals") if name in kept and name in lives.people]
    then = outcome.table("people", columns=["person", *known], arm=arm)
    order = np.argsort(then["person"])
    return all(np.array_equal(then[name][order], lives.of(AS_IT_WAS, name)) for name in known)


def _counted(lives: Lives, arm: str, person: int) -> dict[str, float]:
    """What was counted on one person in one arm at the end."""
    found = {}
    for name, columns in COUNTED.items():
        known = [float(lives.of(arm, column)[person]) for column in columns if column in lives.people]
        if known:
            found[name] = max(known)
    return found


def _tried(found: Sequence[Found], lives: Lives, person: int) -> list[Link]:
    """The links with what their arms say; a loss only where money was lost."""
    here, links = _counted(lives, AS_IT_WAS, person), []
    for link in found:
        what, after = link.what, AFTER.get(link.kind, tuple(COUNTED))
        if link.kind == "loss":
            if not here.get("yuan_lost"):
                continue
            what = f"{here['yuan_lost']:,.0f} yuan lost by the end"
        mine = {name: value for name, value in here.items() if name in after}
        said, there, confirmed = "", dict[str, float](), None
        if link.kind in lives.arms:
            there = {name: value for name, value in _counted(lives, link.kind, person).items() if name in after}
            confirmed = any(there[name] < value for name, value in mine.items())
            said = ", ".join(link.without) if link.without else f"with {', '.join(link.with_)} instead"
        links.append(Link(link.kind, link.month, link.agency, what, said, mine, there, confirmed))
    return links


def _text(chain: Chain) -> list[str]:
    """The chain in at most 80 columns."""
    if not chain.links:
        return wrap(f"No chain: {chain.why}.", WIDTH)
    out = [f"How it came about, link by link (arm: {chain.arm})"]
    for number, link in enumerate(chain.links, 1):
        where = ", ".join(word for word in (_when(link, chain.step), link.agency) if word)
        told = f"{number} {link.kind}{f' ({where})' if where else ''}: {link.what}"
        out += wrap(told, WIDTH, initial_indent="  ", subsequent_indent="    ")
        out += wrap(_verdict(link, chain.step), WIDTH, initial_indent="    ", subsequent_indent="      ")
    return out


def _when(link: Link, step: str) -> str:
    if link.month is None:
        return ""
    return f"{step} {link.month}" if link.month >= 0 else "before the start"


def _verdict(link: Link, step: str) -> str:
    """What the arm without the link says, in words."""
    if link.confirmed is None:
        return "no arm of its own: the link beside it speaks for it"
    named = {"months_listed": f"{step}s listed", "limits_ordered": "limits", "refusals": "refusals",
             "yuan_lost": "yuan lost"}  # fmt: skip
    pairs = [
        f"{named[name]} {value:,.0f} -> {link.there[name]:,.0f}"
        for name, value in link.here.items()
        if value or link.there[name]
    ]
    if not pairs:
        return "not confirmed: nothing came after it"
    numbers = ", ".join(pairs)
    world = link.without if link.without.startswith("with ") else f"without {link.without}"
    if link.confirmed:
        return f"confirmed, {world}: {numbers}"
    return f"not confirmed, it would have happened anyway; {world}: {numbers}"

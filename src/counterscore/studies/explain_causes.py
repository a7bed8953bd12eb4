"""What differs between two sides, cause by cause, and the world in which only some of it is as in B.

A world takes each thing from A or from B. Things that cannot stand apart (weights that must add up to one, rules of
firms with a recipe that has none) are put together until they can.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ..audit.studied.changed import Detail, Kind
from ..core.documents import Dated, Value
from ..core.errors import CounterscoreError
from ..people import load_recipe
from ..regimes import Regime
from ..regimes.telling.differences import differences
from ..regimes.telling.outline import numbers
from ..regimes.telling.words import Legend
from ..worlds.arms import Arm
from ..worlds.held import Held
from ..worlds.swaps import Open
from .explain_sides import Number, Side

GROUPED = 12  # more numbers than these are swapped by the part of the regime they belong to
Thing = str  # "recipe", "seed", ... or the path of a number after "number "
NUMBER = "number "
From = frozenset[Thing]  # what is taken from B


@dataclass(frozen=True)
class Difference:
    """Things that are swapped together, and how they are called."""

    kind: Kind
    title: str
    things: From
    details: tuple[Detail, ...]

    def with_(self, other: Difference) -> Difference:
        """Both together, where they cannot be swapped apart."""
        title = f"{self.title}, {other.title}"
        kind: Kind = self.kind if self.kind == other.kind else "rules"
        return Difference(kind, title, self.things | other.things, (*self.details, *other.details))


@dataclass
class Between:
    """Two sides whose number is looked at, as far as both can be lived; ``alike`` numbers differ in words alone."""

    a: Side
    b: Side
    number: Number
    alike: int = field(init=False, default=0)

    @cached_property
    def regimes(self) -> tuple[Regime, Regime]:
        """The regimes of both sides, which are at hand wherever this is asked."""
        if self.a.regime is None or self.b.regime is None:
            raise CounterscoreError("a regime that is not at hand cannot be lived")
        return self.a.regime, self.b.regime

    def found(self) -> list[Difference]:
        """Everything that differs and could matter, in the order of the walk."""
        a, b = self.a, self.b
        # one recipe has another hash in another year; that comes with the rules
        before, after = (
            side.recipe_sha256 if a.recipe != b.recipe or a.problem or b.problem else "" for side in (a, b)
        )
        told: list[tuple[Kind, str, object, object, str, str]] = [
            ("recipe", "recipe of the people", before, after, _hashed(a), _hashed(b)),
            ("mechanisms", "mechanisms of one's own", _digests(a), _digests(b), _files(a), _files(b)),
            ("people", "number of people", a.people, b.people, f"{a.people:,}", f"{b.people:,}"),
            ("months", "months", a.months, b.months, str(a.months), str(b.months)),
            ("seed", "seed", a.deals, b.deals, _dealt(a), _dealt(b)),
        ]
        out = [
            Difference(kind, title, frozenset({kind}), (Detail(path=kind, label=title, before=here, after=there),))
            for kind, title, one, other, here, there in told
            if one != other
        ]
        return [*out, *self._of_regimes(), *self._of_arms()]

    def _of_regimes(self) -> list[Difference]:
        """Rules that only one side has, or that are no numbers; then the numbers, grouped where they are many."""
        if self.a.regime is None or self.b.regime is None:
            if self.a.regime_sha256 == self.b.regime_sha256:
                return []
            sides = [f"{side.regime_id} ({side.regime_sha256[:8]})" for side in (self.a, self.b)]
            detail = Detail(path="", label="regime", before=sides[0], after=sides[1])
            return [Difference("rules", "the regime", frozenset({"rules"}), (detail,))]
        one, two = (dict(regime.dated_values()) for regime in self.regimes)
        both = [path for path in one if path in two and one[path] != two[path]]
        moved = [path for path in both if _bare(one[path]) != _bare(two[path])]
        self.alike = len(both) - len(moved)
        found = []
        if self._rest_differs(both):
            told = [d for d in differences(self.regimes[0].spec, self.regimes[1].spec) if d.path not in moved]
            details = tuple(
                Detail(path=d.path, label=d.label, before=d.before, after=d.after) for d in told if d.kind != "same"
            )
            title = f"rules of {self.a.regime_id} and {self.b.regime_id} that are no single number"
            found.append(Difference("rules", title, frozenset({"rules"}), details))
        opened = [self._open(path) for path in moved]
        groups: dict[str, list[Open]] = {}
        for number in opened:
            groups.setdefault(number.group if len(moved) > GROUPED else number.path, []).append(number)
        return found + [self._numbers(name, members) for name, members in groups.items()]

    def _open(self, path: str) -> Open:
        """A number that both have, in words."""
        regime = self.regimes[0]
        leaf = numbers(regime.spec).get(path)
        label = leaf.label if leaf else path.replace(".", ": ").replace("_", " ")
        return Open(path, label, leaf.legend if leaf else Legend(path), dict(regime.dated_values())[path])

    def _numbers(self, name: str, members: Sequence[Open]) -> Difference:
        """Numbers that are swapped together: one, or all of one part of the regime."""
        theirs = dict(self.regimes[1].dated_values())
        details = tuple(
            Detail(path=one.path, label=one.label, before=one.words(one.written), after=one.words(theirs[one.path]))
            for one in members
        )
        many = f"{len(members)} numbers of {name}"
        title = members[0].label if len(members) == 1 else many
        return Difference("numbers", title, frozenset(NUMBER + one.path for one in members), details)

    def _rest_differs(self, both: Iterable[str]) -> bool:
        """Whether the regimes are two even when the numbers that both have are the same."""
        one, two = self.regimes
        written = dict(one.dated_values())
        try:
            return two.patched({path: written[path] for path in both}, sources=one.sources()).digest() != one.digest()
        except CounterscoreError:
            return True  # numbers of the one that the rules of the other do not even take

    def _of_arms(self) -> list[Difference]:
        """The two arms that are compared, where they are not lived by the same rules."""
        details = []
        for name in (self.number.arm, self.number.against):
            one, two = self.a.arms[name], self.b.arms[name]
            if one != two:
                before, after = arm_words(one), arm_words(two)
                details.append(Detail(path=f"arms.{name}", label=f"arm {name!r}", before=before, after=after))
        return [Difference("arms", "arms", frozenset({"arms"}), tuple(details))] if details else []

    def regime(self, theirs: From) -> Regime:
        """The regime of a world. Raises: SpecError where its parts do not fit together."""
        base, other = self.regimes[:: -1 if "rules" in theirs else 1]
        before, after = dict(base.dated_values()), dict(other.dated_values())
        paths = {thing.removeprefix(NUMBER) for thing in theirs if thing.startswith(NUMBER)}
        moved = [p for p in before if p in after and _bare(before[p]) != _bare(after[p])]
        wanted = [p for p in moved if (p in paths) != ("rules" in theirs)]
        return base.patched({p: after[p] for p in wanted}, sources=other.sources()) if wanted else base

    def study(self, theirs: From, deal: tuple[int, int]) -> Held:
        """What is lived for one deal of a world. Raises: SpecError, PlanError."""

        def side(thing: Thing) -> Side:
            return self.b if thing in theirs else self.a

        regime, arms = self.regime(theirs), side("arms").arms
        return Held(
            regime.id, side("people").people, side("months").months, deal[0], side("recipe").recipe, deal[1],
            (arms[self.number.against], arms[self.number.arm]), tuple(path for path, _ in side("mechanisms").files),
            held=regime,
        )  # fmt: skip

    def deals(self, theirs: From) -> tuple[tuple[int, int], ...]:
        """The deals of a world: (seed, replicate) of each."""
        return (self.b if "seed" in theirs else self.a).deals


def _bare(value: Dated) -> list[tuple[object, ...]]:
    """A number without its reasons: what it is from when, in which unit."""

    def entry(one: Value) -> tuple[object, ...]:
        return one.since, one.value, one.unit

    return [entry(one) for one in value.root]


def _hashed(side: Side) -> str:
    try:
        name = load_recipe(side.recipe).id
    except CounterscoreError:
        name = side.recipe
    return f"{name} ({side.recipe_sha256[:8]})"


def _digests(side: Side) -> list[str]:
    return [digest for _, digest in side.files]


def _files(side: Side) -> str:
    names = (f"{path.rpartition('/')[2]} ({digest[:8]})" for path, digest in side.files)
    return ", ".join(names) or "none"


def _dealt(side: Side) -> str:
    """The seeds of a side in words."""
    seed, replicate = side.deals[0]
    if len(side.deals) > 1:
        return f"{len(side.deals)} replicates from seed {seed}"
    return f"{seed}, replicate {replicate}" if replicate else str(seed)


def arm_words(arm: Arm) -> str:
    """What an arm changes, in words."""
    parts = [f"without {', '.join(arm.without)}"] if arm.without else []
    parts += [f"with {', '.join(arm.safeguards)}"] if arm.safeguards else []
    parts += [f"{path} = {_values(value)}" for path, value in (*arm.numbers, *arm.later)]
    parts += [f"from month {arm.since} of the regime on"] if arm.since else []
    return "; ".join(parts) or "the regime as its text has it"


def _values(value: Dated) -> str:
    return ", ".join(f"{one.value} {one.unit}".strip() for one in value.root)


def merged(found: Sequence[Difference], places: Sequence[int]) -> list[Difference]:
    """The differences with those at these places put together, where the first of them stands."""
    first, *rest = sorted(places)
    one = found[first]
    for place in rest:
        one = one.with_(found[place])
    return [*found[:first], one, *(d for p, d in enumerate(found) if p > first and p not in rest)]


def whole(found: Mapping[int, Difference] | Sequence[Difference]) -> From:
    """All things of some differences."""
    members = found.values() if isinstance(found, Mapping) else found
    return frozenset(thing for one in members for thing in one.things)

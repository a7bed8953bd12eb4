"""Say in words what differs between two regimes: values, sections, acts and bands that only one has, and words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from counterscore.core.documents import Dated
from counterscore.regimes.schema import RegimeSpec
from counterscore.regimes.telling.governed import TITLE, exactly, label_of, said_of, statements
from counterscore.regimes.telling.outline import Leaf, leaves, section_doc, section_names, word_names
from counterscore.regimes.telling.words import exact, said_over_time
from counterscore.regimes.units import STEPS, Fact, in_steps

_NAMES = ("id", "title", "summary", "checked_on", "default_variant")  # differ by nature, or say nothing about people
NOTHING = "not there"


@dataclass(frozen=True)
class Difference:
    """One difference: where, what it is called, and how it is before (in A) and after (in B).

    `kind` is words, value, same (same number, other source, grade, range or note), only (whole sections or things).
    """

    kind: str
    section: str
    path: str
    label: str
    before: str
    after: str
    exact_before: str = ""
    exact_after: str = ""

    def told(self) -> str:
        """Return the difference as one sentence: `term of the list: until fulfilled -> 24 months`."""
        return f"{self.label}: {self.before} -> {self.after}"


def differences(a: RegimeSpec, b: RegimeSpec) -> list[Difference]:
    """Return what differs from A to B: words first, then section by section in the order of the file."""
    found = [*_words(a, b)]
    for section in section_names():
        if section == "catalogue":
            continue
        found += _section(section, a, b)
    return [*found, *_governance(a, b)]


def _words(a: RegimeSpec, b: RegimeSpec) -> Iterator[Difference]:
    """Yield differing words about the whole regime: status, start, consent, subjects ..."""
    for name in word_names():
        before, after = str(getattr(a, name)), str(getattr(b, name))
        if name not in _NAMES and before != after:
            yield Difference("words", "", name, name.replace("_", " "), before, after)


def _section(section: str, a: RegimeSpec, b: RegimeSpec) -> Iterator[Difference]:
    """Yield the differences inside one section; acts bring the numbers of the catalogue along."""
    names = ("acts", "catalogue") if section == "acts" else (section,)
    one, two = ({leaf.path: leaf for name in names for leaf in _used(spec, name)} for spec in (a, b))
    if bool(one) != bool(two):
        doc, there = section_doc(a, section), "there"
        sides = (there, NOTHING) if one else (NOTHING, there)
        label = f"section {section.replace('_', ' ')} ({doc.rstrip('.')})"
        yield Difference("only", section, section, label, *sides)
        return
    told: set[str] = set()
    for path in dict.fromkeys((*one, *two)):
        before, after = one.get(path), two.get(path)
        if before and after:
            yield from _changed(section, before, after)
            continue
        whole = _whole(path, two if before else one)
        if whole not in told:
            told.add(whole)
            yield _only(section, whole, before, after, one if before else two)


def _governance(a: RegimeSpec, b: RegimeSpec) -> Iterator[Difference]:
    """Yield what the papers of the two say otherwise of how they are run; what only one tells is `not told`."""
    one, two = statements(a.governance), statements(b.governance)
    if bool(one) != bool(two):
        sides = ("there", NOTHING) if one else (NOTHING, "there")
        yield Difference("only", "governance", "governance", TITLE, *sides)
        return
    for name in {**one, **two}:
        before, after = one.get(name), two.get(name)
        if before != after:
            words = (said_of(name, before), said_of(name, after))
            kind = "same" if words[0] == words[1] else "value"
            exact = (exactly(before), exactly(after))
            yield Difference(kind, "governance", f"governance.{name}", label_of(name), *words, *exact)


def _used(spec: RegimeSpec, section: str) -> Iterator[Leaf]:
    """Yield the ends of a section without facts; of the catalogue only acts that the regime uses."""
    acts = {use.use for use in spec.acts}
    for leaf in leaves(spec, section):
        if not isinstance(leaf.value, Fact) and (section != "catalogue" or leaf.path.split(".")[1] in acts):
            yield leaf


def _whole(path: str, other: Mapping[str, Leaf]) -> str:
    """Return the longest part of the path that the other regime lacks as a whole: an act, a band, a sector."""
    steps = path.split(".")
    for n in range(2, len(steps)):
        start = ".".join(steps[:n]) + "."
        if not any(known.startswith(start) for known in other):
            return start.rstrip(".")
    return path


def _only(section: str, whole: str, before: Leaf | None, after: Leaf | None, mine: Mapping[str, Leaf]) -> Difference:
    """Return that a thing (an act, a list, a sector) or a single number is in one regime only."""
    leaf = before or after
    assert leaf is not None
    if whole != leaf.path:
        below = [other.groups for path, other in mine.items() if path.startswith(f"{whole}.")]
        titles = [some[0] for some in zip(*below, strict=False) if len(set(some)) == 1]
        label = ": ".join(titles) or whole.rsplit(".", 1)[-1].replace("_", " ")
        words = (("there", NOTHING), (NOTHING, "there"))[before is None]
        return Difference("only", section, whole, label, *words)
    sides = [_said(side) if side else leaf.legend.absent for side in (before, after)]
    return Difference("value", section, whole, leaf.label, *sides, *(_exact(side) for side in (before, after)))


def _changed(section: str, before: Leaf, after: Leaf) -> Iterator[Difference]:
    """Yield a value that is another one, or the same one for another reason."""
    if before.value == after.value:
        return
    words = (_said(before), _said(after))
    kind = "same" if words[0] == words[1] and _size(before) == _size(after) else "value"
    yield Difference(kind, section, before.path, after.label, *words, _exact(before), _exact(after))


def _said(leaf: Leaf) -> str:
    if isinstance(leaf.value, Dated):
        return said_over_time(leaf.value, leaf.legend)
    if isinstance(leaf.value, bool):
        return "yes" if leaf.value else "no"
    return ", ".join(leaf.value) if isinstance(leaf.value, tuple) else str(leaf.value)


def _size(leaf: Leaf) -> object:
    """What a value amounts to: 0 days are 0 years, and 12 months are a year."""
    value = leaf.value
    if not isinstance(value, Dated):
        return value
    return [(e.since, [in_steps(x, e.unit, STEPS["month"]) for x in e.numbers]) for e in value.root]


def _exact(leaf: Leaf | None) -> str:
    if leaf is None or not isinstance(leaf.value, Dated):
        return ""
    return "; ".join(f"{f'from {entry.since} ' if entry.since else ''}{exact(entry)}" for entry in leaf.value.root)

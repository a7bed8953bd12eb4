"""Count what every source of a regime carries, and how much of the regime nobody documented."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from counterscore.core.documents import OWN, Value
from counterscore.regimes.schema import RegimeSpec
from counterscore.regimes.sections import Stated
from counterscore.regimes.telling.governed import statements
from counterscore.regimes.telling.outline import facts, numbers


@dataclass
class Use:
    """What one source carries: numbers by grade, facts, statements on how it is run, published figures, mentions."""

    id: str
    grades: Counter[str] = field(default_factory=Counter)
    facts: int = 0
    governance: int = 0
    targets: int = 0
    mentions: int = 0

    @property
    def numbers(self) -> int:
        """How many numbers cite it."""
        return self.grades.total()

    @property
    def used(self) -> bool:
        """Whether anything of the regime rests on it."""
        return bool(self.numbers or self.facts or self.governance or self.targets or self.mentions)

    def told(self) -> str:
        """Return the counts in words: `4 numbers (3 statute, 1 press), 2 facts`."""
        by = ", ".join(f"{count} {grade.replace('_', ' ')}" for grade, count in self.grades.most_common())
        parts = [f"{_many(self.numbers, 'number')} ({by})"] if self.numbers else []
        parts += [_many(self.facts, "fact")] if self.facts else []
        parts += [f"{_many(self.governance, 'statement')} on how it is run"] if self.governance else []
        counted = ((self.targets, "published figure"), (self.mentions, "mention"))
        parts += [_many(count, word) for count, word in counted if count]
        return ", ".join(parts) or "nothing"


def uses(spec: RegimeSpec) -> list[Use]:
    """Return what each entry of the bibliography carries, in its order; `own` (our assumptions) is the last.

    The numbers and notes of the regime's versions count too: they share its bibliography.
    """
    found = {source.id: Use(source.id) for source in spec.bibliography} | {OWN: Use(OWN)}
    for value in values(spec):
        found[value.source].grades[value.grade] += 1
    for entry in spec.variants.values():
        for value in (one for dated in entry.patches.values() for one in dated.root):
            found[value.source].grades[value.grade] += 1
    for fact in facts(spec):
        found[fact.source].facts += 1
    for stated in said_of_versions(spec):
        found[stated.source].governance += 1
    for target in spec.targets:
        found[target.source].targets += 1
    words = Counter(word for text in _sentences(spec) for word in set(re.findall(r"[A-Za-z0-9_-]+", text)))
    for name, use in found.items():
        use.mentions = words[name] if name != OWN else 0
    return list(found.values())


def said_of_versions(spec: RegimeSpec) -> list[Stated[object]]:
    """Return what the regime and its versions say of how they are run, each statement once."""
    blocks = (spec.governance, *(entry.governance for entry in spec.variants.values()))
    found: list[Stated[object]] = []
    for stated in (stated for block in blocks for stated in statements(block).values()):
        if stated not in found:
            found.append(stated)
    return found


def values(spec: RegimeSpec) -> list[Value]:
    """Return every number of a regime, an entry per change."""
    return [entry for leaf in numbers(spec).values() for entry in leaf.value.root]


def assumed_share(spec: RegimeSpec) -> float:
    """Return the share of a regime's numbers that nobody documented (graded assumption)."""
    grades = [value.grade for value in values(spec)]
    return grades.count("assumption") / len(grades) if grades else 0.0


def by_grade(spec: RegimeSpec) -> dict[str, int]:
    """Return how many numbers of a regime have each grade, most first."""
    return dict(Counter(value.grade for value in values(spec)).most_common())


def _sentences(spec: RegimeSpec) -> Iterator[str]:
    """Yield the sentences in which a source can be mentioned without carrying a number."""
    yield from (value.note for value in values(spec))
    yield from (one.note for entry in spec.variants.values() for dated in entry.patches.values() for one in dated.root)
    yield from (target.note for target in spec.targets)
    yield from (stated.note for stated in said_of_versions(spec))
    yield from (*spec.conflicts, *spec.not_modelled, spec.summary)


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"

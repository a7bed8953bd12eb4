"""How much an answer moves with what was assumed: numbers at the ends of their ranges, one at a time and all together.

One at a time: each number that is no statute stands at its low end and at its high end, everything else and all draws
as they were, so that the change is exact for the people who are tried. Where more numbers are read than ``most``, the
numbers of one act, list or section first go to their ends together. Groups in which nobody is any different are not
taken apart; the others are, those that move the answer most first, as long as ``most`` allows.

All together: ``draws`` points of a Latin hypercube over all ranges. Beside both stand other forms of the model: other
couplings of the draws, and the other versions in the file of the regime. The three are told apart and never added up.

Limits: moves of two members of a group could cancel exactly for everybody. Ranges are drawn as if numbers did not
depend on each other. Smaller worlds are lived than the run's own where it has more people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..audit.assumed import Assumed, Assumption, End, Group, How, Question
from ..audit.paired import PERFECT, Effect
from ..audit.subjects import worded
from ..audit.uncertainty import Uncertainty, uncertainty
from ..core.errors import CounterscoreError, SpecError
from ..people import populate
from ..regimes import load_regime
from ..regimes.catalogue import library_files
from .arms import AS_WRITTEN, NONE
from .attribute import redealt, turned_around
from .measured import Tell, tellable
from .sink import Told
from .study import Study, subjects_of
from .swaps import ENDS, Numbers, Open, accepted, grouped, latin, open_numbers, reason
from .worlds_with import ROLES, Worlds

PEOPLE, MOST, DRAWS = 8_192, 110, 32
INDEPENDENT, TURNED = "draws dealt anew in every world", "draws turned around in the world compared with"


@dataclass(frozen=True)
class Effort:
    """How much living a question is worth: people, numbers to take one at a time, joint draws."""

    people: int = PEOPLE
    most: int = MOST
    draws: int = DRAWS

    def __post_init__(self) -> None:
        for name, least in (("people", 2), ("most", 1), ("draws", 0)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < least:
                raise SpecError(f"ranges: {name} is {value!r}; expected a whole number from {least}")


def questions_of(study: Study, asked: Iterable[tuple[str, str]]) -> tuple[Question, ...]:
    """Questions (metric, reference arm) that worlds lived again can answer, in words that fit the regime's subjects.

    Raises: SpecError where none is left.
    """
    pairs = [(metric, reference) for metric, reference in dict.fromkeys(asked) if reference in (PERFECT, NONE)]
    known = {one.id: one for one in tellable(study, dict.fromkeys(metric for metric, _ in pairs))}
    told = subjects_of(study.spec.regime.spec), study.spec.regime.spec.step
    found = tuple(
        Question(name, worded(known[name].title, *told), worded(known[name].unit, *told), reference)
        for name, reference in pairs
        if name in known
    )
    if not found:
        raise SpecError(
            f"regime {study.spec.regime.id}: none of the answers asked about can be lived again; expected metrics of "
            "people's last columns, against 'perfect records' or 'none'"
        )
    return found


def ranges(
    study: Study, asked: Iterable[tuple[str, str]], effort: Effort | None = None, threads: int = 0,
    tell: Tell = lambda told: None,
) -> Assumed:  # fmt: skip
    """How the answers of a study, (metric, reference), move with its assumptions; the first is the leading one.

    Raises: SpecError, PlanError, RunError as a run of the study would.
    """
    whole = effort or Effort()
    few = replace(study, people=min(study.people, whole.people), arms=(), attribute=())
    questions = questions_of(few, asked)
    tell(Told("people", 0, 1))
    people = populate(few.people_recipe, few.people, few.seed)
    worlds = Worlds(few, people, questions, threads, tell)
    found = open_numbers(few.spec.regime)
    alone, groups = _one_at_a_time(worlds, found, whole.most)
    refused = tuple((one.path, end, worlds.refused[swap]) for one in alone for end, swap in _ends_of(one)
                    if swap in worlds.refused)  # fmt: skip
    together, kept = _all_together(worlds, found, whole.draws)
    structure, forms = _forms(worlds)
    doubts = tuple(
        _doubt(asked, base, [ends[q].answer for ends in together], {name: row[q] for name, row in structure.items()})
        for q, (asked, base) in enumerate(zip(questions, worlds.answers(), strict=True))
    )
    return Assumed(
        people=few.people, of_people=study.people, questions=questions, doubts=doubts,
        values=tuple(alone.values()), groups=groups, refused=refused, kept=kept, forms=forms,
    )  # fmt: skip


def _ends_of(one: Open) -> list[tuple[str, Numbers]]:
    """The number at both ends, each as a set of numbers by itself; an end at which it stands anyway is left out."""
    ends = ((end, one.at(float(place))) for place, end in enumerate(ENDS))
    return [(end, ((one.path, value),)) for end, value in ends if value != one.written]


def _one_at_a_time(
    worlds: Worlds, found: Sequence[Open], most: int
) -> tuple[dict[Open, Assumption], tuple[Group, ...]]:
    """Each number at both ends, as far as ``most`` allows; and the groups that were looked at first."""
    read = [one for one in found if _is_read(worlds, one)]
    chosen, groups = _chosen(worlds, read, most)
    swaps = [swap for one in chosen for _, swap in _ends_of(one)]
    ends = worlds.changes(swaps, "one assumption at a time")
    still = worlds.still()
    alone: dict[Open, Assumption] = {}
    for one in found:
        if one in chosen:
            alone[one] = _assumption(one, "lived", {end: ends[swap] for end, swap in _ends_of(one)}, still)
        elif one not in read:
            alone[one] = _assumption(one, "not read", {end: still for end, _ in _ends_of(one)}, still)
    return alone, groups


def _is_read(worlds: Worlds, one: Open) -> bool:
    """Whether some rule of the run reads a number at either end; one that the regime refuses counts as read."""
    for _, swap in _ends_of(one):
        try:
            if worlds.roles_changed(swap) & set(ROLES):
                return True
        except CounterscoreError:
            return True
    return False


def _assumption(one: Open, how: How, ends: Mapping[str, tuple[End, ...] | None], still: tuple[End, ...]) -> Assumption:
    """One number as a row; an end at which it stands anyway is the answer as written."""
    low, high = (ends.get(end, still) for end in ENDS)
    written, at_low, at_high = (one.words(value) for value in (one.written, one.at(0.0), one.at(1.0)))
    return Assumption(one.path, one.label, one.grade, written, at_low, at_high, how, low, high)


def _chosen(worlds: Worlds, read: Sequence[Open], most: int) -> tuple[tuple[Open, ...], tuple[Group, ...]]:
    """The numbers to take one at a time, and what moving whole groups came to where there are too many."""
    if len(read) <= most:
        return tuple(read), ()
    members = grouped(read)
    swaps = {name: _together(worlds, group) for name, group in members.items()}
    ends = worlds.changes([swap for both in swaps.values() for swap in both], "assumptions in groups")
    order = sorted(members, key=lambda name: [-x for x in _moved(ends, swaps[name])])
    chosen: list[Open] = []
    groups = []
    for name in order:
        tried = [ends[swap] for swap in swaps[name]]
        differing = max((end.differing for found in tried if found for end in found), default=0)
        # a group that the engine refuses as a whole is looked at member by member
        if (differing or None in tried) and len(chosen) + len(members[name]) <= most:
            chosen += members[name]
        else:
            paths = tuple(one.path for one in members[name])
            groups.append(Group(name, paths, () if None in tried else _moved(ends, swaps[name]), differing))
    return tuple(one for one in read if one in chosen), tuple(groups)


def _together(worlds: Worlds, group: Sequence[Open]) -> list[Numbers]:
    """The numbers of a group at their low ends, and at their high ends, as far as the regime takes them together."""
    both = (tuple((one.path, one.at(end)) for one in group) for end in (0.0, 1.0))
    return [accepted(worlds.study.spec.regime, wanted, lambda path, why: None) for wanted in both]


def _moved(ends: Mapping[Numbers, tuple[End, ...] | None], swaps: Sequence[Numbers]) -> tuple[float, ...]:
    """How far each answer went at most; nothing at all where every end was refused."""
    known = [found for found in (ends[swap] for swap in swaps) if found]
    return tuple(max(abs(found[place].change) for found in known) for place in range(len(known[0]))) if known else ()


def _all_together(worlds: Worlds, found: Sequence[Open], draws: int) -> tuple[list[tuple[End, ...]], dict[str, str]]:
    """The answers under joint draws of all numbers, and the numbers that some draw had to leave as written."""
    if not draws:
        return [], {}
    places = latin([one.path for one in found], draws, worlds.study.seed)
    kept: dict[str, str] = {}

    def refused(path: str, why: str) -> None:
        kept.setdefault(path, why)

    regime = worlds.study.spec.regime
    joint = []
    for k in range(draws):
        wanted = tuple((one.path, one.at(float(places[j, k]))) for j, one in enumerate(found))
        joint.append(accepted(regime, wanted, refused))
    ends = worlds.changes(joint, "all assumptions together")
    for number, swap in enumerate(joint):
        if ends[swap] is None:
            kept[f"draw {number + 1}"] = worlds.refused[swap]
    return [ends_of for swap in joint if (ends_of := ends[swap]) is not None], kept


def _forms(worlds: Worlds) -> tuple[dict[str, list[float]], dict[str, str]]:
    """Each answer under other couplings of the draws and in other versions of the file: name -> answers, and words."""
    study = worlds.study
    anew = {role: redealt(study, place) for place, role in enumerate(ROLES, 1)}
    turned = {role: None if role == AS_WRITTEN else turned_around(study) for role in ROLES}
    worlds.tell(Told("other forms of the model", 0, 2))
    found = {INDEPENDENT: worlds.answers_under(anew), TURNED: worlds.answers_under(turned)}
    words = dict.fromkeys(found, "coupling")
    for name, title in versions(study):
        worlds.tell(Told("other forms of the model", 1, 2))
        try:
            found[name] = _answers_of(replace(study, regime=name), worlds)
        except CounterscoreError as fault:
            words[name] = f"not lived: {reason(fault)}"
        else:
            words[name] = title
    return found, words


def versions(study: Study) -> list[tuple[str, str]]:
    """Other versions in the file of a shipped regime: (id, title); those in a file of one's own have no id to load."""
    here = study.spec.regime
    if study.regime.endswith((".yaml", ".yml")):
        return []
    for stem in sorted(library_files(), key=lambda stem: not study.regime.startswith(stem)):
        entries = load_regime(stem).spec.variants.values()
        family = {stem: load_regime(stem).title} | {entry.id: entry.title for entry in entries}
        if study.regime in family:
            # the default version stands in the file twice, under the id of the file and under its own
            digest = here.digest()
            others = {load_regime(name).digest(): name for name in reversed(family)}
            return [(name, family[name]) for name in family if name in others.values() and others.get(digest) != name]
    return []


def _answers_of(study: Study, worlds: Worlds) -> list[float]:
    """The same answers in another version of the regime. Raises: SpecError where it cannot tell one of them."""
    questions_of(study, [(q.metric, q.reference) for q in worlds.questions])
    people = populate(study.people_recipe, study.people, study.seed)
    other = Worlds(study, people, worlds.questions, worlds.threads, worlds.tell)
    return [found.estimate for found in other.answers()]


def _doubt(asked: Question, found: Effect, together: Sequence[float], forms: Mapping[str, float]) -> Uncertainty:
    """The doubt about one answer, in three parts."""
    chance = uncertainty(asked.metric, asked.unit, AS_WRITTEN, asked.reference, found)
    return replace(chance, parameters=tuple(together), structure=dict(forms))

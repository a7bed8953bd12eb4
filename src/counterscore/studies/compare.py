"""Two studies side by side: the questions that both ask, how far their answers are apart, and what differs.

Where two studies lived the same people under the same draws (seed, number of people, recipe), their replicates are
compared one by one, and what chance did to both goes away. Else they are two samples. Which of the two is always said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..audit.studied.answers import Answer
from ..audit.studied.compared import Both, Compared, Differs, Seen
from ..core.errors import CounterscoreError
from ..core.manifest import canonical
from ..regimes.telling.differences import differences
from . import chance
from .answers import answers
from .explain_sides import whole_study
from .file import Asked
from .identity import regime_from
from .lots import difference_of, mean_of
from .store import Folder

WORDS: Mapping[str, str] = {
    "counterscore": "version of counterscore", "recipe": "recipe of the people", "recipe_sha256": "text of the recipe",
    "draws": "scheme of the draws", "own": "mechanisms of one's own",
}  # fmt: skip
IDLE = ("study", "title")  # names say nothing about what is lived


def compare_studies(a: Path, b: Path) -> Compared:
    """What two study folders have in common and how far their answers are apart, B minus A.

    Raises: OutcomeError for a folder that holds no study, or one that was changed.
    """
    one, two = whole_study(a), whole_study(b)
    mine, theirs = ({_key(asked): asked.id for asked in folder.study.questions} for folder in (one, two))
    told = [{answer.question.id: answer for answer in answers(folder.study, folder)} for folder in (one, two)]
    same = _same_people(one, two)
    return Compared(
        a=str(a), b=str(b), titles=(one.study.title, two.study.title),
        shared=tuple(_both(one, two, told[0][mine[key]], told[1][theirs[key]], same) for key in mine if key in theirs),
        only_a=tuple(name for key, name in mine.items() if key not in theirs),
        only_b=tuple(name for key, name in theirs.items() if key not in mine),
        differs=tuple(_differs(one, two)),
    )  # fmt: skip


def _key(asked: Asked) -> str:
    """A question without its name and what was expected: metric, arms and group."""
    return canonical([asked.metric, asked.arm, asked.against, asked.group])


def _same_people(one: Folder, two: Folder) -> bool:
    """Whether a seed means the same people in both."""
    return all(one.resolved[name] == two.resolved[name] for name in ("people", "recipe_sha256", "draws"))


def _both(one: Folder, two: Folder, mine: Answer, theirs: Answer, same: bool) -> Both:
    """One question in both studies, paired where a seed means the same people."""
    x, y = _by_seed(one, mine.question.id), _by_seed(two, theirs.question.id)
    common = [seed for seed in x if seed in y] if same else []
    asked = mine.question
    found: tuple[float, float | None, float | None]
    if len(common) > 1:
        found, method = mean_of([y[seed] - x[seed] for seed in common]), "paired"
    elif len(x) > 1 and len(y) > 1:
        found, method, common = difference_of(list(y.values()), list(x.values())), "two samples", []
    else:
        found, method, common = (theirs.estimate - mine.estimate, None, None), "too few", []
    return Both.model_validate({
        "a": asked.id, "b": theirs.question.id, "metric": asked.metric, "title": asked.title, "unit": asked.unit,
        "arm": asked.arm, "against": asked.against, "group": asked.group, "answer_a": _seen(mine),
        "answer_b": _seen(theirs), "difference": found[0], "low": found[1], "high": found[2], "method": method,
        "pairs": len(common),
    })  # fmt: skip


def _by_seed(folder: Folder, question: str) -> dict[int, float]:
    """The effect of every replicate that could tell it, by its seed."""
    return {int(found["seed"]): float(found["answers"][question]["estimate"])
            for _, _, found in folder.found(chance.NAME) if question in found["answers"]}  # fmt: skip


def _seen(answer: Answer) -> Seen:
    return Seen(
        estimate=answer.estimate, low=answer.low, high=answer.high, replicates=answer.replicates, verdict=answer.verdict
    )


def _differs(one: Folder, two: Folder) -> Iterator[Differs]:
    """Everything that differs: the study files field by field, then what they stand on, then the regime in words."""
    here, there = ({k: v for k, v in folder.resolved["file"].items() if k not in IDLE} for folder in (one, two))
    for place in _leaves(here, there):
        before, after = (_said(_at(file, place)) for file in (here, there))
        yield Differs(place=place, label=place.replace(".", ": ").replace("_", " "), before=before, after=after)
    for name, label in WORDS.items():
        mine, other = (folder.resolved.get(name) for folder in (one, two))
        if mine != other:
            yield Differs(place=name, label=label, before=_short(mine), after=_short(other))
    ranges = [folder.resolved.get("sampled_people", {}) for folder in (one, two)]
    for path in _leaves(*ranges):
        before, after = (_said(_at(known, path)) for known in ranges)
        yield Differs(place=path, label=": ".join(path.rsplit(".", 1)), before=before, after=after)
    rooms = [folder.resolved.get("code", {}) for folder in (one, two)]
    for room in sorted({*rooms[0], *rooms[1]}):
        if rooms[0].get(room) != rooms[1].get(room):
            before, after = (_short(told.get(room)) for told in rooms)
            yield Differs(place=f"code.{room}", label=f"code of {room}", before=before, after=after)
    yield from _regimes(one, two)


def _regimes(one: Folder, two: Folder) -> Iterator[Differs]:
    """What differs in the regimes as the two studies lived them, whatever ships today."""
    if one.resolved["regime"]["sha256"] == two.resolved["regime"]["sha256"]:
        return
    try:
        specs = [regime_from(folder.resolved).spec for folder in (one, two)]
    except (CounterscoreError, ValueError):  # a regime of another version of counterscore
        digests = [_short(folder.resolved["regime"]["sha256"]) for folder in (one, two)]
        yield Differs(place="regime", label="text of the regime", before=digests[0], after=digests[1])
        return
    for found in differences(*specs):
        if found.kind != "same":
            label = f"regime: {found.label}"
            yield Differs(place=f"regime.{found.path}", label=label, before=found.before, after=found.after)


def _leaves(here: object, there: object, path: str = "") -> Iterator[str]:
    """Dotted places in which two pieces of plain data differ; lists and what only one has are told whole."""
    if isinstance(here, Mapping) and isinstance(there, Mapping):
        for key in dict.fromkeys((*here, *there)):
            yield from _leaves(here.get(key), there.get(key), f"{path}.{key}" if path else str(key))
    elif canonical(here) != canonical(there):
        yield path


def _at(file: Mapping[str, Any], place: str) -> object:
    """What stands at a dotted place; names with dots in them are looked for as a whole."""
    found: Any = file
    rest = place
    while rest:
        if not isinstance(found, Mapping):
            return None
        key = next((k for k in sorted(found, key=len, reverse=True) if rest == k or rest.startswith(f"{k}.")), None)
        if key is None:
            return None
        found, rest = found[key], rest[len(key) + 1 :]
    return found


def _said(value: object) -> str:
    """A value of a study file in a few words."""
    if value is None or value in ("", [], {}):
        return "not there"
    if isinstance(value, Mapping):
        return (
            "; ".join(f"{key} {_said(one)}" for key, one in value.items() if one not in (None, "", [], {})) or "plain"
        )
    if isinstance(value, list):
        return ", ".join(_said(one) for one in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _short(value: object) -> str:
    """A value, or the first letters of a hash."""
    text = _said(value)
    return text[:8] if len(text) == 64 and " " not in text else text

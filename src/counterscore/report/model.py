"""The description of a model: ODD, model card and bibliography, written from the registry and the study.

Source: ODD, second update (Grimm et al., JASSS 23(2) 7, 2020), its seven elements in their order; model cards
(Mitchell et al., FAT* 2019). Limits: in English only, because the words of mechanisms and numbers are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..audit.frame import GROUPINGS, MINIMUM_PEOPLE
from ..audit.metric import metrics
from ..core.declare import Column, Mechanism
from ..core.description import NO_REGIME, Description, Number, Work
from ..core.documents import Value
from ..core.manifest import study_hash
from .sections import WORDS_OF_GRADES
from .wording import count_of, listing_of, percent, plain

TIES = "ties"


def model_description(found: Description) -> str:
    """The whole description as Markdown: ODD, model card, bibliography."""
    head = [f"# {found.regime['title']}: description of the model", "", *_stamp(found), ""]
    parts = (odd(found), card(found), bibliography(found))
    return "\n".join([*head, *(line for part in parts for line in part)]).rstrip() + "\n"


def _stamp(found: Description) -> list[str]:
    study = found.study
    return [
        f"Synthetic people only. Study {study_hash(study)[:12]}, seed {study['seed']}. `{study['command']}`",
        "",
        "Written by the program from what this study uses. ODD is the protocol for describing agent-based models "
        "(Grimm et al. 2020).",
    ]


def odd(found: Description) -> Iterator[str]:
    """The seven elements of the ODD protocol in their order."""
    yield "## ODD"
    yield from ("", "### 1. Purpose and patterns", "", *purpose(found))
    yield from ("", "### 2. Entities, state variables and scales", "", *entities(found))
    yield from ("", "### 3. Process overview and scheduling", "", *schedule(found))
    yield from ("", "### 4. Design concepts", "", *concepts(found))
    yield from ("", "### 5. Initialization", "", *initialisation(found))
    yield from ("", "### 6. Input data", "", *input_data(found))
    yield from ("", "### 7. Submodels", "", *submodels(found))


def purpose(found: Description) -> Iterator[str]:
    """What the model is for, and by which published figures one can tell whether it is useful."""
    arms = listing_of([f"'{name}' ({told})" for name, told in found.arms])
    yield f"{found.regime['summary'].strip()} The model says what follows from these rules, rates and assumptions for"
    yield "synthetic people, and what each error source and each safeguard changes. It is no forecast."
    yield from ("", f"The same people live in these worlds, with the same draws: {arms}.", "")
    targets = found.study["targets"]
    if not targets:
        yield "Patterns: no published figure exists for this regime, or none was entered."
        return
    yield "Patterns, published figures the run is compared with:"
    yield ""
    for one in targets:
        use = "used to choose numbers" if one["use"] == "calibration" else "kept apart for testing"
        yield f"- {one['title']}: {plain(one['low'])} to {plain(one['high'])} ({one['source']}; {use})"


def entities(found: Description) -> Iterator[str]:
    """Who and what is in the model, with the variables of each."""
    study = found.study
    yield f"{int(study['people']):,} numbers stand for people, and for firms where the recipe has them; they live in"
    yield "households and have ties. Agencies, lists and acts are codes. Things that happen are rows of tables."
    yield f"One step is a {study['step']}; a run has {count_of(int(study['steps']), 'step')} after"
    yield f"{count_of(int(study['warmup_steps']), 'step')} of life before the regime. Space is only areas and ties."
    yield from ("", "State variables of a person or firm, one value in each world:", "")
    yield from _table(("variable", "type", "unit", "meaning", "starts at"), [_column(one) for one in found.columns])
    for name, fields in found.tables.items():
        yield from ("", f"Rows of `{name}`: {', '.join(f'`{field}`' for field in fields)}.")


def _column(one: Column) -> tuple[str, ...]:
    return f"`{one.name}`", one.dtype, one.unit, one.doc, plain(one.start)


def schedule(found: Description) -> Iterator[str]:
    """What happens in one step, in order."""
    yield "In every step these rules run in this order, for all worlds together. Effects between people read what was"
    yield "published the step before, so the order of people does not matter."
    yield ""
    rows = [(row["phase"], f"`{row['step']}`", row["over"], row["writes"]) for row in found.steps]
    yield from _table(("phase", "rule", "over", "writes"), rows)


def concepts(found: Description) -> Iterator[str]:
    """The design concepts; those that no mechanism of this study has are said to be absent."""
    named = {mechanism.name: mechanism for mechanism in found.mechanisms}
    meeting = [name for name, m in named.items() if any(rule.kind == TIES for rule in m.rules)]
    errors = [name for name, m in named.items() if m.part == "error"]
    basic = "each world is lived by the same people with the same draws, so that a difference is the effect of what"
    told = (
        ("Basic principles", f"{basic} differs between the worlds (common random numbers)."),
        ("Emergence", "who is listed, refused, poorer and put right, how long and how unequally; nothing is set."),
        ("Adaptation", _who(found.adapting, "people answer the regime by fixed probabilities")),
        ("Objectives", "none: nobody maximises anything."),
        ("Learning", "patrols go where they found more before." if "patrols" in named else "none."),
        ("Prediction", "none: nobody foresees what comes."),
        ("Sensing", "people know of what touches them as far as notice and refusals tell; see the submodels."),
        ("Interaction", _who(meeting, "along ties, through the household and at work")),
        ("Stochasticity", f"{count_of(len(found.streams), 'stream')} of keyed random numbers (Philox), each named."),
        ("Collectives", "households and firms; they are made with the people and do not change by themselves."),
        ("Observation", "every person is seen without error; groups below "
                        f"{MINIMUM_PEOPLE} people are never told apart. Sources of error in records: "
                        f"{_names(errors) or 'none'}."),
    )  # fmt: skip
    for name, text in told:
        yield f"- **{name}**: {text}"


def _who(names: Sequence[str], how: str) -> str:
    return f"{how}: {_names(names)}." if names else "none in this study."


def _names(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def initialisation(found: Description) -> Iterator[str]:
    """How people are made, and from what."""
    recipe = found.recipe
    yield f"People are made from the recipe `{recipe['id']}` ({recipe['title']}; checked on {recipe['checked_on']}) and"
    yield f"seed {found.study['seed']}; nothing else about anybody comes in. {' '.join(recipe['about'].split())}"
    yield from ("", "Tables of the recipe:", "")
    yield from _table(("table", "value", "source"), [(f"`{n}`", *_value(v)) for n, v in found.people.items()])


def input_data(found: Description) -> Iterator[str]:
    """What comes from outside while the model runs."""
    dated = sorted({one.value.since for one in found.numbers if one.value.since})
    yield "No time series drives the model. Numbers of the regime change where its text changed: " + (
        f"{listing_of(dated)}." if dated else "in this run none does."
    )


def submodels(found: Description) -> Iterator[str]:
    """Every mechanism with its rules, draws, numbers and limits."""
    by_part: dict[str, list[Number]] = {}
    for number in found.numbers:
        by_part.setdefault(number.path.split(".")[0], []).append(number)
    for mechanism in found.mechanisms:
        yield from _submodel(mechanism, found.streams)
    yield from ("#### Numbers", "", f"In force between the first and the last {found.study['step']} of the run.", "")
    for part, numbers in by_part.items():
        yield from (f"`{part}`", "")
        yield from _table(("number", "value", "source", "worlds"), [_number(one, found) for one in numbers])
        yield ""


def _submodel(one: Mechanism, streams: Mapping[str, int]) -> Iterator[str]:
    rules = ", ".join(f"`{name}`" for name in dict.fromkeys(rule.name for rule in one.rules))
    mine = [name for name in streams if name.split(".")[0] == one.name]
    yield from (f"#### `{one.name}` ({one.part})", "", " ".join(one.doc.split()), "", f"- Rules: {rules}.")
    if mine:
        yield f"- Draws: {', '.join(f'`{name}`' for name in mine)}."
    yield from (f"- Source: {one.source.rstrip('.')}.", f"- Limits: {' '.join(one.limits.split())}", "")


def _number(one: Number, found: Description) -> tuple[str, ...]:
    lived = [name for name, told in found.arms if told != NO_REGIME]
    where = "all" if set(one.arms) >= set(lived) else ", ".join(one.arms)
    return (f"`{one.path}`", *_value(one.value), where)


def _value(value: Value) -> tuple[str, str]:
    """A sourced value as two cells: number with unit, start and range; source with grade, place and note."""
    number = ", ".join(plain(x, 4) for x in value.numbers)
    since = f" from {value.since}" if value.since else ""
    span = f" ({plain(value.range[0], 4)} to {plain(value.range[1], 4)})" if value.range else ""
    grade = WORDS_OF_GRADES[value.grade]
    source = grade if value.grade == "assumption" else f"{value.source}, {value.where or grade}"
    tuned = "; tuned" if value.tuned else ""
    return f"{number} {value.unit}{since}{span}", source + tuned + (f"; {value.note}" if value.note else "")


def card(found: Description) -> Iterator[str]:
    """The model card: what it is for, what it must not be used for, what it was tested against, how it can err."""
    study, total = found.study, len(found.numbers)
    grades = ", ".join(f"{WORDS_OF_GRADES[grade]} {count}" for grade, count in found.grades.items())
    tuned = [str(one["path"]) for one in study["tuned"]]
    yield from ("", "## Model card", "")
    rows: list[tuple[str, str]] = [
        ("Model", f"{found.regime['title']} (`{found.regime['id']}`), {found.regime['status']}; "
                  f"{found.regime['jurisdiction']}; sources checked on {found.regime['checked_on']}"),
        ("Intended use", "research, regulation, journalism and teaching: what a regime's rules and errors do to "
                         "people, and what safeguards change"),
        ("Not for", "scoring, listing, finding or judging anybody; forecasts; choosing whom to check; showing that a "
                    "regime pays. No record of a person can be read, and no result is about anybody who exists"),
        ("Groups", f"{listing_of([name.replace('_', ' ') for name in GROUPINGS])}; to measure disparity only"),
        ("Measures", f"{count_of(len(metrics()), 'measure')}, each a paired difference with an interval"),
        ("Data", "no data about persons; aggregate tables of the recipe and published figures"),
        ("Numbers", f"{count_of(total, 'number')} of the regime in force: {grades}; assumptions "
                    f"{percent(found.grades.get('assumption', 0) / total if total else None)} of these, "
                    f"{percent(study['assumption_share'])} of all that the regime's file holds"),
        ("Tuned", listing_of([f"`{path}`" for path in tuned]) or "nothing"),
        ("Tested against", f"{count_of(len(study['targets']), 'published figure')}; agreement shows that the "
                           "mechanism can produce them, not that it did"),
        ("Intervals", "cover the luck of the draws for these people; not doubt about numbers or the text"),
        ("Ethical risks", "a number can be quoted without its assumptions; a harm that is not modelled can be taken "
                          "for none; every report prints both"),
    ]  # fmt: skip
    yield from _table(("", ""), rows)
    yield from ("", "Left out:", "", *(f"- {_words(one)}" for one in study["not_modelled"]))


def _words(one: Any) -> str:
    return str(one) if isinstance(one, str) else ": ".join(str(part) for part in one.values() if part)


def bibliography(found: Description) -> Iterator[str]:
    """Exactly the works that a number in force, a table of the recipe or a published figure cites."""
    yield from ("", "## Bibliography", "", "What rests on each work in this study is said behind it.", "")
    for one in found.works:
        entry = one.source
        rest = ". ".join(part for part in (entry.title.rstrip("."), entry.where, entry.date) if part)
        yield f"- [{entry.id}] {rest}. {_carries(one)}"
    methods = {" ".join(m.source.rstrip(".").split()) for m in found.mechanisms} - {"definition", "assumption"}
    yield from ("", "Works and grounds that the mechanisms name:", "", *(f"- {one}" for one in sorted(methods)))


def _carries(one: Work) -> str:
    parts = [count_of(one.numbers, "number") + " of the regime"] if one.numbers else []
    parts += [count_of(one.people, "table") + " of the recipe"] if one.people else []
    parts += [count_of(one.targets, "published figure")] if one.targets else []
    return f"Carries {listing_of(parts)}."


def works_json(found: Description) -> list[dict[str, Any]]:
    """The bibliography as CSL-JSON, the form that reference managers read."""
    rows = []
    for one in found.works:
        entry = one.source
        row: dict[str, Any] = {"id": entry.id, "type": "document", "title": entry.title, "note": _carries(one)}
        row |= {"issued": {"raw": entry.date}} if entry.date else {}
        web = entry.where and " " not in entry.where and "." in entry.where
        row |= {"URL": f"https://{entry.where}"} if web and "://" not in entry.where else {}
        row |= {} if web or not entry.where else {"archive_location": entry.where}
        rows.append(row)
    return rows


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A Markdown table; bars and line ends inside a cell are taken out."""
    yield f"| {' | '.join(heads)} |"
    yield "|" + " --- |" * len(heads)
    for row in rows:
        yield "| " + " | ".join(" ".join(cell.replace("|", "/").split()) for cell in row) + " |"

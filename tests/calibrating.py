"""A small regime with few numbers and totals of its own, to be calibrated in seconds; and a folder kept in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import counterscore
from counterscore.studies import calibration
from counterscore.studies.file import StudyFile, parse_study
from counterscore.studies.tasks import Json, Task

LIBRARY = Path(counterscore.__file__).parent / "regimes" / "library"
TUNE = ("acts.metro_fare_evasion.detection_p", "acts.metro_card_misuse.detection_p", "lists.credit_file.entry_p")
MEET = ("records_per_act", "entries_per_record", "entries_per_act")
ANYTHING = dict.fromkeys(MEET, (0.0, 1.0))


def regime_file(place: Path, bands: Mapping[str, tuple[float, float]]) -> Path:
    """The metro's credit file where many are caught, without versions, with these published totals."""
    text = (LIBRARY / "metro-evasion.yaml").read_text(encoding="utf-8")
    text = text.replace("default_variant: counted\n", "").replace("value: 0.0055", "value: 0.1")
    text = text.replace("range: [0.003, 0.03]", "range: [0.03, 0.3]").replace("range: [0.7, 1]", "range: [0.2, 1]")
    head, _, rest = text.partition("\ntargets:\n")
    facts = rest[rest.index("\ndocumented:") : rest.index("\nvariants:")]
    sources = rest[rest.index("\nbibliography:") :]
    place.write_text(f"{head}\ntargets:\n{''.join(_target(*one) for one in bands.items())}{facts}{sources}", "utf-8")
    return place


def _target(name: str, band: tuple[float, float]) -> str:
    low, high = map(float, band)
    return (
        f"  - {{id: {name}, title: {name}, low: {low!r}, high: {high!r}, source: S71, grade: official, "
        "use: calibration}\n"
    )


def study_text(regime: Path | str, **asked: Any) -> str:
    """A study that asks for a calibration."""
    seed = asked.pop("seed", 1)
    wanted = {
        "tune": TUNE, "meet": MEET, "points": 96, "keep": 0.25, "people": 4_000, "months": 12, "checks": 4,
    } | asked  # fmt: skip
    return json.dumps({
        "study": "small", "title": "A small calibration", "regime": str(regime), "people": 200, "months": 12,
        "seed": seed, "calibration": wanted, "replicates": 2,
        "questions": [{"id": "listed", "metric": "ever_listed", "arm": "as written", "against": "none"}],
    })  # fmt: skip


def study_of(regime: Path | str, **asked: Any) -> StudyFile:
    """The same, read."""
    return parse_study(study_text(regime, **asked))


class Memory:
    """What a study folder says of one part, without a disk."""

    def __init__(self, known: dict[str, Json] | None = None) -> None:
        self.kept: dict[int, tuple[Json, Json | None]] = {}
        self.known = {} if known is None else known

    def settled(self, task: Task) -> bool:
        """Whether this very task is settled."""
        return task.number in self.kept and self.kept[task.number][0] == task.given

    def found(self, part: str) -> Iterator[tuple[int, Json, Json]]:
        """What came out, in order."""
        return ((number, given, told) for number, (given, told) in sorted(self.kept.items()) if told is not None)

    def failures(self, part: str) -> Iterator[tuple[str, str]]:
        """What failed."""
        return (("task", "why") for given, told in self.kept.values() if told is None)

    def live(self, study: StudyFile, until: str = "") -> None:
        """Live everything that is asked for until tasks of that kind; what was lived for others is not lived again."""
        while todo := [task for task in calibration.next_tasks(study, self) if not self.settled(task)]:  # type: ignore[arg-type]
            if todo[0].given["what"] == until:
                return
            for task in todo:
                key = json.dumps([study.seed, task.given])
                if key not in self.known:
                    self.known[key] = calibration.live(study, task)
                self.kept[task.number] = (task.given, json.loads(json.dumps(self.known[key])))

"""One side of a comparison: a finished run or a study, with everything that is needed to live its people again.

What a folder says is believed only as far as its hashes go; what is at hand today is used only where it still has the
hash that the folder recorded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..audit.frame import GROUPINGS, codes_of
from ..audit.metric import find_metric, people
from ..core.draws import SCHEME
from ..core.errors import CounterscoreError, OutcomeError
from ..core.manifest import read_json, version
from ..core.outcome import Outcome
from ..core.verify import Check, verify
from ..people import load_recipe
from ..people.guard import refuse_persons
from ..regimes import Regime, load_regime
from ..worlds.arms import Arm, arm_from_json, arm_regimes
from ..worlds.held import kept_regime
from .file import Asked
from .finish import verify as verify_study
from .identity import code_digests, regime_from
from .store import SCHEMA, Folder, opened_folder
from .tasks import seed_of

CHANCE = "chance"


class Number(NamedTuple):
    """What is looked at: a metric in one arm minus another, among a group."""

    metric: str
    arm: str
    against: str
    group: Mapping[str, str]

    def words(self) -> str:
        """The number in one line."""
        among = "".join(f", {by} {name}" for by, name in self.group.items())
        return f"{self.metric}, {self.arm!r} against {self.against!r}{among}"


class Code(NamedTuple):
    """By which code something was lived: version, scheme of the draws, a digest per room where it is known."""

    version: str
    draws: str
    rooms: Mapping[str, str]

    def differs(self, other: Code) -> list[tuple[str, str, str]]:
        """(what, here, there) of everything that is known to differ."""
        told = [("version", self.version, other.version), ("scheme of the draws", self.draws, other.draws)]
        rooms = [room for room in self.rooms if room in other.rooms and self.rooms[room] != other.rooms[room]]
        told += [("code of " + room, self.rooms[room][:8], other.rooms[room][:8]) for room in rooms]
        return [(what, here, there) for what, here, there in told if here != there]


@dataclass(frozen=True)
class Side:
    """What one folder was lived by. ``deals`` are (seed, replicate) of each number in ``estimates``.

    ``regime`` is None where it is not at hand; ``problem`` then says so, or what else is in the way of living it again.
    """

    folder: Path
    kind: str
    code: Code
    regime: Regime | None
    regime_id: str
    regime_sha256: str
    recipe: str
    recipe_sha256: str
    files: tuple[tuple[str, str], ...]
    people: int
    months: int
    deals: tuple[tuple[int, int], ...]
    arms: Mapping[str, Arm]
    problem: str

    @property
    def name(self) -> str:
        """The folder as people call it."""
        return self.folder.name or str(self.folder)


def here() -> Code:
    """The code that lives now."""
    return Code(version(), SCHEME, code_digests())


def is_study(folder: Path) -> bool:
    """Whether a folder holds a study; else it should hold a run.

    Raises: PromiseError for data about persons; OutcomeError where it holds neither.
    """
    refuse_persons(folder, "folder of a run or a study")
    if not folder.is_dir():
        raise OutcomeError(f"{folder}: no such folder; expected the folder of a finished run or of a study")
    if not (folder / "study.json").is_file():
        raise OutcomeError(f"{folder}: no study.json; expected the folder of a finished run or of a study")
    return read_json(folder / "study.json", "a study").get("schema") == SCHEMA


def whole_study(path: Path) -> Folder:
    """A study folder, with everything in it as it was written. Raises: OutcomeError."""
    folder = opened_folder(path)
    manifest = read_json(path / "manifest.json", "the manifest of a study").get("deterministic", {})
    # every task is looked at when it is read; answers and tables are there when the study is finished
    if manifest.get("status") == "finished":
        refuse_changed(path, verify_study(path))
    return folder


def refuse_changed(path: Path, checks: Sequence[Check]) -> None:
    """Raises: OutcomeError where any check of a folder failed."""
    if changed := [check.message for check in checks if not check.passed]:
        raise OutcomeError(f"{path}: is not what was written, so nothing can be said of it\n  {changed[0]}")


def run_side(folder: Path) -> tuple[Side, Outcome]:
    """A finished run. Raises: OutcomeError where anything in it was changed."""
    outcome = Outcome(folder)
    refuse_changed(folder, verify(folder))
    known = outcome.study
    files = tuple((str(file["path"]), str(file["sha256"])) for file in known["files"])
    asked, sha = str(known["regime"]["asked"]), str(known["regime"]["sha256"])
    regime = kept_regime(folder) or _shipped(asked, sha)
    code = Code(str(outcome.facts["counterscore"]), str(known["draws"]), {})
    deals = ((int(known["seed"]), int(known["replicate"])),)
    recipe = str(known["recipe_asked"] or known["recipe"])
    return _side(folder, "run", code, regime, known, recipe, files, deals), outcome


def study_side(folder: Folder, most: int) -> tuple[Side, list[dict[str, Any]]]:
    """A study and what its first ``most`` replicates found. Raises: OutcomeError where anything in it was changed."""
    known = folder.resolved
    done = [(number, found) for number, _, found in folder.found(CHANCE)]
    if not done:
        raise OutcomeError(f"{folder.path}: no replicate is done yet; live the study first: counterscore study run")
    digests = {str(one["name"]): str(one["sha256"]) for one in known.get("own", ())}
    files = tuple((path, digests.get(Path(path).name, "")) for path in folder.study.files)
    code = Code(str(known["counterscore"]), str(known["draws"]), dict(known.get("code", {})))
    deals = tuple((int(found.get("seed", seed_of(folder.study.seed, number))), 0) for number, found in done)
    recipe = str(folder.study.recipe or known["recipe"])
    side = _side(folder.path, "study", code, regime_from(known), known, recipe, files, deals[:most])
    return side, [found for _, found in done[:most]]


def _shipped(asked: str, sha: str) -> Regime | None:
    """The regime of that name, where it is still the one with that hash."""
    try:
        found = load_regime(asked)
    except CounterscoreError:
        return None
    return found if found.digest() == sha else None


def _side(
    folder: Path, kind: str, code: Code, regime: Regime | None, known: Mapping[str, Any], recipe: str,
    files: tuple[tuple[str, str], ...], deals: tuple[tuple[int, int], ...],
) -> Side:  # fmt: skip
    arms = {str(row["name"]): arm_from_json(row) for row in known["arms"] if not row.get("twin")}
    told = known["regime"]
    side = Side(
        folder, kind, code, regime, str(told["id"]), str(told["sha256"]), recipe, str(known["recipe_sha256"]), files,
        int(known["people"]), int(known["months"]), deals, arms, "",
    )  # fmt: skip
    problem = _problem(side, [str(one) for one in known["arm_sha256"]])
    return Side(**{**vars(side), "problem": problem})


def _problem(side: Side, arm_digests: list[str]) -> str:
    """What keeps a side from being lived again; empty where everything is at hand."""
    if side.regime is None:
        return f"the regime {side.regime_id} as it was ({side.regime_sha256[:8]}) is not at hand any more"
    try:
        recipe = load_recipe(side.recipe).in_year(int(side.regime.start[:4]))
        if recipe.digest != side.recipe_sha256:
            return f"the recipe {side.recipe} is not what it was ({side.recipe_sha256[:8]})"
        for path, digest in side.files:
            if sha256(Path(path).read_bytes()).hexdigest() != digest:
                return f"the mechanism file {path} is not what it was ({digest[:8]})"
        now = [regime.digest() for regime in arm_regimes(side.regime, list(side.arms.values()))]
    except (CounterscoreError, OSError) as fault:
        return f"it cannot be lived again: {str(fault).splitlines()[0]}"
    if now != arm_digests[: len(now)]:
        return "a safeguard of one of its arms is not what it was"
    return ""


def estimate_in(world: Outcome, number: Number) -> float:
    """The number in one world, lived now or read from its tables: the mean of what each person has more in the arm.

    Raises: OutcomeError for arms it does not have, and where fewer than two people are counted.
    """
    metric = find_metric(number.metric)
    mine, theirs = metric(world, number.arm), metric(world, number.against)
    both = mine.among & theirs.among
    for by, name in number.group.items():
        both = both & (codes_of(people(world, number.arm, "cell")["cell"], by) == GROUPINGS[by][1].index(name))
    if np.count_nonzero(both) < 2:
        raise OutcomeError(f"{number.words()}: means something for fewer than two people")
    gaps = mine.values[both].astype(np.float64) - theirs.values[both].astype(np.float64)
    return float(gaps.mean()) * metric.per


def number_of(asked: Asked) -> Number:
    """What a question of a study asks for."""
    return Number(asked.metric, asked.arm, asked.against, dict(asked.group))

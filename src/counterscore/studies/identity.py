"""What a study is: everything that its answers depend on, as plain data with one hash, printed before anything runs.

Comments, the order of keys and the place of a file change nothing; a value, a rule, a seed or a line of code does.
"""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..audit.metric import find_metric
from ..audit.subjects import worded
from ..core.errors import SpecError, nearest
from ..core.manifest import canonical, version
from ..regimes import Regime, load_regime
from ..regimes.catalogue import library_files
from ..regimes.schema import RegimeSpec
from ..safeguards import safeguard_ids
from ..worlds.moved_people import PREFIX, drawn_with, open_people, recipe_for, why_not
from ..worlds.study import Study, subjects_of
from ..worlds.swaps import Open, open_numbers
from .file import StudyFile
from .own import YAML, bare, named_files, plain, settled_study
from .tasks import Json
from .worlds import run_of

PACKAGE = Path(__file__).parents[1]
# rooms whose code can change an answer; how answers are shown cannot
ROOMS = ("audit", "core", "engine", "mechanisms", "people", "published", "regimes", "safeguards", "studies", "worlds")


def hash_of(resolved: Mapping[str, Any]) -> str:
    """SHA-256 of a resolved study: its identity."""
    return sha256(canonical(resolved).encode()).hexdigest()


def resolved(study: StudyFile) -> Json:
    """A study with everything that it stands on, as plain data: what its hash is taken of.

    ``file`` is the study file without comments, ``regime`` the regime with its whole text, ``arms`` what is lived,
    ``sampled`` the numbers that are drawn from their ranges, ``sampled_people`` those of the people with their ranges,
    ``code`` a digest per room of the program. Raises:
    SpecError, PlanError for what cannot be lived.
    """
    study = settled_study(study)
    run = run_of(study)
    regime = run.spec.regime
    told = run.resolved()
    named = bare(study)
    for name in ("command", "replicate", "files", "recipe_asked"):
        del told[name]
    told["regime"] |= {
        "asked": named.regime,
        "spec": regime.spec.model_dump(mode="json", by_alias=True),
        "applied": list(regime.applied),
    }
    drawn = [one.path for one in sampled(study, regime)]
    of_people = drawn_with(run.people_recipe, drawn)
    sources = {source.id: source for one in run.regimes for source in one.sources()}
    cited = {value.source for value in of_people.values()}
    sources |= {one.id: one for one in run.people_recipe.bibliography if one.id in cited and one.id not in sources}
    return told | {
        "study": study.study, "title": study.title, "file": plain(named), "counterscore": version(),
        "code": code_digests(), "own": _own_files(study), "versions": _versions(study),
        "safeguards": _safeguards() if study.budget else {},
        "questions": [_question(run, one.id, one.metric) for one in study.questions],
        "sampled": drawn,
        "sampled_people": {path: value.model_dump(mode="json") for path, value in of_people.items()},
        "bibliography": [source.model_dump(mode="json") for source in sources.values()],
        "command": "counterscore study run study.yaml",
    }  # fmt: skip


def regime_from(known: Mapping[str, Any]) -> Regime:
    """The regime of a resolved study, from its own text: what it was, whatever ships today."""
    kept = known["regime"]
    return Regime(RegimeSpec.model_validate_json(json.dumps(kept["spec"])), tuple(kept["applied"]))


def sampled(study: StudyFile, regime: Regime) -> tuple[Open, ...]:
    """The numbers of a regime, and after them those of its people, that the study draws from their ranges.

    Raises: SpecError for a path without a range.
    """
    recipe = recipe_for(study.recipe, regime)
    wanted, known = study.ranges.sample, (*open_numbers(regime), *open_people(recipe))
    if wanted == "none":
        return ()
    if wanted == "all":
        return known
    paths = [one.path for one in known]
    for pattern in wanted:
        if not any(_names(pattern, path) for path in paths):
            if pattern.startswith(PREFIX) and (why := why_not(recipe, pattern.removeprefix(PREFIX))):
                raise SpecError(f"ranges: {pattern} is not drawn, as {why}; leave it out")
            expected = "expected the path of a number that has a range; * matches any part of it"
            raise SpecError(f"ranges: nothing to sample at {pattern!r}; {expected}{nearest(pattern, paths)}")
    return tuple(one for one in known if any(_names(pattern, one.path) for pattern in wanted))


def _names(pattern: str, path: str) -> bool:
    """Whether a pattern names a number; people are named by patterns that begin with theirs alone."""
    return pattern.startswith(PREFIX) == path.startswith(PREFIX) and fnmatch.fnmatchcase(path, pattern)


@lru_cache(maxsize=1)
def code_digests() -> dict[str, str]:
    """One SHA-256 per room of the program over the code and the register of streams in it."""
    return {room: _digest_of(PACKAGE / room) for room in ROOMS}


def _digest_of(room: Path) -> str:
    """One digest over the files of a room that hold code, by name."""
    files = sorted(path for suffix in ("*.py", "*.tsv") for path in room.rglob(suffix))
    told = [[path.relative_to(room).as_posix(), sha256(path.read_bytes()).hexdigest()] for path in files]
    return sha256(canonical(told).encode()).hexdigest()


def _own_files(study: StudyFile) -> list[Json]:
    """Name and digest of each file of one's own; where it lies is nobody's business."""
    return [{"name": Path(path).name, "sha256": sha256(Path(path).read_bytes()).hexdigest()}
            for path in named_files(study) if path in study.files]  # fmt: skip


def _versions(study: StudyFile) -> dict[str, str]:
    """Digests of the other versions in the file of a shipped regime, which the study may live as other forms."""
    if study.regime.endswith(YAML) or study.structure.variants == "none":
        return {}
    for stem in sorted(library_files(), key=lambda stem: not study.regime.startswith(stem)):
        family = [stem, *(entry.id for entry in load_regime(stem).spec.variants.values())]
        if study.regime in family:
            return {name: load_regime(name).digest() for name in family}
    return {}


def _safeguards() -> dict[str, str]:
    """Digests of the safeguards that a search may choose from."""
    folder = PACKAGE / "safeguards"
    return {name: sha256((folder / f"{name}.yaml").read_bytes()).hexdigest() for name in safeguard_ids()}


def _question(run: Study, name: str, metric: str) -> Json:
    """A question's metric in the words of this regime."""
    found, told = find_metric(metric), (subjects_of(run.spec.regime.spec), run.spec.regime.spec.step)
    return {"id": name, "metric": metric, "title": worded(found.title, *told), "unit": worded(found.unit, *told),
            "worse": found.worse, "definition": worded(found.definition, *told)}  # fmt: skip

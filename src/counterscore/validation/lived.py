"""Lives a regime file for a check, as anybody could: into a folder that is gone afterwards, read back as a result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from ..core.errors import SpecError
from ..core.outcome import Outcome
from ..core.parquet import Columns
from ..regimes import load_regime
from ..regimes.patches import as_dated, unknown_path, value_paths
from ..results import Result
from ..running import run_study, study_of
from ..worlds.arms import AS_WRITTEN, Arm
from ..worlds.study import Study

FILES = Path(__file__).parent / "files"


def regime_named(name: str) -> str:
    """The regime file of that name that belongs to the checks, or else the name of a shipped regime as it is."""
    own = FILES / f"{name}.yaml"
    return str(own) if own.is_file() else name


def own_file(name: str) -> str:
    """A mechanism file of the checks. Raises: SpecError where there is none of that name."""
    place = FILES / f"{name}.py"
    if not place.is_file():
        raise SpecError(
            f"{place}: no such file; expected one of {', '.join(sorted(f.stem for f in FILES.glob('*.py')))}"
        )
    return str(place)


def with_number(name: str, regime: str, path: str, value: float) -> Arm:
    """An arm that lives the regime with one other number, inside the range that the file gives it.

    Raises: SpecError for an unknown path, with the nearest, or a number outside the range.
    """
    spec = load_regime(regime_named(regime)).spec
    places = dict(value_paths(spec))
    found = places.get(path)
    if found is None:
        raise SpecError(unknown_path(spec, path, list(places)))
    entry = found.root[-1].model_dump(by_alias=True, exclude_none=True) | {"value": float(value)}
    return Arm(name, numbers=((path, as_dated(path, entry)),))


def asked(
    regime: str, people: int, months: int, seed: int, arms: Sequence[Arm] = (), files: Sequence[str] = (),
    replicate: int = 0,
) -> Study:  # fmt: skip
    """The study of a check: only the regime as written where no arms are named, with mechanism files of the checks."""
    chosen = tuple(arms) or (Arm(AS_WRITTEN),)
    own = [own_file(name) for name in files]
    return study_of(regime_named(regime), people, months, seed, replicate=replicate, arms=chosen, files=own)


@contextmanager
def lived(study: Study, threads: int = 0) -> Iterator[Result]:
    """The result of a study, there as long as it is looked at."""
    with TemporaryDirectory(prefix="counterscore-check-") as folder:
        result = run_study(study, Path(folder) / "run", threads=threads)
        try:
            yield result
        finally:
            result.close()


def tables_of(outcome: Outcome, arm: str, where: str = "", of_persons: bool = False) -> dict[str, Columns]:
    """The columns of every table in one arm, without the number of the arm, rows in file order.

    ``where`` is a condition on the rows of persons; ``of_persons`` leaves out sums over everybody.
    """
    found = {}
    for table in outcome.tables:
        columns = [name for name in outcome.columns(table) if name != "arm"]
        personal = "person" in columns
        if (personal or not of_persons) and "arm" in outcome.columns(table):
            found[table] = outcome.table(table, where if personal and where else None, columns, arm)
    return found


def differing(one: dict[str, Columns], other: dict[str, Columns]) -> tuple[int, int]:
    """How many values differ in what two sets of tables have in common, and how many were compared.

    A table or column of the first that the second lacks, or of another length, differs in all its values.
    """
    differ = compared = 0
    for table, columns in one.items():
        for name, values in columns.items():
            beside = other.get(table, {}).get(name)
            compared += len(values)
            if beside is None or len(beside) != len(values) or beside.dtype != values.dtype:
                differ += max(len(values), 0 if beside is None else len(beside), 1)
            else:
                differ += int(np.count_nonzero(values != beside))
    return differ, compared

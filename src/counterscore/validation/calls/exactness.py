"""Whether paired worlds are exact: whole runs held against each other, value by value, and how many differ."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from ...audit.paired import effect
from ...audit.shapley import residual, shapley
from ...core.draws import registry, uniforms
from ...core.outcome import Outcome
from ...core.parquet import Columns
from ...people import populate
from ...running import run_study
from ...worlds.arms import AS_WRITTEN, PERFECT, Arm, default_arms
from ...worlds.live import Stopped
from ...worlds.study import Study
from ..lived import asked, differing, lived, tables_of, with_number

UNSEEN = ("manifest.json",)  # it also holds times and machines; what depends on the study alone is compared apart


def twice(regime: str, people: int, months: int, seed: int) -> dict[str, int]:
    """The same study into two folders: files and bytes that differ, and files compared."""
    study = asked(regime, people, months, seed, default_arms())
    with lived(study) as one, lived(study) as other:
        names = sorted(path.name for path in one.folder.iterdir() if path.name not in UNSEEN)
        there = sorted(path.name for path in other.folder.iterdir() if path.name not in UNSEEN)
        pairs = [(_bytes(one.folder / name), _bytes(other.folder / name)) for name in names if name in there]
        bytes_off = sum(int(np.count_nonzero(a != b)) if len(a) == len(b) else max(len(a), len(b)) for a, b in pairs)
        files_off = len(set(names) ^ set(there)) + sum(not np.array_equal(a, b) for a, b in pairs)
        return {
            "differing_files": files_off + int(one.facts != other.facts), "differing_bytes": bytes_off,
            "compared_files": len(pairs),
        }  # fmt: skip


def _bytes(path: Path) -> np.ndarray:
    return np.frombuffer(path.read_bytes(), np.uint8)


def with_file(regime: str, people: int, months: int, seed: int, file: str, column: str) -> dict[str, int]:
    """A mechanism file that never fires, added to a regime: values that differ in any arm; the sum of its column."""
    arms = default_arms()
    with (
        lived(asked(regime, people, months, seed, arms)) as plain,
        lived(asked(regime, people, months, seed, arms, [file])) as more,
    ):
        found = [differing(tables_of(plain, arm.name), tables_of(more, arm.name)) for arm in arms]
        fired = int(more.table("people", columns=[column])[column].sum())
        return {"differing": sum(f[0] for f in found), "compared": sum(f[1] for f in found), "fired": fired}


def exempting(regime: str, people: int, months: int, seed: int, file: str, rows: str) -> dict[str, object]:
    """A mechanism file that exempts one person: who is not as before, and her rows of one table before and after."""
    with (
        lived(asked(regime, people, months, seed)) as before,
        lived(asked(regime, people, months, seed, files=[file])) as after,
    ):
        one, other = tables_of(before, AS_WRITTEN, of_persons=True), tables_of(after, AS_WRITTEN, of_persons=True)
        changed = [int(number) for number in _changed(one, other, people)]
        return {
            "changed": changed, "people": len(one["people"]["person"]),
            "rows_before": [int((one[rows]["person"] == number).sum()) for number in changed],
            "rows_after": [int((other[rows]["person"] == number).sum()) for number in changed],
        }  # fmt: skip


def _changed(one: dict[str, Columns], other: dict[str, Columns], people: int) -> np.ndarray:
    """Numbers of the persons of whom any row of any table is not the same, in number, order and every value."""
    off = np.zeros(people, np.bool_)
    for table, columns in one.items():
        places = [np.argsort(side[table]["person"], kind="stable") for side in (one, other)]
        counts = [np.bincount(side[table]["person"], minlength=people) for side in (one, other)]
        off |= counts[0] != counts[1]
        both = [order[~off[side[table]["person"][order]]] for order, side in zip(places, (one, other), strict=True)]
        who = columns["person"][both[0]]
        for name, values in columns.items():
            off[who[values[both[0]] != other[table][name][both[1]]]] = True
    return np.flatnonzero(off)


def grown(regime: str, people: int, more: Sequence[int], months: int, seed: int) -> dict[str, int]:
    """A town and larger ones: draws, columns and lived rows of the first persons that differ, and how many there are.

    Draws are those of every registered stream in three months.
    """
    study = asked(regime, people, months, seed)
    found = {"draws": 0, "columns": 0, "lived": 0, "compared": 0}
    with lived(study) as small:
        first = {AS_WRITTEN: tables_of(small, AS_WRITTEN, of_persons=True)}
        for extra in more:
            larger = asked(regime, people + extra, months, seed)
            found["draws"] += _draws_off(seed, people, extra)
            found["columns"] += _people_off(study, larger)
            with lived(larger) as large:
                same = tables_of(large, AS_WRITTEN, f"person < {people}", of_persons=True)
            off, compared = differing(first[AS_WRITTEN], same)
            found["lived"] += off
            found["compared"] += compared
    return found


def _draws_off(seed: int, people: int, extra: int) -> int:
    """Draws of the first persons that are not the same in a larger town."""
    months = (0, 1, 100)
    off = 0
    for name in registry():
        for month in months:
            few, many = (uniforms(seed, name, n, month=month) for n in (people, people + extra))
            off += int(np.count_nonzero(few != many[:people]))
    return off


def _people_off(study: Study, larger: Study) -> int:
    """Values of the people's own columns that are not the same; look-alikes stand for links, which are not asked."""
    few, many = (populate(one.people_recipe, one.people, one.seed).columns for one in (study, larger))
    linked = ("lookalike", "others")
    return sum(int(np.count_nonzero(v != many[name][: study.people])) for name, v in few.items() if name not in linked)


def orders(regime: str, people: int, months: int, seed: int, stop_after: int) -> dict[str, int]:
    """The same study on one thread, on two, stopped and resumed, with its arms turned round and alone: what differs."""
    arms = default_arms()
    study = asked(regime, people, months, seed, arms)
    with lived(study, threads=1) as one:
        found = {"compared": 0}
        with lived(study, threads=2) as two:
            found["two_threads"], found["compared"] = _over_arms(one, two, [arm.name for arm in arms])
        with lived(asked(regime, people, months, seed, arms[::-1])) as turned:
            found["turned"] = _over_arms(one, turned, [arm.name for arm in arms])[0]
        with lived(asked(regime, people, months, seed, [Arm(PERFECT, ("errors",)), Arm(AS_WRITTEN)])) as fewer:
            found["fewer_arms"] = _over_arms(one, fewer, [PERFECT, AS_WRITTEN])[0]
        found["resumed"] = _resumed(study, one, stop_after)
    return found


def _over_arms(one: Outcome, other: Outcome, arms: Sequence[str]) -> tuple[int, int]:
    found = [differing(tables_of(one, arm), tables_of(other, arm)) for arm in arms]
    return sum(f[0] for f in found), sum(f[1] for f in found)


def _resumed(study: Study, whole: Outcome, stop_after: int) -> int:
    """Values that differ in a run that was stopped after some months and resumed; all where it would not stop."""
    asked_so_far = 0

    def stop() -> bool:
        nonlocal asked_so_far
        asked_so_far += 1
        return asked_so_far > stop_after

    with TemporaryDirectory(prefix="counterscore-check-") as folder:
        place = Path(folder) / "run"
        arms = [arm.name for arm in study.asked]
        try:
            run_study(study, place, stop=stop)
        except Stopped:
            result = run_study(study, place, resume=True)
            off = _over_arms(whole, result, arms)[0]
            result.close()
            return off
    return _over_arms(whole, whole, arms)[1]


def variances(people: int, seed: int, p: float, p_reference: float) -> dict[str, float]:
    """Two chances for everybody on common draws and on separate ones: mean difference, variances and their ratio."""
    u, v = (uniforms(seed, f"audit.paired_{how}", people) for how in ("common", "separate"))
    here, there, apart = (
        np.asarray(d < chance, np.float64) for d, chance in ((u, p), (u, p_reference), (v, p_reference))
    )
    return _gain(here, there, apart)


def lived_variances(
    regime: str, people: int, seed: int, path: str, rates: Sequence[float], table: str, column: str, code: int
) -> dict[str, float]:
    """The same of rows of a regime's first month, lived under two values of one number on common draws and apart.

    Among adults. The separate draws are those of another replicate: the same people, everything else dealt anew.
    """
    arms = [with_number(f"at {rate}", regime, path, rate) for rate in rates]
    with (
        lived(asked(regime, people, 1, seed, arms)) as paired,
        lived(asked(regime, people, 1, seed, arms, replicate=1)) as other,
    ):
        adult = paired.table("people", columns=["adult"], arm=arms[0].name)["adult"] == 1
        sides = []
        for out, arm in ((paired, arms[0]), (paired, arms[1]), (other, arms[1])):
            who = out.table(table, f"{column} = {code}", ["person"], arm.name)["person"]
            sides.append(np.bincount(who, minlength=people)[adult].astype(np.float64))
    return _gain(*sides)


def _gain(here: np.ndarray, there: np.ndarray, apart: np.ndarray) -> dict[str, float]:
    """What the paired and the unpaired difference of two arms come to."""
    found = effect(here, there)
    return {
        "mean_difference": found.estimate, "paired_variance": float((here - there).var(ddof=1)),
        "separate_variance": float((here - apart).var(ddof=1)), "variance_reduction": found.variance_reduction or 0.0,
        "difference_squared_off": float((here - there).var(ddof=0)) - found.estimate * (1.0 - found.estimate),
    }  # fmt: skip


def attributed(worth: Sequence[float]) -> dict[str, object]:
    """What each cause adds, from the worth of every set of causes (bit k of its number: cause k), and what is left."""
    values = shapley(np.array(worth, np.float64))
    return {"values": values, "total": float(values.sum()), "residual": residual(np.array(worth, np.float64), values)}

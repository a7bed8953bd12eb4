"""Score tables: what is read, what is normalised, what is refused, and that rows of persons never get in."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterscore.core.documents import OWN
from counterscore.core.errors import PromiseError, SpecError
from counterscore.people import recipe_ids
from counterscore.published.score_tables import ScoreTable, score_table
from counterscore.published.table_files import FOLDER, read_score_table, score_table_ids

SHARE = {"a": [0.5, 0.5], "b": [0.2, 0.8]}
RATE = {"a": [0.1, 0.9], "b": [0.3, 0.6]}
WEIGHT = {"a": 30, "b": 10}


def made(**other: Any) -> ScoreTable:
    """A small table, with some of its parts replaced."""
    parts: dict[str, Any] = {"share": SHARE, "rate": RATE, "weight": WEIGHT, **other}
    return score_table(parts.pop("share"), parts.pop("rate"), **parts)


def text_of(name: str = "credit-scores-2003") -> str:
    """The text of a shipped file."""
    return (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")


def test_a_table_from_plain_lists() -> None:
    """Groups keep their order, weights become shares of all, base rates are share times rate, bins get names."""
    table = made()
    assert table.groups == ("a", "b")
    assert table.bins == ("bin 1", "bin 2")
    assert table.weight == pytest.approx([0.75, 0.25])
    assert table.base_rate == pytest.approx([0.5, 0.54])


def test_rounded_shares_are_divided_by_their_sum() -> None:
    """Columns that add up to 0.995 or 1.008 are normalised to 1."""
    table = made(share={"a": [0.495, 0.5], "b": [0.2, 0.808]})
    assert table.share.sum(axis=0) == pytest.approx([1.0, 1.0], abs=1e-12)
    assert table.share[0, 0] == pytest.approx(0.495 / 0.995)


@pytest.mark.parametrize(
    ("other", "part"),
    [
        ({"rate": {"a": [0.1, 1.2], "b": [0.3, 0.6]}}, "rates of a: bin 2 has 1.2; expected a number from 0 to 1"),
        ({"rate": {"a": [0.1, -0.1], "b": [0.3, 0.6]}}, "bin 2 has -0.1"),
        ({"rate": {"a": [0.1, float("nan")], "b": [0.3, 0.6]}}, "bin 2 has nan"),
        ({"rate": {"a": [0.1, "x"], "b": [0.3, 0.6]}}, "bin 2 has 'x'"),
        ({"rate": {"a": [0.1, True], "b": [0.3, 0.6]}}, "bin 2 has True"),
        ({"rate": {"a": [0.1], "b": [0.3, 0.6]}}, "rates of a: 1 numbers for 2 bins"),
        ({"rate": {"a": [0.1, 0.2]}}, "expected the same groups"),
        ({"share": {"a": [0.5, 0.1], "b": [0.2, 0.8]}}, "shares of a add up to 0.6; expected 1"),
        ({"share": {"a": [0.5, 0.5], "b": [0.5, 0.8]}}, "shares of b add up to 1.3"),
        ({"share": {"a": [0.5, 0.5], "b": "0.2 0.8"}}, "expected a list of numbers"),
        ({"weight": None}, "no weights for a, b"),
        ({"weight": {"a": 1}}, "weights are not of a, b"),
        ({"weight": {"a": 1, "b": 0}}, "group b weighs 0; expected a number above 0"),
        ({"weight": {"a": 1, "b": float("inf")}}, "group b weighs inf"),
        ({"bins": ["low", "middle", "high"]}, "2 numbers for 3 bins"),
        ({"share": {}, "rate": {}, "weight": {}}, "no group"),
        ({"share": {"a": []}, "rate": {"a": []}, "weight": {"a": 1}}, "0 numbers for 0 bins"),
        ({"share": {"a": [10**400, 0.5], "b": [0.2, 0.8]}}, "expected a number from 0 to 1"),
        ({"weight": {"a": 1, "b": 1e308}}, "group b weighs 1e+308"),
        ({"weight": {"a": 1, "b": True}}, "group b weighs True"),
        ({"bins": ["x", "x"]}, "each once"),
        ({"bins": "ab"}, "expected a list of names"),
        ({"bins": (name for name in "ab")}, "expected a list of names"),
        ({"share": {1: [0.5, 0.5]}, "rate": {1: [0.5, 0.5]}, "weight": {1: 1}}, "a group is called 1"),
    ],
)
def test_faults_say_where_and_what_is_expected(other: dict[str, Any], part: str) -> None:
    """Each fault of a table ends in one SpecError that names the group and what was expected."""
    with pytest.raises(SpecError) as told:
        made(**other)
    assert part in str(told.value)


def test_per_cent_is_told_apart() -> None:
    """Columns in per cent are refused with the cure, not quietly divided."""
    with pytest.raises(SpecError, match="not per cent"):
        made(share={"a": [50, 50], "b": [20, 80]})


def test_one_group_needs_no_weight() -> None:
    """A table of one group needs no weight; an unknown group is answered with the nearest."""
    table = score_table({"all": [0.5, 0.5]}, {"all": [np.float32(0.25), np.int64(1)]}, bins=["low", "high"])
    assert table.weight == pytest.approx([1.0])
    with pytest.raises(SpecError, match="did you mean 'all'"):
        table.group("alll")
    with pytest.raises(SpecError, match="one group or more"):
        table.among({})


def persons(n: int) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """One row per person disguised as bins: equal shares, and each succeeded or did not."""
    return {"all": [1.0 / n] * n}, {"all": [float(i % 3 == 0) for i in range(n)]}


DISGUISES: dict[str, Callable[[], Any]] = {
    "equal bins of all or nothing": lambda: score_table(*persons(40)),
    "as many bins as a register": lambda: score_table({"all": [1 / 1200] * 1200}, {"all": [0.5] * 1200}),
    "as many groups as persons": lambda: score_table(
        {f"g{i}": [1.0] for i in range(101)}, {f"g{i}": [0.5] for i in range(101)}
    ),
    "bins with identity numbers": lambda: made(bins=["110105194912310021", "11010519491231002X"]),
    "groups with addresses": lambda: score_table({"p@example.org": [1.0]}, {"p@example.org": [0.5]}),
    "telephone numbers": lambda: made(bins=["13812345678", "13912345678"]),
    "persons and an empty bin": lambda: score_table(
        {"all": [0.0, *persons(40)[0]["all"]]}, {"all": [0.5, *persons(40)[1]["all"]]}
    ),
    "persons and one aggregate": lambda: score_table(
        {"all": [0.2, *(0.02 for _ in range(40))]}, {"all": [0.5, *persons(40)[1]["all"]]}
    ),
    "persons of two groups, one below the other": lambda: score_table(
        {"a": [0.05] * 20 + [0.0] * 20, "b": [0.0] * 20 + [0.05] * 20}, {g: persons(40)[1]["all"] for g in "ab"},
        weight=WEIGHT,
    ),
    "persons as groups, each in a bin": lambda: score_table(
        {f"P{i}": [float(i % 3 == k) for k in range(3)] for i in range(40)},
        {f"P{i}": [0.2, 0.5, 0.9] for i in range(40)}, weight={f"P{i}": 1 for i in range(40)},
    ),
    "columns of words": lambda: score_table({"who": ["P1", "P2"]}, {"who": ["yes", "no"]}),  # type: ignore[list-item]
    "a column called like a field about a person": lambda: score_table({"Surname": [1.0]}, {"Surname": [0.5]}),
    "a list of rows": lambda: score_table([{"name": "P1"}], [{"name": "P1"}]),  # type: ignore[arg-type]
    "an array": lambda: score_table(np.ones((4, 3)), RATE),  # type: ignore[arg-type]
    "an array as a column": lambda: made(share={"a": np.array([0.5, 0.5]), "b": [0.2, 0.8]}),
    "an array of rates": lambda: made(rate={"a": np.array([0.5, 0.5]), "b": [0.2, 0.8]}),
    "bytes": lambda: score_table(b"name,debt", RATE),  # type: ignore[arg-type]
    "an open file": lambda: score_table(io.StringIO("name,debt"), RATE),  # type: ignore[arg-type]
    "the path of a CSV file": lambda: score_table("people.csv", RATE),  # type: ignore[arg-type]
    "arrays put together by hand": lambda: ScoreTable(
        ("all",), ("x",) * 40, np.full((40, 1), 1 / 40), (np.arange(40)[:, None] % 2).astype(float), np.ones(1)
    ),
    "a long array put together by hand": lambda: ScoreTable(
        ("all",), ("x",) * 1200, np.full((1200, 1), 1 / 1200), np.full((1200, 1), 0.5), np.ones(1)
    ),
    "a CSV file to read": lambda: read_score_table("people.csv"),
    "a Parquet path to read": lambda: read_score_table(Path("people.parquet")),
    "rows to read": lambda: read_score_table([{"name": "P1"}]),  # type: ignore[arg-type]
    "an address to read": lambda: read_score_table("https://example.org/table.yaml"),
}  # fmt: skip


@pytest.mark.parametrize("disguise", DISGUISES)
def test_rows_of_persons_are_refused(disguise: str) -> None:
    """Persons offered as a table, in any ordinary disguise, end in a PromiseError that says why."""
    with pytest.raises(PromiseError, match="PROMISES"):
        DISGUISES[disguise]()


def test_what_is_no_row_of_persons_is_taken() -> None:
    """198 bins as published, ten equal bins of all or nothing, and bins of money with eight digits are aggregates."""
    score_table({"all": [1 / 198] * 198}, {"all": [0.3] * 198})
    score_table(*persons(10))
    twenty = {f"region {i}": [0.5, 0.5] for i in range(20)}
    score_table(twenty, twenty, weight=dict.fromkeys(twenty, 1))
    score_table({"all": [0.05] * 20}, {"all": [0.5] * 12 + [1.0] * 8})
    score_table({name: [1.0] for name in "abcdefghij"}, {name: [0.5] for name in "abcdefghij"},
                weight=dict.fromkeys("abcdefghij", 1))  # fmt: skip
    made(bins=["10000000-19999999", "20000000-99999999"])


@given(st.integers(11, 900))
def test_a_disguise_is_seen_at_any_length(n: int) -> None:
    """One row per person is seen from eleven persons on, up to as many as a table may have bins."""
    with pytest.raises(PromiseError):
        score_table(*persons(n))


@pytest.mark.parametrize("field", ["persons", "rows", "id_number"])
def test_a_file_with_persons_is_refused(field: str, tmp_path: Path) -> None:
    """A YAML file in which rows of persons hide is refused as a promise, not as a fault of form."""
    file = tmp_path / "mine.yaml"
    file.write_text(f"{text_of()}{field}:\n- {{name: P1, debt: 3}}\n", encoding="utf-8")
    with pytest.raises(PromiseError, match=field):
        read_score_table(file)


def test_a_faulty_file_is_told_with_its_line(tmp_path: Path) -> None:
    """A misspelt field, a number without a source and a missing file end with file and line."""
    file = tmp_path / "mine.yaml"
    file.write_text(text_of().replace("loss_ratio:", "los_ratio:"), encoding="utf-8")
    with pytest.raises(SpecError, match=r"mine\.yaml:\d+  los_ratio is not a known field.*did you mean 'loss_ratio'"):
        read_score_table(file)
    file.write_text(text_of().replace("  source: liu-2018\n", "", 1), encoding="utf-8")
    with pytest.raises(SpecError, match=r"mine\.yaml:\d+  loss_ratio\.source is missing"):
        read_score_table(file)
    file.write_text(text_of().replace("unit: share", "unit: yuan", 1), encoding="utf-8")
    with pytest.raises(SpecError, match=r"mine\.yaml:\d+.*share is in yuan; expected the unit share"):
        read_score_table(file)
    file.write_text(text_of().replace("  value: 4\n", "  value: [4, 5]\n", 1), encoding="utf-8")
    with pytest.raises(SpecError, match=r"loss_ratio is a list of 2; expected one number"):
        read_score_table(file)
    with pytest.raises(SpecError, match=r"absent\.yaml:1"):
        read_score_table(tmp_path / "absent.yaml")


def test_a_file_whose_shares_do_not_add_up_is_told(tmp_path: Path) -> None:
    """The file and the group are named where shares do not add up to 1."""
    file = tmp_path / "mine.yaml"
    file.write_text(text_of().replace("0.0419,", "0.1419,", 1), encoding="utf-8")
    with pytest.raises(SpecError, match=r"mine\.yaml: shares of white add up to 1\.1"):
        read_score_table(file)


def test_an_unknown_table_gets_the_nearest() -> None:
    """A misspelt id is answered with the nearest one."""
    with pytest.raises(SpecError, match="did you mean 'credit-scores-2003'"):
        read_score_table("credit-score-2003")


@pytest.mark.parametrize("name", score_table_ids())
def test_every_number_of_a_shipped_table_is_sourced(name: str) -> None:
    """Each number has a source of the bibliography, or is our assumption, and a range (promise 7)."""
    file = read_score_table(name).file
    known = {source.id for source in file.bibliography} | {OWN}
    found = list(file.values())
    assert len(found) >= 3 * len(file.groups)
    for path, value in found:
        assert value.source in known, path
        assert value.grade == "statute" or value.range is not None, path


@pytest.mark.parametrize("name", score_table_ids())
def test_a_shipped_table_says_what_it_is_not_for(name: str) -> None:
    """Each shipped table says that it is for checking methods, that it is no preset, and no recipe has its name."""
    file = read_score_table(name).file
    assert file.id == name
    assert "methods only" in file.use
    assert "no preset" in file.use
    assert "no population" in file.use
    assert name not in recipe_ids()

"""The first promise: nobody gets persons into this room, in whatever wrapping."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from counterscore.core.errors import PromiseError
from counterscore.people import People, fit, load_recipe, populate
from counterscore.people.recipe import FOLDER

CHINA = (FOLDER / "china-city.yaml").read_text(encoding="utf-8")


class Frame:
    """Looks like a data frame to anyone who asks."""

    def __dataframe__(self) -> None:
        """The interchange protocol of data frames."""


class Table:
    """Looks like an Arrow table."""

    def __arrow_c_stream__(self) -> None:
        """The interchange protocol of Arrow."""


PERSONS: list[Any] = [
    Frame(),
    Table(),
    np.zeros((3, 4)),
    np.zeros(3, [("age", int)]),
    [{"age": 40, "debt": 1.0}],
    {"age": [40, 41]},
    ({"age": 40},),
    "people.csv",
    "people.parquet",
    Path("register.sqlite"),
    "https://example.org/people",
    b"age,debt",
    io.StringIO("age,debt"),
]


@pytest.mark.parametrize("thing", PERSONS, ids=lambda thing: type(thing).__name__)
def test_no_function_takes_persons(thing: Any) -> None:
    """Tables, arrays, files, addresses and lists are refused as a promise by every function of the room."""
    recipe = load_recipe("china-city")
    for call in (
        lambda: load_recipe(thing),
        lambda: populate(thing, 10, 1),
        lambda: fit(thing),
        lambda: populate(recipe, thing, 1),
    ):
        with pytest.raises(PromiseError, match=r"PROMISES\.md, 1"):
            call()


HIDDEN = [
    ("persons:\n  - {age: 40, debt: 3}\n", "persons"),
    ("rows: [1, 2, 3]\n", "rows"),
    ("records:\n  a: 1\n", "records"),
    ("id_number: [1, 2]\n", "id_number"),
    ("extra: [" + "1, " * 300 + "1]\n", "301 entries"),
    ("extra:\n" + "  - {a: 1}\n" * 60, "60 rows"),
    ("extra:\n" + "  - [1, 2]\n" * 60, "60 rows"),
]


@pytest.mark.parametrize(("text", "named"), HIDDEN)
def test_no_recipe_hides_persons(tmp_path: Path, text: str, named: str) -> None:
    """A recipe file with a table of persons in it fails as a promise and names the place."""
    path = tmp_path / "mine.yaml"
    path.write_text(CHINA + text, encoding="utf-8")
    with pytest.raises(PromiseError, match=named):
        load_recipe(path)


def test_no_distribution_is_long_enough_for_persons(tmp_path: Path) -> None:
    """A value with more entries than an aggregate table needs is refused even under a known name."""
    path = tmp_path / "mine.yaml"
    row = ", ".join(["0.3"] * 500)
    path.write_text(CHINA.replace("[0.3729, 0.3611, 0.266]", f"[{row}]"), encoding="utf-8")
    with pytest.raises(PromiseError, match="500 entries"):
        load_recipe(path)


def test_no_huge_recipe_is_read(tmp_path: Path) -> None:
    """A file far larger than aggregate tables is refused before it is parsed."""
    path = tmp_path / "mine.yaml"
    path.write_text(CHINA + "# " + "x" * 1_100_000, encoding="utf-8")
    with pytest.raises(PromiseError, match="bytes"):
        load_recipe(path)


def test_nested_references_do_not_explode(tmp_path: Path) -> None:
    """A file that multiplies itself by references is refused after a bounded number of entries."""
    path = tmp_path / "mine.yaml"
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(PromiseError, match="entries"):
        load_recipe(path)


def test_people_cannot_be_built_by_hand() -> None:
    """Columns of one's own, offered directly or by replacing those of made people, are refused."""
    recipe = load_recipe("china-city")
    people = populate(recipe, 10, 1)
    mine = {name: column.copy() for name, column in people.columns.items()}
    with pytest.raises(PromiseError, match="given by hand"):
        People(mine, recipe, 1)
    with pytest.raises(PromiseError, match="given by hand"):
        dataclasses.replace(people, columns=mine)
    with pytest.raises(TypeError):
        people.columns["income_yuan"] = np.zeros(10)  # type: ignore[index]


def test_no_identity_column() -> None:
    """No column holds text or anything that could be read as a real name or number."""
    columns = populate(load_recipe("china-city"), 5000, 1).columns
    assert all(column.dtype.kind in "iuf" for column in columns.values())
    assert not {"ethnicity", "religion", "party", "nationality"} & set(columns)


def test_recipe_has_no_group_of_faith_or_descent() -> None:
    """No table of a recipe speaks of ethnic, religious or political groups."""
    for name in load_recipe("china-city").values:
        assert not any(word in name for word in ("ethnic", "relig", "politic", "party", "minority"))

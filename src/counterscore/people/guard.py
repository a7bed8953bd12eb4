"""The guard of the first promise: nothing that holds one row per person gets into this room.

People are born from a recipe of aggregate tables and a seed. A table of real people, in whatever wrapping, is refused
with the reason; so is a recipe in which such a table hides.

Limits: a guard reads shapes and words, not intentions. It stops every ordinary way of offering persons; someone who
disguises one row as an aggregate gets one meaningless number into a distribution, never a person into a result.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from counterscore.core.errors import PromiseError

LONGEST_LIST = 200
MOST_ROWS = 50
LARGEST_FILE = 1_000_000
MOST_NODES = 20_000
TABLE_FILES = frozenset({
    ".arrow", ".avro", ".csv", ".db", ".dbf", ".dta", ".duckdb", ".feather", ".gz", ".h5", ".hdf5", ".json", ".jsonl",
    ".mdb", ".ndjson", ".npy", ".npz", ".ods", ".orc", ".parquet", ".pickle", ".pkl", ".rda", ".rdata", ".rds",
    ".sas7bdat", ".sav", ".sqlite", ".sqlite3", ".tab", ".tsv", ".txt", ".xls", ".xlsx", ".xml", ".zip",
})  # fmt: skip
ROW_WORDS = frozenset({
    "citizens", "dataframe", "dataset", "individuals", "inhabitants", "microdata", "observations", "persons", "records",
    "respondents", "rows", "subjects", "users",
})  # fmt: skip
IDENTITY_WORDS = frozenset({
    "address", "birth_date", "birthdate", "birthday", "date_of_birth", "dob", "email", "first_name", "full_name",
    "given_name", "hukou_number", "id_card", "id_number", "identity_number", "last_name", "mobile", "name_list",
    "national_id", "nationality", "passport", "person_id", "phone_number", "ssn", "surname", "telephone",
})  # fmt: skip
TABLE_TRAITS = ("__dataframe__", "__arrow_c_stream__", "__array_interface__", "__array__", "iloc", "fetchall")
WHY = (
    "people are made only from a recipe of aggregate tables and a seed (PROMISES.md, 1), so that no real person can be"
    " scored, listed or looked up; give shares and means instead"
)


def refuse_persons(thing: object, where: str) -> None:
    """Refuse a table, array, file or list of persons offered to a function of this room. Raises: PromiseError."""
    if isinstance(thing, str | Path):
        suffix = Path(thing).suffix.lower()
        if suffix in TABLE_FILES or str(thing).startswith(("http://", "https://", "s3://", "file://")):
            raise PromiseError(f"{where}: {str(thing)!r} names a file or address of data; {WHY}")
        return
    if isinstance(thing, bytes | bytearray | memoryview):
        raise PromiseError(f"{where}: got raw bytes; {WHY}")
    if any(hasattr(thing, trait) for trait in TABLE_TRAITS) and getattr(thing, "shape", None) != ():
        raise PromiseError(f"{where}: got a {type(thing).__name__}, which can hold one row per person; {WHY}")
    if isinstance(thing, Mapping | list | tuple | set | frozenset) or hasattr(thing, "read"):
        raise PromiseError(f"{where}: got a {type(thing).__name__} where a recipe is expected; {WHY}")


def refuse_rows(tree: Any, where: str) -> None:
    """Refuse a document in which a table of persons hides. Raises: PromiseError naming the place."""
    for number, (path, node) in enumerate(_nodes(tree, "")):
        if number > MOST_NODES:
            raise PromiseError(f"{where}: more than {MOST_NODES} entries, far beyond a set of aggregate tables; {WHY}")
        word = path.rsplit(".", 1)[-1].lower()
        if word in ROW_WORDS or word in IDENTITY_WORDS:
            raise PromiseError(f"{where}: field {path.lstrip('.')!r} is a word for data about single persons; {WHY}")
        if isinstance(node, list) and len(node) > LONGEST_LIST:
            size = f"a list of {len(node)} entries, more than the {LONGEST_LIST} an aggregate table needs"
            raise PromiseError(f"{where}: field {path.lstrip('.')!r} is {size}; {WHY}")
        if isinstance(node, list) and sum(isinstance(item, list | dict) for item in node) > MOST_ROWS:
            raise PromiseError(f"{where}: field {path.lstrip('.')!r} is a table of {len(node)} rows; {WHY}")


def _nodes(tree: Any, path: str) -> Iterable[tuple[str, Any]]:
    """Every node of a document with its dotted path."""
    yield path, tree
    if isinstance(tree, dict):
        for key, child in tree.items():
            yield from _nodes(child, f"{path}.{key}")
    elif isinstance(tree, list):
        for child in tree:
            yield from _nodes(child, path)

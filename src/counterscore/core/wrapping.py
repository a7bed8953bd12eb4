"""What a table of persons looks like from outside: files, frames, arrays, addresses, and words for single persons.

Every door of the laboratory through which numbers come in looks at what it is offered with this one function.
"""

from __future__ import annotations

from pathlib import Path

from .errors import PromiseError

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


def refuse_wrapping(thing: object, where: str) -> None:
    """Refuse a file or address of data, raw bytes, a data frame, an array or an open file. Raises: PromiseError."""
    if isinstance(thing, str | Path):
        suffix = Path(thing).suffix.lower()
        if suffix in TABLE_FILES or str(thing).startswith(("http://", "https://", "s3://", "file://")):
            raise PromiseError(f"{where}: {str(thing)!r} names a file or address of data; {WHY}")
        return
    if isinstance(thing, bytes | bytearray | memoryview):
        raise PromiseError(f"{where}: got raw bytes; {WHY}")
    if any(hasattr(thing, trait) for trait in TABLE_TRAITS) and getattr(thing, "shape", None) != ():
        raise PromiseError(f"{where}: got a {type(thing).__name__}, which can hold one row per person; {WHY}")
    if hasattr(thing, "read"):
        raise PromiseError(f"{where}: got an open {type(thing).__name__}; {WHY}")

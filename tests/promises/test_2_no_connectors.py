"""Promise 2: nothing here reaches outside the simulation: no connector, no reader of tables, no lookup, no hook."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import counterscore as cs
from counterscore.cli.main import VERBS
from counterscore.studies.executors import work
from counterscore.studies.tasks import Task

SOURCE = Path(cs.__file__).parent
NETWORK = {"aiohttp", "boto3", "ftplib", "grpc", "http", "httpx", "imaplib", "kafka", "paramiko", "poplib", "requests",
           "smtplib", "socket", "socketserver", "ssl", "telnetlib", "urllib", "urllib3", "xmlrpc"}  # fmt: skip
CLUSTERS = {"asyncio", "distributed", "mpi4py", "multiprocessing", "ray", "tornado", "zmq"}
CLUSTER = "studies/executors/cluster.py"  # the one file that may import one of them
READERS = {"csv", "dask", "fsspec", "geopandas", "h5py", "openpyxl", "pandas", "pickle", "polars", "psycopg", "pyarrow",
           "pymysql", "pyodbc", "shelve", "sqlalchemy", "sqlite3", "tables", "xlrd"}  # fmt: skip
SERVERS = {"bottle", "django", "fastapi", "flask", "starlette", "tornado", "uvicorn", "wsgiref"}
CALLS = {"UploadFile", "create_connection", "from_pandas", "fromfile", "genfromtxt", "loadtxt", "read_csv",
         "read_excel", "read_sql", "read_table", "urlopen"}  # fmt: skip
SQL = ("read_csv", "read_json(", "read_json_auto", "read_xlsx", "sniff_csv", "st_read", "attach '", "install ", "load ",
       "httpfs", "postgres", "mysql", "sqlite_scan", "http://", "https://", "s3://")  # fmt: skip


def faults(text: str, name: str) -> Iterator[str]:
    """Imports, calls and SQL in a source that reach outside."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            modules = [node.module or ""]
        else:
            modules = []
        for module in modules:
            if module.split(".")[0] in NETWORK | READERS | SERVERS | CLUSTERS:
                yield f"{name}:{node.lineno} imports {module}"  # type: ignore[attr-defined]
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in CALLS or called in ("__import__", "eval", "exec"):
                yield f"{name}:{node.lineno} calls {called}"
            if called in ("execute", "sql", "fetch", "query") and (words := _sql_of(node)):
                yield f"{name}:{node.lineno} asks SQL to {words}"


def _sql_of(call: ast.Call) -> str:
    """The first forbidden word in the texts of a call."""
    parts = (node for argument in call.args for node in ast.walk(argument))
    texts = [n.value.lower() for n in parts if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return next((word for word in SQL for text in texts if text.startswith(word) or f" {word}" in text), "")


@pytest.mark.parametrize("file", sorted(SOURCE.rglob("*.py")), ids=lambda f: str(f.relative_to(SOURCE)))
def test_no_source_reaches_outside(file: Path) -> None:
    """No file imports a network, database, table-reading or serving library, nor calls a reader of tables.

    One exception: the executor that hands the tasks of a study to a cluster imports the library of the cluster.
    """
    found = list(faults(file.read_text(encoding="utf-8"), file.name))
    if file == SOURCE / CLUSTER:
        assert [one.partition(" ")[2] for one in found] == ["imports distributed"]
    else:
        assert not found


def test_a_cluster_is_given_no_persons() -> None:
    """What travels to a worker is the study's text and a task; what comes back is what the folder keeps: totals."""
    text = (
        "study: travelling\ntitle: What travels\nregime: judgment-defaulters\npeople: 500\nmonths: 3\n"
        "questions:\n- {id: listed, metric: ever_listed, arm: as written, against: none}\n"
    )
    task = Task("chance", 0)
    there = json.loads(work.asking(text, task))
    assert there == {"study": text, "part": "chance", "number": 0, "given": {}}
    back = json.loads(work.answered(work.asking(text, task)))
    assert set(back) == {"found", "traceback", "seconds"} and back["traceback"] == ""
    assert longest(back["found"]) < 500, "a list as long as there are people"


def longest(value: object) -> int:
    """The length of the longest list in a result."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return max([len(value) if isinstance(value, list) else 0, *map(longest, inside)])


@pytest.mark.parametrize(
    "attack",
    ["import pandas as pd", "from urllib.request import urlopen", "import socket", "import csv", "import pickle",
     "from fastapi import UploadFile", "def f():\n    import sqlalchemy", "x = np.genfromtxt('a')",
     "c.execute(\"SELECT * FROM read_csv('p.csv')\")", "c.sql(f\"INSTALL postgres\")", "__import__('pandas')",
     "import distributed", "def f():\n    from ray import remote"],
)  # fmt: skip
def test_the_watch_sees_attacks(attack: str) -> None:
    """Each of these lines, put into a source, is found."""
    assert list(faults(attack, "attack.py"))


def test_only_checkpoints_and_tables_are_read() -> None:
    """Binary files are read in two places: the engine's own checkpoint, and Parquet tables with our stamp."""
    found = {
        file.relative_to(SOURCE).as_posix()
        for file in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr in ("load", "memmap", "open_memmap")
            and isinstance(node.value, ast.Name) and node.value.id == "np")
        or (isinstance(node, ast.Constant) and isinstance(node.value, str) and "read_parquet(" in node.value)
    }  # fmt: skip
    assert found == {"engine/checkpoint.py", "core/parquet.py"}


def test_outcomes_cannot_be_asked_about_other_files(finished: Path, tmp_path: Path) -> None:
    """SQL on an outcome sees its own tables only: a CSV beside it, an address and a write are refused."""
    table = tmp_path / "people.csv"
    table.write_text("name\nLi\n", encoding="utf-8")
    outcome = cs.open_outcome(finished)
    for query in (
        f"SELECT * FROM read_csv('{table}')", f"SELECT * FROM '{table}'", "SELECT * FROM 'https://example.org/x.csv'",
        f"COPY people TO '{tmp_path / 'out.csv'}'", "INSTALL httpfs", "ATTACH ':memory:' AS other",
        "SET enable_external_access = true", "SELECT 1; SELECT 2",
    ):  # fmt: skip
        with pytest.raises(cs.OutcomeError):
            outcome.sql(query)
    assert not (tmp_path / "out.csv").exists()


def test_people_are_found_by_number_alone(finished: Path) -> None:
    """A life is asked for by a number of the simulation; a name, an identity number or a criterion is refused."""
    outcome = cs.open_outcome(finished)
    for key in ("Li Xiulan", "110105194912310021x", {"sex": 0}, None):
        with pytest.raises((cs.CounterscoreError, TypeError, ValueError)):
            outcome.person(key)  # type: ignore[arg-type]
    with pytest.raises(cs.OutcomeError):
        outcome.person(110105194912310021)


def test_nothing_decides_or_serves() -> None:
    """No verb or public name offers a decision about somebody, a service or a hook."""
    words = ("serve", "decide", "score_person", "lookup", "check_person", "enforce", "webhook", "export_list", "match")
    assert not [name for name in (*cs.__all__, *VERBS) if any(word in name.lower() for word in words)]

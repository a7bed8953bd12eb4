"""House rules over the whole source: sizes, texts, rooms, and nothing of anybody's machine."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "counterscore"
FILES = sorted(SOURCE.rglob("*.py"))
each_file = pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(SOURCE)))
MAY_IMPORT = {
    "core": {"core"},
    "people": {"core", "people"},
    "regimes": {"core", "regimes"},
    "mechanisms": {"core"},
    "safeguards": {"core", "regimes", "safeguards"},
    "engine": {"core", "engine"},
    "worlds": {"core", "people", "regimes", "mechanisms", "safeguards", "engine", "audit", "worlds"},
    "published": {"core", "published"},
    "audit": {"core", "published", "audit"},
    "report": {"core", "published", "audit", "report"},
    "studies": {"core", "people", "regimes", "safeguards", "audit", "worlds", "running", "studies"},
}
TEXTS = (".py", ".md", ".toml", ".yaml", ".yml", ".cff", ".txt", ".tsv", ".j2", ".css", ".out", ".svg", "")
# written in pieces, so that this file does not find itself
HOSTS = ("py" + "pi.org", "python" + "hosted", "registry" + ".npm")
PLACES = re.compile("/" + "(work|opt|root|home|Users)/|" + "|".join(map(re.escape, HOSTS)))


def public(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef]:
    """Functions and classes at the top, and methods of classes, without a leading underscore."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                methods = [n for n in node.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
                yield from (n for n in methods if not n.name.startswith("_"))


@each_file
def test_files_are_short(file: Path) -> None:
    """No file is longer than 300 lines."""
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 300


@each_file
def test_functions_are_short(file: Path) -> None:
    """No function is longer than 60 lines without its docstring."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            assert (node.end_lineno or 0) - first.lineno < 60, node.name


@each_file
def test_everything_public_is_explained(file: Path) -> None:
    """Every module, public class, function and method has a docstring."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), file.name
    assert [node.name for node in public(tree) if not ast.get_docstring(node)] == []


@each_file
def test_rooms_import_only_what_they_may(file: Path) -> None:
    """A room imports the rooms below it and no other; mechanisms never import each other."""
    parts = file.relative_to(SOURCE).parts
    if len(parts) == 1 or parts[0] in ("cli", "validation"):
        return
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        for room in _rooms_of(node, parts):
            assert room in MAY_IMPORT[parts[0]], f"{file.name} imports {room}"


def _rooms_of(node: ast.AST, parts: tuple[str, ...]) -> Iterator[str]:
    """Rooms of this package that an import reaches."""
    if isinstance(node, ast.Import):
        yield from (alias.name.split(".")[1] for alias in node.names if alias.name.startswith("counterscore."))
    elif isinstance(node, ast.ImportFrom) and node.level == 0 and (node.module or "").startswith("counterscore."):
        yield str(node.module).split(".")[1]
    elif isinstance(node, ast.ImportFrom) and node.level:
        above = parts[:-1][: len(parts) - node.level]
        full = (*above, *(node.module or "").split(".")) if node.module else above
        yield from [full[0]] if full else [alias.name for alias in node.names]


def tracked() -> list[Path]:
    """Files of the project: what lies in its folders and is not made by a tool."""
    made = {".git", ".venv", "build", "dist", "runs", "__pycache__"}
    found = []
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        hidden = any(part.endswith(("_cache", ".egg-info")) or part == ".hypothesis" for part in parts)
        if path.is_file() and path.suffix in TEXTS and not hidden and not made & set(parts):
            found.append(path)
    return found


def test_nothing_of_a_machine_is_kept() -> None:
    """No file holds a path of somebody's machine or the host of a package registry."""
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in PLACES.finditer(text)]
    assert found == []


def test_no_lock_file_is_kept() -> None:
    """Lock files hold hosts; the project has none."""
    names = {path.name for path in tracked()}
    assert not {"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock"} & names


def test_every_test_states_its_law() -> None:
    """Every test function has a docstring that says what holds."""
    silent = []
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not ast.get_docstring(node):
                silent.append(f"{path.name}: {node.name}")
    assert silent == []


def test_no_test_draws_from_elsewhere() -> None:
    """The source takes its randomness from core.draws alone: no other generator is imported or called."""
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr == "random":
                raise AssertionError(f"{file.name}:{node.lineno} uses a random generator of its own")
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names] + [getattr(node, "module", "") or ""]
                assert not {"random", "secrets", "numpy.random", "uuid"} & set(names), file.name

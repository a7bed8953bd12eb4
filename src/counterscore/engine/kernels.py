"""Turns the source of a step into something that can be called: machine code, or the same source interpreted.

The source is written to a cache folder under a name made from its own text, the text of the rule's file and the
version of the core, so that Numba's disk cache never serves code of an older rule. Without a writable cache folder a
temporary one is used, and only the time to compile is lost.
"""

from __future__ import annotations

import importlib.util
import inspect
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numba
import numpy as np

from ..core import compiling, draws, transforms
from ..core.compiling import compiled, inlined
from .source import Source

# a process that lives many arms loads each loop once
_LOADED: dict[tuple[Path, bool], Callable[..., int]] = {}


@cache
def cache_folder() -> Path:
    """Where generated loops are kept: COUNTERSCORE_CACHE, else the user's cache folder, else a temporary one."""
    base = os.environ.get("COUNTERSCORE_CACHE") or os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    folder = Path(base) / "counterscore" / "kernels"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return Path(tempfile.mkdtemp(prefix="counterscore-"))


@cache
def _core_digest() -> str:
    files = [Path(str(module.__file__)).read_bytes() for module in (compiling, draws, transforms)]
    return sha256(b"".join(files)).hexdigest()


def _rule_text(function: Callable[..., Any], depth: int = 3) -> str:
    """All that a rule depends on: its file or its own code, the values it encloses, the globals it reads."""
    function = getattr(function, "py_func", function)
    try:
        text = Path(inspect.getsourcefile(function) or "").read_text(encoding="utf-8")
    except (OSError, TypeError):
        text = ""
    code = function.__code__
    enclosed = [cell.cell_contents for cell in function.__closure__ or ()]
    read = [function.__globals__[name] for name in code.co_names if name in function.__globals__]
    values = [_value_text(value, depth) for value in [*enclosed, *read]]
    return "\0".join([text, repr((code.co_code, code.co_consts, code.co_names)), *values])


def _value_text(value: Any, depth: int) -> str:
    """A value that machine code may have frozen."""
    if isinstance(value, np.ndarray):
        return f"{value.dtype}{value.shape}{sha256(np.ascontiguousarray(value).tobytes()).hexdigest()}"
    if isinstance(value, (bool, int, float, complex, str, tuple, np.generic)):
        return repr(value)
    plain = getattr(value, "py_func", value)
    return _rule_text(plain, depth - 1) if depth and inspect.isfunction(plain) else ""


def kernel_path(source: Source, functions: Sequence[Callable[..., Any]]) -> Path:
    """The file that holds this loop for these rules."""
    texts = [f"{f.__module__}.{f.__qualname__}\0{_rule_text(f)}" for f in functions]
    digest = sha256("\0".join([source.text, *texts, _core_digest()]).encode()).hexdigest()[:24]
    return cache_folder() / f"k{digest}.py"


def load_kernel(source: Source, functions: Sequence[Callable[..., Any]], interpreted: bool) -> Callable[..., int]:
    """The loop of ``source`` around ``functions``, ready to call.

    ``interpreted`` runs the very same source in plain Python, for tests and debuggers.
    """
    path = kernel_path(source, functions)
    if (path, interpreted) in _LOADED:
        return _LOADED[path, interpreted]
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=path.parent, suffix=".tmp", delete=False, encoding="utf-8") as file:
            file.write(source.text)
        Path(file.name).replace(path)
    name = f"counterscore_kernels.{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    for number, function in enumerate(functions):
        module.__dict__[f"rule_{number}"] = function if interpreted else inlined(function)
    step: Callable[..., int] = module.__dict__["step"]
    _LOADED[path, interpreted] = step if interpreted else compiled(step)
    return _LOADED[path, interpreted]


def is_cached(source: Source, functions: Sequence[Callable[..., Any]]) -> bool:
    """Whether machine code of this loop is already on disk, so that a first run can announce compilation."""
    path = kernel_path(source, functions)
    place, depth = (Path(numba.config.CACHE_DIR), "*/") if numba.config.CACHE_DIR else (path.parent / "__pycache__", "")
    return path.is_file() and any(place.glob(f"{depth}{path.stem}.step-*.nbc"))

"""Studies: a question asked of many paired worlds, under every range that the sources leave open.

    from counterscore import studies
    told = studies.run("my-study.yaml")
    print(told.answers[0].verdict)

Everything here is loaded on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .asking import run
    from .catalogue import listed
    from .file import load_study
    from .finish import verify
    from .told import read_studied

__all__ = ["listed", "load_study", "read_studied", "run", "verify"]
_HOME = {"listed": "catalogue", "load_study": "file", "read_studied": "told", "run": "asking", "verify": "finish"}


def __getattr__(name: str) -> Any:
    """Loads a name when it is first asked for."""
    if name not in _HOME:
        raise AttributeError(f"module 'counterscore.studies' has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)

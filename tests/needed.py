"""What a test needs beside this package: skipped where it is missing, a failure where everything has to be tested."""

from __future__ import annotations

import os
from importlib.util import find_spec

import pytest

MUST = "COUNTERSCORE_MUST"  # set where skipping would hide a fault


def lacks(said: str) -> None:
    """Skip with a reason, or fail where that would hide a fault."""
    pytest.fail(said) if os.environ.get(MUST) else pytest.skip(said)


def need(extra: str, *modules: str) -> None:
    """Go on only where these modules, which an extra of this package installs, are there."""
    if lacking := [module for module in modules if find_spec(module) is None]:
        lacks(f"no {' and no '.join(lacking)}: pip install -e '.[{extra}]'")

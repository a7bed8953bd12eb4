"""Memory is looked at before it is taken: a study that is too large ends in one line, not in a killed process."""

from __future__ import annotations

import os
from pathlib import Path

from counterscore.core.errors import RunError

GIB = 2**30


def available_bytes() -> int | None:
    """Free memory in bytes: the smaller of what the system and its control group allow; None where nobody says."""
    limits = [_system_bytes(), _group_bytes()]
    known = [limit for limit in limits if limit is not None]
    return min(known) if known else None


def check_memory(needed: int, what: str) -> None:
    """Raises: RunError when ``needed`` bytes for ``what`` would not fit into the free memory of this machine."""
    free = available_bytes()
    if free is not None and needed > free:
        raise RunError(
            f"{what}: {needed / GIB:.1f} GiB are needed, {free / GIB:.1f} GiB are free;"
            f" ask for at most about {max(free / needed, 0.0):.0%} of it, or split the study into shards"
        )


def _system_bytes() -> int | None:
    """Free memory as the operating system reports it."""
    try:
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError):
        pass
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None


def _group_bytes() -> int | None:
    """What the control group of this process still allows, where there is a limit."""
    try:
        folder = Path("/sys/fs/cgroup")
        limit = (folder / "memory.max").read_text(encoding="ascii").strip()
        used = int((folder / "memory.current").read_text(encoding="ascii"))
        return None if limit == "max" else max(int(limit) - used, 0)
    except (OSError, ValueError):
        return None

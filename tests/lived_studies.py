"""Shared by tests of studies: small study files, lived in this process."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from counterscore.core.manifest import read_json
from counterscore.studies.executors.serial import Serial
from counterscore.studies.runner import Lived, ask, live, opened
from counterscore.studies.store import Folder

SMALL = """\
study: small
title: Are people listed where there is a list?
regime: judgment-defaulters
people: 200
months: 6
replicates: 12
ranges: {sample: none}
structure: {couplings: false, variants: none}
questions:
  - {id: listed, metric: ever_listed, arm: as written, against: none, expect: higher}
  - {id: months, metric: months_listed, arm: perfect records, against: as written}
"""
BROKEN = """\
from counterscore.core.declare import Column, Mechanism, rule


@rule(phase="adaptation", writes="worn", form="array")
def worn(worn, v_trouble):
    if v_trouble[0] < SHARE:
        raise ValueError("a broken replicate")
    return worn


MECHANISM = Mechanism(
    name="trouble", doc="Breaks some replicates.", source="a test", limits="none", part="regime", rules=(worn,),
    columns=(Column("worn", "i2", "months", "nothing", keep=True),),
)
"""


def written(folder: Path, text: str = SMALL, name: str = "small.yaml", **values: Any) -> Path:
    """A study file in a folder; ``values`` replace whole lines of the top level."""
    for field, value in values.items():
        line = f"{field}: {value}"
        text, found = re.subn(rf"^{field}:.*$", line, text, flags=re.MULTILINE)
        text = text if found else f"{text}{line}\n"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def broken(folder: Path, share: float, **values: Any) -> Path:
    """A study of which about this share of replicates raises an error in a mechanism of one's own."""
    path = written(folder, files="[trouble.py]", **values)
    (folder / "trouble.py").write_text(BROKEN.replace("SHARE", str(share)), encoding="utf-8")
    return path


def lived(path: Path, folder: Path, **more: Any) -> tuple[Folder, Lived]:
    """A study lived here and now."""
    here = opened(ask(path), folder)
    with Serial() as executor:
        return here, live(here, executor, **more)


def facts(folder: Folder | Path) -> dict[str, Any]:
    """What the manifest of a study says."""
    place = folder.path if isinstance(folder, Folder) else folder
    known: dict[str, Any] = read_json(place / "manifest.json", "a manifest")["deterministic"]
    return known

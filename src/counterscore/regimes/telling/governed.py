"""Tell how a regime is run: who runs it, on what ground, which safeguards its papers name, and what nobody tells."""

from __future__ import annotations

from collections.abc import Iterator

from counterscore.regimes.schema import RegimeSpec
from counterscore.regimes.sections import Governance, Stated
from counterscore.regimes.telling.paper import Bullets, Chapter, Text
from counterscore.regimes.telling.words import cited

TITLE = "How it is run, as its papers say"
NOT_TOLD = "not told"
_LABELS = {"actor": "who runs it", "legal_basis": "what it rests on"}
_SAYS = {("legal_basis", "none"): "nothing", ("notice", "none"): "not at all"}


def label_of(name: str) -> str:
    """Return in words what one field of `governance` is about."""
    return _LABELS.get(name) or Governance.model_fields[name].description or name.replace("_", " ")


def said_of(name: str, stated: Stated[object] | None) -> str:
    """Return what a source says of one field, in a word or two; `not told` where none says anything."""
    if stated is None:
        return NOT_TOLD
    if isinstance(stated.value, bool):
        return "yes" if stated.value else "no"
    return _SAYS.get((name, str(stated.value)), str(stated.value).replace("_", " "))


def exactly(stated: Stated[object] | None) -> str:
    """Return one statement as a checker needs it: note, grade and source."""
    if stated is None:
        return ""
    note = f"{stated.note} " if stated.note else ""
    return f"{note}({stated.grade.replace('_', ' ')}) {cited(stated.source, stated.where)}"


def statements(governance: Governance | None) -> dict[str, Stated[object]]:
    """Return what is said by field, in the order of the model; empty where a regime says nothing of how it is run."""
    names = Governance.model_fields if governance is not None else {}
    found = {name: getattr(governance, name) for name in names}
    return {name: stated for name, stated in found.items() if stated is not None}


def governed_chapters(spec: RegimeSpec) -> Iterator[Chapter]:
    """Yield the chapter on how a regime is run, if its file says anything of it."""
    said = statements(spec.governance)
    if not said:
        return
    lines = [f"{label_of(name)}: {_line(name, stated)}" for name, stated in said.items()]
    open_ = [label_of(name) for name in Governance.model_fields if name not in said]
    rest = f"Told by no source that was read, and so undetermined ({len(open_)}): {'; '.join(open_)}."
    yield Chapter(TITLE, (Bullets(tuple(lines)), *([Text(rest)] if open_ else [])))


def _line(name: str, stated: Stated[object]) -> str:
    return f"{said_of(name, stated)}{'; ' if stated.note else ' '}{exactly(stated)}"

"""A regime: the rules people live under, every number with its source, ready to be varied, shown and compiled."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from counterscore.core.documents import Dated, Source, Value
from counterscore.core.errors import SpecError, nearest
from counterscore.regimes.catalogue import library_files, placed, read_spec
from counterscore.regimes.compile import Table, codebook_of, tables_of
from counterscore.regimes.patches import Patches, patched_spec, replaced, value_paths
from counterscore.regimes.schema import SECTIONS, RegimeSpec
from counterscore.regimes.sections import Governance
from counterscore.regimes.telling.show import shown_regime
from counterscore.regimes.units import Fact, Target

_WORDS = {
    *("id", "title", "summary", "subjects", "key", "consent", "jurisdiction", "status", "checked_on", "bibliography"),
    *("governance", "variants", "default_variant", "not_modelled", "conflicts", "documented", "targets"),
}


@dataclass(frozen=True)
class Regime:
    """One regime as people would live under it; changing it always gives a new one.

    `applied` names the variants and safeguards already patched in.
    """

    spec: RegimeSpec
    applied: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The regime's id, for example judgment-defaulters-2017."""
        return self.spec.id

    @property
    def title(self) -> str:
        """The regime's title."""
        return self.spec.title

    @property
    def start(self) -> str:
        """Month 0 of a run (YYYY-MM)."""
        return self.spec.start

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections with numbers; what is absent is not part of the regime, nor of the plan."""
        tables = self.tables(self.start)
        names = {path.split(".")[0] for path in tables}
        return tuple(name for name in ("acts", "false_reports", *SECTIONS) if name in names)

    @property
    def targets(self) -> tuple[Target, ...]:
        """The published totals a run is compared with."""
        return self.spec.targets

    @property
    def documented(self) -> tuple[Fact, ...]:
        """The documented facts that no parameter uses."""
        return self.spec.documented

    def variant(self, name: str) -> Regime:
        """Return another version of the same regime, by its short name or id. Raises: SpecError."""
        chosen = {v.id: key for key, v in self.spec.variants.items()} | {key: key for key in self.spec.variants}
        if name not in chosen:
            known = ", ".join(self.spec.variants) or "none"
            raise SpecError(f"regime {self.id} has no variant {name!r}; expected one of {known}{nearest(name, chosen)}")
        entry = self.spec.variants[chosen[name]]
        words: dict[str, Any] = {"id": entry.id, "title": entry.title, "start": entry.start, "status": entry.status}
        words |= {"summary": entry.summary or None, "consent": entry.consent, "variants": {}, "default_variant": ""}
        spec = patched_spec(self.spec, entry.patches)
        if entry.targets is not None:
            spec = spec.model_copy(update={"targets": tuple(t for t in spec.targets if t.id in entry.targets)})
        if entry.governance is not None:
            words["governance"] = governed(spec.governance, entry.governance)
        return Regime(replaced(spec, **{k: v for k, v in words.items() if v is not None}), (*self.applied, entry.id))

    def patched(self, patches: Patches, name: str = "patch", sources: Sequence[Source] = ()) -> Regime:
        """Return the regime with the numbers at these paths replaced; `sources` are added to the bibliography.

        Raises: SpecError for an unknown path, an unsourced value, or a regime that is no longer valid.
        """
        spec = patched_spec(self.spec, patches, [source.id for source in sources])
        have = {source.id for source in spec.bibliography}
        extra = tuple(source for source in sources if source.id not in have)
        spec = spec.model_copy(update={"bibliography": spec.bibliography + extra})
        return replace(self, spec=spec, applied=(*self.applied, name))

    def extended(
        self, sections: Mapping[str, Mapping[str, Dated]], name: str, sources: Sequence[Source] = ()
    ) -> Regime:
        """Return the regime with sections that it did not have, made of these values by field.

        Raises: SpecError for a section that lacks a value, or a regime that is no longer valid.
        """
        have = {source.id for source in self.spec.bibliography}
        extra = tuple(source for source in sources if source.id not in have)
        plain = [source.model_dump(mode="json") for source in (*self.spec.bibliography, *extra)]
        made = {
            section: {field: value.model_dump(mode="json", by_alias=True) for field, value in fields.items()}
            for section, fields in sections.items()
        }
        return replace(self, spec=replaced(self.spec, bibliography=plain, **made), applied=(*self.applied, name))

    def tables(self, date: str | None = None) -> dict[str, Table]:
        """Return `section.param` -> float or array in codebook order, as in force in a month (default: the start)."""
        return tables_of(self.spec, date or self.start)

    def change_dates(self) -> tuple[str, ...]:
        """Return the months after the start in which some number changes, oldest first."""
        dated = (value for _, value in value_paths(self.spec) if value is not None)
        return tuple(sorted({month for value in dated for month in value.months if month > self.start}))

    def dated_values(self) -> list[tuple[str, Dated]]:
        """Return (path, dated value) of every number of the regime and its acts, in the order of the file."""
        return [(path, value) for path, value in value_paths(self.spec) if value is not None]

    def values(self) -> list[tuple[str, Value]]:
        """Return (path, value) of every number; a value that changes with time appears once per entry."""
        return [(path, entry) for path, value in self.dated_values() for entry in value.root]

    def assumption_share(self) -> float:
        """Return the share of the regime's numbers that nobody documented (graded assumption)."""
        grades = [value.grade for _, value in self.values()]
        return grades.count("assumption") / len(grades) if grades else 0.0

    def tuned(self) -> list[str]:
        """Return the paths of the numbers that were chosen to meet a published total."""
        return [path for path, value in self.values() if value.tuned]

    def sources(self) -> list[Source]:
        """Return the bibliography: the regime's, its acts' and its patches' sources."""
        return list(self.spec.bibliography)

    def codebook(self) -> dict[str, list[str]]:
        """Return the names behind every code: acts, bands, sectors, needs, residence, education."""
        return codebook_of(self.spec)

    def digest(self) -> str:
        """Return a SHA-256 over everything that can change a result; words and targets do not count."""
        data = self.spec.model_dump(mode="json", by_alias=True, exclude=_WORDS)
        return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()

    def show(self) -> str:
        """Return a printout with every number, its unit, source, grade and range."""
        return shown_regime(self.spec, self.applied)


def governed(before: Governance | None, after: Governance) -> dict[str, Any]:
    """Return what is said of a version: what its own papers say, and else what the file says; null unsays."""
    said = (before.model_dump(mode="json") if before else {}) | after.model_dump(mode="json")
    return {name: stated for name, stated in said.items() if stated is not None}


def load_regime(id_or_path: str | Path) -> Regime:
    """Return a shipped regime by id (or variant id), or one's own from a YAML file.

    Raises: SpecError naming the known ids, or the file and line of every fault.
    """
    text = str(id_or_path)
    files = library_files()
    if isinstance(id_or_path, Path) or text.endswith((".yaml", ".yml")):
        return _own(Path(id_or_path))
    if text in files:
        return _shipped(text)
    # most variants are called after their file: the others are looked at only when that fails
    for stem in sorted(files, key=lambda stem: not text.startswith(stem)):
        if text in (entry.id for entry in _parsed(stem).variants.values()):
            return _variant(stem, text)
    near = nearest(text, regime_ids())
    raise SpecError(f"unknown regime {text!r}; known regimes: {', '.join(files)}, and their versions{near}")


def regime_ids() -> list[str]:
    """Return the ids of the shipped regimes and their variants."""
    ids = set(library_files())
    return sorted(ids | {entry.id for stem in ids for entry in _parsed(stem).variants.values()})


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a regime file, for editors.

    A number stands in a file as one mapping, or as a list of mappings with months; the schema takes both.
    """
    schema = RegimeSpec.model_json_schema(by_alias=True)
    many = schema["$defs"]["Dated"]
    value = many["items"]
    schema["$defs"]["Dated"] = {
        "title": many["title"],
        "description": many["description"],
        "anyOf": [value, {"type": "array", "items": value, "minItems": 1}],
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema


@cache
def _parsed(stem: str) -> RegimeSpec:
    return read_spec(library_files()[stem])


@cache
def _shipped(stem: str) -> Regime:
    return _default(Regime(_parsed(stem)))


@cache
def _variant(stem: str, name: str) -> Regime:
    return Regime(_parsed(stem)).variant(name)


def _own(file: Path) -> Regime:
    """Return somebody's own regime; a fault in one of its variants is told with its line."""
    regime = Regime(read_spec(file))
    try:
        return _default(regime)
    except SpecError as fault:
        raise SpecError(placed(file, str(fault))) from None


def _default(regime: Regime) -> Regime:
    """Return the regime with its default variant patched in, under its own short id; every variant is checked."""
    name = regime.spec.default_variant
    others = {key: regime.variant(key) for key in regime.spec.variants}
    if not name:
        return regime
    targets = {target.id for target in others[name].targets}
    words = {"id": regime.id, "variants": _dumped(regime.spec, targets), "default_variant": name}
    return replace(others[name], spec=replaced(others[name].spec, **words))


def _dumped(spec: RegimeSpec, targets: Set[str]) -> dict[str, Any]:
    """The variants as data, with those of their targets that the default variant has as well."""
    found = {key: entry.model_dump(mode="json", by_alias=True) for key, entry in spec.variants.items()}
    for entry in found.values():
        entry["targets"] = entry["targets"] and [one for one in entry["targets"] if one in targets]
    return found

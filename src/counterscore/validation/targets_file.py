"""The file of targets: what each check asks, with which inputs, what is expected, how exactly, and who says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from ..core.documents import Source, Strict, load_document
from ..core.errors import SpecError, nearest

FILE = Path(__file__).parent / "targets.yaml"
Claim = Literal["engine", "model", "case"]
Mark = Literal["seen", "computed", "memory"]
CLAIMS: Mapping[str, str] = {
    "engine": "the engine is correct",
    "model": "the engine can express a published model",
    "case": "a calibrated regime resembles a documented case",
}
Inputs = dict[str, Any]


class Tolerance(Strict):
    """How far a number may be off: by itself, relative to what is expected, or in standard errors; else not at all."""

    abs: float | None = Field(default=None, ge=0)
    rel: float | None = Field(default=None, ge=0)
    se: float | None = Field(default=None, gt=0, description="the call returns the standard error as NAME_se")

    @model_validator(mode="after")
    def _one(self) -> Tolerance:
        given = [name for name in ("abs", "rel", "se") if getattr(self, name) is not None]
        if len(given) > 1:
            raise ValueError(f"tolerance has {' and '.join(given)}; expected one of abs, rel, se")
        return self


def _plain(raw: Any) -> Any:
    """A number, a word, a yes-no, or lists of those, unchanged; anything else is refused."""
    if isinstance(raw, list | tuple):
        return [_plain(one) for one in raw]
    if not isinstance(raw, bool | int | float | str):
        raise ValueError(f"{raw!r} is no value; expected a number, a word, true, false or a list of them")
    return raw


class Expected(Strict):
    """What one number, list, word or yes-no has to be: a value within a tolerance, or between two bounds."""

    value: Annotated[Any, BeforeValidator(_plain)] = None
    low: float | None = None
    high: float | None = None
    tolerance: Tolerance | None = None

    @model_validator(mode="after")
    def _either(self) -> Expected:
        bounds = self.low is not None or self.high is not None
        if bounds == (self.value is not None):
            raise ValueError("expected either a value or bounds (low, high)")
        if bounds and self.tolerance is not None:
            raise ValueError("bounds are exact; leave the tolerance out")
        return self


def _spelt_out(raw: Any) -> Any:
    """A plain number, word or list stands for a value with the tolerance of its check."""
    if not isinstance(raw, dict):
        return raw
    return {name: one if isinstance(one, dict) else {"value": one} for name, one in raw.items()}


class Check(Strict):
    """One question of a target: what is called with which inputs, and what is expected of each number it returns."""

    id: str = Field(pattern=r"^[FR]\d+\.[a-z0-9-]+$")
    title: str
    claim: Claim
    call: str = Field(pattern=r"^[a-z_]+\.[a-z_]+$", description="a function of validation/calls: file.function")
    inputs: Inputs = Field(default_factory=dict, description="added to the inputs of the target")
    expected: Annotated[dict[str, Expected], BeforeValidator(_spelt_out)]
    tolerance: Tolerance = Field(default_factory=Tolerance, description="of every value that has none of its own")
    source: str
    where: str = Field(default="", description="table, figure, page or rule in the source")
    mark: Mark
    derivation: str = Field(default="", description="how a computed value was derived again, and what differed")
    note: str = ""

    @model_validator(mode="after")
    def _derived(self) -> Check:
        if self.mark == "computed" and not self.derivation:
            raise ValueError("a computed value needs its derivation: how it can be had without this laboratory")
        return self


class Target(Strict):
    """Checks about one published result, and the page of the documentation that tells of it."""

    id: str = Field(pattern=r"^[FR]\d+$")
    title: str
    page: str = Field(default="", description="name of its page in docs/replications, without .md")
    inputs: Inputs = Field(default_factory=dict, description="inputs that all checks share")
    checks: tuple[Check, ...]

    @model_validator(mode="after")
    def _named(self) -> Target:
        if stray := [check.id for check in self.checks if check.id.split(".")[0] != self.id]:
            raise ValueError(f"check {stray[0]} stands in target {self.id}; expected {self.id}.name")
        return self


class TargetFile(Strict):
    """All targets with their sources."""

    checked_on: str
    targets: tuple[Target, ...]
    bibliography: tuple[Source, ...]

    @model_validator(mode="after")
    def _once(self) -> TargetFile:
        names = [one.id for one in self.targets] + [check.id for one in self.targets for check in one.checks]
        if double := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"{double[0]} stands there twice; expected every id once")
        return self

    def chosen(self, names: tuple[str, ...]) -> Iterator[tuple[Target, Check]]:
        """Checks by the id of a target or their own, in the order of the file; all where none is named.

        Capital and small letters count the same. Raises: SpecError for an unknown id, with the nearest.
        """
        known = {one.id for one in self.targets} | {check.id for one in self.targets for check in one.checks}
        spelt = tuple(name[:1].upper() + name[1:].lower() for name in names)
        for name, right in zip(names, spelt, strict=True):
            if right not in known:
                listed = ", ".join(one.id for one in self.targets)
                raise SpecError(f"no target {name!r}{nearest(right, known)}\n  targets: {listed}")
        for one in self.targets:
            yield from ((one, check) for check in one.checks if not names or {one.id, check.id} & set(spelt))


def read_targets() -> TargetFile:
    """The targets that ship with the laboratory. Raises: SpecError with `file:line` for every fault."""
    return load_document(FILE, TargetFile)

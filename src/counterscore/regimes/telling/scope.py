"""The scope of the laboratory: every claim of the press about social scoring, and what here models it.

A claim names the regimes, safeguards or mechanisms that cover it and the tests that would fail without them, or it says
why it is not modelled.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, model_validator

from counterscore.core.documents import Strict, load_document
from counterscore.regimes.catalogue import library_files
from counterscore.regimes.regime import load_regime, regime_ids
from counterscore.regimes.telling.paper import Bullets, Chapter, Page, Table, Text, as_markdown

FILE = Path(__file__).parent / "scope.yaml"
MADE = "<!-- made by docs/make_regime_pages.py from regimes/telling/scope.yaml; do not edit by hand -->"


class Claim(Strict):
    """One claim about social scoring in our words, and what covers it."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    document: str = Field(description="id of the account the claim stands in, or all")
    says: str
    regimes: tuple[str, ...] = ()
    safeguards: tuple[str, ...] = ()
    mechanisms: tuple[str, ...] = ()
    note: str = Field(default="", description="what of the regime it is, in words")
    tests: tuple[str, ...] = Field(default=(), description="tests/path.py::function")
    not_modelled: str = Field(default="", description="why nothing covers it")

    @model_validator(mode="after")
    def _covered(self) -> Claim:
        cover = (*self.regimes, *self.safeguards, *self.mechanisms)
        if bool(cover) == bool(self.not_modelled):
            raise ValueError(f"claim {self.id} needs regimes, safeguards or mechanisms, or else not_modelled: why")
        if cover and not self.tests:
            raise ValueError(f"claim {self.id} is covered and needs tests: [tests/path.py::function]")
        return self


class Scope(Strict):
    """All claims, and the accounts in which they stand."""

    about: str
    documents: dict[str, str]
    claims: tuple[Claim, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _known(self) -> Scope:
        names = [claim.id for claim in self.claims]
        if doubled := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"claims are named twice: {', '.join(sorted(doubled))}")
        if unknown := {claim.document for claim in self.claims} - set(self.documents):
            raise ValueError(f"claims name documents that are not listed: {', '.join(sorted(unknown))}")
        return self


def load_scope(file: Path = FILE) -> Scope:
    """Return the shipped scope. Raises: SpecError with file and line."""
    return load_document(file, Scope)


def scope_page(scope: Scope) -> str:
    """Return the Markdown page with one row per claim, document by document."""
    known = {name: name for name in library_files()}
    known |= {entry.id: stem for stem in library_files() for entry in load_regime(stem).spec.variants.values()}
    chapters = []
    for document, title in scope.documents.items():
        rows = [_row(claim, known) for claim in scope.claims if claim.document == document]
        if rows:
            chapters.append(Chapter(title, (Table(("claim", "covered by", "tested by"), tuple(rows)),)))
    named = {known.get(name, name) for claim in scope.claims for name in claim.regimes}
    beyond = [f"[{load_regime(name).title}](regimes/{name}.md)" for name in library_files() if name not in named]
    if beyond:
        words = "Regimes that no claim names: controls, relatives, and what specialists found instead."
        chapters.append(Chapter("Beyond the claims", (Text(words), Bullets(tuple(beyond)))))
    left = sum(bool(claim.not_modelled) for claim in scope.claims)
    line = f"{len(scope.claims)} claims: {len(scope.claims) - left} covered, {left} not modelled for a stated reason."
    return as_markdown(Page("Scope", line, (Chapter("What this is", (Text(scope.about),)), *chapters)), MADE)


def _row(claim: Claim, known: dict[str, str]) -> tuple[str, str, str]:
    """Return one claim as a row: its words, its cover with links, its tests."""
    if claim.not_modelled:
        return (claim.says, f"not modelled: {claim.not_modelled}", "")
    parts = [f"[{name}](regimes/{known[name]}.md)" if name in known else f"`{name}`" for name in claim.regimes]
    parts += [f"safeguard `{name}`" for name in claim.safeguards]
    parts += [f"mechanism `{name}`" for name in claim.mechanisms]
    cover = ", ".join(parts) + (f"; {claim.note}" if claim.note else "")
    return (claim.says, cover, ", ".join(f"`{test.rsplit('::', 1)[-1]}`" for test in claim.tests))


def uncovered(scope: Scope) -> list[tuple[str, str]]:
    """Return (claim, regime) of every regime that a claim names and that does not ship."""
    known = set(regime_ids())
    return [(claim.id, name) for claim in scope.claims for name in claim.regimes if name not in known]

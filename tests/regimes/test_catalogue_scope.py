"""The scope page cannot lose its cover: what a claim names exists, loads and is tested, and the page is up to date."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from counterscore.core.documents import parse_document
from counterscore.core.errors import SpecError
from counterscore.regimes import load_regime, regime_ids
from counterscore.regimes.telling.scope import Claim, Scope, load_scope, scope_page, uncovered
from counterscore.safeguards import apply, load_safeguard, safeguard_ids
from counterscore.worlds.mechanisms import shipped

ROOT = Path(__file__).parents[2]
SCOPE = load_scope()
each_claim = pytest.mark.parametrize("claim", SCOPE.claims, ids=lambda claim: claim.id)
GOOD = """about: x
documents: {"000": one}
claims:
  - id: a
    document: "000"
    says: something
    regimes: [rongcheng]
    tests: ["tests/a.py::test_b"]
"""


@cache
def functions(file: Path) -> set[str]:
    """Names of the tests of a file."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@each_claim
def test_every_regime_of_a_claim_loads(claim: Claim) -> None:
    """Regimes that cover a claim ship and load; one that goes takes its claims with it."""
    for name in claim.regimes:
        assert load_regime(name).values(), name


@each_claim
def test_every_safeguard_and_mechanism_of_a_claim_exists(claim: Claim) -> None:
    """Safeguards load and change something, mechanisms are those of the engine."""
    names = {mechanism.name for mechanism in shipped()}
    assert set(claim.safeguards) <= set(safeguard_ids())
    assert set(claim.mechanisms) <= names
    assert all(load_safeguard(name).patches for name in claim.safeguards)


@each_claim
def test_every_safeguard_of_a_claim_fits_one_of_its_regimes(claim: Claim) -> None:
    """A safeguard stands beside a claim only if it changes something in one of the claim's regimes."""
    for name in claim.safeguards:
        fits = []
        for regime in claim.regimes:
            try:
                fits.append(apply(load_regime(regime), [name]))
            except SpecError:
                continue
        assert fits, name


@each_claim
def test_every_test_of_a_claim_exists(claim: Claim) -> None:
    """A claim names test functions that are there, or says why it is not modelled."""
    assert claim.tests or claim.not_modelled
    for test in claim.tests:
        file, _, name = test.partition("::")
        assert (ROOT / file).exists(), test
        assert name in functions(ROOT / file), test


def test_all_claims_are_there() -> None:
    """Fifty-one claims of five accounts, each with an id of its own; two are not modelled and say why."""
    counts = {document: sum(claim.document == document for claim in SCOPE.claims) for document in SCOPE.documents}
    assert counts == {"000": 9, "001": 7, "002": 17, "003": 8, "004": 9, "all": 1}
    left = {"dissenters-remark", "cloud-scale"}
    assert {claim.id for claim in SCOPE.claims if claim.not_modelled} == left


def test_the_scope_page_is_what_the_file_says() -> None:
    """docs/scope.md is made from scope.yaml; renew it with: python docs/make_regime_pages.py"""
    found = (ROOT / "docs" / "scope.md").read_text(encoding="utf-8")
    assert found == scope_page(SCOPE), "renew it with: python docs/make_regime_pages.py"


def test_every_claim_is_on_the_page() -> None:
    """The page tells every claim, every regime by link, and every reason."""
    page = scope_page(SCOPE)
    for claim in SCOPE.claims:
        assert claim.says in page
        assert claim.not_modelled in page
        for name in claim.regimes:
            assert f"[{name}](regimes/" in page or name not in regime_ids()


def test_uncovered_claims_are_named() -> None:
    """A claim whose regime is gone is told by name."""
    broken = Claim(id="x", document="000", says="s", regimes=("rongcheng", "gone"), tests=("a::b",))
    assert uncovered(Scope(about="a", documents={"000": "d"}, claims=(broken,))) == [("x", "gone")]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("    regimes: [rongcheng]\n", "", "needs regimes, safeguards or mechanisms"),
        ('    tests: ["tests/a.py::test_b"]\n', "", "needs tests"),
        ("    says: something\n", "    says: something\n    not_modelled: dear\n", "needs regimes"),
        ('    document: "000"', '    document: "009"', "not listed"),
        ("    says: something", "    sayz: something", "did you mean 'says'"),
    ],
)  # fmt: skip
def test_a_claim_without_cover_is_refused(old: str, new: str, words: str) -> None:
    """A claim needs cover and tests, or else a reason, and a document that is listed."""
    assert parse_document(GOOD, "scope.yaml", Scope).claims
    with pytest.raises(SpecError, match=words):
        parse_document(GOOD.replace(old, new), "scope.yaml", Scope)

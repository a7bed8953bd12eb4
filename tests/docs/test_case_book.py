"""The case book is what its maker makes, cites no real person as a synthetic one, and says what it cannot tell."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from counterscore.core.documents import load_document
from counterscore.core.errors import SpecError
from counterscore.worlds.arms import Arm
from counterscore.worlds.retold import Circumstance, retell

DOCS = Path(__file__).parents[2] / "docs"
RENEW = "renew the page with: python docs/make_case_book.py"
SAME_NAME = Circumstance(
    "judgment-defaulters", "2020-01", "cases", {"act": -1, "stage": 2}, by_another=True, months=24,
    world={"linkage_error.key_absent_p": 1, "linkage_error.missed_p": 0, "courts.enforcement_lag": 1,
           "courts.obey_p": 0, "courts.perform_p": 0,
           "listing.able_p": 1, "listing.discretion_p": 1, "redress.notice_p": 0},
    person={"redress.objects_p": 1},
)  # fmt: skip


def maker() -> ModuleType:
    """The script docs/make_case_book.py as a module."""
    name = "make_case_book"
    if name not in sys.modules:
        spec = spec_from_file_location(name, DOCS / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


PAGE = (DOCS / "case-book.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["frozen-account", "four-years", "apology"])
def test_a_chapter_is_what_the_script_makes(name: str) -> None:
    """A chapter of the page, lived again by as many people, is the one that is kept: one per regime."""
    book = load_document(DOCS / "cases.yaml", maker().CaseBook)
    case = next(one for one in book.cases if one.id == name)
    told = book.whole(case.circumstance)
    text = "\n".join(maker().chapter(maker().lived(case, told), told))
    assert text in PAGE, RENEW


def test_the_page_holds_every_case() -> None:
    """Every case of the file stands on the page with what is documented and given, and every case that is not told."""
    book = load_document(DOCS / "cases.yaml", maker().CaseBook)
    whole = " ".join(PAGE.split())
    for case in book.cases:
        assert f"## {case.title}\n" in PAGE, RENEW
        assert " ".join(case.told.split()) in whole, RENEW
        assert " ".join(case.given.split()) in whole, RENEW
        assert case.source in book.sources
    for case in book.not_told:
        assert " ".join(case.why.split()) in whole, RENEW
    assert (DOCS / "case-book.svg").read_text(encoding="utf-8").count("<title>") == 1


def test_the_circumstance_happens_to_every_hero_and_to_nobody_else() -> None:
    """Every hero is wrongly held as it was, nobody with perfect records; a strong key has the last word."""
    arms = [Arm("as it was"), Arm("clean", ("linkage_error",)), Arm("key", (), ("strong-identity-key",))]
    found = retell(SAME_NAME, arms, 60)
    assert (found.listed_months[0] > 0).all() and (found.held_months[0] > 0).all()
    assert not found.held_months[1:].any()


def test_a_safeguard_has_the_last_word_over_the_office_alone() -> None:
    """Nobody is told as it was, everybody with notice; whoever is told knows at once, others when refused or never."""
    found = retell(SAME_NAME, [Arm("as it was"), Arm("told", (), ("notice",))], 60)
    told = found.held_months[1] > 0
    assert (found.unaware_months[1][told] == 0).all()
    assert (found.unaware_months[0] > 0).any()
    assert np.isinf(found.unaware_months[0]).any()


def test_circumstances_that_a_regime_lacks_are_refused() -> None:
    """A number that the regime does not use and a month before its start are errors that name them."""
    with pytest.raises(SpecError, match="key_absent"):
        retell(
            Circumstance(
                "judgment-defaulters", "2020-01", "cases", {"stage": 2}, world={"linkage_error.key_absnt_p": 1}
            ),
            [Arm("a")],
            4,
        )
    with pytest.raises(SpecError, match="before"):
        retell(Circumstance("judgment-defaulters", "2010-01", "cases", {"stage": 2}), [Arm("a")], 4)

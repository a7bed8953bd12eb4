"""What the report says of doubts and safeguards: what was refused, left out or made worse is named and not counted."""

from __future__ import annotations

from counterscore.audit.assumed import Assumed, Assumption, End, Question
from counterscore.audit.paired import Effect
from counterscore.audit.protection import Guarded, HarmAsked, Protected
from counterscore.audit.uncertainty import Spread, Uncertainty
from counterscore.report.page import Section
from counterscore.report.protection import protection_section
from counterscore.report.uncertainty import uncertainty_section

SAME = (End(5.0, 0.0, -1.0, 1.0, 0),)
MOVED = (End(9.0, 4.0, 3.0, 5.0, 40),)


def number(path: str, low: tuple[End, ...] | None, high: tuple[End, ...] | None) -> Assumption:
    """An assumption that was lived where it was not refused."""
    return Assumption(path, f"the {path}", "assumption", "2", "1", "3", "lived", low, high)


def doubts() -> Assumed:
    """One answer with a number that moves it, one that is refused at one end, and one that is refused at both."""
    asked = Question("ever_listed", "Ever listed", "people per 1,000", "none")
    chance = Spread(4.0, 6.0, 100, 0.95)
    doubt = Uncertainty("ever_listed", asked.unit, "as written", "none", 5.0, chance, (4.0, 7.0), {"mirrored": 5.5})
    values = (number("rate", SAME, MOVED), number("term", SAME, None), number("weight", None, None))
    refused = (("term", "high", "too long"), ("weight", "low", "add up"), ("weight", "high", "add up"))
    return Assumed(
        1000, 1000, (asked,), (doubt,), values, (), refused, {"weight": "add up", "draw 3": "too many"},
        {"mirrored": "coupling", "later": "not lived: no such harm"},
    )  # fmt: skip


def safeguards() -> Protected:
    """Two safeguards: one takes harm away and adds some elsewhere, the other does nothing."""
    less = Effect(-4.0, 1.0, -6.0, -2.0, 1000, 2.0, "normal")
    more = Effect(3.0, 0.5, 2.0, 4.0, 1000, 2.0, "normal")
    none = Effect(0.0, 0.0, -0.1, 0.1, 1000, None, "nobody")
    harms = (
        HarmAsked("wrongly_listed", "Wrongly listed", "people per 1,000", 40.0, 40),
        HarmAsked("hours_lost", "Hours lost", "hours a person", 7.0, 400),
    )
    notice = Guarded("notice", "Notice", "whoever is listed", "does not remove anything", 1.0, 1.0, (less, more))
    expiry = Guarded("expiry", "Expiry", "whoever was listed", "nothing before it", 0.0, 0.0, (none, none))
    return Protected(1000, 1000, harms, (notice, expiry), ("no-network-term",))


def words(section: Section | None) -> str:
    """Everything that a section says outside its figures."""
    assert section is not None
    cells = (str(cell) for table in section.tables for row in table.rows for cell in row)
    return " ".join([*section.lead, *section.after, *cells])


def test_refused_numbers_are_named() -> None:
    """A number that the regime takes at no other value was not tried, and the report says which one it is."""
    said = words(uncertainty_section(doubts()))
    assert "not tried alone: 3 ends of ranges (the term; the weight)" in said
    assert "1 number stayed as written" in said


def test_draws_that_were_left_out_are_no_numbers() -> None:
    """A draw that could not be lived is told as a draw."""
    assert "could not be lived: 1 draw." in words(uncertainty_section(doubts()))


def test_a_number_that_was_lived_at_one_end_is_told_so() -> None:
    """'Lived at both ends' is said of no number that was refused at one of them."""
    said = words(uncertainty_section(doubts()))
    assert "lived at one end, the other is refused" in said and "lived at both ends" not in said


def test_a_version_that_cannot_tell_is_shown() -> None:
    """Another version of the file in which the answer does not exist stands in the table without a number."""
    assert "later cannot tell this answer" in words(uncertainty_section(doubts()))


def test_harm_that_a_safeguard_adds_is_said() -> None:
    """A safeguard that takes one harm away and adds another is shown with both, and one that does neither with none."""
    said = words(protection_section(safeguards()))
    assert "more of a harm: 'Notice', Hours lost: +3" in said and "'Expiry'" not in said
    assert "takes away more of it than any other" in said and "4 changes are looked at" in said

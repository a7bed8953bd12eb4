"""Lists that an act leads to: by hand, and what each number means."""

from __future__ import annotations

import pytest

from counterscore.mechanisms import conduct_lists, entries

OWN = conduct_lists.OWN


def test_only_a_record_of_such_an_act_enters() -> None:
    """On an own list, about somebody, still standing, and only when the draw says so."""
    assert conduct_lists.enter(OWN, 7, 0, 0.5, 0.49) == 1
    assert conduct_lists.enter(OWN, 7, 0, 0.5, 0.5) == 0
    assert [conduct_lists.enter(-1, 7, 0, 1.0, 0.0), conduct_lists.enter(OWN, -1, 0, 1.0, 0.0)] == [0, 0]
    assert conduct_lists.enter(OWN, 7, 5, 1.0, 0.0) == 0


@pytest.mark.parametrize(
    ("act", "own", "cap", "months"),
    [(-1.0, 24.0, 0.0, 24), (6.0, 24.0, 0.0, 6), (0.0, 24.0, 0.0, 0), (-1.0, 0.0, 12.0, 12), (36.0, 24.0, 12.0, 12),
     (0.25, 24.0, 0.0, 1), (-1.0, 0.3, 0.0, 1)],
)  # fmt: skip
def test_the_act_has_the_first_word_on_the_term(act: float, own: float, cap: float, months: int) -> None:
    """The act's term, else the list's, at most the general limit; 0 never ends, and a week is not never."""
    said = conduct_lists.list_term_months(act)
    assert conduct_lists.term_months(OWN, 99, said, own, cap) == months
    assert conduct_lists.term_months(0, 99, said, own, cap) == 99


def test_a_person_leaves_by_the_draw_or_by_the_term() -> None:
    """Paying ends an entry; where the term is over, the term is the reason."""
    assert conduct_lists.cleared(0, OWN, 10, 24, 12, 0.1, 0.09) == 1
    assert conduct_lists.cleared(0, OWN, 10, 24, 12, 0.1, 0.1) == 0
    assert conduct_lists.cleared(0, OWN, 10, 24, 34, 1.0, 0.0) == 0
    assert conduct_lists.cleared(0, OWN, 10, 0, 34, 1.0, 0.0) == 1
    assert entries.term_over(0, 10, 24, 34) == entries.TERM_OVER


def test_counts_of_each_list_keep_apart() -> None:
    """Entries on two lists of one person are packed without touching each other, down to none again."""
    held = 0
    for shift, change in ((0, 1), (0, 1), (54, 1), (0, -1), (54, -1), (0, -1)):
        held += entries.add_hold(shift, *((1, 0) if change > 0 else (0, 1)))
        assert 0 <= held & 511 <= 2 and held >> 54 in (0, 1)
    assert held == 0

"""What must fit together about identity: keys that acts name have errors, lists of impostors' firms exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from counterscore.core.errors import nearest

if TYPE_CHECKING:
    from counterscore.regimes.schema import RegimeSpec


def identity_faults(spec: RegimeSpec) -> Iterator[str]:
    """Yield every contradiction about keys, stolen papers and recycled numbers, in words."""
    yield from _keys(spec)
    theft, numbers = spec.identity_theft, spec.recycled_numbers
    if theft is not None:
        lists = [entry.id for entry in spec.lists]
        if theft.firm_list is not None and theft.firm_list not in lists:
            expected = f"expected one of {', '.join(lists) or 'none'}{nearest(theft.firm_list, lists)}"
            yield f"identity_theft.firm_list names {theft.firm_list!r}; {expected}"
        if theft.firm_list is not None and not any(use.list for use in spec.acts):
            yield "identity_theft.firm_list needs an act that leads to a list; own lists are kept through acts"
        if spec.courts is None and any(entry.number > 0 for entry in theft.loan_p.root):
            yield "identity_theft.loan_p above 0 needs a section 'courts', where the loan is claimed"
    if numbers is not None:
        named = {use.key for use in spec.acts} | ({spec.linkage_error.key} if spec.linkage_error else set())
        if "account" not in named:
            yield "a regime with a section 'recycled_numbers' needs the key 'account', of linkage_error or of an act"


def _keys(spec: RegimeSpec) -> Iterator[str]:
    """Acts name keys whose errors are given."""
    section = spec.linkage_error
    for use in spec.acts:
        if use.key is None or use.key == "photo":
            continue
        if section is None:
            yield f"acts: {use.use} has key {use.key!r}, which needs a section 'linkage_error'"
        elif use.key != section.key and use.key not in section.keys:
            known = [section.key, *section.keys]
            expected = f"expected one of {', '.join(known)}{nearest(use.key, known)}"
            yield f"acts: {use.use} has key {use.key!r}; {expected}, or its errors under linkage_error.keys"

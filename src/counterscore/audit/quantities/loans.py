"""What is counted about small loans to people who are scored."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..quantity import number, quantity, share, years

REPAID, LOST = "small_loan_repaid", "small_loan_lost"


def _loans(outcome: Outcome, arm: int, acts: tuple[str, ...]) -> float:
    """Records of loans of people who are scored when the run ends."""
    names = list(outcome.codebook.get("acts", []))
    codes = ", ".join(str(names.index(act)) for act in acts if act in names) or "-1"
    bands = len(outcome.codebook.get("bands", []))
    rows = "FROM records r JOIN people p ON p.arm = r.arm AND p.person = r.person"
    return number(
        outcome, f"SELECT count(*) {rows} WHERE r.arm = {arm} AND act IN ({codes}) AND r.cause = 0 AND p.band < {bands}"
    )


@quantity("records", "people.band")
def loans_per_scored_year(outcome: Outcome, arm: int) -> float | None:
    """Small loans per scored person and year, paid back or lost."""
    bands = len(outcome.codebook.get("bands", []))
    scored = number(outcome, f"SELECT count(*) FROM people WHERE arm = {arm} AND band >= 0 AND band < {bands}")
    return share(_loans(outcome, arm, (REPAID, LOST)), scored * years(outcome))


@quantity("records", "people.band")
def loans_lost_share(outcome: Outcome, arm: int) -> float | None:
    """Share of small loans that are not paid back."""
    return share(_loans(outcome, arm, (LOST,)), _loans(outcome, arm, (REPAID, LOST)))

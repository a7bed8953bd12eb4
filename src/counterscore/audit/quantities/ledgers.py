"""What is counted about ledgers of credits."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..quantity import number, quantity, share, years


def _account_years(outcome: Outcome, arm: int) -> float:
    """Years of open accounts; accounts are opened when the regime begins."""
    return number(outcome, f"SELECT sum(enrolled) FROM people WHERE arm = {arm}") * years(outcome)


@quantity("people.enrolled", "people.credits_earned")
def credits_per_account_year(outcome: Outcome, arm: int) -> float | None:
    """Credits collected per account and year."""
    earned = number(outcome, f"SELECT sum(credits_earned) FROM people WHERE arm = {arm}")
    return share(earned, _account_years(outcome, arm))


@quantity("people.enrolled", "people.redeemed")
def redemptions_per_account_year(outcome: Outcome, arm: int) -> float | None:
    """Redemptions per account and year."""
    redeemed = number(outcome, f"SELECT sum(redeemed) FROM people WHERE arm = {arm}")
    return share(redeemed, _account_years(outcome, arm))

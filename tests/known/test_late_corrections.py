"""What a late correction costs: the time an entry stands at a holder rises by exactly the mean delay."""

from __future__ import annotations

import math

import pytest
from copying import agency, by_month, copied, entries_of

from counterscore.core.routes import VARYING

PEOPLE, MONTHS = 64, 60


def sojourn(rows: list[object], people: int, stands: int, months: int = MONTHS) -> list[float]:
    """Mean months that an entry is held by each agency alone, one arm per agency."""
    arms = {str(n): [row] for n, row in enumerate(rows)}
    found = copied(arms, people=people, stands=stands, months=months)  # type: ignore[arg-type]
    return [sum(by_month(found, "copies", arm)) / people for arm in range(len(rows))]


@pytest.mark.parametrize("stands", [1, 5, 24])
def test_a_fixed_delay_adds_exactly_itself(stands: int) -> None:
    """Told D months late, a holder keeps every copy D months longer: bitwise, for any time at the source."""
    delays = (0, 1, 3, 12)
    held = sojourn([agency(revoke_lag=delay) for delay in delays], PEOPLE, stands)
    assert held == [float(stands + delay) for delay in delays]


@pytest.mark.parametrize("arrives", [0, 2, 4])
def test_it_does_not_matter_when_the_copy_came(arrives: int) -> None:
    """Where it takes months to be told of the entry too, whoever was told keeps it exactly D months longer."""
    held = sojourn([agency(lag=arrives, revoke_lag=delay) for delay in (0, 7)], PEOPLE, 5)
    assert held == [5.0 - arrives, 12.0 - arrives]
    assert sojourn([agency(lag=5, revoke_lag=7)], PEOPLE, 5) == [0.0]


def test_delays_add_up_along_a_chain() -> None:
    """The third in a chain learns of the end after the sum of the three delays, and stood behind by the sum of lags."""
    chain = [agency(lag=1, revoke_lag=2), agency(lag=1, revoke_lag=3, upstream=0), agency(revoke_lag=4, upstream=1)]
    found = copied({"chain": chain}, people=1, stands=6, months=30)
    rows = found.rows("copies", 0)
    assert list(zip(rows["month"].tolist(), rows["holders"].tolist(), strict=True)) == [
        (1, 0b001), (2, 0b111), (8, 0b110), (11, 0b100), (15, 0b000),
    ]  # fmt: skip


def test_a_varying_delay_adds_its_mean() -> None:
    """Geometric delays of mean 5 months add 5 months: 10,000 lives, 4 standard errors, false alarms 6 in 100,000."""
    people, mean = 10_000, 5.0
    late = agency(kind=VARYING, revoke_lag=mean)
    held = sojourn([agency(), late], people, 3, months=90)
    spread = math.sqrt(1.0 - 1.0 / mean) * mean / math.sqrt(people)
    assert held[0] == 3.0
    assert held[1] - held[0] == pytest.approx(mean, abs=4 * spread)


def test_the_stock_follows_from_the_sojourn() -> None:
    """Little's law: with one entry begun each month the stock of copies is the sojourn at the holder."""
    months, stands, delay = 40, 4, 6
    given = [row for month in range(months) for row in entries_of(1, stands, month)]
    found = copied({"one": [agency(revoke_lag=delay)]}, people=1, stands=stands, months=months, given=given)
    assert by_month(found, "copies")[stands + delay :] == [float(stands + delay)] * (months - stands - delay)

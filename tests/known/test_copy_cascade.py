"""How far one wrong record spreads: copies at agencies that are corrected one by one."""

from __future__ import annotations

import math

import pytest
from copying import agency, by_month, copied

from counterscore.core.routes import VARYING

AGENCIES, COPIED_P, CORRECTED_P = 8, 0.6, 0.15
PEOPLE = 20_000
PUBLISHED = {0: 4.800, 1: 4.080, 6: 1.810, 12: 0.683}
ENDS = 1


def test_copies_fall_off_as_the_closed_form_says() -> None:
    """Independent copying with q over A agencies, correction with r a month: E = A q (1 - r)^t.

    The mean of 20,000 lives stays within 4 standard errors in each of four months: false alarms below 3 in 10,000.
    """
    holder = agency(kind=VARYING, copy_p=COPIED_P, revoke_lag=1.0 / CORRECTED_P)
    found = copied({"one": [holder] * AGENCIES}, people=PEOPLE, stands=ENDS, months=ENDS + 13)
    copies, stale = by_month(found, "copies"), by_month(found, "stale_copies")
    for months, published in PUBLISHED.items():
        p = COPIED_P * (1.0 - CORRECTED_P) ** months
        assert round(AGENCIES * p, 3) == pytest.approx(published, abs=1e-9)
        spread = math.sqrt(AGENCIES * p * (1.0 - p) / PEOPLE)
        assert copies[ENDS + months] / PEOPLE == pytest.approx(AGENCIES * p, abs=4 * spread)
        assert stale[ENDS + months] == copies[ENDS + months]
    assert copies[0] == copies[ENDS] and stale[0] == 0

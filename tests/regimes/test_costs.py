"""Sections on what a bar costs: what they stand on, and what their units come to in a month."""

from __future__ import annotations

import pytest

from counterscore.core.errors import SpecError
from counterscore.regimes.patches import replaced
from counterscore.regimes.regime import load_regime
from counterscore.regimes.units import in_steps


def test_a_daily_rate_is_simple_interest_per_step() -> None:
    """0.0175 % a day is 6.3875 % a year, a twelfth of it in a month; nothing is compounded."""
    assert in_steps(0.000175, "interest_per_day", 12) == pytest.approx(0.063875 / 12)
    assert in_steps(0.06, "interest_per_year", 12) == pytest.approx(0.005)
    assert in_steps(0.06, "interest_per_year", 52) == pytest.approx(0.06 / 52)


@pytest.mark.parametrize(
    ("gone", "says"),
    [
        ({"measures": None}, "'consequence' needs a section 'measures'"),
        ({"listing": None, "consequence": None}, "'interest' needs a section 'consequence'"),
        ({"listing": None}, "'interest' needs a section 'listing'"),
    ],
)
def test_a_cost_needs_what_it_stands_on(gone: dict[str, None], says: str) -> None:
    """A section is refused without the section that its numbers are about, in words."""
    spec = load_regime("judgment-defaulters").spec
    assert spec.interest is not None
    with pytest.raises(SpecError, match=says):
        replaced(spec, **gone)


@pytest.mark.parametrize("name", ["judgment-defaulters", "joint-punishment", "consumption-limits", "as-feared-2020"])
def test_no_loss_is_assumed_into_a_regime_as_written(name: str) -> None:
    """What feeds back on fulfilment, or rests on assumptions alone, is zero unless a study asks for it."""
    tables = load_regime(name).tables()
    assert tables["consequence.income_loss_share"] == tables["consequence.job_loss_p"] == 0
    zero = ("interest.burden_exponent", "household_effects.pooled_share", "household_effects.joint_p")
    assert not any(tables.get(path, 0) for path in (*zero, "firm_effects.slack_p", "firm_effects.lay_off_p"))


def test_the_interest_for_late_performance_began_in_august_2014() -> None:
    """0.0175 % a day from August 2014 on, and what was reckoned from the loan rate before."""
    history = load_regime("judgment-defaulters-history")
    assert history.tables("2014-07")["interest.late_rate"] == pytest.approx(0.06 / 12)
    assert history.tables("2014-08")["interest.late_rate"] == pytest.approx(0.000175 * 365 / 12)

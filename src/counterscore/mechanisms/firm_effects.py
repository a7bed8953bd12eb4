"""A firm whose responsible person is held loses business, and people who work beside that person lose their jobs."""

from __future__ import annotations

from ..core.declare import Column, Mechanism, Observe, Param, rule


@rule(phase="contagion", writes="person_held")
def person_held(firm: int, listed: int, limits: int) -> int:
    """1 while a person, not a firm, stands on a list or under a limit."""
    return 1 if firm == 0 and (listed != 0 or limits > 0) else 0


@rule(phase="measures", over="ties:officers", writes="officers_held")
def officers_held(firm: int, ties_sum_person_held: int) -> int:
    """1 for a firm of which a responsible person was held last month."""
    return 1 if firm != 0 and ties_sum_person_held > 0 else 0


@rule(phase="measures", where="firm", writes="slack")
def slack(officers_held: int, slack_p: float, v_business: float) -> int:
    """1 while a firm has less business for it; the same firms lose it each time."""
    return 1 if officers_held != 0 and v_business < slack_p else 0


@rule(phase="measures", where="slack", writes="slack_months")
def slack_months(slack_months: int) -> int:
    """Months with less business so far."""
    return slack_months + 1


@rule(phase="contagion", over="ties:officers", writes="firm_slack")
def firm_slack(firm: int, ties_sum_slack: int) -> int:
    """1 while a firm that this person is responsible for had less business last month."""
    return 1 if firm == 0 and ties_sum_slack > 0 else 0


@rule(phase="adaptation", over="ties:workplace", writes="shaky")
def shaky(employed: int, lost_job: int, ties_sum_firm_slack: int) -> int:
    """1 for an employee beside whom somebody answered for a firm with less business last month."""
    return 1 if employed != 0 and lost_job == 0 and ties_sum_firm_slack > 0 else 0


@rule(phase="adaptation", where="shaky", writes="laid_off")
def laid_off(laid_off: int, lay_off_p: float, u_lay_off: float) -> int:
    """Times laid off so far because of somebody else."""
    return laid_off + 1 if u_lay_off < lay_off_p else laid_off


@rule(phase="adaptation", where="shaky", writes="lost_job")
def out_of_work(lost_job: int, lay_off_p: float, u_lay_off: float) -> int:
    """1 also for whoever was laid off; work is found again as after a dismissal."""
    return 1 if u_lay_off < lay_off_p else lost_job


MECHANISM = Mechanism(
    name="firm_effects",
    doc="Takes business from firms whose responsible persons are listed or limited, and jobs from people who work "
    "beside those persons: people lose work for what somebody else owes.",
    source="assumption; the part-owner of a travel firm in Hangzhou (press of 2016) is the case behind it",
    limits="How much business is not said in yuan, because firms have no income here. Workplaces are ties between "
    "persons: the colleagues of a responsible person stand for the staff of the firm. Each step takes a month.",
    part="regime",
    sections=("firm_effects", "measures", "consequence"),
    rules=(person_held, officers_held, slack, slack_months, firm_slack, shaky, laid_off, out_of_work),
    columns=(
        Column("person_held", "u1", "flag", "a person on a list or under a limit"),
        Column("officers_held", "u1", "flag", "a firm of which a responsible person is held"),
        Column("slack", "u1", "flag", "a firm with less business"),
        Column("slack_months", "i2", "months", "months with less business so far", keep=True),
        Column("firm_slack", "u1", "flag", "answers for a firm with less business"),
        Column("laid_off", "i2", "count", "times laid off so far because of somebody else", keep=True),
        Column("shaky", "u1", "flag", "works beside somebody whose firm has less business"),
    ),
    params=(
        Param("slack_p", "probability", "a firm loses business while a responsible person is held", off=0.0),
        Param("lay_off_p", "probability", "a colleague of the responsible person is laid off in a step", off=0.0),
    ),
    observes=(Observe("slack", "slack"), Observe("laid_off", "laid_off", flow=True)),
)  # fmt: skip

"""A person looks at a file before it takes effect and finds that it is somebody else's."""

from __future__ import annotations

from ..core.compiling import compiled
from ..core.declare import Column, Mechanism, Param, rule
from ..core.transforms import exp, log_miss

ENFORCED = 3


def _found_p(review_share: float, catch_p: float, minutes: float, usual_minutes: float, overrules: float) -> float:
    """Probability that a wrong link is found and undone.

    A look of the usual length finds ``catch_p`` of the wrong links; every further minute finds the same share of what
    is left, so that a look of m minutes finds 1 - (1 - catch_p) ** (m / usual). Whoever may not overrule changes
    nothing, and a file that nobody has time for is not looked at.
    """
    if overrules <= 0.0 or catch_p <= 0.0 or minutes <= 0.0:
        return 0.0
    if catch_p >= 1.0 or minutes == usual_minutes:
        return review_share * catch_p
    return review_share * (1.0 - exp(minutes / usual_minutes * log_miss(catch_p)))


found_p = compiled(_found_p)


@rule(phase="linkage", over="born:records", writes="subject")
def record_review(
    subject: int, person: int, review_share: float, catch_p: float, minutes: float, usual_minutes: float,
    overrules: float, u_review: float,
) -> int:  # fmt: skip
    """A human check of the link before it takes effect sends a wrong record to the right person."""
    if subject < 0 or subject == person:
        return subject
    return person if u_review < found_p(review_share, catch_p, minutes, usual_minutes, overrules) else subject


@rule(phase="linkage", over="due:cases", writes="subject")
def case_review(
    subject: int, person: int, stage: int, review_share: float, catch_p: float, minutes: float, usual_minutes: float,
    overrules: float, u_review: float,
) -> int:  # fmt: skip
    """The same check when enforcement opens."""
    if stage != ENFORCED or subject < 0 or subject == person:
        return subject
    return person if u_review < found_p(review_share, catch_p, minutes, usual_minutes, overrules) else subject


MECHANISM = Mechanism(
    name="human_review",
    doc="Lets a person look at the link between file and person before it takes effect: some share of the files, for "
    "some minutes each, with or without the power to overrule the machine. Wrong links that are found go to the right "
    "person.",
    source="a second review cleared 58 to 90 % of wrong flags in E-Verify (Westat); minutes: assumption",
    limits="Only wrong links are found; a report about something that was not done passes. Nobody undoes a right link, "
    "and the look takes no time off the file. Whose files are seen is chance.",
    part="regime",
    sections=("human_review",),
    optional_tables=("records", "cases"),
    rules=(record_review, case_review),
    columns=(
        Column("review_share", "f8", "share", "files of this month that somebody looks at", start=1.0, shared=True),
    ),
    params=(
        Param("catch_p", "probability", "a look of the usual length catches a wrong link", off=0.0,
              path="redress.review_catch_p"),
        Param("minutes", "minutes", "time for one file", path="redress.review_minutes", default=10.0,
              source="the usual look unless the regime says otherwise", low=1.0, high=60.0),
        Param("usual_minutes", "minutes", "length of the look that catch_p is about", default=10.0,
              source="assumption", low=5.0, high=30.0),
        Param("overrules", "flag", "1: what a person finds is changed", path="redress.review_overrules", default=1.0,
              source="a look counts unless the regime says otherwise", low=0.0, high=1.0),
    ),
)  # fmt: skip

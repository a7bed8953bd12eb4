"""How often people on a list collide with what it closes, in a stretch of days."""

from __future__ import annotations

import math

from ..lived import asked, lived


def refused(
    regime: str, people: int, months: int, seed: int, list_name: str, sector: str, days: float, month_days: float
) -> dict[str, float | int]:
    """People on a list who are refused something of a sector at least once in some days, and refusals of each of them.

    Of the last month of the run, among people with an entry on the list by then that had not ended before. A month is
    stretched to the days in question as if refusals of a person came evenly: with a share h of them hit in a month and
    m refusals a head, 1 - (1 - h)^(days / month) are hit and m times days / month are refused. Errors are binomial.
    """
    with lived(asked(regime, people, months, seed)) as out:
        last, sectors, lists = out.steps - 1, out.codebook["sectors"], out.codebook["lists"]
        on_list = (
            f"SELECT DISTINCT subject AS person FROM listings WHERE list = {lists.index(list_name)} AND subject >= 0 "
            f"AND start_month <= {last} AND (end_month < 0 OR end_month >= {last})"
        )
        tried = f"SELECT person, count FROM refusals WHERE month = {last} AND sector = {sectors.index(sector)}"
        found = out.sql(
            f"SELECT count(*) AS listed, count(r.person) AS hit, coalesce(sum(r.count), 0)::BIGINT AS refusals "
            f"FROM ({on_list}) l LEFT JOIN ({tried}) r ON l.person = r.person"
        )
    listed, hit, refusals = (int(found[name][0]) for name in ("listed", "hit", "refusals"))
    stretch, share = days / month_days, hit / listed
    over = 1.0 - (1.0 - share) ** stretch
    slope = stretch * (1.0 - share) ** (stretch - 1.0)
    return {
        "listed": listed, "hit": hit, "share_hit": over,
        "share_hit_se": slope * math.sqrt(share * (1.0 - share) / listed),
        "refusals_each": refusals * stretch / (over * listed) if hit else math.nan,
        "refusals_per_listed_year": refusals / listed * 365.25 / month_days,
    }  # fmt: skip

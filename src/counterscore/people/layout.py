"""The names and lengths of the aggregate tables every recipe holds: the whole vocabulary of a population."""

from __future__ import annotations

from .dorms import ROOM_SIZES, STUDENT_AGES
from .firms import FIRM_SIZES, SECTORS
from .households import KINDS, SIZES

RESIDENCES = ("urban", "rural", "migrant")
SEXES = ("female", "male")
EDUCATION_BANDS = ("18_24", "25_34", "35_44", "45_54", "55_64", "65_up")
SCHOOLING = ("below_tertiary", "tertiary")
AGE_BANDS = 14


def _layout() -> dict[str, int]:
    """Value name -> how many numbers it holds."""
    names = {"register.people": 1, "residence.shares": 3}
    names |= {f"households.size.{r}": SIZES for r in RESIDENCES}
    names |= {f"households.kind.size_{n}": len(KINDS) for n in range(1, SIZES + 1)}
    names |= {f"households.kind.{r}": len(KINDS) for r in RESIDENCES}
    names |= {f"households.age.{k}": AGE_BANDS for k in KINDS}
    names |= {f"households.age.{r}": AGE_BANDS for r in RESIDENCES}
    names |= {"households.age.edges": AGE_BANDS + 1, "households.male_first": len(KINDS)}
    names |= {"households.couple_gap": 2, "households.first_birth": 2, "households.generation_gap": 2}
    names |= {"households.oldest_child": 1, "households.boys": 1, "households.women_lone_elders": 1}
    names |= {"income.medians": 3, "income.spread_below": 3, "income.spread_above": 3}
    names |= {"income.tail_from": 1, "income.tail_exponent": 1, "income.by_size": SIZES, "income.reference": 1}
    names |= {"education.entry_ages": 3, "education.senior_at_15": 1, "education.rank_weight": 1}
    names |= {f"education.{r}.{b}": 5 for r in RESIDENCES for b in EDUCATION_BANDS}
    names |= {f"work.employed.{s}.{r}": 6 for s in SEXES for r in RESIDENCES}
    names |= {f"work.industry.{r}.{s}": 3 for r in RESIDENCES for s in SCHOOLING}
    names |= {"work.rank_tilt": 1, "work.profession_shares": 0, "work.eligible_share": 1, "work.owners": 3}
    names |= {"credit.borrowers": 5, "credit.rank_tilt": 1, "credit.debt_months": 1, "credit.debt_spread": 1}
    names |= {f"driving.{s}.{r}": 5 for s in SEXES for r in RESIDENCES} | {"driving.rank_tilt": 1}
    for trip in ("air", "rail"):
        names |= {f"travel.{trip}.rate": 1, f"travel.{trip}.elasticity": 1, f"travel.{trip}.spread": 1}
    names |= {"travel.children": 1, "travel.elders": 1, "travel.owners": 1}
    names |= {"phone.shares": 5, "phone.payments": 1, "phone.elasticity": 1, "phone.spread": 1}
    names |= {"proneness.median": 1, "proneness.spread": 1}
    names |= {f"names.{n}.{p}": 1 for n in ("surnames", "given") for p in ("count", "exponent", "offset")}
    names |= {"names.long": 1, "households.renters": len(RESIDENCES)}
    names |= {"names.class_cuts": 3, "identity.heaped": 1, "work.group_size": 1, "work.class_size": 1}
    names |= {"friends.median": 1, "friends.spread": 1, "friends.reach": 1, "friends.alike": 1}
    names |= {"friends.same_age": 1, "friends.far": 1}
    names |= {"firms.share": 1, "firms.size_shares": FIRM_SIZES, "firms.sector_shares": SECTORS, "firms.namesakes": 1}
    names |= {"firms.second_firm_p": 1, "firms.second_officer_p": 1, "dorms.share": 1, "dorms.women": 1}
    return names | {
        "dorms.size_shares": ROOM_SIZES, "dorms.age_shares": STUDENT_AGES, "dorms.residence_shares": len(RESIDENCES),
    }  # fmt: skip


LAYOUT = _layout()

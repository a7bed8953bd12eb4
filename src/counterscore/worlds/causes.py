"""Causes that harm can be put down to, and the world in which one of them is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..audit.shapley import MOST
from ..core.errors import SpecError, nearest
from ..safeguards import apply, safeguard_ids
from .arms import AS_WRITTEN, Arm
from .study import Study


@dataclass(frozen=True)
class Cause:
    """Something that can be taken out of a regime: mechanisms left out, or safeguards put in its place."""

    id: str
    title: str
    without: tuple[str, ...] = ()
    safeguards: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data for the study file."""
        return {"id": self.id, "title": self.title, "without": list(self.without), "with": list(self.safeguards)}


CAUSES = (
    Cause("linkage_error", "records matched to the wrong person", ("linkage_error", "recycled_numbers")),
    Cause(
        "false_report", "records of what nobody did",
        ("false_reports", "false_claims", "identity_theft", "proof_errors"),
    ),
    Cause("stale_copy", "copies that outlive what they copy", (), ("correction-everywhere",)),
    Cause("joint_punishment", "doors closed in sectors the list does not belong to", (), ("sector-firewall",)),
    Cause("no_notice", "people who are not told before it takes effect", (), ("notice",)),
    Cause("no_hearing", "people who are not heard before it takes effect", (), ("hearing",)),
    Cause("no_review", "links that no person checks", (), ("human-review",)),
    Cause("no_appeal", "no independent body", (), ("appeal",)),
    Cause("no_expiry", "records without an end", (), ("expiry",)),
    Cause("no_repair", "no way to put a right record behind one", (), ("repair",)),
    Cause(
        "contagion", "standing that passes to others",
        ("network_term", "household_term", "composite_friends", "ledger_friends", "piercing", "association"),
    ),
    Cause("inspection", "looking more where something was found", ("scrutiny",)),
)  # fmt: skip


def causes_in(study: Study, names: Sequence[str]) -> tuple[Cause, ...]:
    """The causes of these names, as far as the regime has them; a mechanism or a missing safeguard is a cause too.

    Raises: SpecError for a name that is none of these, for a cause the regime does not have, and for too many.
    """
    if not 1 <= len(names) <= MOST or len(set(names)) < len(names):
        raise SpecError(f"attribution among {', '.join(names) or 'no causes'}: expected 1 to {MOST} different causes")
    found = tuple(_found(study, name) for name in names)
    for place, cause in enumerate(found):
        for other in found[:place]:
            if (cause.without, cause.safeguards) == (other.without, other.safeguards):
                raise SpecError(f"causes {other.id!r} and {cause.id!r} are the same; name one of them")
    return found


def usual_causes(study: Study, most: int = 4) -> tuple[str, ...]:
    """Names of the first ``most`` causes of CAUSES that the regime has, for a study that names none itself."""
    found: list[Cause] = []
    for cause in CAUSES:
        try:
            one = _found(study, cause.id)
        except SpecError:
            continue
        if len(found) < most and all((one.without, one.safeguards) != (o.without, o.safeguards) for o in found):
            found.append(one)
    return tuple(one.id for one in found)


def _found(study: Study, name: str) -> Cause:
    known = {cause.id: cause for cause in CAUSES}
    present = {m.name: m for m in study.mechanisms if any(param.off is not None for param in m.params)}
    if name in known:
        cause = known[name]
        here = tuple(one for one in cause.without if one in present)
        if cause.without and not here:
            raise SpecError(
                f"regime {study.spec.regime.id} has nothing of cause {name!r} ({cause.title}): none of the mechanisms "
                f"{', '.join(cause.without)}"
            )
        if cause.safeguards:
            apply(study.spec.regime, cause.safeguards)
        return Cause(cause.id, cause.title, here, cause.safeguards)
    if name in present:
        return Cause(name, f"mechanism {name}", (name,))
    if name in safeguard_ids():
        apply(study.spec.regime, [name])
        return Cause(name, f"no {name}", (), (name,))
    words = [*known, *present, *safeguard_ids()]
    raise SpecError(
        f"no cause {name!r}{nearest(name, words)}\n  causes: {', '.join(known)}; any mechanism of the regime with an "
        "off switch, or a safeguard that it lacks, can be named too"
    )


def world_with(causes: Sequence[Cause], there: int) -> Arm:
    """The arm with exactly the causes of set ``there`` (bit k for cause k); with all of them it is as written."""
    gone = [cause for k, cause in enumerate(causes) if not there >> k & 1]
    if not gone:
        return Arm(AS_WRITTEN)
    without = tuple(dict.fromkeys(name for cause in gone for name in cause.without))
    safeguards = tuple(dict.fromkeys(name for cause in gone for name in cause.safeguards))
    return Arm(f"without {', '.join(cause.id for cause in gone)}", without, safeguards)

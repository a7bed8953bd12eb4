"""What a study stands on, as its study.json says, in the words of the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...audit.studied.answers import Answer, Doubt
from ...audit.studied.influence import Influence
from ...audit.studied.study import Studied
from ...audit.summary import held_by
from ..codebook import arm_words, group_words
from ..language import say
from ..wording import count_of, listed_as, listing_of

STEPS = {"month": 12, "week": 52}  # steps of a year


@dataclass(frozen=True)
class Ground:
    """One study with what its file resolves to; whatever study.json leaves out is left out of the report."""

    found: Studied

    def known(self, name: str, default: Any = None) -> Any:
        """What study.json says under a name."""
        value = self.found.resolved.get(name)
        return default if value is None else value

    @property
    def regime(self) -> Mapping[str, Any]:
        """Id, title, status and summary of the regime, as far as they are known."""
        told = self.known("regime", {})
        return told if isinstance(told, Mapping) else {"id": str(told)}

    @property
    def step(self) -> str:
        """What the regime counts time in: "month" or "week"."""
        return str(self.known("step", "month"))

    @property
    def subjects(self) -> str:
        """Whom the regime is about: "adults" or "firms"."""
        return str(self.known("subjects", "adults"))

    @property
    def told(self) -> tuple[str, str]:
        """Subjects and steps, as ``worded`` takes them."""
        return self.subjects, self.step

    @property
    def time(self) -> str:
        """How long each replicate is: "24 simulated months"."""
        steps = self.known("steps") or self.known("months")
        return count_of(int(steps), f"simulated {self.step}") if steps else ""

    @property
    def people(self) -> int:
        """How many people one replicate has."""
        counted = (one.people // max(one.replicates, 1) for one in self.found.answers)
        return int(self.known("people", max(counted, default=0)))

    @property
    def crowd(self) -> str:
        """How many are in one replicate, in words."""
        words = "{n} synthetic people and firms" if self.subjects == "firms" else "{n} synthetic people"
        return say(words, n=f"{self.people:,}")

    @cached_property
    def arms(self) -> tuple[Mapping[str, Any], ...]:
        """The arms with what each changes, in the order of the study file, twins left out.

        Where study.json names none, those of the questions.
        """
        rows = [one for one in self.known("arms", ()) if isinstance(one, Mapping) and not one.get("twin")]
        if rows:
            order = {name: place for place, name in enumerate(self.found.arms)}
            return tuple(sorted(rows, key=lambda one: order.get(str(one.get("name")), len(order))))
        asked = [one.question for one in self.found.answers]
        names = dict.fromkeys(name for one in asked for name in (one.against, one.arm))
        return tuple({"name": name} for name in names)

    @property
    def arm_names(self) -> tuple[str, ...]:
        """The arms by name."""
        return tuple(str(one.get("name")) for one in self.arms)

    def since(self, arm: str) -> int | None:
        """The step at which an arm begins to differ by its policy date; None where it differs from the start."""
        months = next((int(one.get("since") or 0) for one in self.arms if one.get("name") == arm), 0)
        if not months:
            return None
        return months if self.step == "month" else int(months * STEPS[self.step] / 12 + 0.5)

    @property
    def drawn(self) -> str:
        """Which numbers were drawn from their ranges, as the study file asks for it."""
        asked = self.known("file", {}).get("ranges", {}).get("sample", "all")
        if isinstance(asked, str):
            paths = self.known("sampled", ())
            people = sum(path.startswith("people.") for path in paths)
            if not people:
                return say("every number that no statute fixes")
            regime = count_of(len(paths) - people, "number")
            return say("{numbers} of the regime and {n} of its people", numbers=regime, n=people)
        return say("{numbers} named in the study file", numbers=count_of(len(self.known("sampled", ())), "number"))

    @cached_property
    def listed(self) -> str:
        """What being listed means in this regime, in words."""
        bands = any(one.series == "low_band" and any(one.p95) for one in self.found.fans)
        return listed_as(held_by(self.found.resolved, self.known("codebook", {}), bands))

    def answer(self, question: str) -> Answer | None:
        """The answer to a question by its id."""
        return next((one for one in self.found.answers if one.question.id == question), None)

    def doubt(self, question: str) -> Doubt | None:
        """The doubts about a question by its id."""
        return next((one for one in self.found.doubts if one.question == question), None)

    def influence(self, question: str) -> Influence | None:
        """What moves the answer to a question; None where nobody asked."""
        return next((one for one in self.found.influence if one.question == question), None)


def among(answer: Answer) -> str:
    """The group that a question is about, in words; empty for everybody."""
    return listing_of([group_words(by, group) for by, group in answer.question.group.items()])


def name_of(answer: Answer, several: bool = True) -> str:
    """A question as tables call it: the title of its metric, its group, and its arms where ``several`` are asked."""
    asked = answer.question
    title, group = say(asked.title), among(answer)
    named = say("{title} ({kind})", title=title, kind=group) if group else title
    if not several:
        return named
    pair = {"arm": arm_words(asked.arm), "reference": arm_words(asked.against)}
    return say("{title}: {arm} minus {reference}", title=named, **pair)

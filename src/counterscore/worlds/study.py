"""A study: one regime, one recipe, some arms, a seed. It is the identity of a run and can be printed and hashed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..core.declare import Mechanism
from ..core.draws import MONTHS_LIMIT, SCHEME, checked_seed
from ..core.errors import PromiseError, SpecError
from ..people import Recipe
from ..people.guard import refuse_persons
from ..regimes import Regime, load_regime
from ..regimes.schema import RegimeSpec
from ..regimes.units import STEPS
from ..regimes.watching import watched_things
from .arms import PERFECT, Arm, arm_from_json, arm_regimes, arms_json, check_arms, check_since, default_arms, with_twins
from .arms import with_ as with_arm
from .arms import without as without_arm
from .mechanisms import from_file, needed, shipped
from .moved_people import Moved, moved, recipe_for
from .pairing import PAIRED

CODES = {
    "causes": ["own act", "false report"],
    "end_reasons": [
        *("open", "fulfilled", "term", "creditor consent", "no assets", "corrected", "appeal", "expiry", "repair"),
        *("hearing", "escalation"),
    ],
    "outcomes": ["none", "corrected", "rejected", "pending", "moot"],
    "sex": ["female", "male"],
    "age_bands": ["under 18", "18-39", "40-59", "60 and over"],
    "case_stages": ["default", "sued", "judged", "enforced", "not performed", "", "", "", "", "closed"],
}


@dataclass(frozen=True)
class Study:
    """What is asked: ``regime`` is an id or a file, ``files`` are mechanisms of one's own, ``attribute`` names causes.

    ``moved`` are numbers of the recipe with which people are made instead of those written there.
    Raises SpecError for numbers out of range, unknown regimes, recipes, arms or safeguards.
    """

    regime: str
    people: int = 100_000
    months: int = 60
    seed: int = 1
    recipe: str = ""
    replicate: int = 0
    arms: tuple[Arm, ...] = ()
    files: tuple[str, ...] = ()
    attribute: tuple[str, ...] = ()
    moved: Moved = ()

    def __post_init__(self) -> None:
        for value in (self.regime, self.people, self.recipe, self.seed):
            refuse_persons(value, "Study")
        for arm in self.arms:
            if not isinstance(arm, Arm):
                raise PromiseError(f"Study: arms hold a {type(arm).__name__}; expected arms, never people")
        checked_seed(self.seed)
        for name, value, most in (("people", self.people, 2**31 - 1), ("months", self.months, 1200)):
            if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
                raise SpecError(f"{name} is {value!r}; expected a whole number from 1 to {most:,}")
        if not 0 <= self.replicate < 65536:
            raise SpecError(f"replicate is {self.replicate}; expected 0 to 65535")
        if self.spec.warmup + self.steps > MONTHS_LIMIT:
            raise SpecError(f"the run and the life before it have more than {MONTHS_LIMIT} steps; ask for fewer months")
        check_since(self.asked, self.months)
        check_arms(self.asked, self.mechanisms)
        self._check_subjects()

    def _check_subjects(self) -> None:
        """Refuses people among whom nobody is a subject of the regime."""
        recipe, firms = self.people_recipe, subjects_of(self.spec.regime.spec) == "firms"
        if firms and not recipe.number("firms.share"):
            asked = f"regime {self.spec.regime.id} is about firms, and recipe {recipe.id} has none"
            raise SpecError(f"{asked}; use --recipe {self.spec.regime.spec.recipe}")

    @cached_property
    def spec(self) -> _Spec:
        """The regime as loaded, with what follows from it."""
        return _Spec(load_regime(self.regime))

    @property
    def steps(self) -> int:
        """Steps to live: months, or the weeks of that many months."""
        return max(1, self.steps_in(self.months))

    def steps_in(self, months: int) -> int:
        """Whole steps in a number of months."""
        return steps_in(months, self.spec.regime.spec.step)

    @cached_property
    def people_recipe(self) -> Recipe:
        """The recipe of the people, the one asked for or the regime's own, in the era in which the regime begins."""
        return moved(recipe_for(self.recipe, self.spec.regime), self.moved)

    @property
    def asked(self) -> tuple[Arm, ...]:
        """The arms asked for, by default none, perfect records and as written."""
        return self.arms or default_arms()

    @property
    def paired(self) -> bool:
        """Whether wrong listings are told from right ones: when an arm has perfect records."""
        return any(arm.name == PERFECT for arm in self.asked)

    @cached_property
    def lived(self) -> tuple[Arm, ...]:
        """All arms that are lived: those asked for and, where pairing needs them, their twins with perfect records."""
        return with_twins(self.asked, self.mechanisms) if self.paired else self.asked

    @cached_property
    def regimes(self) -> list[Regime]:
        """The regime of each arm, safeguards applied."""
        return arm_regimes(self.spec.regime, self.lived)

    @cached_property
    def regimes_before(self) -> list[Regime]:
        """The regime of each arm until its policy date; where it has none, as ever."""
        return arm_regimes(self.spec.regime, [arm.at(0) for arm in self.lived])

    @cached_property
    def mechanisms(self) -> tuple[Mechanism, ...]:
        """The mechanisms of the plan: those that the regime or an arm of it needs, and one's own files."""
        own = tuple(from_file(path) for path in self.files)
        arms = [lived for arm in self.asked for lived in dict.fromkeys((arm.at(0), arm))]
        safeguarded = [regime.tables() for regime in arm_regimes(self.spec.regime, arms)]
        tables = {path: value for table in (self.spec.regime.tables(), *safeguarded) for path, value in table.items()}
        found = needed([*shipped(), *own], tables)
        return tuple(m for m in found if self.paired or m.name not in PAIRED)

    def resolved(self) -> dict[str, Any]:
        """The study with everything that it stands on, as plain data: the file study.json of a run."""
        regime = self.spec.regime
        spec = regime.spec
        things = watched_things(spec, spec.start)
        return {
            "regime": {"id": regime.id, "title": regime.title, "status": spec.status, "start": regime.start,
                       "asked": self.regime, "summary": spec.summary, "sha256": regime.digest()},
            "recipe": self.people_recipe.id, "recipe_asked": self.recipe, "recipe_sha256": self.people_recipe.digest,
            "people": self.people, "months": self.months, "steps": self.steps, "step": spec.step,
            "subjects": subjects_of(spec), "seed": self.seed, "replicate": self.replicate,
            "warmup_steps": self.spec.warmup, "draws": SCHEME,
            "arms": arms_json(self.lived),
            "arm_sha256": [r.digest() for r in self.regimes],
            "files": [{"path": f, "sha256": sha256(Path(f).read_bytes()).hexdigest()} for f in self.files],
            "mechanisms": [m.name for m in self.mechanisms], "sections": list(regime.sections),
            "codebook": {**regime.codebook(), **CODES}, "targets": [_plain(t) for t in regime.targets],
            "assumption_share": regime.assumption_share(), "tuned": _tuned(regime),
            "not_modelled": list(spec.not_modelled), "bibliography": [_plain(s) for s in regime.sources()],
            "command": self.command(), **({"watchlist": things} if things else {}),
            **({"attribute": list(self.attribute)} if self.attribute else {}),
            **({"moved": [list(one) for one in self.moved]} if self.moved else {}),
        }  # fmt: skip

    def command(self) -> str:
        """The command that runs this study again; a line of Python where no command asks for these arms."""
        more = self.arms[len(default_arms()) :]
        usual = [without_arm(*arm.without) for arm in more if arm.without]
        usual += [with_arm(*arm.safeguards) for arm in more if not arm.without]
        if self.arms and self.arms != (*default_arms(), *usual):
            return self._in_python()
        parts = [f"counterscore run {self.regime} --people {self.people} --months {self.months} --seed {self.seed}"]
        parts += [f"--recipe {self.recipe}"] if self.recipe else []
        parts += [f"--replicate {self.replicate}"] if self.replicate else []
        parts += [f"--attribute {','.join(self.attribute)}"] if self.attribute else []
        for arm in self.arms:
            if arm.without and not set(arm.without) & {"regime", "errors"}:
                parts.append(f"--without {','.join(arm.without)}")
            if arm.safeguards:
                parts.append(f"--with {','.join(arm.safeguards)}")
        return " ".join(parts + [f"--with-file {path}" for path in self.files])

    def _in_python(self) -> str:
        """The call of ``run`` that lives this study again; numbers of an arm's own stand in its study.json alone."""
        since = {arm: f", since={arm.since}" if arm.since else "" for arm in self.arms}
        arms = [f"{a.name!r}: Arm({a.name!r}, {a.without!r}, {a.safeguards!r}{since[a]})" for a in self.arms]
        asked = [f"{self.regime!r}, people={self.people}, months={self.months}, seed={self.seed}"]
        asked += [f"recipe={self.recipe!r}"] if self.recipe else []
        asked += [f"replicate={self.replicate}"] if self.replicate else []
        asked += [f"attribute={self.attribute!r}"] if self.attribute else []
        asked += [f"files={self.files!r}"] if self.files else []
        return f"from counterscore import Arm, run; run({', '.join(asked)}, arms={{{', '.join(arms)}}})"


@dataclass(frozen=True)
class _Spec:
    regime: Regime

    @property
    def warmup(self) -> int:
        """Steps of life before the regime."""
        return steps_in(int(self.regime.spec.warmup_months), self.regime.spec.step)


def steps_in(months: int, step: str) -> int:
    """Whole steps in a number of months."""
    return months if step == "month" else int(months * STEPS[step] / 12 + 0.5)


def subjects_of(spec: RegimeSpec) -> str:
    """Whom the regime is about: "firms" where only firms are scored or act, else "adults"."""
    if spec.courts is not None:
        return "adults"
    among = [spec.scoring.among] if spec.scoring else [spec.catalogue[use.use].needs for use in spec.acts]
    return "firms" if among and set(among) == {"firm"} else "adults"


def _plain(model: Any) -> dict[str, Any]:
    found: dict[str, Any] = model.model_dump(mode="json")
    return found


def _tuned(regime: Regime) -> list[dict[str, Any]]:
    named = set(regime.tuned())
    return [
        {"path": path, "value": value.value, "note": value.note} for path, value in regime.values() if path in named
    ]


def study_from_json(data: Mapping[str, Any]) -> Study:
    """The study of a run folder, from its study.json."""
    arms = tuple(arm_from_json(row) for row in data["arms"] if not row.get("twin"))
    asked = str(data["regime"]["asked"])
    same = arms == default_arms()
    return Study(
        regime=asked, people=int(data["people"]), months=int(data["months"]), seed=int(data["seed"]),
        recipe=str(data["recipe_asked"]), replicate=int(data["replicate"]), arms=() if same else arms,
        files=tuple(str(f["path"]) for f in data["files"]), attribute=tuple(data.get("attribute", ())),
        moved=tuple((str(name), number) for name, number in data.get("moved", ())),
    )  # fmt: skip

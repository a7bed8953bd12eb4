"""What moves an answer, as it is told: from the rounds that the folder of a study holds."""

from __future__ import annotations

from dataclasses import dataclass

from ..audit.studied.influence import Bar, Flip, Influence, Reach, Screened, Shared
from .file import StudyFile
from .influence_points import toward
from .influence_rounds import READING, Rounds, Turn
from .store import Folder
from .tasks import Json


def told(study: StudyFile, folder: Folder) -> tuple[Influence, ...]:
    """What moves the answer that the study asks about; nothing where it does not ask, or is not that far."""
    if study.influence is None:
        return ()
    rounds = Rounds(study, folder)
    return (_Telling(rounds).whole(),) if rounds.finished else ()


@dataclass(frozen=True)
class _Telling:
    """Rounds that are finished."""

    rounds: Rounds

    def whole(self) -> Influence:
        """Everything that is told."""
        found = self.rounds.found
        return Influence(
            question=self.rounds.question.id, people=self.rounds.asked.people, seed=self.rounds.study.seed,
            worlds=sum(one["worlds"] for one in found.values()), unread=found[READING]["unread"],
            screened=self._screened(), shared=self._shared(), bars=self._bars(), flips=self._flips(),
            refused=self._refused(), points=self.rounds.points, moved=self.rounds.moved,
        )  # fmt: skip

    def _named(self, path: str) -> dict[str, str]:
        one = self.rounds.numbers[path]
        return {"path": path, "label": one.label, "grade": one.grade}

    def _screened(self) -> tuple[Screened, ...]:
        """Numbers with two effects or more, the strongest first."""
        found, place = self.rounds.screening, {path: n for n, path in enumerate(self.rounds.read)}
        rows = [(place[path], path) for path in self.rounds.ranked]
        return () if found is None else tuple(
            Screened(
                **self._named(path), mu=float(found.mu[n]), mu_star=float(found.mu_star[n]),
                mu_star_half=float(found.mu_star_half[n]), sigma=float(found.sigma[n]), effects=int(found.effects[n]),
            )
            for n, path in rows
        )  # fmt: skip

    def _shared(self) -> tuple[Shared, ...]:
        found = self.rounds.shares()
        if found is None:
            return ()
        rows = zip(found.names, found.first, found.first_half, found.total, found.total_half, strict=True)
        return tuple(
            Shared(
                **self._named(path), first=float(first), first_half=float(first_half), total=float(total),
                total_half=float(total_half),
            )
            for path, first, first_half, total, total_half in rows
        )  # fmt: skip

    def _bars(self) -> tuple[Bar, ...]:
        """Numbers at both ends, the one that moves the answer furthest first."""
        bars = [
            Bar(
                **self._named(path), written=self._words(path), at_low=self._reach(path, 0.0, both["low"]),
                at_high=self._reach(path, 1.0, both["high"]),
            )
            for path, both in self.rounds.ends().items()
        ]  # fmt: skip
        return tuple(sorted(bars, key=lambda bar: -_moves(bar)))

    def _reach(self, path: str, end: float, found: Json) -> Reach | None:
        if "refused" in found:
            return None
        one = self.rounds.numbers[path]
        return Reach(
            value=one.words(one.at(end)), answer=found["estimate"], change=found["change"], low=found["change_low"],
            high=found["change_high"], verdict=self.rounds.verdict(found),
        )  # fmt: skip

    def _words(self, path: str) -> str:
        one = self.rounds.numbers[path]
        return one.words(one.written)

    def _flips(self) -> tuple[Flip, ...]:
        """Where the verdict becomes another, numbers in the order of the bars."""
        order = {bar.path: n for n, bar in enumerate(self._bars())}
        turns = sorted(self.rounds.turns(), key=lambda turn: (order[turn.path], turn.end))
        return tuple(map(self._flip, turns))

    def _flip(self, turn: Turn) -> Flip:
        one = self.rounds.numbers[turn.path]
        holds, changes = (one.words(toward(one, turn.end, step)) for step in (turn.low, turn.high))
        return Flip(
            **self._named(turn.path), written=self._words(turn.path), side="above" if turn.end else "below", at=changes,
            still=holds, before=self.rounds.verdict(self.rounds.found[READING]["written"]), after=turn.after,
        )  # fmt: skip

    def _refused(self) -> dict[str, str]:
        """Numbers that could not be moved somewhere, or tasks that failed, with the reason."""
        found: dict[str, str] = {}
        for one in self.rounds.found.values():
            for path, why in one.get("refused", {}).items():
                found.setdefault(path, why)
        for path, both in self.rounds.ends().items():
            for end, one in both.items():
                if "refused" in one:
                    found[f"{path}, {end} end"] = one["refused"]
        found.update(self.rounds.folder.failures("influence"))
        return found


def _moves(bar: Bar) -> float:
    """How far a number moves the answer at most."""
    return max((abs(reach.change) for reach in (bar.at_low, bar.at_high) if reach), default=0.0)

"""Help for those who help, by what is known of them."""

from __future__ import annotations

from collections.abc import Sequence

from ...published.reputation import DEFECTOR, DISCRIMINATOR, ReputationGame


def rule(benefit: float, cost: float, known: Sequence[float]) -> dict[str, object]:
    """For each chance that a reputation is known: whether discriminators can last, and from which share on."""
    games = [ReputationGame(benefit, cost, one) for one in known]
    return {"lasts": [game.lasts for game in games], "threshold": [game.threshold for game in games if game.lasts]}


def rise(benefit: float, cost: float, known: Sequence[float], shares: Sequence[float]) -> dict[str, list[str]]:
    """Whether discriminators among defectors gain or lose ground at each of some shares, for each chance."""
    found = {}
    for one in known:
        game = ReputationGame(benefit, cost, one)
        moves = [float(game.flow((x, 1.0 - x, 0.0))[DISCRIMINATOR]) for x in shares]
        found[f"known_{one:g}"] = ["gain" if move > 0.0 else "lose" if move < 0.0 else "keep" for move in moves]
    return found


def followed(
    benefit: float, cost: float, known: Sequence[float], starts: Sequence[Sequence[float]], time: float
) -> dict[str, list[float]]:
    """Share of defectors at the end of replicator dynamics, for each chance and start in turn, to 9 digits."""
    ends = [
        ReputationGame(benefit, cost, one).path((a, b, c), time)[-1, DEFECTOR]
        for one, (a, b, c) in zip(known, starts, strict=True)
    ]
    return {"defectors": [round(float(end), 9) for end in ends]}


def lived(
    benefit: float, cost: float, known: Sequence[float], starts: Sequence[float], people: int, rounds: int, runs: int,
    seed: int,
) -> dict[str, list[float]]:  # fmt: skip
    """Lowest and highest share of discriminators at the end of runs in towns of people, for each chance and start."""
    lows, highs = [], []
    for one, start in zip(known, starts, strict=True):
        game = ReputationGame(benefit, cost, one)
        ends = [
            float(game.lived((start, 1.0 - start, 0.0), people, rounds, seed, replicate=run)[-1, DISCRIMINATOR])
            for run in range(runs)
        ]
        lows.append(min(ends))
        highs.append(max(ends))
    return {"lowest": lows, "highest": highs}

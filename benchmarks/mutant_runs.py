"""Lets the tests loose on mutants, in one process that has read everything and forks for each mutant.

Runs inside a copy of the source tree: python benchmarks/mutant_runs.py JOBS.json RESULTS.jsonl MEMORY.json TEST...
The tests are collected once. A forked child swaps the code of the mutated functions in memory (no file is changed),
forgets machine code made from them, and runs the tests most likely to notice until one fails.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from golden.case_files import read_cases
from mutant_swaps import swap_arm, swap_code
from mutating import Mutant

import counterscore.mechanisms
from counterscore.regimes.regime import regime_ids
from counterscore.worlds.bind import plan_of
from counterscore.worlds.mechanisms import shipped
from counterscore.worlds.study import Study

MECHANISMS = Path(str(counterscore.mechanisms.__file__)).parent
ARMS = ("laws/test_arms_apart.py", "mechanisms/test_arms_in_small_worlds.py")
REGIMES = tuple(regime_ids())
TESTS = Path(__file__).resolve().parents[1] / "tests"
BIOGRAPHY = "test_a_life_goes_as_its_biography_says"
LONGEST, USUAL = 300.0, 4.0
Payload = dict[str, Any]


def in_child(work: Callable[[], Payload], limit: float) -> Payload | None:
    """What ``work`` returns in a forked child that may leave anything behind; None after ``limit`` seconds."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.setsid()
        os.close(read)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        try:
            payload = work()
        except BaseException as fault:
            payload = {"error": f"{type(fault).__name__}: {fault}"[:300]}
        with os.fdopen(write, "wb") as pipe:
            pipe.write(json.dumps(payload).encode())
        os._exit(0)
    os.close(write)
    said, until, late = b"", time.monotonic() + limit, False
    while True:
        ready, _, _ = select.select([read], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            late = True
            break
        piece = os.read(read, 1 << 16)
        if not piece:
            break
        said += piece
    os.close(read)
    if late:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    if late:
        return None
    return dict(json.loads(said)) if said else {"error": "the process died"}


def asked_about(item: pytest.Item) -> str:
    """What a test with many cases is about: a file of biographies or a regime; nothing for other tests."""
    given = item.callspec.params if hasattr(item, "callspec") else {}
    about = given.get("path", given.get("regime"))
    return about.stem if isinstance(about, Path) else about if about in REGIMES else ""


def group_of(item: pytest.Item) -> str:
    """Tests that share what they live through: a file, or one regime of a file."""
    return f"{item.path.relative_to(TESTS)}{f':{asked_about(item)}' if asked_about(item) else ''}"


def named_in(module: ModuleType, depth: int = 2) -> set[str]:
    """Mechanisms that a test file names, itself or through the helpers it imports."""
    found: set[str] = set()
    for value in vars(module).values():
        home = value.__name__ if isinstance(value, ModuleType) else str(getattr(value, "__module__", ""))
        if home.startswith("counterscore.mechanisms."):
            found.add(home.rpartition(".")[2])
        elif depth and home in sys.modules and str(getattr(sys.modules[home], "__file__", "")).startswith(str(TESTS)):
            found |= named_in(sys.modules[home], depth - 1) if sys.modules[home] is not module else set()
        # a file that asks for all of them looks at each; a helper that does may pick a few
        found |= {m.name for m in shipped()} if value is shipped and depth == 2 else set()
    return found


def planned_in(items: list[pytest.Item]) -> set[str]:
    """Mechanisms in the plans of the regimes that a file of tests names, or that its biographies are about."""
    about, module = asked_about(items[0]), items[0].module  # type: ignore[attr-defined]
    if about and BIOGRAPHY in items[0].nodeid:
        return {m.name for m in read_cases(items[0].callspec.params["path"])[0].plan.mechanisms}  # type: ignore[attr-defined]
    if about:
        plan = module.planned(about, 1)[1] if hasattr(module, "planned") else None
        return {m.name for m in plan.mechanisms} if plan else set(planned(about))
    text = items[0].path.read_text(encoding="utf-8")
    return {name for regime in REGIMES if f'"{regime}"' in text for name in planned(regime)}


@cache
def planned(regime: str) -> frozenset[str]:
    """Mechanisms in the plan of a regime."""
    return frozenset(m.name for m in plan_of(Study(regime, people=1, months=1)).mechanisms)


class Campaign:
    """A pytest plugin that, instead of running the tests once, runs some of them for every mutant."""

    def __init__(self, jobs: Path, results: Path, memory: Path) -> None:
        self.settings = json.loads(jobs.read_text(encoding="utf-8"))
        self.results, self.memory = results, memory
        # seconds of a group of tests, and which of its tests fail without a mutant: learnt on the way
        known = json.loads(memory.read_text(encoding="utf-8")) if memory.exists() else {}
        self.cost: dict[str, float] = known.get("cost", {})
        self.broken: dict[str, list[str]] = {}
        self.groups: dict[str, list[pytest.Item]] = defaultdict(list)
        self.reach: dict[str, tuple[set[str], set[str]]] = {}
        self.failed: list[str] = []
        self.wins: dict[str, Counter[str]] = defaultdict(Counter)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Notes the failures of the child's tests."""
        if report.failed:
            self.failed.append(report.nodeid)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """All mutants, one after another."""
        if session.testsfailed:
            raise session.Interrupted(f"{session.testsfailed} test files cannot be read")
        for item in session.items:
            if "test_biographies" not in item.nodeid or BIOGRAPHY in item.nodeid:
                self.groups[group_of(item)].append(item)
        for group, items in self.groups.items():
            self.reach[group] = named_in(items[0].module), planned_in(items)  # type: ignore[attr-defined]
        done = set()
        if self.results.exists():
            for line in self.results.read_text(encoding="utf-8").splitlines():
                one = json.loads(line)
                done.add(one["id"])
                self.wins[one["mechanism"]][one.get("group", "")] += 1
        todo = [m for m in self.settings["mutants"] if m["id"] not in done]
        for number, job in enumerate(todo):
            mutant = Mutant(**{**job, "place": tuple(job["place"]) if isinstance(job["place"], list) else job["place"]})
            result = self._tried(mutant)
            self.wins[mutant.mechanism][result.get("group", "")] += 1
            with self.results.open("a", encoding="utf-8") as file:
                file.write(json.dumps({**job, **result}) + "\n")
            self.memory.write_text(json.dumps({"cost": self.cost}), encoding="utf-8")
            said = f"{number + 1}/{len(todo)} {result['verdict']:10} {result['seconds']:6.1f} s {mutant.mechanism}"
            print(f"{said}.{mutant.function} {mutant.kind}: {mutant.after[:70]} {result.get('by', '')}", flush=True)
        return True

    def chosen(self, mutant: Mutant) -> list[str]:
        """Groups that reach the mechanism, the likeliest to notice first, up to the budget of seconds."""
        ranked = []
        for group, (named, in_plan) in self.reach.items():
            if mutant.mechanism in named | in_plan:
                own = group == f"mechanisms/test_{mutant.mechanism}.py"
                direct = mutant.mechanism in named
                near = direct and group.startswith("mechanisms/")
                own = own or (isinstance(mutant.place, str) and group.startswith(ARMS))
                won, cost = self.wins[mutant.mechanism][group], self.cost.get(group, USUAL)
                ranked.append((not own, not near, -won, not direct, cost, group))
        found, left = [], float(self.settings["budget"])
        for *_, cost, group in sorted(ranked):
            if left - cost >= 0.0 or not found:
                found.append(group)
                left -= cost
        return found

    def _tried(self, mutant: Mutant) -> Payload:
        """Asks group after group; times are known better after each look, so that more may fit into the budget."""
        asked: list[str] = []
        took, found = 0.0, dict[str, Any]()
        while groups := [group for group in self.chosen(mutant) if group not in asked]:
            started = time.monotonic()
            limit = 30.0 + 10.0 * sum(self.cost.get(group, USUAL) for group in groups)
            found = in_child(partial(self._attacked, mutant, groups), limit) or {"verdict": "timeout"}
            took += time.monotonic() - started
            for group, seconds in found.pop("cost", {}).items():
                self.cost[group] = min(seconds, self.cost.get(group, seconds))
            if found.get("verdict") == "survived":
                asked += found["asked"]
                found["asked"] = asked
            elif "group" not in found or not self._fails_anyway(found["group"], found["by"]):
                break
        verdict = {"verdict": "invalid", **found} if "error" in found else found
        return {"seconds": round(took, 2)} | (
            verdict or {"verdict": "invalid", "error": "no test reaches the mechanism"}
        )

    def _fails_anyway(self, group: str, test: str) -> bool:
        """Whether a test that noticed a mutant fails without any mutant as well; it is then left out for good."""
        if group in self.broken:
            return False
        found = in_child(lambda: self._attacked(None, [group], to_the_end=True), LONGEST)
        self.broken[group] = [item.nodeid for item in self.groups[group]] if found is None else found["failed"]
        if self.broken[group]:
            print(f"fails without a mutant and is left out: {self.broken[group]}", flush=True)
        return test in self.broken[group]

    def _attacked(self, mutant: Mutant | None, groups: list[str], to_the_end: bool = False) -> Payload:
        """In the child: the tests of some groups, with the mutant in place of the rule."""
        cost: dict[str, float] = {}
        if mutant is not None:
            if isinstance(mutant.place, str):
                swap_arm(mutant)
            elif not swap_code(mutant):
                return {"verdict": "equivalent"}
        for group in groups:
            started = time.process_time()
            items = [item for item in self.groups[group] if item.nodeid not in self.broken.get(group, ())]
            for item, following in zip(items, [*items[1:], None], strict=True):
                item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
                if self.failed and not to_the_end:
                    return {"verdict": "killed", "by": self.failed[0], "group": group, "cost": cost}
            cost[group] = round(time.process_time() - started, 2)
        return {"verdict": "survived", "asked": groups, "cost": cost, "failed": sorted(set(self.failed))}


if __name__ == "__main__":
    campaign = Campaign(*map(Path, sys.argv[1:4]))
    options = ["-q", "-s", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", "--tb=no"]
    sys.exit(pytest.main([*options, *sys.argv[4:]], plugins=[campaign]))

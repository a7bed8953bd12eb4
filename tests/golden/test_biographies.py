"""Golden biographies: what happens to one person under one regime, month by month, as anybody can read it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from golden.case_files import Case, read_cases, read_titles
from golden.checks import OPPOSITE
from golden.ground import Ground
from golden.judging import told, unnoticed
from golden.living import Story, live

from counterscore.core.errors import CounterscoreError

EXAMPLES = Path(__file__).parents[2] / "examples" / "biographies"
FILES = [*sorted((Path(__file__).parent / "cases").glob("*.yaml")), *sorted(EXAMPLES.glob("*.yaml"))]


def titles(path: Path) -> list[str]:
    """Names of the cases of a file; a file that cannot be read is one case that fails and says why."""
    try:
        return read_titles(path)
    except CounterscoreError:
        return ["cannot be read"]


EVERY = [(path, title) for path in FILES for title in titles(path)]
each_case = pytest.mark.parametrize(("path", "title"), EVERY, ids=[f"{p.stem}: {t}" for p, t in EVERY])
each_file = pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)


Lived = tuple[Ground, list[tuple[Case, Story]]]


@cache
def tried(path: Path, seed: int) -> Lived | CounterscoreError:
    """All cases of a file, lived once: together, except those that want a world of their own; or what refused them."""
    try:
        ground, cases = read_cases(path)
        groups = [[c for c in cases if not c.apart], *([c] for c in cases if c.apart)]
        stories = [(group, live(ground, group, seed, twins=seed == 1)) for group in groups if group]
        return ground, [(case, story) for group, story in stories for case in group]
    except CounterscoreError as fault:
        return fault


def lived(path: Path, seed: int = 1) -> Lived:
    """The cases of a file and their stories; a file that is refused fails and says why."""
    found = tried(path, seed)
    if isinstance(found, CounterscoreError):
        pytest.fail(f"{path.name}: {found}", pytrace=False)
    return found


def one(path: Path, title: str) -> tuple[Ground, Case, Story]:
    """A case and its story."""
    ground, stories = lived(path)
    case, story = next(found for found in stories if found[0].title == title)
    return ground, case, story


@each_case
def test_a_life_goes_as_its_biography_says(path: Path, title: str) -> None:
    """Every month that a biography speaks about is as it says, under the regime's real rules and numbers."""
    ground, case, story = one(path, title)
    faults = told(ground, story, case)
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


@each_case
def test_a_wrong_biography_fails(path: Path, title: str) -> None:
    """Any other value in place of an expected one makes the case fail: no expectation holds whatever happens."""
    _, case, story = one(path, title)
    faults = unnoticed(story, case)
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


@each_case
def test_a_biography_is_about_what_happens(path: Path, title: str) -> None:
    """The same case without what happens in it fails: its expectations follow from what it tells."""
    ground, case, story = one(path, title)
    if case.events and not told(ground, story, case, calm=True):
        says = "holds even if nothing happens; check something that what happens changes"
        pytest.fail(f"{case.file}:{case.line}  {title!r} {says}", pytrace=False)


@each_file
def test_nothing_in_a_biography_is_left_to_chance(path: Path) -> None:
    """Under another seed all that a case looks at goes the same way: all chance in it is decided."""
    _, stories = lived(path)
    _, again = lived(path, seed=2)
    for (case, story), (_, other) in zip(stories, again, strict=True):
        for claim in case.claims:
            runs = [story.trace(case, claim), other.trace(case, claim)]
            if claim.check.how in OPPOSITE and not claim.check.shifts:
                runs = [[float(claim.check.holds(value)) for value in trace] for trace in runs]
            if runs[0] != runs[1]:
                says = f"{claim.check.word} depends on chance; decide it (given, happens or chance)"
                pytest.fail(f"{case.file}:{case.line}  {case.title!r}: {says}", pytrace=False)


@each_file
def test_a_file_holds_at_least_three_biographies(path: Path) -> None:
    """Each file is named after its regime and holds three cases or more."""
    ground, cases = read_cases(path)
    assert ground.regime.id == path.stem and len(cases) >= 3

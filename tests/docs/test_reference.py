"""The documentation cannot drift from the program: names, verbs, options, regimes, promises."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

import counterscore as cs
from counterscore.cli import main
from counterscore.cli.main import VERBS
from counterscore.safeguards import safeguard_ids
from counterscore.worlds.mechanisms import shipped

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """The text under a heading of the reference page."""
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", REFERENCE, re.MULTILINE | re.DOTALL)
    assert found, title
    return found[1]


def command_of(verb: str) -> click.Command:
    """The command behind a verb."""
    found = main.get_command(click.Context(main), verb)
    assert found is not None
    return found


def test_the_reference_names_the_facade() -> None:
    """The names of the Python section are exactly the public names, and there are at most 24."""
    named = re.findall(r"^### `(\w+)", section("Python"), re.MULTILINE)
    assert sorted(named) == sorted(cs.__all__)
    assert len(cs.__all__) <= 24


def test_every_public_name_is_there_and_explained() -> None:
    """Every public name can be had from the package; functions and classes have docstrings."""
    for name in cs.__all__:
        value = getattr(cs, name)
        assert not callable(value) or value.__doc__


@pytest.mark.parametrize("verb", VERBS)
def test_the_reference_names_every_verb_and_option(verb: str) -> None:
    """Every verb has its heading in the reference, and every option of it is named below that."""
    text = section("Command line")
    found = re.search(rf"^### `counterscore {verb}(?: [^`]*)?`\n(.*?)(?=^### |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, verb
    for parameter in command_of(verb).params:
        if isinstance(parameter, click.Option):
            long = max(parameter.opts, key=len)
            assert f"`{long}" in found[1], f"{verb} {long}"


def test_the_reference_names_no_verb_that_is_not_there() -> None:
    """The verbs of the reference are those of the program."""
    named = re.findall(r"^### `counterscore ([\w-]+)", section("Command line"), re.MULTILINE)
    assert named == list(VERBS)


def test_the_reference_names_every_mechanism_and_safeguard() -> None:
    """Mechanisms that can be left out and safeguards that can be put in are listed."""
    for mechanism in shipped():
        assert f"`{mechanism.name}`" in section("Mechanisms")
    for name in safeguard_ids():
        assert f"`{name}`" in section("Safeguards")


def lines_of_commands() -> list[tuple[str, str]]:
    """Every ``counterscore ...`` line of a shell block of the documentation, with its file."""
    found = []
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), ROOT / "CONTRIBUTING.md"]:
        for block in re.findall(r"```(?:sh|bash|console)\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL):
            for line in block.replace("\\\n", " ").splitlines():
                bare = line.split(" #")[0].strip().removeprefix("$ ")
                parts = [part.strip() for part in bare.split("&&")]
                found += [(path.name, part) for part in parts if part.startswith("counterscore ")]
    return found


@pytest.mark.parametrize(("file", "line"), lines_of_commands())
def test_commands_of_the_documentation_exist(file: str, line: str) -> None:
    """Every command shown in the documentation has an existing verb and existing options."""
    words = shlex.split(line)[1:]
    if words[0].startswith("-"):
        return
    command = command_of(words[0])
    if isinstance(command, click.Group):
        context = click.Context(command)
        found = command.get_command(context, "run" if "." in words[1] else words[1])
        assert found is not None, words[1]
        command = found
    known = {opt for parameter in command.params for opt in (*parameter.opts, "--help")}
    assert {word.split("=")[0] for word in words if word.startswith("--")} <= known


def test_the_readme_shows_the_two_commands() -> None:
    """Installing, a first run and the tests are two lines of the README, and the tests' line is what CI calls."""
    assert "pip install . && counterscore run judgment-defaulters" in README
    assert 'pip install -e ".[test]" && pytest' in README
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.search(r'pip" install .*-e "\.\[test', ci)
    assert "pytest" in ci


def test_every_promise_names_tests_that_exist() -> None:
    """PROMISES.md has seven promises, each with the test file that guards it, and every guard is named."""
    text = (ROOT / "PROMISES.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\d)\.", text, re.MULTILINE) == list("1234567")
    named = set(re.findall(r"`(tests/promises/[\w.]+)`", text))
    assert named == {f"tests/promises/{path.name}" for path in (ROOT / "tests" / "promises").glob("test_*.py")}


def test_links_between_pages_lead_somewhere() -> None:
    """Every relative link of a page leads to a file that is there."""
    broken = []
    for path in [*ROOT.glob("*.md"), *sorted((ROOT / "docs").rglob("*.md"))]:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text(encoding="utf-8")):
            if "://" not in target and not (path.parent / target).exists():
                broken.append(f"{path.name}: {target}")
    assert broken == []

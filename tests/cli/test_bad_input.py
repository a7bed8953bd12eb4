"""Bad input ends in one clear message and the right exit code, never in a traceback."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from verbs import TINY, Said, say

YAML = "id: mine\ntitle: a: b\nstatus: documented\n"


def clear(said: Said, code: int, *words: str) -> None:
    """The exit code is right, nothing escaped, nothing is on standard output, the message has these words."""
    assert said.escaped is None
    assert said.code == code, said.err
    assert said.out == ""
    assert "Traceback" not in said.err
    for word in words:
        assert word in said.err


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("run", "judgment-defaulter"), "did you mean 'judgment-defaulters'"),
        (("show", "rongchen"), "did you mean 'rongcheng'"),
        (("plan", "rongchen"), "did you mean 'rongcheng'"),
        (("profile", "rongchen"), "did you mean 'rongcheng'"),
        (("people", "china-cit"), "did you mean 'china-city'"),
        (("run", "rongcheng", "--recipe", "beijin"), "did you mean 'beijing'"),
        (("run", "rongcheng", "--without", "linkage_eror"), "did you mean 'linkage_error'"),
        (("run", "rongcheng", "--with", "notise"), "did you mean 'notice'"),
        (("run", "rongcheng", "--without", "linkage_error", "--without", "linkage_error"), "two arms"),
        (("run", "rongcheng", "--without", "standing"), "no off switch"),
    ],
)
def test_unknown_names_get_the_nearest(words: tuple[str, ...], part: str, tmp_path: Path) -> None:
    """An unknown regime, recipe, mechanism or safeguard ends with exit code 2 and the nearest name."""
    sizes = (*TINY, "--out", tmp_path / "r") if words[0] == "run" else ()
    clear(say(*words, *sizes), 2, part)
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize(
    "size",
    [("--people", "-5"), ("--people", "0"), ("--people", "many"), ("--people", "0.5"), ("--months", "0"),
     ("--months", "99999"), ("--seed", "-1"), ("--seed", "4294967296"), ("--replicate", "65536"), ("--threads", "-1")],
)  # fmt: skip
def test_numbers_out_of_range_are_refused(size: tuple[str, str], tmp_path: Path) -> None:
    """Negative, zero, absurd and unreadable numbers end with exit code 2."""
    clear(say("run", "rongcheng", *size, "--out", tmp_path / "r"), 2)
    assert not (tmp_path / "r").exists()


def test_more_people_than_memory_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    """Two thousand million people end at once with what they would need, and leave no folder."""
    clear(say("run", "rongcheng", "--people", "2000m", "--out", tmp_path / "r"), 1, "GiB", "free")
    assert not (tmp_path / "r").exists()


def test_broken_yaml_names_file_and_line(tmp_path: Path) -> None:
    """A regime file that is not YAML ends with its name and the line of the fault."""
    file = tmp_path / "mine.yaml"
    file.write_text(YAML, encoding="utf-8")
    clear(say("run", file, *TINY), 2, "mine.yaml:")
    clear(say("show", file), 2, "mine.yaml:2")


def test_a_missing_regime_file_is_named(tmp_path: Path) -> None:
    """A regime file that is not there ends with its name."""
    clear(say("run", tmp_path / "absent.yaml", *TINY), 2, "absent.yaml")


def test_a_mechanism_file_that_fails_is_named(tmp_path: Path) -> None:
    """A mechanism file that is missing, broken or empty ends with its name and exit code 2."""
    for name, text in (("absent.py", None), ("broken.py", "def rule(:\n"), ("empty.py", "x = 1\n")):
        file = tmp_path / name
        if text is not None:
            file.write_text(text, encoding="utf-8")
        clear(say("plan", "rongcheng", "--with-file", file), 2, name)


@pytest.mark.parametrize("verb", ["explain", "report", "verify"])
def test_a_folder_that_is_no_run_is_refused(verb: str, tmp_path: Path) -> None:
    """A missing folder and an empty folder end with exit code 1 and their name."""
    clear(say(verb, tmp_path / "absent"), 1, "absent")
    clear(say(verb, tmp_path), 1, tmp_path.name)


def test_a_damaged_table_is_found(finished: Path, tmp_path: Path) -> None:
    """A table cut short is refused by explain and named by verify."""
    folder = tmp_path / "copy"
    shutil.copytree(finished, folder)
    table = folder / "people.parquet"
    table.write_bytes(table.read_bytes()[:1000])
    clear(say("explain", folder), 1, "people.parquet")
    said = say("verify", folder)
    assert said.code == 1
    assert "people.parquet" in said.out
    assert said.escaped is None


def test_a_changed_table_is_found_by_verify(finished: Path, tmp_path: Path) -> None:
    """Verify passes an untouched copy and fails one in which a table was swapped for another."""
    folder = tmp_path / "copy"
    shutil.copytree(finished, folder)
    assert say("verify", folder).code == 0
    shutil.copy(folder / "spells.parquet", folder / "redress.parquet")
    said = say("verify", folder, "--json")
    assert said.code == 1
    assert [c["subject"] for c in said.json["checks"] if not c["passed"]] == ["redress.parquet"]


def test_a_person_outside_the_run_is_refused(finished: Path) -> None:
    """A person number that the run does not have ends with the range it has."""
    clear(say("explain", finished, "--person", "4000"), 1, "0 to 3,999")
    clear(say("explain", finished, "--person", "-1"), 1, "0 to 3,999")


def test_contradicting_options_are_refused(finished: Path, tmp_path: Path) -> None:
    """--resume with a study of its own, explain with two choices and run without a regime are usage errors."""
    clear(say("run", "rongcheng", "--resume", tmp_path), 2, "REGIME")
    clear(say("run", "--resume", tmp_path, "--seed", "2"), 2, "--seed")
    clear(say("explain", finished, "--person", "1", "--why", "refused"), 2)
    clear(say("run"), 2, "regimes")


def test_a_finished_run_is_not_resumed(finished: Path) -> None:
    """--resume on a finished run says that it is finished."""
    clear(say("run", "--resume", finished), 1, "finished")


def test_a_place_without_rights_is_one_line(tmp_path: Path) -> None:
    """A folder that cannot be made, because a file stands in its way, ends in one message."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    clear(say("run", "judgment-defaulters", *TINY, "--out", tmp_path / "file" / "run"), 1, "file")


def test_a_fault_of_ours_is_not_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """An unexpected error is one line with its own exit code, and a way to see more."""
    from counterscore import running

    monkeypatch.setattr(running, "plan", lambda *a, **k: 1 // 0)
    clear(say("plan", "rongcheng"), 70, "ZeroDivisionError", "COUNTERSCORE_DEBUG")
    monkeypatch.setattr(running, "plan", lambda *a, **k: (_ for _ in ()).throw(MemoryError()))
    clear(say("plan", "rongcheng"), 1, "memory")
    monkeypatch.setattr(running, "plan", lambda *a, **k: (_ for _ in ()).throw(OSError(28, "No space left", "x")))
    clear(say("plan", "rongcheng"), 1, "space")
    monkeypatch.setattr(running, "plan", lambda *a, **k: (_ for _ in ()).throw(PermissionError(13, "denied", "here")))
    clear(say("plan", "rongcheng"), 1, "here: denied", "--out")


def test_a_rule_that_cannot_be_compiled_is_told_in_one_line(tmp_path: Path) -> None:
    """A scalar rule that the compiler does not take ends with the cause and what to do, and exit code 2."""
    text = (Path(__file__).parents[2] / "examples" / "worry.py").read_text(encoding="utf-8")
    file = tmp_path / "worry.py"
    file.write_text(text.replace("return worried_months + 1 if", 'return worried_months + eval("1") if'))
    said = say("run", "judgment-defaulters", *TINY, "--with-file", file, "--out", tmp_path / "r")
    clear(said, 2, "cannot be compiled", "'eval'", "worry.py", "line 12", "form='array'")
    assert not (tmp_path / "r").exists()

"""Trouble around a study folder: a full disk, a kill at its birth, words of a fault that name places."""

from __future__ import annotations

import errno
import json
import shutil
from pathlib import Path

import pytest
from lived_studies import broken, facts, lived, written

from counterscore.core.errors import OutcomeError
from counterscore.studies import kept
from counterscore.studies.catalogue import listed
from counterscore.studies.finish import verify
from counterscore.studies.kept import fault_of
from counterscore.studies.progress import progress_of
from counterscore.studies.runner import ask, opened
from counterscore.studies.store import Folder
from counterscore.studies.tasks import Task


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small study to which nothing happened."""
    place = tmp_path_factory.mktemp("calm")
    return lived(written(place, replicates=4), place / "out")[0].path


def test_a_full_disk_is_said_and_costs_nothing(calm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk is full the study stops, says how to go on, and comes to the same content afterwards."""
    path, write, count = written(tmp_path, replicates=4), kept.write_text, iter(range(100))

    def full(place: Path, text: str) -> None:
        if next(count) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(place, text)

    with monkeypatch.context() as patch:
        patch.setattr(kept, "write_text", full)
        with pytest.raises(OutcomeError, match=r"disk is full.*study resume"):
            lived(path, tmp_path / "out")
    assert not (tmp_path / "out" / "lock").exists()
    assert progress_of(Folder(tmp_path / "out")).parts[0].counts == (2, 0, 0, 1, 1)
    assert lived(path, tmp_path / "out")[1].tasks == 2
    assert facts(tmp_path / "out") == facts(calm)


@pytest.mark.parametrize("left", [(), ("lock",), ("tasks/",), ("tasks/", "running/", "verdicts/", "study.yaml.half"),
                                  ("tasks/", "own/", "study.yaml", "study.json.half")])  # fmt: skip
def test_a_study_killed_at_its_birth_is_begun_again(left: tuple[str, ...], tmp_path: Path) -> None:
    """What a study leaves that was killed before its folder was whole stops nobody from beginning it."""
    folder = tmp_path / "out"
    folder.mkdir()
    for name in left:
        if name.endswith("/"):
            (folder / name).mkdir()
        else:
            (folder / name).write_text('{"pid": 4194304999, "host": "", "born": "1"}'.replace('""', _here()))
    here = opened(ask(written(tmp_path, replicates=4)), folder)
    assert here.study.people == 200
    assert not (folder / "lock").exists()


def _here() -> str:
    """The name of this machine as JSON."""
    import platform

    return json.dumps(platform.node())


@pytest.mark.parametrize("mine", [("study.yaml",), ("thesis.txt",), ("tasks/", "thesis.txt"), ("tasks/chance-1.json",)])
def test_what_is_not_of_a_study_is_never_written_over(mine: tuple[str, ...], tmp_path: Path) -> None:
    """A folder with anything in it that a study does not leave at its birth is refused, and stays as it was."""
    folder = tmp_path / "out"
    for name in mine:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).mkdir() if name.endswith("/") else (folder / name).write_text("mine")
    before = sorted(folder.rglob("*"))
    with pytest.raises(OutcomeError, match="something here already"):
        opened(ask(written(tmp_path, replicates=4)), folder)
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize(
    "traceback, fault",
    [
        ('Traceback (most recent call last):\n  File "/a/b.py", line 3, in f\n    g()\n    ^^^\nValueError: no /a b\n',
         "ValueError: no /a b"),
        ('  File "/a/b.py", line 3\n    x\nOSError: [Errno 2] No such file: \'/data/li/x y/study/own/fate.py\'\n',
         "OSError: [Errno 2] No such file: 'own/fate.py'"),
        ('  File "x", line 1\n    y\nOSError: /data/li/.cache/n/x.nbi of <Thing at 0x7f00aa11bb>, km/h, https://a.b/c/d',
         "OSError: x.nbi of <Thing at 0x...>, km/h, https://a.b/c/d"),
        ('  File "x", line 1\n    y\nSpecError: first\n  second\n', "SpecError: first second"),
        ("Its worker went away 5 times: SIGKILL.\nMost often memory ran out.\n",
         "Its worker went away 5 times: SIGKILL. Most often memory ran out."),
        ("", "no reason given"),
    ],
)  # fmt: skip
def test_a_fault_is_told_the_same_everywhere(traceback: str, fault: str) -> None:
    """What went wrong is one line with all that was said, and without folders and places in memory."""
    assert fault_of(traceback, Path("/data/li/x y/study")) == fault


def test_failed_tasks_are_the_same_in_two_folders(tmp_path: Path) -> None:
    """A study with broken replicates whose words name its folder has the same content wherever it is lived."""
    found = []
    for place in (tmp_path / "here", tmp_path / "there and [back]"):
        path = broken(place, 2.0, replicates=2)
        text = (place / "trouble.py").read_text(encoding="utf-8")
        (place / "trouble.py").write_text(text.replace('"a broken replicate"', "f'broken in {__file__}'"))
        here = lived(path, place / "out")[0]
        assert all("broken in own/trouble.py" in fault for _, fault in here.failures())
        assert all(check.passed for check in verify(here.path))
        found.append(facts(here))
    assert found[0] == found[1] and found[0]["failed"] == 2


def test_a_task_that_went_missing_is_to_be_lived(calm: Path, tmp_path: Path) -> None:
    """A finished study of which a task was removed is stopped, not finished, and says how to go on."""
    shutil.copytree(calm, tmp_path / "copy")
    (tmp_path / "copy" / "tasks" / "chance-00002.json").unlink()
    found = progress_of(Folder(tmp_path / "copy"))
    assert (found.status, found.parts[0].pending) == ("stopped", 1)
    assert "study resume" in found.sentence()
    assert Folder(tmp_path / "copy").state(Task("chance", 2)) == "pending"


@pytest.mark.parametrize("text", ['{"deterministic": []}', "{", "CHANGED"])
def test_a_damaged_manifest_is_told(text: str, calm: Path, tmp_path: Path) -> None:
    """A manifest that was changed is refused by the catalogue by name, and noticed by verify; status still answers."""
    shutil.copytree(calm, tmp_path / "copy")
    path = tmp_path / "copy" / "manifest.json"
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace('"people": 200', '"people": 201') if text == "CHANGED" else text, encoding="utf-8")
    with pytest.raises(OutcomeError, match="manifest"):
        listed([tmp_path])
    assert progress_of(Folder(tmp_path / "copy")).parts[0].done == 4
    try:
        assert [check.passed for check in verify(tmp_path / "copy")] == [False]
    except OutcomeError as fault:
        assert "manifest.json" in str(fault)

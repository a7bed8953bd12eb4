"""The words that outside test suites read are the words of the lab's own draws, each address once."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from benched import FOLDER, base, words

from counterscore.core.draws import _philox, uniform_at


def run_of(name: str) -> int:
    """Values of the fastest field of an order."""
    return next(iter(words.ORDERS[name].fields.values()))


def address(name: str, number: int) -> np.ndarray:
    """The six words of address ``number`` of an order, counted out field by field."""
    place: dict[str, int] = {"seed": 1, "stream": 100}
    for field, size in words.ORDERS[name].fields.items():
        place[field] = place.get(field, 0) + number % size
        number //= size
    return words.place(**place)


@pytest.mark.parametrize("name", list(words.ORDERS))
def test_an_order_gives_the_words_of_its_addresses(name: str) -> None:
    """Any address of an order, early or late, has the words that the generator gives for it."""
    run, order = run_of(name), words.ORDERS[name]
    for start in (0, run, 1023 * run, words.length(order) // run // 3 * run):
        made = words.chunk_of(order, start, 2 * run)
        for i in (0, 1, run - 1, run, 2 * run - 1):
            expected = _philox(*[np.uint64(int(w)) for w in address(name, start + i)])
            assert made[i].tolist() == [int(w) for w in expected[: order.words]]


@pytest.mark.parametrize("name", list(words.ORDERS))
def test_an_order_stays_inside_the_address(name: str) -> None:
    """No field of an order runs over into the next one, so its addresses are all different and all legitimate."""
    limits = base.MOST | {"person": 2**31}
    first = {"seed": 1, "stream": 100}
    for field, size in words.ORDERS[name].fields.items():
        # the number of a gap lies where records keep their month of birth and their repeat
        most = 4096 + 32 if name == "gaps" and field == "born" else limits[field]
        assert first.get(field, 0) + size <= most
    assert words.length(words.ORDERS[name]) * words.ORDERS[name].words * 4 >= 2**36


def test_the_words_of_persons_are_their_uniforms() -> None:
    """Two words of the order of persons make the uniform of that person, month and stream."""
    made = words.chunk_of(words.ORDERS["person"], 3 << 20, 1 << 20, seed=9).astype(np.uint64)
    whole = ((made[:, 0] >> np.uint64(5)) * 2**26 + (made[:, 1] >> np.uint64(6))).astype(np.float64) * 2.0**-53
    assert [uniform_at(9, 100, p, 3, 0, 0) for p in range(0, 1 << 20, 99_991)] == whole[::99_991].tolist()


def test_the_program_writes_what_it_is_asked_for() -> None:
    """So many bytes and no more, the same as the function gives, and no complaint when the reader leaves early."""
    command = [sys.executable, str(FOLDER / "stream_words.py"), "--order", "slot"]
    done = subprocess.run([*command, "--bytes", "10000"], capture_output=True, check=True)
    assert done.stdout == words.chunk_of(words.ORDERS["slot"], 0, 2048).astype("<u4").tobytes()[:10_000]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        assert len(process.stdout.read(4096)) == 4096
        process.stdout.close()
        assert process.stderr.read() == b"" and process.wait() == 0

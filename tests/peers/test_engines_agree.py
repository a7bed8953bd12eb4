"""Mesa and Starsim live the small town as counterscore does; needs the extra ``peers``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from needed import need

PEERS = Path(__file__).parents[2] / "peers"
WRONG = "records lapse one month late"
SMALL = (16, 1_000, 18)


def asked(code: str) -> Any:
    """What some lines print as JSON, in a process of its own: the peers warn, and these tests allow no warning."""
    need("peers", "mesa", "starsim")
    known = {**os.environ, "STARSIM_INSTALL_FONTS": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    lines = f"import json, sys; sys.path.insert(0, {str(PEERS)!r})\n{code}"
    done = subprocess.run(
        [sys.executable, "-c", lines], check=False, capture_output=True, text=True, env=known, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_three_engines_agree_and_a_wrong_one_does_not() -> None:
    """16 towns of 1,000 people and 18 months: no pair differs in any aggregate; with records a month too long one does.

    False-alarm rate: 0.001 for all pairs and aggregates together; the seeds are fixed.
    """
    found = asked(f"import agree; print(json.dumps(agree.agreement(*{SMALL}, wrong=({WRONG!r},), workers=1)))")
    for name, pair in found["pairs"].items():
        assert pair["p"] > found["alpha"] / 3, f"{name}: {pair['worst']}, t = {pair['t']:.2f}"
    assert found["wrong"][WRONG]["p"] <= found["alpha"] / 3


def test_what_the_page_says_of_choices_holds() -> None:
    """By default both peers move people to options that did not improve; a noise per option moves nobody so."""
    code = """
import warnings; warnings.simplefilter("ignore")
import coupling, coupling_mesa, coupling_starsim
from measured_worlds import switching
weights = (coupling.WEIGHTS, coupling.IMPROVED)
ways = {"mesa": coupling_mesa.choices, "starsim": coupling_starsim.choices}
asked = [("mesa", False), ("starsim", False), ("starsim", True)]
moved = [switching(*(ways[name](1, 20_000, w, how) for w in weights), *weights) for name, how in asked]
print(json.dumps([one["choice: to an option that did not improve"] for one in moved]))
"""
    mesa, starsim, noise = asked(code)
    assert mesa > 0.002 and starsim > 0.002 and noise == 0

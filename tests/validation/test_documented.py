"""Published totals beside predictions: arithmetic by hand, worlds that are what they are called, and the page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from counterscore.audit.targets import check_targets
from counterscore.core.errors import SpecError
from counterscore.regimes import load_regime
from counterscore.regimes.units import Target
from counterscore.running import run_study
from counterscore.validation import documented as room
from counterscore.validation.documented import Effort, Predicted, documented, documented_regimes, draws_of, predicted
from counterscore.validation.documented_text import as_data, lines
from counterscore.worlds.study import Study
from counterscore.worlds.swaps import open_numbers

TARGET = Target(id="entry_hazard", title="entries", low=0.1, high=0.3, source="X", grade="official", use="holdout")
FEW = Effort(replicates=2, draws=2, people=2_000)


def test_a_figure_is_placed_among_the_worlds() -> None:
    """Places count worlds below and half of those that are equal; inside is the central 90 % of the drawn worlds."""
    worlds = tuple(float(n) for n in range(101))
    told = Predicted("r", replace_figures(50.0), 10, (50.0, 51.0), worlds)
    assert told.places == (50.5 / 101,) and told.verdict == "inside"
    assert Predicted("r", replace_figures(5.0), 10, (1.0,), worlds).verdict == "inside"
    assert Predicted("r", replace_figures(4.9), 10, (1.0,), worlds).verdict == "outside"
    assert Predicted("r", replace_figures(95.1), 10, (1.0,), worlds).verdict == "outside"
    assert Predicted("r", replace_figures(-3.0, 200.0), 10, (1.0,), worlds).verdict == "inside"
    assert Predicted("r", TARGET, 10, (), (), problem="why").verdict == "not told"


def replace_figures(*figures: float) -> Target:
    """The target with other published figures."""
    return TARGET.model_copy(update={"figures": figures})


def test_words_without_a_number_are_read_as_the_band() -> None:
    """Where only words were published, the laboratory's band stands for them, and the text says so."""
    told = Predicted("r", TARGET, 10, (0.2, 0.2), (0.2, 0.25, 0.3))
    assert told.published == (0.1, 0.3)
    assert "published in words, read as 0.1 to 0.3" in " ".join("\n".join(lines([told], FEW)).split())
    assert told.width == pytest.approx(0.295 / 0.205)


def test_worlds_as_written_are_ordinary_runs(tmp_path: object) -> None:
    """The first world as written gives what a run of the same study gives, bit for bit."""
    (row,) = predicted("rongcheng", FEW)
    study = Study("rongcheng", 2_000, room.MONTHS, 1)
    plain = run_study(study, f"{tmp_path}/run")
    assert row.chance[0] == check_targets(plain)[0].obtained
    assert len(row.chance) == 2 and len(row.drawn) == 4 and len(set(row.chance)) == 2
    assert as_data(row)["chance"] == list(row.chance)


def test_draws_of_numbers_that_cannot_move_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """With every drawn number as it is written, drawn worlds are the world as written of their replicate."""
    monkeypatch.setattr(room, "draws_of", lambda regime, draws, seed: [()] * draws)
    (row,) = predicted("rongcheng", FEW)
    assert row.drawn == tuple(value for value in row.chance for _ in range(2))


def test_every_draw_stays_in_the_ranges() -> None:
    """A joint draw holds numbers of the regime, each within its range, and no two draws are equal."""
    regime = load_regime("rongcheng")
    written = dict(regime.dated_values())
    joint = draws_of(regime, 3, seed=1)
    assert len(set(joint)) == 3
    for numbers in joint:
        assert len(numbers) > 20
        for path, value in numbers:
            for entry, before in zip(value.root, written[path].root, strict=True):
                assert before.range is None or all(before.range[0] <= x <= before.range[1] for x in entry.numbers)


def test_a_figure_that_needs_more_people_says_so() -> None:
    """A rate of one in a million is not asked of two thousand people; the row says how many it takes."""
    rows = {row.target.id: row for row in predicted("joint-punishment", replace(FEW, replicates=2))}
    assert rows["blocked_job"].verdict == "not told" and "--people 1000000" in rows["blocked_job"].problem


def test_numbers_that_a_draw_leaves_as_written_are_counted() -> None:
    """The mean number of open numbers that a joint draw does not move is told, with how many there are."""
    regime = load_regime("china-rapid-finance")
    open_here = open_numbers(regime)
    joint = draws_of(regime, 4, FEW.seed)
    row = predicted("china-rapid-finance", FEW)[0]
    assert row.open == len(open_here)
    assert row.held == pytest.approx(sum(len(open_here) - len(one) for one in joint) / 4) and row.held > 0
    assert f"of {row.open} open numbers {row.held:.1f} stay as written" in " ".join(
        "\n".join(lines([row], FEW)).split()
    )


def test_documented_versions_of_another_time_are_regimes_of_their_own() -> None:
    """Versions that begin in another month are predicted too; those that were only feared or invented are not."""
    found = documented_regimes()
    assert {"judgment-defaulters-2013", "judgment-defaulters-history", "metro-evasion-caught-2012"} <= set(found)
    assert not {"metro-evasion-patrols", "air-2018-as-claimed", "judgment-defaulters-2017"} & set(found)


def test_what_is_asked_wrongly_is_refused() -> None:
    """A regime without figures, an unknown one and too little effort are refused with what is known."""
    with pytest.raises(SpecError, match="regimes that have some: abnormal-operations"):
        list(documented("as-feared-2020"))
    with pytest.raises(SpecError, match="no published figures of 'nonsense'"):
        list(documented("nonsense"))
    with pytest.raises(SpecError, match="expected 2 or more"):
        Effort(replicates=1)
    assert "judgment-defaulters" in documented_regimes() and "as-feared-2020" not in documented_regimes()

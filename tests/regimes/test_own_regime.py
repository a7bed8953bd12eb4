"""Somebody's own regime file: it loads from a path, and its faults are told with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterscore.core.errors import SpecError
from counterscore.regimes import load_regime

OWN = """id: riverton
title: Riverton points
status: fictional
jurisdiction: nowhere
start: 2020-01
warmup_months: 0
recipe: china-city
summary: a small fictional regime
subjects: everybody
key: a number
consent: nobody is asked
checked_on: 2026-01-01
not_modelled: [almost everything]
acts:
  - use: blood_donation
    points: {value: 5, unit: points, source: own, grade: assumption, range: [1, 9], note: ours}
    lifetime: {value: 12, unit: months, source: own, grade: assumption, range: [1, 24], note: ours}
    detection_p: {value: 1, unit: probability, source: own, grade: assumption, range: [0, 1], note: ours}
reporting:
  detection_ratio: {value: [1, 1, 1], unit: ratio, source: own, grade: assumption, range: [0.5, 2], note: ours}
scoring:
  base: {value: 100, unit: points, source: own, grade: assumption, range: [0, 100], note: ours}
  min: {value: 0, unit: points, source: own, grade: assumption, range: [0, 100], note: ours}
  max: {value: 200, unit: points, source: own, grade: assumption, range: [100, 200], note: ours}
  direct_band: low
  consent_p: {value: 1, unit: share, source: own, grade: assumption, range: [0, 1], note: ours}
  bands:
    - {id: low, title: low, from: {value: 0, unit: points, source: own, grade: assumption, range: [0, 50], note: ours}}
    - {id: top, title: top, from: {value: 50, unit: points, source: own, grade: assumption, range: [50, 99], note: our}}
bibliography: []
"""


def write(folder: Path, text: str) -> Path:
    file = folder / "riverton.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_outside_the_package_is_a_regime(tmp_path: Path) -> None:
    """A path works like an id; the catalogue's act brings its own sources along."""
    regime = load_regime(write(tmp_path, OWN))
    assert regime.id == "riverton"
    assert regime.codebook()["acts"] == ["blood_donation"]
    assert "S74b" in [source.id for source in regime.sources()]
    assert load_regime(str(tmp_path / "riverton.yaml")).digest() == regime.digest()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("use: blood_donation", "use: blood_donatoin", "riverton.yaml:15  act 'blood_donatoin'"),
        ("reporting:\n", "reportng:\n", "riverton.yaml:19  reportng is not a known field"),
        ("value: 5, unit: points", "value: 5, unit: months", "riverton.yaml:16"),
        ("value: 5, unit: points, source: own, grade: assumption, range: [1, 9]",
         "value: -5, unit: points, source: own, grade: assumption, range: [-9, 9]", "other way"),
        ("bibliography: []", "courts: {}\nbibliography: []", "courts.default_rate is missing"),
        ("status: fictional", "status: fictonal", "did you mean 'fictional'"),
        ("not_modelled: [almost everything]", "not_modelled: []", "not_modelled"),
        ("[1, 1, 1]", "[1, 1]", "expected a list of 3"),
    ],
)  # fmt: skip
def test_a_fault_in_an_own_file_is_told_with_its_line(tmp_path: Path, old: str, new: str, words: str) -> None:
    """Misspelt acts and sections, wrong units, shapes and signs are refused in words."""
    assert OWN.count(old) == 1
    with pytest.raises(SpecError) as caught:
        load_regime(write(tmp_path, OWN.replace(old, new)))
    assert words in str(caught.value)


def test_a_measure_cannot_reach_beyond_the_low_bands(tmp_path: Path) -> None:
    """Bands that a measure closes are bands that carry restrictions; a file that says otherwise is refused."""
    library = Path(load_regime.__globals__["__file__"]).parent / "library" / "rongcheng.yaml"
    text = library.read_text(encoding="utf-8").replace("id: rongcheng\n", "id: riverton\n", 1)
    two, one = (
        "low_bands: {value: 2, unit: count, source: SEC, grade: unverified, range: [2, 3]",
        "low_bands: {value: 1",
    )
    assert text.count(two) == 1
    few = f"{one}, unit: count, source: S08, grade: unverified, range: [1, 3]"
    with pytest.raises(SpecError, match="worst_bands"):
        load_regime(write(tmp_path, text.replace(two, few)))

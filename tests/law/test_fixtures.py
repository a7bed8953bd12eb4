"""Illustrations of the Commission's guidelines as small regimes: what the checks of the EU AI Act say of each.

The illustrations are paraphrased from memory (M): verify against C(2025) 5052.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from counterscore.legal import audit_regime
from counterscore.regimes import load_regime

ROOM = Path(__file__).parent
EXPECTED = YAML(typ="safe").load((ROOM / "expected.yaml").read_text(encoding="utf-8"))
FIXTURES = EXPECTED["fixtures"]
each = pytest.mark.parametrize("fixture", FIXTURES, ids=lambda f: f["id"])
ELEMENTS_5C = ("1", "2", "3", "4", "5", "6i", "6ii", "X")


def found_for(fixture: dict[str, Any]) -> Any:
    """The findings of a fixture through the public function."""
    contexts = ROOM / fixture["contexts"] if "contexts" in fixture else None
    return audit_regime(ROOM / "regimes" / f"{fixture['id']}.yaml", ["eu-ai-act"], contexts=contexts)


@each
def test_every_illustration_has_its_vector(fixture: dict[str, Any]) -> None:
    """Each element of Art. 5(1)(c), and whether they come together, is what the illustration asks for."""
    expected = EXPECTED["vectors"][fixture.get("vector", fixture["side"])]
    names = [*(f"AIA-5c-{one}" for one in ELEMENTS_5C), "together"]
    assert found_for(fixture).vector("eu-ai-act-5c") == dict(zip(names, expected, strict=True))


@pytest.mark.parametrize("fixture", [f for f in FIXTURES if "5d" in f], ids=lambda f: f["id"])
def test_predictions_of_offences_have_their_vector(fixture: dict[str, Any]) -> None:
    """Where an illustration predicts offences, each element of Art. 5(1)(d) is what it asks for."""
    names = ["AIA-5d-AI", "AIA-5d-1", "AIA-5d-2", "AIA-5d-3", "together"]
    assert found_for(fixture).vector("eu-ai-act-5d") == dict(zip(names, fixture["5d"], strict=True))


def test_there_are_ten_from_both_sides() -> None:
    """At least ten illustrations, prohibited and allowed, every file expected and every expectation a file."""
    sides = [fixture["side"] for fixture in FIXTURES]
    assert len(FIXTURES) >= 10
    assert sides.count("prohibited") >= 5
    assert len(sides) - sides.count("prohibited") >= 5
    assert {f["id"] for f in FIXTURES} == {file.stem for file in (ROOM / "regimes").glob("*.yaml")}


def test_the_mark_is_in_sight() -> None:
    """The paraphrases say that they are from memory, in the expectations and in the bibliography of every fixture."""
    assert "verify against C(2025) 5052" in EXPECTED["mark"]
    for fixture in FIXTURES:
        spec = load_regime(ROOM / "regimes" / f"{fixture['id']}.yaml").spec
        assert spec.status == "fictional"
        assert any("verify" in source.title and "(M)" in source.title for source in spec.bibliography)


def test_no_advantage_is_a_worse_treatment() -> None:
    """Where only advantages follow, neither kind of worse treatment is found, and nothing is marked."""
    check = audit_regime(ROOM / "regimes" / "loyalty-advantages.yaml", ["eu-ai-act"]).check("eu-ai-act-5c")
    states = {element.id: element.state for element in check.elements}
    assert states["AIA-5c-6i"] == states["AIA-5c-6ii"] == "absent"
    assert not any(element.indicator for element in check.elements)


def test_the_file_of_contexts_decides_what_is_unrelated() -> None:
    """With the contexts that ship, a tariff by driving is no finding of its own context: the choice is the reader's."""
    fixture = next(f for f in FIXTURES if f["id"] == "telematics-tariff")
    shipped = audit_regime(ROOM / "regimes" / "telematics-tariff.yaml", ["eu-ai-act"])
    assert shipped.vector("eu-ai-act-5c")["AIA-5c-6i"] == "present"
    assert found_for(fixture).vector("eu-ai-act-5c")["AIA-5c-6i"] == "absent"
    assert shipped.contexts != found_for(fixture).contexts

"""Keys, stolen papers and recycled numbers in regime files: what fits together, and what is compiled."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from counterscore.core.errors import SpecError
from counterscore.regimes import load_regime
from counterscore.regimes.catalogue import library_files
from counterscore.regimes.units import KEYS

FALSE_P = {"value": 0.1, "unit": "probability", "source": "own", "grade": "assumption", "range": [0.05, 0.15]}


@pytest.mark.parametrize(
    ("regime", "act", "key"),
    [("jaywalk-screens", "jaywalking", "face"), ("rongcheng", "traffic_ticket", "plate"),
     ("suining-2010", "red_light", "plate"), ("as-feared-2020", "traffic_ticket", "plate"),
     ("sesame-2015", "hire_breach", "account"), ("sesame-2015", "court_list_entry", "id_number"),
     ("china-rapid-finance", "small_loan_lost", "account"), ("purchase-pattern", "buys_clock", "account"),
     ("tencent-credit", "platform_instalment_late", "account"), ("metro-evasion", "metro_card_misuse", "id_number")],
)  # fmt: skip
def test_acts_come_by_the_key_that_the_facts_name(regime: str, act: str, key: str) -> None:
    """Cameras find faces and plates, platforms accounts, courts and inspectors the number of the ID card."""
    one = load_regime(regime)
    place = one.codebook()["acts"].index(act)
    assert KEYS[one.tables()["linkage_error.act_key"][place]] == key  # type: ignore[index]


def test_errors_of_a_further_key_go_with_its_acts() -> None:
    """Acts by the regime's own key take the regime's errors, which the code -1 stands for."""
    tables, acts = load_regime("rongcheng").tables(), load_regime("rongcheng").codebook()["acts"]
    false_p, missed_p = (np.asarray(tables[f"linkage_error.act_{name}_p"]) for name in ("false", "missed"))
    by_plate = np.array([act == "traffic_ticket" for act in acts])
    assert (false_p[~by_plate] == -1).all() and (missed_p[~by_plate] == -1).all()
    assert false_p[by_plate].tolist() == [0.07] and missed_p[by_plate].tolist() == [0.01]
    raised = load_regime("rongcheng").patched({"linkage_error.keys.plate.false_p": FALSE_P}).tables()
    assert np.asarray(raised["linkage_error.act_false_p"])[by_plate].tolist() == [0.1]


@pytest.mark.parametrize(
    ("regime", "old", "new", "says"),
    [("rongcheng", "key: plate", "key: face", "has key 'face'; expected one of id_number, plate"),
     ("rongcheng", "key: plate", "key: numberplate", "key"),
     ("sesame-2015", "  key: account\n", "  key: id_number\n", "'recycled_numbers' needs the key 'account'"),
     ("abnormal-operations", "firm_list: impostor_firms", "firm_list: impostor_firm", "did you mean 'impostor_firms'"),
     ("abnormal-operations", "  firm_list: impostor_firms\n", "", "firm_p above 0 needs firm_list"),
     ("abnormal-operations", "loan_p: {value: 0,", "loan_p: {value: 0.1,", "needs a section 'courts'"),
     ("judgment-defaulters", "loss_pmax: 0.003", "loss_pmax: 0.0003", "loss_pmax 0.0003 is below"),
     ("abnormal-operations", "latency_low: {value: 24, unit: months, source: S69d, grade: press, range: [6, 36]",
      "latency_low: {value: 60, unit: months, source: S69d, grade: press, range: [6, 60]", "latency_low is longer"),
     ("abnormal-operations", "loan_p: {value: 0, unit: probability, source: own, grade: assumption, range: [0, 0.1]",
      "loan_p: {value: 0.99, unit: probability, source: own, grade: assumption, range: [0, 1]", "more than 1"),
     ("jaywalk-screens", "exposed_share: {value: 0.25, unit: share, source: own, grade: assumption, range: [0.05, 1]",
      "exposed_share: {value: 0, unit: share, source: own, grade: assumption, range: [0, 1]", "exposed_share is 0")],
)  # fmt: skip
def test_what_does_not_fit_is_refused(tmp_path: Path, regime: str, old: str, new: str, says: str) -> None:
    """A key without errors, an unknown list, a loan without courts: each is told with its line."""
    text = library_files()[regime].read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "mine.yaml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SpecError, match=r"mine\.yaml:\d+") as fault:
        load_regime(file)
    assert says in str(fault.value)

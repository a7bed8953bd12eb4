"""Compiled tables: names, shapes and the arithmetic between a documented rate and a monthly probability."""

from __future__ import annotations

import json

import numpy as np
import pytest
from numpy.typing import NDArray

from counterscore.regimes import Regime, json_schema, load_regime, regime_ids
from counterscore.regimes.compile_agencies import AGENCIES
from counterscore.regimes.units import DIMENSIONS, SECTORS, STREAMS, TRAITS
from counterscore.worlds.mechanisms import needed, shipped


def arrays(regime: Regime) -> dict[str, NDArray[np.float64]]:
    return {path: np.asarray(value, dtype=np.float64) for path, value in regime.tables().items()}


@pytest.mark.parametrize("name", regime_ids())
def test_shapes_follow_the_codebook(name: str) -> None:
    """Every table has the shape that the mechanism which reads it declares: one entry per act, list, sector ..."""
    regime = load_regime(name)
    book, tables = regime.codebook(), regime.tables()
    lengths = {"act": len(book["acts"]), "sector": len(SECTORS), "residence": 3, "education": 5}
    lengths |= {"subject_education": 5, "cutoff": len(book["bands"]) - 1, "list": len(book["lists"])}
    lengths |= {"agency": AGENCIES, "stream": STREAMS, "dimension": DIMENSIONS, "trait": DIMENSIONS * len(TRAITS)}
    for value in tables.values():
        assert np.isfinite(np.asarray(value, dtype=np.float64)).all()
    for mechanism in needed(shipped(), tables):
        for param in mechanism.params:
            path = param.path or f"{mechanism.name}.{param.name}"
            if path in tables:
                assert np.shape(tables[path]) == tuple(lengths[index] for index in param.index), path


def test_rates_of_men_and_women_keep_the_documented_mean() -> None:
    """Over equal numbers of women and men, young and old, the mean monthly rate is a twelfth of the yearly one."""
    regime = load_regime("rongcheng")
    tables, book = arrays(regime), regime.codebook()
    values = dict(regime.dated_values())
    for k, act in enumerate(book["acts"]):
        share = values[f"acts.{act}.young_share"].at(regime.start).number
        age = 1 + share * (tables["acts.young_ratio"][k] - 1)
        mean = (tables["acts.rate_female"][k] + tables["acts.rate_male"][k]) / 2 * age
        assert mean == pytest.approx(tables["acts.rate_month"][k], rel=1e-12)
        ratio = values[f"acts.{act}.male_ratio"].at(regime.start).number
        assert tables["acts.rate_male"][k] == pytest.approx(ratio * tables["acts.rate_female"][k])


def test_no_monthly_probability_exceeds_its_declared_bound() -> None:
    """The highest rate any person can have, proneness 4 included, stays under pmax; so do false reports."""
    tables = arrays(load_regime("rongcheng"))
    highest = np.maximum(tables["acts.rate_female"], tables["acts.rate_male"])
    highest = highest * np.maximum(1, tables["acts.young_ratio"]) * np.maximum(1, tables["acts.listed_ratio"])
    assert np.all(highest * np.where(tables["acts.prone"] == 1, 4, 1) <= tables["acts.pmax"])
    assert np.all(tables["false_reports.rate_month"] <= tables["false_reports.pmax"])


def test_absent_sections_give_no_tables() -> None:
    """A points regime has no courts, a list has no score: their numbers do not exist."""
    assert not any(path.startswith(("courts.", "listing.")) for path in load_regime("rongcheng").tables())
    assert "scoring" not in load_regime("judgment-defaulters").sections
    assert {"acts", "false_reports", "scoring"} <= set(load_regime("rongcheng").sections)


def test_show_prints_every_number_fact_and_source() -> None:
    """The printout holds every path, grade and documented fact, so that a reader can check all of it."""
    for name in regime_ids():
        regime = load_regime(name)
        text = " ".join(regime.show().split())
        for path, value in regime.values():
            assert path.rsplit(".", 1)[-1] in text
            assert " ".join(value.note.split()) in text, path
        assert all(fact.says in text for fact in regime.documented)
        assert all(f"[{source.id}]" in text for source in regime.sources())
        assert all(sentence in text for sentence in regime.spec.not_modelled)


def test_the_json_schema_describes_the_file() -> None:
    """Editors get a schema with every section; it is plain JSON."""
    schema = json_schema()
    assert {"listing", "scoring", "measures", "bibliography"} <= set(schema["properties"])
    assert json.loads(json.dumps(schema)) == schema

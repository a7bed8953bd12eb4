"""Published numbers are what they were: every shipped regime, every version, against the numbers that are kept."""

from __future__ import annotations

import pytest
from baseline.advice import UNSEEN, told
from baseline.changelog import new_lines
from baseline.kept import FOLDER, file_of, read
from baseline.living import look
from baseline.numbers_of import SECTIONS, Row, heads

from counterscore.audit.index import indices
from counterscore.audit.metric import metrics
from counterscore.regimes import regime_ids
from counterscore.regimes.catalogue import library_files
from counterscore.worlds.study import CODES

NAMES = sorted({*library_files(), *(file.stem for file in FOLDER.glob("*.json"))})
# courts end few entries so, too few for small studies
NEVER_SEEN = {"no assets"}
# told, but nobody here: a wrong entry that costs somebody money is too rare for small studies
NOBODY_HERE = {"ever_wrongly_poorer"}


def kept_rows(section: str, head: str) -> dict[str, Row]:
    """All rows of a section that have a number of this name above zero, over all regimes."""
    found = {}
    for regime in library_files():
        for lived in read(regime).versions.values():
            names = heads(section, [arm.name for arm in lived.asked.arms])
            for name, row in lived.numbers[section].items():
                if head in names and row[names.index(head)]:
                    found[name] = row
    return found


@pytest.mark.parametrize("regime", NAMES)
def test_no_number_of_a_regime_moved(regime: str) -> None:
    """Every kept number of a regime and its versions comes out of its study again, and nothing is new or gone."""
    drift = look(regime).drift
    if drift.any:
        pytest.fail(told([drift]), pytrace=False)


def test_numbers_were_kept_under_every_line_of_the_changelog() -> None:
    """There is no line under Results that the kept numbers have not been written under."""
    if lines := new_lines():
        pytest.fail(UNSEEN.format(lines="\n".join(f"  - {line}" for line in lines)), pytrace=False)


def test_no_regime_and_no_version_is_left_out() -> None:
    """Every regime has a file, every file a regime, and every id that can be run has numbers."""
    assert {file.stem for file in FOLDER.glob("*.json")} == set(library_files())
    assert {name for regime in library_files() for name in read(regime).by_id()} == set(regime_ids())


def test_no_metric_and_no_index_is_left_out() -> None:
    """Every declared metric and index is told of some regime: one that no study here tells would not be guarded."""
    assert set(metrics()) - set(kept_rows("metrics", "as written")) <= NOBODY_HERE
    told_of = {name.split(" by ")[0] for name in kept_rows("indices", "as written")}
    assert set(indices()) - told_of == set()


def test_what_regimes_can_do_happens_in_these_studies() -> None:
    """Entries end in every way there is, and every kind of row is there: a calm study would guard nothing."""
    rows = kept_rows("rows", "as written") | kept_rows("rows", "protected")
    ways = {name.rpartition("end_reason ")[2] for name in rows if "end_reason" in name}
    assert set(CODES["end_reasons"]) - ways <= NEVER_SEEN
    tables = {name.partition(",")[0] for name in rows}
    assert tables >= {"records", "listings", "refusals", "copies", "bands", "cases", "redress", "spells"}


def test_only_aggregates_are_kept() -> None:
    """No row has more numbers than there are arms or ends of an interval, and no study is about fewer than 1,000."""
    for regime in library_files():
        assert file_of(regime).stat().st_size < 300_000
        for lived in read(regime).versions.values():
            assert lived.asked.people >= 1000
            assert set(lived.numbers) <= set(SECTIONS)
            for section, rows in lived.numbers.items():
                expected = len(heads(section, [arm.name for arm in lived.asked.arms]))
                assert {len(row) for row in rows.values()} <= {expected}

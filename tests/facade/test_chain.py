"""The causal chain of a wrong listing: each link is tried by a world without it, for the same person."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from verbs import say

import counterscore as cs
from counterscore.regimes.catalogue import library_files

OFTEN = {"key_absent_p": 0.5, "job_loss_p": 0.1}
KINDS = ("record error", "match", "listing", "copy", "refusal", "loss")


@pytest.fixture(scope="module")
def wronged(tmp_path_factory: pytest.TempPathFactory) -> cs.Result:
    """A run in which half of all court files lack a number, and listed people often lose their job."""
    folder = tmp_path_factory.mktemp("chain")
    text = library_files()["judgment-defaulters"].read_text(encoding="utf-8")
    for name, value in OFTEN.items():
        pattern = rf"(\b{name}: {{value: )[\d.]+(,.*?range: \[[\d.]+, )[\d.]+\]"
        text, times = re.subn(pattern, rf"\g<1>{value}\g<2>{value + 0.1:g}]", text, count=1)
        assert times == 1, name
    (folder / "often.yaml").write_text(text, encoding="utf-8")
    return cs.run(str(folder / "often.yaml"), people=20_000, months=36, seed=1, folder=folder / "run")


def mismatched(out: cs.Result) -> np.ndarray:
    """People on the list of defaulters as written whose file is about somebody else, and who were refused something."""
    listed = out.table(
        "listings", "list = 0 AND subject >= 0 AND subject <> person AND end_reason <> 9", arm="as written"
    )
    people = out.table("people", "refusals > 0 AND wrongly_listed_months > 0", arm="as written")
    return np.intersect1d(listed["subject"], people["person"])


def test_a_wrong_match_is_confirmed_from_match_to_refusal(wronged: cs.Result) -> None:
    """Without the wrong match the same person is not listed for it; without the listing and the measures not refused.

    A mismatched person who is listed wrongly in every month has match, listing and refusal confirmed.
    """
    whole = wronged.table(
        "people", "wrongly_listed_months > 0 AND wrongly_listed_months = months_listed", arm="as written"
    )
    number = int(np.intersect1d(mismatched(wronged), whole["person"])[0])
    chain = wronged.chain(number)
    links = {link.kind: link for link in chain.links}
    assert list(links) == [kind for kind in KINDS if kind in links]
    assert links["record error"].confirmed is None
    for kind in ("match", "listing", "refusal"):
        assert links[kind].confirmed, kind
    assert links["match"].without == "linkage_error"
    assert links["match"].here["months_listed"] > 0 == links["match"].there["months_listed"]
    assert links["refusal"].here["refusals"] > 0 == links["refusal"].there["refusals"]


def test_the_numbers_of_a_chain_are_those_of_the_run(wronged: cs.Result) -> None:
    """What a link says of the world as it was is what the run's own tables say of the same person."""
    number = int(mismatched(wronged)[0])
    row = wronged.table("people", f"person = {number}", arm="as written")
    for link in wronged.chain(number).links:
        for name in ("months_listed", "refusals"):
            assert link.here.get(name, row[name][0]) == row[name][0]


def test_a_link_that_did_nothing_is_not_confirmed(wronged: cs.Result) -> None:
    """Somebody listed for a debt of her own as well stays listed without the wrong match: both numbers are said."""
    seen = []
    for number in mismatched(wronged)[:6]:
        for link in wronged.chain(int(number)).links:
            if link.confirmed is not None:
                smaller = any(link.there[name] < value for name, value in link.here.items())
                assert link.confirmed == smaller
                seen.append(link)
    idle = [link for link in seen if not link.confirmed]
    assert idle
    assert len(idle) < len(seen)
    assert all(link.there[name] >= value for link in idle for name, value in link.here.items())


def test_right_listings_have_no_chain(wronged: cs.Result) -> None:
    """A person who is listed for what is her own has no links, and is told why."""
    right = wronged.table("people", "months_listed > 0 AND wrongly_listed_months = 0", arm="as written")
    wrong = wronged.table("listings", "subject <> person OR cause <> 0", arm="as written")["subject"]
    number = int(np.setdiff1d(right["person"], wrong)[0])
    chain = wronged.chain(number)
    assert chain.links == ()
    assert chain.silent
    assert "nothing wrong" in str(chain)


def test_explain_picks_the_longest_chain_and_tells_it(wronged: cs.Result) -> None:
    """``--why wrongly-listed`` meets somebody with an entry, a refusal and money lost; --no-chain leaves it out."""
    said = say("explain", wronged.folder, "--why", "wrongly-listed")
    assert "link by link" in said.out
    assert max(map(len, said.out.splitlines())) <= 80
    told = say("explain", wronged.folder, "--why", "wrongly-listed", "--json").json
    assert {"listing", "refusal", "loss"} <= {link["kind"] for link in told["chain"]["links"]}
    without = say("explain", wronged.folder, "--why", "wrongly-listed", "--no-chain", "--json").json
    assert without["chain"] is None
    assert without["person"] == told["person"]


def test_a_changed_regime_is_not_lived_again(wronged: cs.Result, tmp_path: Path) -> None:
    """Where the regime's file has changed since the run, the chain says so and has no links."""
    file = Path(str(wronged.study["regime"]["asked"]))
    text, number = file.read_text(encoding="utf-8"), int(mismatched(wronged)[0])
    try:
        file.write_text(text.replace("win_p: {value: 0.9,", "win_p: {value: 0.8,"), encoding="utf-8")
        chain = wronged.chain(number)
    finally:
        file.write_text(text, encoding="utf-8")
    assert chain.links == ()
    assert "changed" in chain.why


def test_a_record_that_counts_in_a_weighted_score_has_a_chain(tmp_path: Path) -> None:
    """Where a score has dimensions a wrong record has no points of its own: it is a link all the same.

    Whoever is wrongly listed with such a record has a chain, its listing is tried without the score, and the doors that
    a score closes without a firewall, not without copies of a list that it is not on.
    """
    out = cs.run("as-feared-2020", people=4000, months=18, seed=1, folder=tmp_path / "run")
    wrong = out.table(
        "records", "(subject <> person OR cause <> 0) AND reported = 1 AND dimension_worth < 0", arm="as written"
    )
    people = out.table("people", "wrongly_listed_months > 0 AND refusals > 0", arm="as written")
    numbers = np.intersect1d(wrong["subject"], people["person"])[:6]
    whole = [{link.kind: link for link in out.chain(int(number)).links} for number in numbers]
    assert all({"record error", "listing", "copy"} <= links.keys() for links in whole)
    links = next(links for links in whole if "refusal" in links)
    assert "points" in links["listing"].what
    assert "scoring" in links["listing"].without
    assert links["copy"].without == "with sector-firewall instead"
    assert links["refusal"].confirmed
    assert not any("agency_copies" in link.without for link in links.values())
    # nobody with a record that counts against her is told that nothing was written
    other = np.setdiff1d(people["person"], wrong["subject"])
    assert "nothing wrong that counts against it" in out.chain(int(other[0])).why

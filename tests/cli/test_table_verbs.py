"""The verbs on published tables: base-rate and thresholds."""

from __future__ import annotations

from pathlib import Path

import pytest
from verbs import say

from counterscore.published.table_files import FOLDER

FED = "credit-scores-2003"


def test_a_threshold_is_shown_at_three_prevalences() -> None:
    """One prevalence is shown between a tenth and ten times of it, with people flagged rightly and wrongly."""
    rows = say(
        "base-rate", "--prevalence", "1/10000", "--sensitivity", "90%", "--false-positive-rate", "0.001", "--json"
    )
    found = rows.json["screening"]
    assert [row["prevalence"] for row in found] == pytest.approx([1e-5, 1e-4, 1e-3])
    assert found[1]["right"] == pytest.approx(9.0)
    assert found[1]["wrong"] == pytest.approx(99.99)
    assert found[1]["value"] == pytest.approx(9 / 108.99)
    assert "who counts as a false alert" in rows.json["caution"]


def test_a_list_is_shown_from_nobody_to_one_in_ten() -> None:
    """The published list gives 525 false alerts where nobody is looked for, and no right one."""
    words = ("base-rate", "--per-comparison", "1/60000000", "--list-size", "10k", "--people", "3147436")
    found = say(*words, "--json").json
    assert found["false_positive_rate"] == pytest.approx(1.666528e-4, abs=1e-10)
    assert found["screening"][0]["wrong"] == pytest.approx(524.5, abs=0.1)
    assert found["screening"][0]["value"] == 0.0
    assert found["screening"][0]["wrong_per_right"] is None
    text = say(*words).out
    assert "undefined" in text
    assert "One figure misleads" in text


def test_counted_alerts_are_pooled_and_no_alert_is_undefined() -> None:
    """Each event has its value, an event without alerts has none, and all together are counted, not averaged."""
    words = ("base-rate", "--alerts", "173/2,297", "--alerts", "10/7", "--alerts", "0/0")
    found = say(*words, "--json").json["alerts"]
    assert [event["value"] for event in found["events"]] == [pytest.approx(173 / 2470), pytest.approx(10 / 17), None]
    assert found["pooled"] == {"true": 183, "false": 2304, "value": pytest.approx(183 / 2487)}
    text = say(*words).out
    assert "7.004 %" in text
    assert "undefined" in text


def test_alerts_alone_that_never_rang_are_undefined() -> None:
    """No alert at all is no error: the value is null in JSON and "undefined" in words."""
    assert say("base-rate", "--alerts", "0/0", "--json").json["alerts"]["pooled"]["value"] is None
    assert "0 %" not in say("base-rate", "--alerts", "0/0").out


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ((), "give --false-positive-rate"),
        (("--per-comparison", "0.1"), "belong together"),
        (("--list-size", "10"), "belong together"),
        (("--false-positive-rate", "0.1", "--per-comparison", "0.1", "--list-size", "3"), "either"),
        (("--prevalence", "0.1", "--alerts", "1/2"), "--prevalence needs"),
        (("--false-positive-rate", "1.5"), "expected a share from 0 to 1"),
        (("--false-positive-rate", "150%"), "expected a share from 0 to 1"),
        (("--false-positive-rate", "1/0"), "is not a share"),
        (("--false-positive-rate", "-0.1"), "is not a share"),
        (("--false-positive-rate", "often"), "write 0.001, 0.1% or 1/1000"),
        (("--false-positive-rate", "0,001"), "write 0.001, 0.1% or 1/1000"),
        (("--false-positive-rate", "1,5%"), "is not a share"),
        (("--alerts", "1/2", "--people", "500"), "--people needs"),
        (("--alerts", "1/2", "--sensitivity", "0.5"), "--sensitivity needs"),
        (("--alerts", "173"), "write 173/2297"),
        (("--alerts", "1/-2"), "write 173/2297"),
        (("--false-positive-rate", "0.1", "--people", "0"), "too small"),
    ],
)
def test_base_rate_refuses_what_makes_no_sense(words: tuple[str, ...], part: str) -> None:
    """Half of a pair, both of two ways, no share and no counts end with exit code 2 and what is expected."""
    said = say("base-rate", *words)
    assert said.code == 2
    assert part in " ".join(said.err.split())
    assert said.escaped is None


@pytest.mark.parametrize("text", ["0.0001", "0.01%", "0.01 %", "1/10000", "1/10_000", "1/10,000", "1e-4", ".0001"])
def test_a_share_can_be_written_in_many_ways(text: str) -> None:
    """A number, per cent and a fraction mean the same."""
    found = say("base-rate", "--prevalence", text, "--false-positive-rate", "0.5", "--json").json
    assert found["screening"][1]["prevalence"] == pytest.approx(1e-4)


def test_the_tables_that_ship_are_listed_with_what_they_are_for() -> None:
    """Without a table the verb lists all shipped ones, each with its use."""
    listed = say("thresholds", "--json").json
    assert [one["id"] for one in listed] == [FED]
    assert FED in say("thresholds").out
    assert "For checking methods only" in say("thresholds").out


def test_thresholds_of_the_published_table() -> None:
    """At a loss ratio of 82/18 the shares of the maximum are the published ones; sources come with them."""
    found = say("thresholds", FED, "--loss-ratio", str(0.82 / 0.18), "--json").json
    shares = {one["policy"]: one["of_maximum"] for one in found["policies"]}
    assert shares["single_threshold"] == pytest.approx(0.99431, abs=1e-3)
    assert shares["demographic_parity"] == pytest.approx(0.70341, abs=1e-3)
    assert found["break_even"] == pytest.approx(0.82)
    assert {source["id"] for source in found["sources"]} == {"fed-2007", "hardt-2016", "liu-2018"}


def test_delayed_impact_of_two_groups() -> None:
    """At the file's own ratio of four, parity is active harm for the poorer group; limits come with it."""
    found = say("thresholds", FED, "--groups", "black,white", "--policy", "demographic-parity", "--json").json
    assert [one["policy"] for one in found["policies"]] == ["demographic_parity"]
    black = found["policies"][0]["groups"][0]
    assert black["points"] == pytest.approx(-19.462, abs=0.05)
    assert black["verdict"] == "active harm"
    assert found["groups"][0]["limits"]["harmless"] == pytest.approx(0.4318, abs=0.002)
    text = say("thresholds", FED, "--groups", "black,white", "--policy", "demographic_parity").out
    assert "active harm" in text
    assert "max_utility" not in text
    assert "For checking methods only" in text


WORDS = (
    ("base-rate", "--people", "1400000000", "--prevalence", "0.0001234567", "--false-positive-rate", "0.1234567"),
    ("base-rate", "--prevalence", "1e-300", "--false-positive-rate", "5e-324"),
    ("base-rate", "--per-comparison", "1/60000000", "--list-size", "10k", "--people", "3147436"),
    ("base-rate", "--alerts", "173/2297", "--alerts", "0/0"),
    ("thresholds",), ("thresholds", FED), ("thresholds", FED, "--loss-ratio", "1e9"),
    ("thresholds", FED, "--groups", ","),
)  # fmt: skip


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_eighty_columns_and_json_without_nan(words: tuple[str, ...]) -> None:
    """No line is wider than eighty columns, whatever the numbers, and JSON says null where nothing can be told."""
    said = say(*words)
    assert said.code == 0
    assert max(map(len, said.out.splitlines())) <= 80
    assert "NaN" not in say(*words, "--json").out


def test_json_of_a_list_says_how_long_it_is() -> None:
    """The length of the list and the rate of a comparison come with the figures that follow from them."""
    found = say("base-rate", "--per-comparison", "1/60000000", "--list-size", "10k", "--json").json
    assert (found["list_size"], found["per_comparison"]) == (10_000, pytest.approx(1 / 60_000_000))


def own(folder: Path, *lines: str) -> Path:
    """A file of one's own: the shipped one without the parts that begin with these words."""
    parts, text = (FOLDER / f"{FED}.yaml").read_text(encoding="utf-8").split("\n"), []
    skipping = False
    for line in parts:
        skipping = (skipping and line.startswith(" ")) or line.startswith(lines)
        text += [] if skipping else [line]
    file = folder / "mine.yaml"
    file.write_text("\n".join(text), encoding="utf-8")
    return file


def test_a_table_without_stakes_asks_for_them(tmp_path: Path) -> None:
    """A file without a loss ratio needs --loss-ratio; without points there are no verdicts and no limits."""
    file = own(tmp_path, "loss_ratio:", "rise:", "fall:")
    said = say("thresholds", file)
    assert said.code == 2
    assert "--loss-ratio" in said.err
    found = say("thresholds", file, "--loss-ratio", "4", "--json").json
    assert found["words"] == {}
    assert found["groups"][0]["limits"] is None
    assert "harm" not in say("thresholds", file, "--loss-ratio", "4").out
    assert say("thresholds", file, "--loss-ratio", "4", "--rise", "10").code == 2
    moved = say("thresholds", file, "--loss-ratio", "4", "--rise", "75", "--fall", "150", "--json").json
    assert moved["groups"][1]["limits"]["best"] == pytest.approx(0.2168, abs=0.002)


def test_what_is_asked_for_assumed_and_sourced_is_told_apart(tmp_path: Path) -> None:
    """Stakes and points say where they come from, and numbers that no source gives are listed as assumed."""
    told = say("thresholds", FED, "--rise", "10").out
    assert "from [liu-2018]" in told
    assert "10 up where it goes well (as asked for)" in " ".join(told.split())
    assert "Assumed" not in told
    file = tmp_path / "mine.yaml"
    text = (FOLDER / f"{FED}.yaml").read_text(encoding="utf-8")
    head, tail = text.split("\nloss_ratio:")
    tail = tail.replace("source: liu-2018", "source: own", 1).replace("grade: study", "grade: assumption", 1)
    file.write_text(f"{head}\nloss_ratio:{tail}", encoding="utf-8")
    assert "Assumed, from no source: loss_ratio." in say("thresholds", file).out
    assert say("thresholds", file, "--json").json["assumed"] == ["loss_ratio"]
    assert say("thresholds", file, "--loss-ratio", "3", "--json").json["assumed"] == []


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("credit-scores-2004",), "did you mean 'credit-scores-2003'"),
        ((FED, "--policy", "equal_oportunity"), "did you mean 'equal_opportunity'"),
        ((FED, "--groups", "blak"), "did you mean 'black'"),
        (("--policy", "max_utility"), "need a TABLE"),
        (("--loss-ratio", "4"), "need a TABLE"),
        ((FED, "--loss-ratio", "0"), "above 0"),
        ((FED, "--loss-ratio", "nan"), "above 0"),
        ((FED, "--rise", "-5"), "from 0 on"),
        (("people.csv",), "PROMISES"),
        (("absent.yaml",), "absent.yaml:1"),
    ],
)
def test_thresholds_refuses_what_makes_no_sense(words: tuple[str, ...], part: str) -> None:
    """Unknown names get the nearest, numbers and files without sense end with exit code 2 and what is expected."""
    said = say("thresholds", *words)
    assert said.code == 2, said.out
    assert part in " ".join(said.err.split())
    assert said.out == ""
    assert said.escaped is None


def test_rows_of_persons_in_a_file_are_refused(tmp_path: Path) -> None:
    """A YAML file with persons ends by the name of the promise and prints nothing of it."""
    file = tmp_path / "mine.yaml"
    file.write_text((FOLDER / f"{FED}.yaml").read_text(encoding="utf-8") + "persons:\n- {name: P1}\n", encoding="utf-8")
    said = say("thresholds", file)
    assert said.code == 2
    assert "PROMISES" in said.err
    assert "P1" not in said.out + said.err

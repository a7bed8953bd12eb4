"""The report in other languages: one file holds every text, English is never changed by it, and nothing is left out."""

from __future__ import annotations

import ast
import re
import string
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import polib
import pytest
from fakes import fake_outcome
from making import script

import counterscore
from counterscore.audit.subjects import worded
from counterscore.core.errors import SpecError
from counterscore.core.outcome import Outcome
from counterscore.people import load_recipe, recipe_ids
from counterscore.regimes import load_regime
from counterscore.report import write_report
from counterscore.report.language import (
    PATTERN,
    REWORDING,
    is_foreign,
    languages,
    listening,
    pattern_of,
    say,
    speaking,
    spoken_language,
    tongue,
)
from counterscore.report.wording import count_of, interval, listing_of, percent, plain, signed
from counterscore.running import run
from counterscore.worlds.moved_people import open_people
from counterscore.worlds.swaps import open_numbers

REPORT = Path(counterscore.__file__).parent / "report"
FILE = REPORT / "lang" / "zh.po"
MAKER = Path(__file__).parents[2] / "docs" / "make_translations.py"
RENEW = "renew report/lang/zh.po with: python docs/make_translations.py, and translate what is new"
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
# pieces that are the same in both languages
SAME = re.compile(r"\{path\} = \{number\}|\{text\}|'\{arm\}'|\{done\} \{when\}")
REAL = (("judgment-defaulters", 600, 8), ("tax-grades", 400, 13), ("purchase-pattern", 500, 6))


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    """The script docs/make_translations.py as a module."""
    return script("make_translations")


@pytest.fixture(scope="module")
def texts(maker: ModuleType) -> dict[str, str]:
    """Every text a report can say, with its place."""
    found: dict[str, str] = maker.all_texts()
    return found


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A made-up run with people in every section."""
    return Outcome(fake_outcome(tmp_path_factory.mktemp("runs") / "run", people=4_000, months=18))


def entries() -> list[polib.POEntry]:
    """The entries of the file that are texts."""
    return [entry for entry in polib.pofile(str(FILE)) if entry.msgctxt is None and not entry.obsolete]


def parts_of(text: str) -> set[str]:
    """The names of the places in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_text_that_can_be_said_has_a_translation(texts: dict[str, str]) -> None:
    """Nothing in the code or the data of a report is left without Chinese words."""
    said = tongue("zh").said
    missing = [f"{place}: {text}" for text, place in texts.items() if text not in said]
    assert not missing, f"{len(missing)} texts without a translation; {RENEW}\n" + "\n".join(missing)


def test_the_file_holds_nothing_that_nobody_says(texts: dict[str, str]) -> None:
    """Every entry is in use, stands once, and none is marked as obsolete."""
    known = polib.pofile(str(FILE))
    assert not known.obsolete_entries()
    ids = [(entry.msgctxt, entry.msgid) for entry in known]
    assert len(set(ids)) == len(ids)
    unused = [entry.msgid for entry in entries() if entry.msgid not in texts]
    assert not unused, f"{RENEW}\n" + "\n".join(unused)


def test_translations_keep_the_places_of_the_parts() -> None:
    """What is in braces in English is in braces in Chinese, with the same names."""
    known = [entry for entry in polib.pofile(str(FILE)) if entry.msgctxt != REWORDING]
    assert [entry.msgid for entry in known if parts_of(entry.msgid) != parts_of(entry.msgstr)] == []


def test_translations_are_chinese() -> None:
    """No English text stands where its translation should, but for names and pieces without words."""
    odd = [one.msgid for one in entries() if not CHINESE.search(one.msgstr) and not SAME.fullmatch(one.msgid)]
    assert odd == []


def test_texts_that_are_said_stand_in_the_code_as_they_are() -> None:
    """No text is glued together before it is said, and each is given the parts it has places for."""
    for file in sorted(REPORT.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say" and node.args):
                continue
            place, first = f"{file.name}:{node.lineno}", node.args[0]
            assert not isinstance(first, ast.JoinedStr) or "step" in ast.unparse(first), f"{place}: a text is filled in"
            assert not isinstance(first, ast.BinOp), f"{place}: a text is glued"
            given = {word.arg for word in node.keywords}
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and None not in given:
                assert parts_of(first.value) == given, place


def test_english_is_the_same_whether_asked_for_or_not(outcome: Outcome, tmp_path: Path) -> None:
    """Speaking English changes no byte of the report, not even after Chinese was spoken."""
    first = write_report(outcome, tmp_path / "a.html").read_bytes()
    write_report(outcome, tmp_path / "zh.html", language="zh")
    with speaking("en"):
        second = write_report(outcome, tmp_path / "b.html").read_bytes()
    assert first == second and spoken_language() == "en"


@pytest.mark.parametrize(("regime", "people", "months"), REAL)
def test_a_chinese_report_leaves_nothing_unsaid(regime: str, people: int, months: int, tmp_path: Path) -> None:
    """Adults, firms and weeks: every text of the page has its Chinese words, and no place in braces stays empty."""
    run(regime, people=people, months=months, folder=tmp_path / "run")
    with listening() as unsaid:
        path = write_report(Outcome(tmp_path / "run"), tmp_path / "zh.html", language="zh")
    page = path.read_text(encoding="utf-8")
    assert not unsaid, RENEW + "\n" + "\n".join(sorted(unsaid))
    body = re.sub(r"<(style|script).*?</\1>", "", page, flags=re.DOTALL)
    assert not re.findall(r"\{[a-z]+\}", body)
    assert '<html lang="zh' in page and "虚构" in body


def test_numbers_keep_their_digits() -> None:
    """A Chinese page shows the digits of the English one, and no blank before a percent sign."""
    with speaking("zh"):
        assert plain(1234.6) == "1,235" and percent(0.031) == "3.1%" and signed(2.0) == "+2"
        assert interval(1.0, 2.5) == "1至2.5" and plain(None) == "无数据" == signed(None)
        assert count_of(1, "month") == "1个月" and count_of(1200, "person", "people") == "1,200人"
        assert listing_of(["甲", "乙", "丙"]) == "甲、乙和丙" and listing_of(["甲", "乙"], "or") == "甲或乙"


def test_words_for_firms_and_weeks_follow_from_those_for_adults_and_months() -> None:
    """A text that was worded for other subjects or steps is found again, and its translation worded likewise."""
    text = "Per 1,000 adults; all panels have one scale."
    with speaking("zh"):
        assert say(text).startswith("每千名成年人")
        assert say(worded(text, "firms")).startswith("每千家企业")
        assert say(worded("from month", "adults", "week")) == "从第几周"
        assert say(worded("Refusals in the month, per 1,000 adults", "firms", "week")) == "每千家企业当周被拒绝的次数"


def test_texts_filled_in_elsewhere_are_found_by_their_pattern() -> None:
    """A sentence that the audit fills with a number is said with that number, and its parts are said too."""
    with speaking("zh"):
        assert say("a run of at least 24 months is needed to compare") == "至少需要24个月的运行才能比较"
        two = say("as written; nobody to count in this run")
        assert two.startswith(say("as written")) and two.endswith(say("nobody to count in this run"))
    assert pattern_of("a {n} (b)").fullmatch("a 12 (b)") and not pattern_of("a {n} (b)").fullmatch("a 12 b")


def test_every_number_of_a_regime_can_be_named() -> None:
    """What a number is and its value in words are put together elsewhere; they are found part by part."""
    with speaking("zh"), listening() as unsaid:
        for name in ("rongcheng", "judgment-defaulters-history", "random-inspection", "permit-review"):
            for number in open_numbers(load_regime(name)):
                for text in (number.label, *(number.words(number.at(end)) for end in (0.0, 0.5, 1.0))):
                    say(text)
    assert not unsaid, sorted(unsaid)


def test_every_number_of_people_can_be_named() -> None:
    """The same for the numbers of every recipe."""
    with speaking("zh"), listening() as unsaid:
        for name in recipe_ids():
            for number in open_people(load_recipe(name)):
                for text in (number.label, *(number.words(number.at(end)) for end in (0.0, 0.5, 1.0))):
                    say(text)
    assert not unsaid, sorted(unsaid)


def test_an_unknown_language_names_the_nearest() -> None:
    """Asking for a language that is not there says which are, and nothing is spoken."""
    with pytest.raises(SpecError, match=r"no language 'zn'; expected one of en, zh.*zh"), speaking("zn"):
        raise AssertionError("never reached")
    assert languages() == ["en", "zh"] and spoken_language() == "en"


def test_a_language_ends_with_its_block() -> None:
    """After an error, and in another thread, English is spoken again."""
    heard: list[str] = []
    with pytest.raises(ValueError, match="stop"), speaking("zh"):
        thread = threading.Thread(target=lambda: heard.append(say("no regime")))
        thread.start()
        thread.join()
        with speaking("en"):
            heard.append(say("no regime"))
        heard.append(say("no regime"))
        raise ValueError("stop")
    assert heard == ["no regime", "no regime", "无此制度"] and say("no regime") == "no regime"


def test_what_has_no_translation_stays_english_and_is_marked() -> None:
    """An unknown text is shown as it is, heard by who listens, and known to be foreign in a Chinese page."""
    with speaking("zh"), listening() as unsaid:
        assert say("a text nobody {does}", does="knows") == "a text nobody knows"
        assert is_foreign("a text") and not is_foreign("一段文字 text") and not is_foreign("12.5 %")
        assert say("A & {b}") == "A & {b}"
    assert unsaid == {"a text nobody {does}"}
    assert not is_foreign("a text")


def test_the_extraction_sees_every_way_a_text_is_given(maker: ModuleType) -> None:
    """Literals, choices, names, constants, loops and counted words are found; plain names are not."""
    code = (
        'WORDS = {"key": "from a constant"}\nSAID = (("x", "from a loop"),)\n'
        'def f(given="a default"):\n    text = "by name"\n    say("literal"); say("yes" if x else "no"); say(text)\n'
        '    say(WORDS["key"]); say(given); say(worded("adults", s)); count_of(n, "person", "people"); say(other)\n'
        "    for _, one in SAID:\n        say(one)\n"
    )
    tree = ast.parse(code)
    constants = {"WORDS": [tree.body[0].value], "SAID": [tree.body[1].value]}  # type: ignore[attr-defined]
    found = set(maker.said_in(tree, constants))
    assert found >= {"literal", "yes", "no", "by name", "from a constant", "from a loop", "a default", "adults"}
    assert {"{n} person", "{n} people"} <= found and "key" not in found and "other" not in found


def _contexts() -> Iterator[str]:
    """The contexts in use, each once."""
    yield from {str(entry.msgctxt) for entry in polib.pofile(str(FILE)) if entry.msgctxt}


def test_other_contexts_are_the_two_that_are_read() -> None:
    """Entries with a context say how to reword or hold a pattern; any other would never be read."""
    assert set(_contexts()) == {REWORDING, PATTERN}

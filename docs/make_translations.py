"""Brings the file of translations up to date: report/lang/zh.po holds every text a report can say, in order of place.

Usage: python docs/make_translations.py [--missing]. New texts come in empty, those nobody says any more are marked as
obsolete, and what is translated already stays. --missing changes nothing and prints what has no translation yet.
"""

from __future__ import annotations

import ast
import re
import string
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib

import counterscore
from counterscore.audit.attribution import TITLES
from counterscore.audit.four_counts import COUNTS
from counterscore.audit.frame import GROUPINGS, NOBODY, TOO_FEW
from counterscore.audit.index import indices
from counterscore.audit.law.checks import laws
from counterscore.audit.metric import metrics
from counterscore.regimes import load_regime, regime_ids
from counterscore.report.language import PATTERN, REWORDING
from counterscore.safeguards import load_safeguard, safeguard_ids
from counterscore.worlds.causes import CAUSES
from counterscore.worlds.mechanisms import shipped
from counterscore.worlds.moved_people import LABELS
from counterscore.worlds.study import CODES
from counterscore.worlds.swaps import open_numbers

ROOT = Path(counterscore.__file__).parent
FILE = ROOT / "report" / "lang" / "zh.po"
LATER = ("Burden", "Look", "Entry")  # what holds texts that are said later
SAYING, WORDING, COUNTING = "say", "worded", "count_of"
HEADER = (
    "Chinese texts of the report; English is the key. docs/glossary-zh.md holds the terms,\n"
    "docs/make_translations.py brings this file up to date."
)
METADATA = {
    "Project-Id-Version": "counterscore", "Language": "zh", "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8", "Content-Transfer-Encoding": "8bit",
}  # fmt: skip
ELSEWHERE = [
    line
    for line in (Path(__file__).parent / "said-elsewhere.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
PATTERNS = [line for line in ELSEWHERE if "{" in line]
THROUGH = ("DEFAULTS", "OTHERS")  # constants that are said in a roundabout way
IN_TEMPLATES = re.compile(r"""say\("([^"]+)\"""")
LETTERS = re.compile(r"[A-Za-z,;:.]")
IDENTIFIER = re.compile(r"[a-z]+(_[a-z]+)+|")
BOOKS = (
    "act_titles", "act_domains", "act_agencies", "bands", "list_titles", "agency_titles", "residence", "education",
    "step",
)  # fmt: skip
Found = dict[str, str]  # text -> the file it stands in


def all_texts() -> Found:
    """Every text a report can say, with the file it stands in: those of the code, then those of the data."""
    found: Found = {}
    constants = _constants()
    for file in _sources():
        place = file.relative_to(ROOT).as_posix()
        for text in said_in(ast.parse(file.read_text(encoding="utf-8")), constants):
            if LETTERS.search(text) and not IDENTIFIER.fullmatch(text):
                found.setdefault(text, place)
    for file in sorted((ROOT / "report" / "templates").glob("*.j2")):
        for text in IN_TEMPLATES.findall(file.read_text(encoding="utf-8")):
            found.setdefault(text, file.relative_to(ROOT).as_posix())
    for name in THROUGH:
        for value in constants[name]:
            for text in _strings(value):
                if not IDENTIFIER.fullmatch(text):
                    found.setdefault(text, "report/codebook.py")
    for text, place in _data():
        if LETTERS.search(text):
            found.setdefault(text, place)
    return found


def _sources() -> list[Path]:
    """The files in which texts are said; the table of the terminal is English and fits 80 letters."""
    return sorted(file for file in (ROOT / "report").rglob("*.py") if file.name != "console.py")


def _constants() -> dict[str, list[ast.expr]]:
    """Constants of the report and the audit by name, as trees; one name can stand in several files."""
    found: dict[str, list[ast.expr]] = {}
    for file in _sources():
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            value = getattr(node, "value", None)
            for target in targets:
                if isinstance(target, ast.Name) and target.id.isupper() and isinstance(value, ast.expr):
                    found.setdefault(target.id, []).append(value)
    return found


def said_in(tree: ast.Module, constants: dict[str, list[ast.expr]]) -> Iterator[str]:
    """The texts a file says: literals given to ``say``, ``worded`` and ``count_of``, names that hold one, constants."""
    local: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            local.setdefault(node.targets[0].id, []).append(node.value)
        elif isinstance(node, ast.FunctionDef):
            given = node.args.args[len(node.args.args) - len(node.args.defaults) :]
            for arg, default in zip(given, node.args.defaults, strict=True):
                local.setdefault(arg.arg, []).append(default)
        elif isinstance(node, ast.For | ast.comprehension):
            for one in ast.walk(node.target):
                if isinstance(one, ast.Name):
                    local.setdefault(one.id, []).append(node.iter)
    for node in ast.walk(tree):
        name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and name in LATER:
            for value in (*node.args, *(word.value for word in node.keywords)):
                yield from _texts(value, {}, constants, 1)
        if isinstance(node, ast.Call) and node.args and name in (SAYING, WORDING):
            yield from _texts(node.args[0], local, constants, 3)
        elif isinstance(node, ast.Call) and len(node.args) > 1 and name == COUNTING:
            yield from _counted(node)


def _counted(node: ast.Call) -> Iterator[str]:
    """The two texts behind ``count_of``: of one and of many."""
    words = [arg.value for arg in node.args[1:] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    if words:
        yield "{n} " + words[0]
        yield "{n} " + (words[1] if len(words) > 1 else words[0] + "s")


def _texts(node: ast.expr, local: dict[str, list[ast.expr]], constants: dict[str, list[ast.expr]], deep: int
           ) -> Iterator[str]:  # fmt: skip
    """The literals an expression can come to."""
    parts: Iterable[ast.expr] = ()
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        parts = (node.body, node.orelse)
    elif isinstance(node, ast.Tuple | ast.List):
        parts = node.elts
    elif isinstance(node, ast.BoolOp):
        parts = node.values
    elif isinstance(node, ast.Subscript | ast.Starred):
        parts = (node.value,)
    elif isinstance(node, ast.Dict):
        parts = node.values
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        parts = (node.func.value, *node.args[1:])
    elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in (WORDING, "zip"):
        parts = node.args[:1]
    elif isinstance(node, ast.Name) and deep and node.id.isupper():
        for value in constants.get(node.id, ()):
            yield from _strings(value)
    elif isinstance(node, ast.Name) and deep:
        parts = local.get(node.id, ())
        deep -= 1
    for part in parts:
        yield from _texts(part, local, constants, deep)


def _strings(node: ast.expr) -> Iterator[str]:
    """All texts inside a constant, keys of mappings left out."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _strings(value)
    elif isinstance(node, ast.Tuple | ast.List):
        for value in node.elts:
            yield from _strings(value)


def _data() -> Iterator[tuple[str, str]]:
    """Plain data that a report shows, with the room it comes from."""
    for metric in metrics().values():
        yield from ((text, "audit") for text in (metric.title, metric.unit, metric.definition))
    for index in indices().values():
        yield from ((text, "audit") for text in (index.title, index.unit, index.definition))
    words = (
        *TITLES.values(),
        *(title for _, title in COUNTS.values()),
        TOO_FEW,
        NOBODY,
        *(line for line in ELSEWHERE if "{" not in line),
    )
    yield from ((text, "audit") for text in words)
    yield from ((text, "audit") for text in ("on a list", "on a watch list", "in a file", "in a low band", "flagged"))
    yield from ((group, "audit") for _, groups in GROUPINGS.values() for group in groups)
    codes = (
        *(word for book in CODES.values() for word in book),
        "as written",
        "perfect records",
        "week",
        "month",
        "weeks",
        "months",
    )
    yield from ((text, "worlds") for text in codes)
    yield from ((f"{{n}} {text}", "worlds") for text in _COUNTED)
    yield from ((cause.title, "worlds") for cause in CAUSES)
    for mechanism in shipped():
        yield from ((text, "mechanisms") for text in (mechanism.name.replace("_", " "), mechanism.limits))
    for name in safeguard_ids():
        safeguard = load_safeguard(name)
        yield from ((text, "safeguards") for text in (name, safeguard.title, safeguard.protects, safeguard.limits))
    yield from _of_laws()
    yield from _of_regimes()
    yield from ((text, "people") for text in LABELS.values())


def _of_laws() -> Iterator[tuple[str, str]]:
    """Titles, elements and patterns of every law that a regime is held against."""
    yield from ((text, "audit/law") for text in ("present", "absent", "undetermined"))
    for law in laws().values():
        place = f"audit/checks/{law.id}"
        yield law.title, place
        for check in law.checks:
            yield from ((text, place) for text in (check.title, check.citation))
            if check.together:
                yield check.together.says, place
            for element in check.elements:
                yield element.says, place
                yield element.lab.shows if element.lab else "", place


_COUNTED = (
    "month",
    "months",
    "week",
    "weeks",
    "simulated month",
    "simulated months",
    "simulated week",
    "simulated weeks",
)


def _of_regimes() -> Iterator[tuple[str, str]]:
    """Titles, what the regime does and leaves out, and the words of its acts, bands, lists and published figures."""
    for name in regime_ids():
        regime = load_regime(name)
        spec, place = regime.spec, f"regimes/{regime.spec.id}"
        yield from (
            (text, place) for text in (spec.title, spec.status, spec.jurisdiction, spec.summary, *spec.not_modelled)
        )
        book = regime.codebook()
        yield from ((text.replace("_", " "), place) for key in BOOKS for text in book[key])
        yield from ((text, place) for target in spec.targets for text in (target.title, target.note or ""))
        for number in open_numbers(regime):
            yield from ((text, "regimes") for text in number.label.split(": "))
        named = set(regime.tuned())
        yield from ((value.note or "", place) for path, value in regime.values() if path in named)


def parts_of(text: str) -> set[str]:
    """The names of the places in braces of a text."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return set()


def updated(known: polib.POFile) -> polib.POFile:
    """The file anew: texts in order of place with their translations, then what nobody says any more."""
    texts = all_texts()
    said = {entry.msgid: entry for entry in known if entry.msgctxt is None}
    made = polib.POFile(wrapwidth=110)
    made.metadata, made.header = METADATA, HEADER
    made.extend(entry for entry in known if entry.msgctxt == REWORDING)
    patterns = {entry.msgid: entry for entry in known if entry.msgctxt == PATTERN}
    made.extend(patterns.get(text) or polib.POEntry(msgctxt=PATTERN, msgid=text) for text in PATTERNS)
    for text, place in texts.items():
        entry = said.get(text) or polib.POEntry(msgid=text, msgstr="")
        entry.occurrences, entry.obsolete = [(place, "")], False
        made.append(entry)
    for text, entry in said.items():
        if text not in texts and entry.msgstr:
            entry.occurrences, entry.obsolete = [], True
            made.append(entry)
    return made


def main() -> None:
    """Updates the file, or prints what is missing."""
    known = polib.pofile(str(FILE), wrapwidth=110)
    made = updated(known)
    missing = [entry.msgid for entry in made if not entry.msgstr and not entry.obsolete]
    if "--missing" in sys.argv:
        print("\n".join(missing))
    else:
        made.save(str(FILE))
        print(f"{len(made)} texts, {len(missing)} without a translation, {len(made.obsolete_entries())} obsolete")


if __name__ == "__main__":
    main()

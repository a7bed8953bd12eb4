"""Makes mutants of the rules of a mechanism: one small fault each, as a fault of programming would be.

A mutant of the text changes one place of the syntax tree of a mechanism's file: a sign, a threshold, a month, a
logical word, a chance turned round, a statement left out. A mutant of the binding lets one rule read one of its
parameters or columns from the neighbouring arm: rules never see arms, so this fault lies between rule and engine.
Declarations (names, texts, units, sources, phases, ranges) are not touched.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from hashlib import sha256
from types import CodeType

from counterscore.core.declare import CORE_FIELDS, Mechanism

KINDS = ("sign", "threshold", "month", "arm", "logic", "chance", "skipped")
BINDING = "reads it from the neighbouring arm: "
CONTINUOUS = "a uniform equals a threshold with probability 2**-53: the two differ for nobody"
SAME_CODE = "compiles to the same code"
EVERYTHING = frozenset({"*"})
SIGNS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}  # fmt: skip
BITS: dict[type[ast.operator], type[ast.operator]] = {ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd}
BOUNDARY: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip
ENDS = {"min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum"}
MONTH = re.compile(r"^(month|born|due|lapse|term)$|_months?$")
UNIFORM = re.compile(r"^(u|v|luck|draw)$|^[uv]_|^split$")
CODE = re.compile(r"^[A-Z][A-Z0-9_]*$")
Change = tuple[str, ast.AST, str]


@dataclass(frozen=True)
class Mutant:
    """One fault: where it is, what stood there, what stands there now.

    ``place`` is the number of the node in the tree and of the change at that node, or an argument for a binding.
    ``equivalent`` gives the reason where the fault can be seen to change nothing.
    """

    id: str
    mechanism: str
    kind: str
    function: str
    line: int
    before: str
    after: str
    place: tuple[int, int] | str
    equivalent: str = ""


def _mentions(node: ast.AST, pattern: re.Pattern[str]) -> bool:
    return any(isinstance(n, ast.Name) and pattern.search(n.id) for n in ast.walk(node))


def _with(node: ast.AST, **parts: object) -> ast.AST:
    made = copy.deepcopy(node)
    for name, value in parts.items():
        setattr(made, name, value)
    return made


def _compared(node: ast.Compare) -> Iterator[Change]:
    """Boundaries moved by nothing but equality, and comparisons turned round; those of a draw are chances."""
    chance = _mentions(node, UNIFORM)
    for n, op in enumerate(node.ops):
        for table in (BOUNDARY, TURNED):
            if type(op) in table:
                ops = [table[type(o)]() if i == n else o for i, o in enumerate(node.ops)]
                known = CONTINUOUS if chance and table is BOUNDARY else ""
                yield "chance" if chance else "threshold", _with(node, ops=ops), known


def _number(node: ast.Constant) -> Iterator[Change]:
    if isinstance(node.value, bool) or not isinstance(node.value, int | float):
        return
    plain = isinstance(node.value, int) or node.value in (0.0, 1.0)
    yield "threshold", ast.Constant(node.value + 1 if plain else node.value * 1.5), ""


def _named(node: ast.Name) -> Iterator[Change]:
    if not isinstance(node.ctx, ast.Load):
        return
    if MONTH.search(node.id):
        for op in (ast.Add(), ast.Sub()):
            yield "month", ast.BinOp(ast.Name(node.id, ast.Load()), op, ast.Constant(1)), ""
    elif CODE.match(node.id):
        yield "threshold", ast.BinOp(ast.Name(node.id, ast.Load()), ast.Add(), ast.Constant(1)), ""


def _called(node: ast.Call) -> Iterator[Change]:
    called = node.func
    name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
    if name in ENDS and len(node.args) > 1:
        swapped = ast.Name(ENDS[name], ast.Load()) if isinstance(called, ast.Name) else _with(called, attr=ENDS[name])
        yield "threshold", _with(node, func=swapped), ""


def _of_arm(node: ast.Subscript) -> Iterator[Change]:
    """``column[a, ...]`` in a rule that walks the arms itself becomes the neighbour's."""
    picks = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if isinstance(node.ctx, ast.Load) and isinstance(picks[0], ast.Name) and picks[0].id == "a":
        moved = [ast.BinOp(ast.Name("a", ast.Load()), ast.Sub(), ast.Constant(1)), *picks[1:]]
        yield "arm", _with(node, slice=ast.Tuple(moved, ast.Load()) if len(moved) > 1 else moved[0]), ""


def _operated(node: ast.BinOp | ast.AugAssign) -> Iterator[Change]:
    for kind, table in (("sign", SIGNS), ("logic", BITS)):
        if type(node.op) in table:
            yield kind, _with(node, op=table[type(node.op)]()), ""


def _stated(node: ast.stmt, known: AbstractSet[str]) -> Iterator[Change]:
    """A statement that can be left out without leaving a name unknown."""
    rebinds = isinstance(node, ast.Assign) and all(
        isinstance(t, ast.Subscript) or (isinstance(t, ast.Name) and (t.id in known or known is EVERYTHING))
        for t in node.targets
    )
    alone = isinstance(node, ast.If) and not node.orelse
    if rebinds or alone or isinstance(node, ast.AugAssign | ast.Continue):
        yield "skipped", ast.Pass(), ""


def _turnable(test: ast.expr) -> bool:
    """Whether turning the comparison round already asks the opposite."""
    return isinstance(test, ast.Compare) and len(test.ops) == 1 and type(test.ops[0]) in TURNED


def changes(node: ast.AST, known: AbstractSet[str] = EVERYTHING) -> list[Change]:
    """All changes at one node: kind, what stands there instead, why it would be equivalent (or nothing)."""
    found: list[Change] = []
    if isinstance(node, ast.BinOp | ast.AugAssign):
        found += _operated(node)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not):
        found.append(("sign" if isinstance(node.op, ast.USub) else "logic", node.operand, ""))
    if isinstance(node, ast.BoolOp):
        found.append(("logic", _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And()), ""))
    if isinstance(node, ast.IfExp) and not _turnable(node.test):
        found.append(("logic", _with(node, body=node.orelse, orelse=node.body), ""))
    if isinstance(node, ast.If) and not _turnable(node.test):
        found.append(("logic", _with(node, test=ast.UnaryOp(ast.Not(), node.test)), ""))
    for kind, ask in ((ast.Compare, _compared), (ast.Constant, _number), (ast.Name, _named), (ast.Call, _called),
                      (ast.Subscript, _of_arm)):  # fmt: skip
        if isinstance(node, kind):
            found += ask(node)
    return found + (list(_stated(node, known)) if isinstance(node, ast.stmt) else [])


def _inside(function: ast.FunctionDef) -> Iterator[tuple[ast.AST, ast.stmt, set[str]]]:
    """Nodes of a body that say what it does, each with its statement and the names known before it."""
    texts = function.body[1:] if ast.get_docstring(function) else function.body
    yield from _statements(texts, {a.arg for a in (*function.args.args, *function.args.kwonlyargs)})


def _statements(body: list[ast.stmt], known: set[str]) -> Iterator[tuple[ast.AST, ast.stmt, set[str]]]:
    for stmt in body:
        if isinstance(stmt, ast.FunctionDef):
            continue
        yield stmt, stmt, known
        inner = [part for part in ast.iter_child_nodes(stmt) if not isinstance(part, ast.stmt)]
        if isinstance(stmt, ast.AnnAssign):
            inner = [stmt.value] if stmt.value is not None else []
        for part in inner:
            yield from ((node, stmt, known) for node in _expressions(part))
        targets = [stmt.target] if isinstance(stmt, ast.For | ast.AnnAssign) else getattr(stmt, "targets", [])
        known |= {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}
        branches = [(getattr(stmt, name, []), set(known)) for name in ("body", "orelse")]
        for branch, so_far in branches:
            yield from _statements(branch, so_far)
            known = known | so_far


def _expressions(node: ast.AST) -> Iterator[ast.AST]:
    """An expression and what it is made of; places in a table and options of a call are no numbers of a rule."""
    yield node
    for name, part in ast.iter_fields(node):
        parts = part if isinstance(part, list) else [part]
        if isinstance(node, ast.Subscript) and name == "slice" and isinstance(part, ast.Constant | ast.Tuple):
            continue
        if isinstance(node, ast.Call) and name == "keywords":
            continue
        for one in parts:
            if isinstance(one, ast.AST):
                yield from _expressions(one)


def _shown(stmt: ast.AST) -> str:
    """The first line of a statement, or what an ``if`` or a loop asks."""
    return ast.unparse(ast.fix_missing_locations(copy.deepcopy(stmt))).splitlines()[0]


def _replaced(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list) and any(v is old for v in value):
                setattr(parent, name, [new if v is old else v for v in value])


def mutated(text: str, place: tuple[int, int]) -> tuple[ast.Module, ast.AST]:
    """The tree of ``text`` with one change made, and the node that stands there now."""
    tree = ast.parse(text)
    old = list(ast.walk(tree))[place[0]]
    new = ast.copy_location(changes(old)[place[1]][1], old)
    _replaced(tree, old, new)
    return ast.fix_missing_locations(tree), new


def codes(text: str | ast.Module, file: str = "rule") -> dict[tuple[str, int], CodeType]:
    """The code of every function of a file, by qualified name and first line."""
    found: dict[tuple[str, int], CodeType] = {}
    todo = [compile(text, file, "exec")]
    while todo:
        for code in todo.pop().co_consts:
            if isinstance(code, CodeType):
                found[code.co_qualname, code.co_firstlineno] = code
                todo.append(code)
    return found


def essence(code: CodeType) -> tuple[object, ...]:
    """All that decides what a code does, without its line numbers."""
    inner = tuple(essence(c) if isinstance(c, CodeType) else (type(c), c) for c in code.co_consts)
    return code.co_code, inner, code.co_names, code.co_varnames


def text_mutants(name: str, text: str) -> list[Mutant]:
    """All mutants of the functions of a mechanism's file, in the order of the file."""
    tree, made = ast.parse(text), []
    number = {id(node): n for n, node in enumerate(ast.walk(tree))}
    seen: dict[tuple[str, str, str], int] = {}
    # leaving out all that an ``if`` does is leaving out the ``if``
    only = {id(n.body[0]) for n in ast.walk(tree) if isinstance(n, ast.If) and not n.orelse and len(n.body) == 1}
    for function in [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]:
        for node, stmt, known in _inside(function):
            before = _shown(stmt)
            for n, (kind, new, why) in enumerate(changes(node, known)):
                if isinstance(new, ast.Pass) and id(node) in only:
                    continue
                if isinstance(new, ast.Pass):
                    after = "left out"
                else:
                    holder = function if node is stmt else stmt
                    _replaced(holder, node, new)
                    after = _shown(new if node is stmt else stmt)
                    _replaced(holder, new, node)
                again = seen[function.name, before, after] = seen.get((function.name, before, after), 0) + 1
                key = sha256("\0".join([name, function.name, before, after, str(again)]).encode()).hexdigest()[:10]
                place = number[id(node)], n
                made.append(Mutant(key, name, kind, function.name, stmt.lineno, before, after, place, why))
    return made


def binding_mutants(one: Mechanism, columns: set[str], fields: dict[str, set[str]]) -> list[Mutant]:
    """One mutant for each parameter or column that a rule reads: it is the neighbouring arm's.

    ``columns`` are the state columns of all mechanisms, ``fields`` the fields of each table.
    """
    made, params = [], {p.name for p in one.params}
    for rule in one.rules:
        rows = rule.kind in ("rows", "born", "due")
        mine = (set(CORE_FIELDS) | fields.get(rule.target, set())) if rows else set()
        for name in rule.arguments:
            plain = name.removeprefix("ties_sum_") if rule.kind == "ties" else name.removeprefix("subject_")
            if name in mine or name == rule.writes or (name not in params and plain not in columns):
                continue
            key = sha256("\0".join([one.name, rule.name, rule.over, rule.phase, name]).encode()).hexdigest()[:10]
            line, label = rule.function.__code__.co_firstlineno, f"{rule.name} over {rule.over}"
            made.append(Mutant(key, one.name, "arm", rule.name, line, name, f"{BINDING}{label}", name))
    return list({m.id: m for m in made}.values())

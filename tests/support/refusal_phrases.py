"""The phrases that refusals of the item bank are made of, read from the syntax of its code."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILLINGS = ("3", "cy", "]", "type is order")
"""What may stand for a value within a phrase; a pattern has to fit one of them."""

_OWN_SENTENCES = ("itembank/design_files/", "itembank/refusal_messages.py")
"""Faults of design files have whole sentences in both languages."""
_DEEPEST = 4
_MAY_BE_WORDS = (ast.Constant, ast.IfExp, ast.BoolOp, ast.Name)
"""What may be words in a place of a phrase; anything else is a value."""


@dataclass(frozen=True)
class Phrase:
    """A phrase with its place in the code.

    Parameters
    ----------
    forms : the phrase with each of `FILLINGS` in its places; none where the code is not understood
    words : the literal words that it is made of
    described : whether it is words of the program, `Described`
    """

    at: str
    forms: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    described: bool = False


class Module:
    """A file of the code with what it defines and imports."""

    def __init__(self, path: Path) -> None:
        self.name = path.relative_to(ROOT).as_posix()
        self.tree = ast.parse(path.read_text("utf-8"))

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))

    @cached_property
    def definitions(self) -> dict[str, ast.FunctionDef | ast.ClassDef]:
        return {each.name: each for each in self.nodes if isinstance(each, ast.FunctionDef | ast.ClassDef)}

    @cached_property
    def hands_on_triples(self) -> bool:
        """Whether functions of it yield a field, what was expected and what was received, for another to refuse."""
        loops = (ast.unparse(each.target) for each in self.nodes if isinstance(each, ast.For))
        return "(field, expected, received)" in loops

    @cached_property
    def paired(self) -> frozenset[str]:
        """The functions whose pair of what was expected and what was received is spread into a call."""
        calls = (each for each in self.nodes if isinstance(each, ast.Call) and _taken(self, each))
        spread = (each.value for call in calls for each in call.args if isinstance(each, ast.Starred))
        return frozenset(
            each.func.id for each in spread if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)
        )

    @cached_property
    def imported(self) -> dict[str, str]:
        """The file of each name that is imported from one."""
        found = (each for each in self.nodes if isinstance(each, ast.ImportFrom) and each.module)
        return {name.name: f"{each.module}".replace(".", "/") + ".py" for each in found for name in each.names}


@lru_cache
def modules() -> dict[str, Module]:
    """The modules of the item bank, and those of reports that refuse as it does, by their path."""
    paths = [*(ROOT / "itembank").rglob("*.py"), *(ROOT / "reports" / "technical" / "adoption").rglob("*.py")]
    found = (Module(path) for path in sorted(paths))
    return {each.name: each for each in found if not each.name.startswith(_OWN_SENTENCES)}


def _parameters(node: ast.FunctionDef | ast.ClassDef) -> list[str]:
    """The parameters of a call, without self."""
    if isinstance(node, ast.FunctionDef):
        return [each.arg for each in node.args.args if each.arg not in ("self", "cls")]
    for each in node.body:
        if isinstance(each, ast.FunctionDef) and each.name == "__init__":
            return _parameters(each)
    fields = (each.target for each in node.body if isinstance(each, ast.AnnAssign))
    return [each.id for each in fields if isinstance(each, ast.Name)]


@lru_cache
def _refusing() -> dict[str, dict[str, list[str]]]:
    """The parameters of whatever takes what was expected, by its name and its file."""
    found: dict[str, dict[str, list[str]]] = {}
    for module in modules().values():
        for name, node in module.definitions.items():
            if "expected" in _parameters(node):
                found.setdefault(name, {})[module.name] = _parameters(node)
    return found


def _taken(module: Module, call: ast.Call) -> list[str]:
    """The parameters of a call that takes what was expected, those of its own module first; else none."""
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name == "__init__":
        return []  # the sentence of an exception
    if name == "InvalidReply" and not module.name.endswith("fractions_and_times.py"):
        return []  # pages have sentences for its code; an author sees it for keys in these forms alone
    known = _refusing().get(name, {})
    source = module.imported.get(name, "")
    through_package = source.replace(".py", "/__init__.py") in modules()
    own = known.get(module.name) or known.get(source)
    reached = [*known.values()][-1:] if isinstance(call.func, ast.Attribute) or through_package else []
    return own or next(iter(reached), [])


@dataclass(frozen=True)
class Scope:
    """A function of a module, or a module outside of its functions, in which names are looked up."""

    module: Module
    function: ast.FunctionDef | None

    def phrases(self, node: ast.expr, depth: int = 0) -> Iterator[Phrase]:
        """The phrases that an expression may be; one without forms for what is neither words nor handed on."""
        match node:
            case ast.Constant(value=str(text)):
                yield Phrase(self._at(node), (text,), (text,))
            case ast.JoinedStr():
                yield from self._joined(node, depth)
            case ast.Attribute(attr="expected"):
                return  # handed on from another refusal
            case ast.Name(id="expected" | "received") if self.module.hands_on_triples:
                return  # what is yielded is read there
            case ast.Name(id=name) if depth < _DEEPEST:
                yield from self._named(name, depth + 1) or [self._unread(node)]
            case ast.Call() if depth < _DEEPEST:
                yield from self._called(node, depth) or [self._unread(node)]
            case _:
                told = _alternatives(node)
                yield from (each for value in told for each in self.phrases(value, depth))
                if not told:
                    yield self._unread(node)

    def _unread(self, node: ast.expr) -> Phrase:
        return Phrase(f"{self._at(node)}: {ast.unparse(node)}")

    def _called(self, node: ast.Call, depth: int) -> list[Phrase]:
        """What a call gives: words of the program, the first of a table's values, or what its function returns."""
        match node:
            case ast.Call(func=ast.Name(id="Described"), args=[told]):
                return [replace(each, described=True) for each in self.phrases(told, depth)]
            case ast.Call(func=ast.Name(id="next"), args=[ast.GeneratorExp(generators=[each]), other]):
                return [*self._values(each.iter, depth + 1), *self.phrases(other, depth)]
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                return self._returned(name, depth + 1)
        return []

    def _at(self, node: ast.expr) -> str:
        return f"{self.module.name}:{node.lineno}"

    def _joined(self, node: ast.JoinedStr, depth: int) -> Iterator[Phrase]:
        """A phrase with places, one for each choice of words in them."""
        parts: list[list[Phrase]] = []
        for part in node.values:
            place = part.value if isinstance(part, ast.FormattedValue) else part
            known = [*self.phrases(place, depth)] if isinstance(place, _MAY_BE_WORDS) else []
            parts.append([each for each in known if each.forms] or [Phrase("", FILLINGS)])
        for chosen in product(*parts):
            forms = tuple(map("".join, product(*(each.forms for each in chosen))))
            yield Phrase(self._at(node), forms, tuple(word for each in chosen for word in each.words))

    def _named(self, name: str, depth: int) -> list[Phrase]:
        """What a name was assigned in the function, or else in its module or the one that it is imported from."""
        local = _assigned(ast.walk(self.function), name) if self.function else []
        if local:
            found = (each for value in local for each in self.phrases(value, depth))
            return [each for each in found if each.forms != ("",) or not self._is_tested(name)]
        where = modules().get(self.module.imported.get(name, ""), self.module)
        outer = Scope(where, None)
        return [each for value in _assigned(where.tree.body, name) for each in outer.phrases(value, depth)]

    def _is_tested(self, name: str) -> bool:
        """Whether a name is assigned in a condition, and so is never empty where it is used."""
        found = (each.target.id for each in ast.walk(self.module.tree) if isinstance(each, ast.NamedExpr))
        return name in found

    def _values(self, items: ast.expr, depth: int) -> Iterator[Phrase]:
        """The values of a table that is gone through by `items`."""
        match items:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="items")):
                for table in _assigned(self.module.tree.body, name):
                    values = table.values if isinstance(table, ast.Dict) else [table]
                    yield from (each for value in values for each in Scope(self.module, None).phrases(value, depth))

    def _returned(self, name: str, depth: int) -> list[Phrase]:
        """What a function returns, be it of this module, imported, or a method of another."""
        where = modules().get(self.module.imported.get(name, ""), self.module)
        if name not in where.definitions:
            where = next((each for each in modules().values() if name in each.definitions), where)
        function = where.definitions.get(name)
        found = ast.walk(function) if isinstance(function, ast.FunctionDef) else ()
        told = [each.value for each in found if isinstance(each, ast.Return) and each.value]
        return [each for value in told for each in Scope(where, function).phrases(value, depth)]  # type: ignore[arg-type]


def _alternatives(node: ast.expr) -> list[ast.expr]:
    """The expressions of which one is taken."""
    match node:
        case ast.IfExp(body=one, orelse=other):
            return [one, other]
        case ast.BoolOp(values=values) | ast.Subscript(value=ast.Dict(values=values)):
            return values
    return []


def _assigned(nodes: Iterator[ast.AST] | list[ast.stmt], name: str) -> list[ast.expr]:
    """The values that a name is given."""
    found = []
    for node in nodes:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=target)], value=value)
                | ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value)
                | ast.NamedExpr(target=ast.Name(id=target), value=value)
            ):
                found += [value] if target == name else []
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                pairs = zip(targets, values, strict=True)
                found += [value for each, value in pairs if isinstance(each, ast.Name) and each.id == name]
    return found


def _is_told(node: ast.expr) -> bool:
    """Whether an expression is words or a name for them, marked as `Described` or not."""
    return isinstance(node, ast.Constant | ast.Name) or ast.unparse(node).startswith("Described(")


def _told(module: Module, node: ast.AST, kind: str) -> ast.expr | None:
    """What a call or a yielded triple says was expected, or received; None for another node.

    What stands for a value that a table lacks may be received instead of one, wherever that is handed on.
    """
    match node:
        case ast.Call(func=ast.Attribute(attr="get"), args=[_, absent]) if kind == "received" and _is_told(absent):
            return absent
        case ast.Call(args=args, keywords=keywords) if kind in (names := _taken(module, node)):
            named = [each.value for each in keywords if each.arg == kind]
            place = names.index(kind)
            placed = args[place : place + 1] if not any(isinstance(each, ast.Starred) for each in args) else []
            return next(iter([*named, *placed]), None)
        case ast.Yield(value=ast.Tuple(elts=[_, expected, received])) if module.hands_on_triples:
            return {"expected": expected, "received": received}[kind]
    return None


def _paired(node: ast.AST, kind: str) -> ast.expr | None:
    """What a returned pair says was expected, or received; None for another node."""
    match node:
        case ast.Return(value=ast.Tuple(elts=[expected, received])):
            return {"expected": expected, "received": received}[kind]
    return None


@lru_cache
def refusal_phrases(kind: str) -> tuple[Phrase, ...]:
    """The phrases of all refusals that say what was "expected", or "received"."""
    found = []
    for module in modules().values():
        inside = [each for each in module.nodes if isinstance(each, ast.FunctionDef)]
        for function in inside:
            handed = _parameters(function)
            for node in ast.walk(function):
                told = _paired(node, kind) if function.name in module.paired else _told(module, node, kind)
                if told is not None and not (isinstance(told, ast.Name) and told.id in handed):
                    found += Scope(module, function).phrases(told)
    return tuple(found)

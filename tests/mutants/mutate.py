"""Small mistakes that somebody could make in a rule, one at a time."""

import ast
from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from typing import Final

Members = Mapping[str, list[str]]  # the members of each enumeration that a module names

COMPARED: Final[Mapping[type[ast.cmpop], Collection[type[ast.cmpop]]]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
COMPUTED: Final[Mapping[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
TAKEN_FOR: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}


def mutants(source: str, members: Members) -> Iterator[str]:
    """Yield the module with one mistake at a time, in the words of `ast.unparse`."""
    tree = ast.parse(source)
    for holder, name, place, node in _sites(tree):
        for mistaken in _mistakes(node, members):
            _put(holder, name, place, mistaken)
            yield ast.unparse(tree)
        _put(holder, name, place, node)


def _put(holder: ast.AST, name: str, place: int | None, node: ast.AST) -> None:
    if place is None:
        setattr(holder, name, node)
    else:
        getattr(holder, name)[place] = node


def _sites(holder: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """Yield what runs: no annotation, no decorator, and of a class its methods only."""
    for name in _fields(holder):
        value = getattr(holder, name)
        for place, node in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(holder, ast.ClassDef) and not isinstance(node, ast.FunctionDef):
                continue
            if isinstance(node, ast.AST):
                yield holder, name, place if isinstance(value, list) else None, node
                yield from _sites(node)


def _fields(node: ast.AST) -> Collection[str]:
    match node:
        case ast.FunctionDef() | ast.ClassDef():
            return ("body",)
        case ast.Import() | ast.ImportFrom() | ast.If(test=ast.Name("TYPE_CHECKING")):
            return ()
    return [name for name in node._fields if name not in {"annotation", "slice"}]


def _mistakes(node: ast.AST, members: Members) -> Iterator[ast.AST]:
    match node:
        case ast.stmt():
            yield from _in_statement(node)
        case ast.IfExp() | ast.comprehension():
            yield from _in_condition(node)
        case ast.Set() | ast.Tuple(ctx=ast.Load()) | ast.List():
            yield from _in_collection(node, members)
        case ast.Dict():
            yield from _in_dict(node)
        case ast.Constant() | ast.Attribute() | ast.Call():
            yield from _in_value(node, members)
        case _:
            yield from _in_operator(node)


def _in_value(node: ast.AST, members: Members) -> Iterator[ast.AST]:
    match node:
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case ast.Attribute(value=ast.Name(id=name), attr=member) if member in members.get(name, ()):
            yield _member(name, _after(member, members[name]))
        case ast.Call(func=ast.Name(id=name)) if name in TAKEN_FOR:
            yield ast.Call(ast.Name(TAKEN_FOR[name]), node.args, node.keywords)
        case ast.Call(func=ast.Attribute(value=value), args=[], keywords=[]):
            yield value


def _in_statement(node: ast.stmt) -> Iterator[ast.AST]:
    match node:
        case ast.If() | ast.While() if ast.unparse(node.test) != "TYPE_CHECKING":
            yield from _in_condition(node)
        case ast.Raise() | ast.Expr(value=ast.Call()) | ast.AugAssign():
            yield ast.Pass()
        case ast.Assign(targets=[ast.Attribute() | ast.Tuple(elts=[ast.Attribute(), *_])]):
            yield ast.Pass()
        case ast.Return(value=value) if value and ast.unparse(value) != "None":
            yield ast.Return(ast.Constant(None))


def _in_operator(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(left=left, ops=ops, comparators=others):
            for place, op in enumerate(ops):
                for other in COMPARED[type(op)]:
                    yield ast.Compare(left, [*ops[:place], other(), *ops[place + 1 :]], others)
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
            for place in range(len(values)):
                yield ast.BoolOp(op, [*values[:place], *values[place + 1 :]])
        case ast.BinOp(left=left, op=op, right=right) if type(op) in COMPUTED:
            yield ast.BinOp(left, COMPUTED[type(op)](), right)
        case ast.UnaryOp(operand=operand):
            yield operand


def _in_condition(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what asks with the answer known; a loop that never ends proves nothing."""
    for answer in (False,) if isinstance(node, ast.While) else (True, False):
        for name, place in _conditions(node):
            decided = deepcopy(node)
            _put(decided, name, place, ast.Constant(answer))
            yield decided


def _conditions(node: ast.AST) -> Iterator[tuple[str, int | None]]:
    if isinstance(node, ast.comprehension):
        yield from (("ifs", place) for place in range(len(node.ifs)))
    else:
        yield "test", None


def _in_collection(node: ast.Set | ast.Tuple | ast.List, members: Members) -> Iterator[ast.AST]:
    """Yield what holds one thing less; and a set of members with one more."""
    elements = node.elts
    for place in range(len(elements)):
        left = elements[:place] + elements[place + 1 :]
        yield type(node)(left) if left or not isinstance(node, ast.Set) else _no_set()
    match node:
        case ast.Set(elts=[*_, ast.Attribute(value=ast.Name(id=name))]) if name in members:
            named = {ast.unparse(element) for element in elements}
            absent = [one for one in members[name] if f"{name}.{one}" not in named]
            yield from (ast.Set([*elements, _member(name, one)]) for one in absent[:1])


def _in_dict(node: ast.Dict) -> Iterator[ast.AST]:
    for place in range(len(node.keys)):
        keys, values = list(node.keys), list(node.values)
        del keys[place], values[place]
        yield ast.Dict(keys, values)


def _no_set() -> ast.expr:
    return ast.Call(ast.Name("set"), [], [])


def _member(name: str, member: str) -> ast.expr:
    return ast.Attribute(ast.Name(name), member)


def _after(member: str, members: list[str]) -> str:
    return members[(members.index(member) + 1) % len(members)]

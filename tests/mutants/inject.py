"""Put a mistake into the program as it runs: whoever imported a rule meets the mistaken one."""

import ast
import sys
from collections.abc import Iterator
from enum import EnumType
from types import CodeType, FunctionType, ModuleType


def members_in(module: ModuleType) -> dict[str, list[str]]:
    """Return the enumerations that a module names, with their members."""
    return {
        name: list(value.__members__)
        for name, value in vars(module).items()
        if isinstance(value, EnumType)
    }


def inject(module: ModuleType, source: str, mistaken: str) -> None:
    """Give the functions of a loaded module their mistaken code, and its constants their values."""
    for name, code in _functions(compile(mistaken, module.__file__ or "", "exec")):
        if function := _find(module, name):
            function.__code__ = code
    statements = ast.parse(mistaken).body
    pairs = zip(ast.parse(source).body, statements, strict=True)
    wrong = next((place for place, (one, other) in enumerate(pairs) if _differ(one, other)), None)
    for statement in statements[wrong:] if wrong is not None else ():
        _give(module, statement)


def _functions(code: CodeType) -> Iterator[tuple[str, CodeType]]:
    for inner in code.co_consts:
        if isinstance(inner, CodeType) and "<" not in inner.co_qualname:
            yield inner.co_qualname, inner
            yield from _functions(inner)


def _find(module: ModuleType, name: str) -> FunctionType | None:
    """Return the live function, behind whatever decorates it; None for the body of a class."""
    found: object = module
    for part in name.split("."):
        found = vars(found)[part]
    found = found.fget if isinstance(found, property) else found
    found = getattr(found, "__wrapped__", found)
    return found if isinstance(found, FunctionType) else None


def _differ(one: ast.stmt, other: ast.stmt) -> bool:
    return isinstance(one, ast.Assign | ast.AnnAssign) and ast.dump(one) != ast.dump(other)


def _give(module: ModuleType, statement: ast.stmt) -> None:
    """Assign a constant anew, wherever it was imported under its name."""
    match statement:
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=value)
            | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
        ):
            pass
        case _:
            return
    old = vars(module)[name]
    new = eval(ast.unparse(value), vars(module))  # noqa: S307 - our own source
    for other in list(sys.modules.values()):
        if other and vars(other).get(name, module) is old:
            setattr(other, name, new)

"""What a file uses of other modules, whatever it calls it; knows no rule."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.support import sources


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """Every imported module or name in full (`json`, `datetime.date`), with its place."""
    for node in ast.walk(sources.tree(path)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from ((name, f"{sources.name(path)}:{node.lineno} {name}") for name in names)


def uses(path: Path) -> Iterator[tuple[str, str]]:
    """Every use of a dotted name in full, called or not, with its place; aliases of imports are seen through."""
    tree = sources.tree(path)
    known = _aliases(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name) and (written := sources.dotted(node)):
            full = _full(written, known)
            yield full, f"{sources.name(path)}:{node.lineno} {written}"
    yield from imports(path)


def method_calls(path: Path) -> Iterator[tuple[str, str]]:
    """The last name of every call of something's method, with its place; whatever the something is."""
    for node in ast.walk(sources.tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr, f"{sources.name(path)}:{node.lineno} .{node.func.attr}()"


def _aliases(tree: ast.Module) -> Mapping[str, str]:
    """Local name -> full name, from imports and from plain assignments such as `now = datetime.now`."""
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            known |= {alias.asname: alias.name for alias in node.names if alias.asname}
        elif isinstance(node, ast.ImportFrom):
            known |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and (value := sources.dotted(node.value)):
            full = _full(value, known)
            if full != value or "." in value:
                known |= {target.id: full for target in node.targets if isinstance(target, ast.Name)}
    return known


def _full(written: str, known: Mapping[str, str]) -> str:
    first, dot, rest = written.partition(".")
    return f"{known.get(first, first)}{dot}{rest}"

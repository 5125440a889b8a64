"""Files and functions stay small enough to be read in one go."""

from __future__ import annotations

import ast

from tests.support import sources

FILE_LINES = 300
FUNCTION_LINES = 40
MIGRATIONS = "storage/migrations/versions/"  # a list of columns, written once


def test_no_python_file_is_longer_than_300_lines() -> None:
    """A file that nears 300 lines is split by noun, tests too."""
    lengths = {sources.name(p): len(p.read_text("utf-8").splitlines()) for p in sources.python_files()}
    assert {path: lines for path, lines in lengths.items() if lines > FILE_LINES} == {}


def _body_lines(function: sources.FunctionNode) -> int:
    """Lines from `def` to the end, the docstring left out."""
    last = function.end_lineno or function.lineno
    first = function.body[0]
    promise = 0
    if ast.get_docstring(function) is not None:
        promise = (first.end_lineno or first.lineno) - first.lineno + 1
    return last - function.lineno + 1 - promise


def test_no_function_is_longer_than_40_lines() -> None:
    """A function does one thing; about 30 lines is the habit, 40 the limit."""
    long = {
        f"{sources.name(path)}:{function.lineno} {function.name}": _body_lines(function)
        for path in sources.python_files()
        for function in sources.functions(path)
        if MIGRATIONS not in sources.name(path)
    }
    assert {place: lines for place, lines in long.items() if lines > FUNCTION_LINES} == {}

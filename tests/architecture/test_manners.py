"""Time and chance are arguments, and only the command line speaks to the terminal."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.support import sources

CLOCK = "zi_workflow/clock.py"
TIME_CALLS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "datetime.datetime.now", "datetime.datetime.utcnow",
    "datetime.datetime.today", "date.today", "datetime.date.today", "time.time", "time.time_ns", "time.localtime",
    "time.gmtime", "time.ctime", "time.strftime",
}  # fmt: skip
SEEDED = {"random.Random", "random.SystemRandom"}
UNSEEDED = {"uuid.uuid1", "uuid.uuid4", "uuid1", "uuid4"}


def _calls(path: Path) -> Iterator[tuple[str, str]]:
    """Every call by a plain dotted name, with its place; uses without a call (defaults, callbacks) count too."""
    for node in ast.walk(sources.tree(path)):
        if isinstance(node, ast.Attribute | ast.Name) and (called := sources.dotted(node)):
            yield called, f"{sources.name(path)}:{node.lineno} {called}"


def _imported_names(path: Path, module: str) -> Iterator[str]:
    """What a file takes by name out of a module."""
    for node in ast.walk(sources.tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module == module:
            yield from (f"{sources.name(path)}:{node.lineno} {alias.name}" for alias in node.names)


def test_only_the_clock_asks_for_the_time() -> None:
    """Everything else takes the day or the instant as an argument."""
    asked = [
        place
        for path in sources.python_files(*sources.PACKAGES)
        if sources.name(path) != CLOCK
        for called, place in _calls(path)
        if called in TIME_CALLS
    ]
    taken = [
        place
        for path in sources.python_files(*sources.PACKAGES)
        for place in _imported_names(path, "time")
        if place.rsplit(" ", 1)[1] in {"time", "time_ns", "localtime", "gmtime"}
    ]
    assert asked + taken == []


def test_chance_comes_from_a_generator_that_is_given() -> None:
    """The module-wide generator and uuid4 cannot be replayed."""
    drawn = [
        place
        for path in sources.python_files(*sources.PACKAGES)
        for called, place in _calls(path)
        if called in UNSEEDED or (called.startswith("random.") and called not in SEEDED)
    ]
    taken = [
        place
        for path in sources.python_files(*sources.PACKAGES)
        for place in _imported_names(path, "random")
        if f"random.{place.rsplit(' ', 1)[1]}" not in SEEDED
    ]
    assert drawn + taken == []


def test_only_the_command_line_prints() -> None:
    """Other parts answer with values or errors."""
    printed = [
        place
        for path in sources.python_files(*sources.PACKAGES)
        if not sources.name(path).startswith("zi_workflow/cli/")
        for called, place in _calls(path)
        if called == "print"
    ]
    assert printed == []

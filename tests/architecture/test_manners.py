"""Time and chance are arguments, one place commits, and only the command line speaks to the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import sources
from tests.support.uses import method_calls, uses

CLOCK = "zi_workflow/clock.py"
TIME_CALLS = {
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
    "email.utils.localtime", "email.utils.formatdate", "sqlalchemy.func.now", "sqlalchemy.func.current_timestamp",
}  # fmt: skip
REAL_TIME = {"zi_workflow.clock.utc_now", "zi_workflow.clock.SystemClock"}
COMPOSERS = (CLOCK, "zi_workflow/bootstrap.py", "zi_workflow/cli/")
SEEDED = {"random.Random", "random.SystemRandom"}
UNSEEDED = {"uuid.uuid1", "uuid.uuid4"}
TERMINAL = {
    "print", "builtins.print", "sys.stdout", "sys.stderr", "sys.__stdout__", "sys.__stderr__", "typer.echo", "typer.secho",
    "rich.print",
}  # fmt: skip
COMMITTERS = ("zi_workflow/storage/engine.py", "zi_workflow/storage/migrations/")


def _outside(*places: str) -> list[Path]:
    """The product's files but those whose names begin so."""
    files = sources.python_files(*sources.PACKAGES)
    return [path for path in files if not places or not sources.name(path).startswith(places)]


def _found(names: set[str], *but: str) -> list[str]:
    """Where files outside some places use one of these names, or something of it."""
    dotted = tuple(f"{name}." for name in names)
    return [
        place
        for path in _outside(*but)
        for used, place in uses(path)
        if used in names or used.startswith(dotted)
    ]


def test_only_the_clock_asks_for_the_time() -> None:
    """Everything else takes the day or the instant as an argument, whatever a module is called where it is used."""
    assert _found(TIME_CALLS | {"time"}, CLOCK) == []


def test_only_the_composition_roots_choose_the_real_clock() -> None:
    """A use case that took the system's time could not be rehearsed."""
    assert _found(REAL_TIME, *COMPOSERS) == []


def test_chance_comes_from_a_generator_that_is_given() -> None:
    """The module-wide generator and uuid4 cannot be replayed."""
    drawn = [
        place
        for path in _outside()
        for used, place in uses(path)
        if used in UNSEEDED or (used.startswith("random.") and not used.startswith(tuple(SEEDED)))
    ]
    assert drawn == []


def test_only_the_command_line_prints() -> None:
    """Other parts answer with values or errors."""
    assert _found(TERMINAL, "zi_workflow/cli/") == []


def test_only_the_engine_commits() -> None:
    """A use case is one transaction, which the store ends."""
    committed = [
        place
        for path in _outside(*COMMITTERS)
        for used, place in method_calls(path)
        if used in {"commit", "rollback"}
    ]
    assert committed == []


@pytest.mark.parametrize(
    ("source", "full"),
    [
        ("import datetime as d\nd.datetime.now()", "datetime.datetime.now"),
        ("from datetime import datetime as x\nx.utcnow()", "datetime.datetime.utcnow"),
        ("from datetime import date\ntoday = date.today", "datetime.date.today"),
        ("import datetime\nday = datetime.date\nday.today()", "datetime.date.today"),
        ("from zi_workflow import clock as c\nc.utc_now()", "zi_workflow.clock.utc_now"),
        ("def f():\n    from time import monotonic as m\n    m()", "time.monotonic"),
    ],
)
def test_aliases_are_seen_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, full: str
) -> None:
    """Another name for the clock hides nothing from these tests."""
    monkeypatch.setattr(sources, "ROOT", tmp_path)
    path = tmp_path / "example.py"
    path.write_text(source, "utf-8")
    assert full in {used for used, _place in uses(path)}

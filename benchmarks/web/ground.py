"""Thousands of units with their programmes and tasks, and somebody who looks after all of them; measures nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert

from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.people import Role
from zi_workflow.storage.tables import metadata
from zi_workflow.usecases import accounts, sessions
from zi_workflow.usecases.absences import NewPerson, add_person

ON = date(2025, 4, 30)
NOW = datetime(2025, 4, 30, 2, 0, tzinfo=UTC)  # 09.00 WIB
AGENCY, WEEK = "a", ["mon", "tue", "wed", "thu", "fri"]
AREAS = ("mp", "tl", "sdm", "ak", "pw", "pp", "ext")
SHOWN_TASKS = 100
SHOWN = "zi-shown"
_AT_ONCE = 5_000


def fill(store: Store, units: int, tasks: int) -> None:
    """So many units with a programme each, of so many tasks; the first programme, SHOWN, has SHOWN_TASKS."""
    with store.writing() as session:
        for table, rows in (
            ("unit", _units(units)),
            ("programme", _programmes(units)),
            ("round", _rounds(units)),
            ("programme_analysis", _analyses(units, tasks)),
            ("portfolio", _portfolio(units, tasks)),
            ("task", _tasks(units, tasks, _task)),
            ("task_state", _tasks(units, tasks, _state)),
            ("task_analysis", _tasks(units, tasks, _forecast)),
        ):
            for part in _parts(rows):
                session.execute(insert(metadata.tables[table]), part)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def sign_in(store: Store) -> str:
    """The secret of a session of the inspectorate."""
    person = NewPerson(
        name="Dewi",
        office="Inspektur",
        email="dewi@contoh.go.id",
        unit_id="u0",
        actor="bench",
        on=ON,
        role=str(Role.INSPECTORATE),
    )
    account = do(store, accounts.make, accounts.MakeAccount(do(store, add_person, person, NOW), "bench"), NOW)
    return do(store, sessions.begin, sessions.Begin(account, True, "bench"), NOW)


def _parts(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    part: list[dict[str, Any]] = []
    for row in rows:
        part.append(row)
        if len(part) == _AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _units(units: int) -> Iterator[dict[str, Any]]:
    for n in range(units):
        yield {"id": f"u{n}", "code": f"unit-{n}", "agency": AGENCY, "name": f"Dinas Contoh Nomor {n:05}",
               "zone": "Asia/Jakarta", "week": WEEK, "created_at": NOW}  # fmt: skip


def _programmes(units: int) -> Iterator[dict[str, Any]]:
    for n in range(units):
        yield {"id": f"p{n}", "code": SHOWN if n == 0 else f"zi-{n}", "unit_id": f"u{n}",
               "title": f"Zona Integritas Dinas Contoh Nomor {n:05}", "framework": "zi-se-03-2025",
               "framework_version": "1", "calendar_version": "1", "target": "wbk", "route": "tpn",
               "start": date(2025, 1, 2), "state": "active", "activated_on": date(2025, 1, 2), "baseline": 1,
               "version": 1, "created_at": NOW}  # fmt: skip


def _rounds(units: int) -> Iterator[dict[str, Any]]:
    for n in range(units):
        for quarter in range(1, 5):
            yield {"id": f"r{n}-{quarter}", "programme_id": f"p{n}", "quarter": f"2025-Q{quarter}",
                   "planned_on": date(2025, 1, 15) + timedelta(days=91 * quarter), "state": "scheduled"}  # fmt: skip


def _figures(n: int) -> tuple[float, float, str | None]:
    draw = Random(n)
    own, inherited = draw.choice((0, 0, 2.5, 7.5, 12, 40)), draw.choice((0, 0, 0, 3.5, 5))
    return own, inherited, draw.choice(AREAS) if own + inherited else None


def _counts(n: int, tasks: int) -> tuple[int, int]:
    total = SHOWN_TASKS if n == 0 else tasks
    return total // 3, total


def _analyses(units: int, tasks: int) -> Iterator[dict[str, Any]]:
    for n in range(units):
        own, inherited, cause = _figures(n)
        done, total = _counts(n, tasks)
        yield {"programme_id": f"p{n}", "as_of": ON, "planned_finish": date(2025, 12, 1),
               "forecast_finish": date(2025, 12, 15), "late_days": int(own + inherited),
               "because": {cause: own + inherited} if cause else {}, "done": done, "running": 0, "ready": 0,
               "waiting": total - done, "late": 0, "total": total}  # fmt: skip


def _portfolio(units: int, tasks: int) -> Iterator[dict[str, Any]]:
    for n in range(units):
        own, inherited, cause = _figures(n)
        done, total = _counts(n, tasks)
        yield {"programme_id": f"p{n}", "unit_id": f"u{n}", "agency": AGENCY, "as_of": ON, "done": done, "total": total,
               "progress": done * 100 // total, "late_tasks": 3 if cause else 0,
               "late_days": int(own + inherited), "own_days": own,
               "inherited_days": inherited, "cause": cause, "silent_since": ON - timedelta(days=n % 40)}  # fmt: skip


def _tasks(units: int, tasks: int, row: Any) -> Iterator[dict[str, Any]]:
    for n in range(units):
        for number in range(_counts(n, tasks)[1]):
            yield row(n, number, _counts(n, tasks)[0])


def _task(n: int, number: int, _done: int) -> dict[str, Any]:
    start = date(2025, 1, 2) + timedelta(days=2 * number)
    return {"id": f"t{n}-{number}", "programme_id": f"p{n}", "code": f"T-{number:03}", "position": number,
            "template": "", "area": AREAS[number % len(AREAS)], "stage": f"s{number % 5}",
            "title": f"Penyusunan dokumen nomor {number}", "days": 5, "planned_start": start,
            "planned_finish": start + timedelta(days=7), "responsible": "coordinator", "verifier": "team_lead",
            "gate": False, "external": False, "evidence_wanted": [], "items": [], "version": 1}  # fmt: skip


def _state(n: int, number: int, done: int) -> dict[str, Any]:
    finished = date(2025, 1, 10) if number < done else None
    return {"task_id": f"t{n}-{number}", "state": "done" if finished else "planned", "started": finished,
            "progress": 100 if finished else 0, "finished": finished, "promise_accepted": False, "cycle": 1,
            "version": 1, "updated_at": NOW}  # fmt: skip


def _forecast(n: int, number: int, done: int) -> dict[str, Any]:
    start = date(2025, 1, 2) + timedelta(days=2 * number)
    late = 0 if number < done else 5
    waits = number >= done + 10
    return {"programme_id": f"p{n}", "task": f"T-{number:03}", "state": "waiting" if waits else "ready",
            "planned_start": start, "planned_finish": start + timedelta(days=7), "forecast_start": start,
            "forecast_finish": start + timedelta(days=7 + late), "clock": start + timedelta(days=7), "late_days": late,
            "blocked_by": f"T-{done + number % 10:03}" if waits else None, "because": {"tl": late} if late else {},
            "finish_days": None if waits else 5, "other_areas_days": None if waits else number,
            "moves": None if waits else 3}  # fmt: skip

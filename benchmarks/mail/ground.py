"""A unit in which everybody has a digest waiting in the outbox; knows no transport and measures nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session

from notifications.registry import SAMPLES
from zi_workflow.bootstrap import Store
from zi_workflow.domain.notices import Line, MailFacts, MailKind, NoticeKind, NoticeState
from zi_workflow.domain.tasks import State
from zi_workflow.storage.tables import Membership, NoticeRow, Person, Programme, Task, TaskState, Unit
from zi_workflow.usecases.outbox import NewMessage, enqueue

ON = date(2025, 4, 30)
NOW = datetime(2025, 4, 30, 2, 0, tzinfo=UTC)  # 09.00 WIB, an office hour
SAMPLE = SAMPLES[MailKind.DIGEST]
A_UNIT = 25  # people of one unit, who have each of its four sets of tasks several times
SETS = 4
STATES = {
    NoticeKind.VERIFY: State.SUBMITTED,
    NoticeKind.WAITING: State.PLANNED,
    NoticeKind.SOLVED: State.DONE,
}


def facts_for(number: int) -> MailFacts:
    """The digest of one of many: six matters as in the sample, each behind a notice of its own unless it is repeated."""
    unit = number // A_UNIT
    lines = tuple(
        replace(line, notice=None if line.repeat else f"n-{number}-{at}")
        for at, line in enumerate(_lines(unit, number % SETS))
    )
    return replace(
        SAMPLE,
        to_name=f"Pegawai Nomor {number}, S.Kom.",
        unit=f"{SAMPLE.unit} {unit}",
        programme_code=_code(unit),
        lines=lines,
    )


def _code(unit: int) -> str:
    return f"{SAMPLE.programme_code}-{unit}"


def _lines(unit: int, of: int) -> tuple[Line, ...]:
    """The matters of one of a unit's sets, about tasks of its own with days of its own."""
    return tuple(
        replace(
            line,
            task=f"{line.task}-{of}",
            title=f"{line.title} {unit}-{of}",
            clock=line.clock and line.clock - timedelta(days=of),
            programme_code=_code(unit),
        )
        for line in SAMPLE.lines
        if line.task is not None  # a matrix would want a round
    )


def address(number: int) -> str:
    """Where the digest goes."""
    return f"pegawai{number}@example.go.id"


def fill(store: Store, many: int) -> None:
    """Units with their programmes and people, and one digest for each person in the outbox."""
    with store.writing() as session:
        for unit in range((many - 1) // A_UNIT + 1):
            _unit(session, unit)
        for number in range(many):
            facts = facts_for(number)
            _person(session, number, facts.to_name)
            session.add_all(_notices(number, facts))
            enqueue(session, _message(number, facts), NOW)
        session.flush()


def _unit(session: Session, unit: int) -> None:
    session.add(
        Unit(
            id=f"u{unit}", code=f"u{unit}", agency="a", name=f"{SAMPLE.unit} {unit}", zone=SAMPLE.zone,
            week=["mon", "tue", "wed", "thu", "fri"], created_at=NOW,
        )
    )  # fmt: skip
    session.flush()
    session.add(
        Programme(
            id=f"p{unit}", code=_code(unit), unit_id=f"u{unit}", title=SAMPLE.programme, framework="f",
            framework_version="1", calendar_version="1", target="wbk", route="tpn", start=date(2025, 1, 2),
            state="active", created_at=NOW,
        )
    )  # fmt: skip
    session.flush()
    for position, line in enumerate(line for of in range(SETS) for line in _lines(unit, of)):
        id, state = f"t{unit}-{position}", STATES.get(line.kind, State.IN_PROGRESS)
        session.add(
            Task(
                id=id, programme_id=f"p{unit}", code=line.task or "", position=position, area=line.area,
                title=line.title, days=5, responsible="coordinator", verifier="team_lead",
            )
        )  # fmt: skip
        session.flush()
        session.add(TaskState(task_id=id, state=str(state), updated_at=NOW))
    session.flush()


def _person(session: Session, number: int, name: str) -> None:
    id = f"person-{number}"
    session.add(Person(id=id, name=name, email=address(number), created_at=NOW))
    session.flush()
    session.add(
        Membership(
            id=f"m-{number}", person_id=id, unit_id=f"u{number // A_UNIT}", role=SAMPLE.role, area=SAMPLE.area,
            valid_from=date(2025, 1, 2),
        )
    )  # fmt: skip


def _message(number: int, facts: MailFacts) -> NewMessage:
    return NewMessage(
        key=f"digest:{number}", kind=facts.kind, unit_id=f"u{number // A_UNIT}",
        programme_id=f"p{number // A_UNIT}", person_id=f"person-{number}",
        role=facts.role, on=ON, to_name=facts.to_name, to_address=address(number), facts=facts, not_before=NOW,
    )  # fmt: skip


def _notices(number: int, facts: MailFacts) -> Iterator[NoticeRow]:
    for line in facts.lines:
        if line.notice is not None:
            yield NoticeRow(
                id=line.notice, key=line.notice, programme_id=f"p{number // A_UNIT}", kind=str(line.kind), task=line.task,
                recipient_id=f"person-{number}", role=facts.role, due_on=ON, state=str(NoticeState.COLLECTED),
                created_at=NOW,
            )  # fmt: skip

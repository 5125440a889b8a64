"""What stands in somebody's calendar today: their own work, or what they see of a unit; makes no file of it.

Everything is asked anew each time, by whoever the address belongs to: an office that ended shows nothing any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from zi_workflow.domain.agendas import Entry, EntryKind, Revision, in_order
from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.domain.programmes import ProgrammeState
from zi_workflow.domain.scopes import Action, Place, Scope, Viewer, may, scope_of
from zi_workflow.domain.tokens import is_token
from zi_workflow.storage.queries import agendas, bearers, pages
from zi_workflow.storage.queries.agendas import AgendaRound
from zi_workflow.storage.queries.pages import ProgrammeRow, TaskRow
from zi_workflow.storage.queries.viewers import viewer_of
from zi_workflow.storage.tables import Unit
from zi_workflow.usecases import own_work
from zi_workflow.usecases.plans import named_off

LOOKING_BACK = timedelta(days=100)


def personal(session: Session, viewer: Viewer, now: datetime) -> list[Entry]:
    """What is due of the viewer's own, and the rounds of the units in which they hold an office."""
    found: list[Entry] = []
    shares = {share.programme.id: share.own for share in own_work.shares(session, viewer, now)}
    held = frozenset(office.unit_id for office in viewer.offices if office.unit_id is not None)
    for programme in _running(session, scope_of(viewer, Action.SEE_PROGRAMME), held):
        found += _entries(session, programme, shares.get(programme.id, ()))
    return in_order([*found, *_watched(session, viewer, held, now)])


def _watched(session: Session, viewer: Viewer, held: frozenset[str], now: datetime) -> Iterator[Entry]:
    """Of whoever conducts rounds: those of every other unit that they reach, from a quarter ago on."""
    reach = scope_of(viewer, Action.CONDUCT)
    if not reach:
        return
    for each in agendas.watched(session, reach, held, now.date() - LOOKING_BACK):
        about = (each.programme, each.unit, each.zone, each.title)
        yield _round(each.round, about, Revision(each.number, each.at))


def of_unit(session: Session, viewer: Viewer, unit_id: str) -> list[Entry]:
    """What is due in a unit, its milestones and rounds; NotFoundError, the same where there is no such unit in sight."""
    check_unit(session, viewer, unit_id)
    found: list[Entry] = []
    for programme in _running(session, scope_of(viewer, Action.SEE_PROGRAMME), frozenset({unit_id})):
        tasks = [row for row in pages.tasks(session, programme.id) if not row.done]
        found += _entries(session, programme, tasks)
    return in_order(found)


def check_unit(session: Session, viewer: Viewer, unit_id: str) -> None:
    """NotFoundError unless the viewer sees the unit's programmes."""
    agency = session.exec(select(col(Unit.agency)).where(col(Unit.id) == unit_id)).one_or_none()
    if agency is None or not may(viewer, Action.SEE_PROGRAMME, Place(unit_id, agency)).allowed:
        raise NotFoundError(Problem(N_("There is no such calendar.")))


def units(session: Session, viewer: Viewer) -> list[tuple[str, str]]:
    """Ids and names of the units of which the viewer may have a calendar."""
    rows = pages.programmes(session, scope_of(viewer, Action.SEE_PROGRAMME))
    return list({row.unit_id: (row.unit_id, row.unit) for row in rows}.values())


def fetched(session: Session, secret: str, now: datetime) -> list[Entry]:
    """What a calendar program gets at an address; NotFoundError, the same for every address that does not work."""
    feed = bearers.feed(session, secret) if is_token(secret) else None
    if feed is None:
        raise NotFoundError(Problem(N_("There is no such calendar.")))
    viewer = viewer_of(session, feed.account_id, now)
    if feed.unit_id is None:
        return personal(session, viewer, now)
    return of_unit(session, viewer, feed.unit_id)


def _running(session: Session, seen: Scope, units: frozenset[str]) -> list[ProgrammeRow]:
    """Running programmes of these units that are in sight."""
    rows = pages.programmes(session, seen)
    return [row for row in rows if row.unit_id in units and row.state == ProgrammeState.ACTIVE]


def _entries(session: Session, programme: ProgrammeRow, tasks: Iterable[TaskRow]) -> list[Entry]:
    revision = _revision(session, programme)
    due = [_task(programme, row, revision) for row in tasks]
    return [*(each for each in due if each is not None), *_rounds(session, programme, revision)]


def _task(programme: ProgrammeRow, row: TaskRow, revision: Revision) -> Entry | None:
    day = row.forecast.clock if row.forecast is not None else row.planned_finish
    if day is None:
        return None
    return Entry(
        uid=f"{programme.id}-{row.code}",
        kind=EntryKind.TASK if row.days else EntryKind.MILESTONE,
        programme=programme.code,
        unit=programme.unit,
        zone=programme.zone,
        code=row.code,
        title=row.title,
        day=day,
        revision=revision,
    )


def _rounds(session: Session, programme: ProgrammeRow, revision: Revision) -> list[Entry]:
    about = (programme.code, programme.unit, programme.zone, programme.title)
    return [_round(row, about, revision) for row in agendas.rounds(session, programme.id)]


def _round(row: AgendaRound, about: tuple[str, str, str, str], revision: Revision) -> Entry:
    """A round of a programme (its code, unit, zone and title), with the hours of its invitation where there is one."""
    code, unit, zone, title = about
    meeting = row.meeting
    return Entry(
        uid=row.id,
        kind=EntryKind.ROUND,
        programme=code,
        unit=unit,
        zone=zone,
        code=row.quarter,
        title=title,
        day=meeting.on if meeting is not None else row.planned_on,
        revision=revision,
        begins=meeting.begins if meeting is not None else None,
        ends=meeting.ends if meeting is not None else None,
    )


def _revision(session: Session, programme: ProgrammeRow) -> Revision:
    """A day moves with an event of its programme, or with a morning's computation; both only ever go up."""
    number, at = agendas.changes(session, programme.id)
    times = [at] if at is not None else []
    if programme.as_of is not None:
        number += programme.as_of.toordinal()
        times.append(datetime.combine(programme.as_of, time(), ZoneInfo(programme.zone)).astimezone(UTC))
    return Revision(number, max(times, default=datetime(2000, 1, 1, tzinfo=UTC)))


def days_off(session: Session, viewer: Viewer, now: datetime) -> tuple[dict[date, str], date]:
    """The days off by name where the viewer holds their first office (the nation's, without one), and today there."""
    first = next((office.unit_id for office in viewer.offices if office.unit_id is not None), None)
    zone = session.exec(select(col(Unit.zone)).where(col(Unit.id) == first)).one_or_none()
    today = now.astimezone(ZoneInfo(zone or "Asia/Jakarta")).date()
    return named_off(session, first), today

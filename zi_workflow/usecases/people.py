"""People come into a unit, change roles and leave: import of a list, end of their roles; sends no mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.domain.events import Event
from zi_workflow.domain.offices_given import gives
from zi_workflow.domain.people import Role
from zi_workflow.domain.people_sheets import SheetRow
from zi_workflow.domain.scopes import Place, Viewer
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries.programmes import programmes_of
from zi_workflow.storage.tables import Membership, Unit, metadata
from zi_workflow.usecases import events
from zi_workflow.usecases.people_changes import Change, Ground, Newcomer, Plan, planned
from zi_workflow.usecases.people_entries import entries_of
from zi_workflow.usecases.people_mail import Follow, follow
from zi_workflow.usecases.people_rights import Taking, check, near_people
from zi_workflow.usecases.task_moves import wake
from zi_workflow.usecases.units import unit_of


@dataclass(frozen=True, kw_only=True)
class ImportPeople:
    """Take a list of people into a unit; roles without a first day hold from `on`.

    `dry_run`: only say what would happen. `complete`: the list is the whole unit, so the roles of whoever is not in
    it end the day before `on`, as far as they are given `by` whoever takes it in (None: the console, which gives all).
    """

    unit_id: str
    rows: Sequence[SheetRow]
    actor: str
    on: date
    dry_run: bool = False
    complete: bool = False
    by: Viewer | None = None


@dataclass(frozen=True)
class ImportResult:
    """What an import did, or would do; names of people, and a sentence for what deserves a look.

    `newcomers` are those `added`, with what they hold then.
    """

    added: tuple[str, ...]
    changed: tuple[Change, ...]
    unchanged: tuple[str, ...]
    left: tuple[str, ...]
    warnings: tuple[Problem, ...]
    newcomers: tuple[Newcomer, ...] = ()


@dataclass(frozen=True, kw_only=True)
class EndMembership:
    """End every role of a person in a unit; `last` is the last day."""

    unit_id: str
    person_id: str
    last: date
    actor: str
    on: date


def import_people(session: Session, command: ImportPeople, now: datetime) -> ImportResult:
    """Add and change people and their roles; InputError with every error of the list, each with its line."""
    unit = unit_of(session, command.unit_id)
    plan, warnings = looked_at(session, unit, command)
    if not command.dry_run and not plan.empty:
        _save(session, unit, plan, command, now)
    return ImportResult(plan.added, plan.changes, plan.unchanged, plan.left, warnings, plan.newcomers)


def looked_at(session: Session, unit: Unit, command: ImportPeople) -> tuple[Plan, tuple[Problem, ...]]:
    """What the list changes in a unit, and sentences for what deserves a look; raises as `import_people`; writes nothing."""
    place = Place(unit.id, unit.agency)
    near = near_people(session, command.by, place)
    taking = Taking(command.by, place, command.on) if command.by is not None else None
    entries, warnings = entries_of(session, unit, command.rows, near)
    ends = frozenset(Role) if taking is None else gives(taking.by, taking.place)
    ground = Ground(unit.id, command.on, ends if command.complete else None, near)
    plan = planned(session, ground, entries)
    if taking is not None:
        check(session, plan, taking)
    return plan, warnings


def end_membership(session: Session, command: EndMembership, now: datetime) -> int:
    """Let a person leave; how many roles ended. NotFoundError when they have none that goes on after `last`."""
    unit = unit_of(session, command.unit_id)
    done = session.execute(
        update(Membership)
        .where(
            col(Membership.unit_id) == unit.id,
            col(Membership.person_id) == command.person_id,
            col(Membership.valid_to).is_(None) | (col(Membership.valid_to) > command.last),
        )
        .values(valid_to=command.last)
        .execution_options(synchronize_session=False)
    )
    count: int = getattr(done, "rowcount", 0)
    if not count:
        message = N_("That person has no role in this unit that goes on after {last}.")
        raise NotFoundError(Problem(message, {"last": command.last}))
    followed = follow(session, Follow(unit.id, frozenset({command.person_id})), now)
    payload = {
        "person_id": command.person_id,
        "last": command.last,
        "roles": count,
        "mails_cancelled": followed.cancelled,
    }
    _record(session, unit, "people.left", command, payload, now)
    return count


def _save(session: Session, unit: Unit, plan: Plan, command: ImportPeople, now: datetime) -> None:
    ids = {key: new_id(session, now) for key in plan.new_people}
    people = [{"id": ids[key], **values, "created_at": now} for key, values in plan.new_people.items()]
    memberships = [
        {"id": new_id(session, now), **values, "person_id": ids.get(key, key), "unit_id": unit.id}
        for key, values in plan.new_roles
    ]
    for name, rows in (("person", people), ("membership", memberships)):
        if rows:
            session.execute(insert(metadata.tables[name]), rows)
    for name, changed in (("person", plan.person_values), ("membership", plan.role_values)):
        table = metadata.tables[name]
        for row_id, values in changed.items():
            session.execute(update(table).where(table.c.id == row_id).values(**values))
    ended = command.on - timedelta(days=1)
    table = metadata.tables["membership"]
    for row_id in plan.ended:
        session.execute(update(table).where(table.c.id == row_id).values(valid_to=ended))
    followed = follow(session, _affected(session, unit, plan), now)
    payload = {
        "people": people,
        "memberships": memberships,
        "changed_people": plan.person_values,
        "changed_memberships": plan.role_values,
        "ended": dict.fromkeys(plan.ended, ended),
        "mails_cancelled": followed.cancelled,
        "mails_readdressed": followed.readdressed,
    }
    _record(session, unit, "people.imported", command, payload, now)


def _affected(session: Session, unit: Unit, plan: Plan) -> Follow:
    """Everybody whose address or whose roles the plan changes; who is new has no mail yet."""
    roles = [*plan.ended, *plan.role_values]
    holders = session.scalars(select(col(Membership.person_id)).where(col(Membership.id).in_(roles)))
    moved = {person for person, values in plan.person_values.items() if "email" in values}
    return Follow(unit.id, frozenset({*holders, *plan.person_values}), frozenset(moved))


def _record(
    session: Session,
    unit: Unit,
    kind: str,
    command: ImportPeople | EndMembership,
    payload: dict[str, Any],
    now: datetime,
) -> None:
    event = Event(kind, unit.code, command.actor, command.on, payload, unit_id=unit.id)
    events.record(session, unit.agency, event, now)
    for facts in programmes_of(session, unit.id):
        wake(session, facts.id, now)

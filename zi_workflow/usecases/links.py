"""Links in mails that act: look at one, act through it once, void them; makes none and knows no page and no mail.

Whoever opens a link that does not work gets one and the same refusal, whatever the flaw is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlmodel import Session, col

from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.domain.links import DeadLinkError, Flaw, Link, Now, Purpose, doers, flaw
from zi_workflow.domain.programmes import ProgrammeState
from zi_workflow.domain.tokens import is_token
from zi_workflow.storage.evidence_folder import Received
from zi_workflow.storage.ids import token_hash
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.tasks import task_facts
from zi_workflow.storage.tables import LinkRow, Task
from zi_workflow.usecases import deeds
from zi_workflow.usecases.deeds import Doing, Said, Situation
from zi_workflow.usecases.task_moves import local_date

FEWEST_LETTERS = 3
"""A note that somebody typed has at least so many characters; a machine that presses buttons types none."""


@dataclass(frozen=True, slots=True)
class Seen(Situation):
    """A link that works, in the situation of whose it is."""

    link: Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Act(Said):
    """What somebody sends from the page of a link."""

    token: str


@dataclass(frozen=True, slots=True)
class VoidLinks:
    """End every link that is out, e.g. after a restore; `reason` is a word of at most 40 characters."""

    reason: str


@dataclass(frozen=True, slots=True)
class VoidOf:
    """End every link of one person, e.g. when they leave."""

    person_id: str
    reason: str


def look(session: Session, token: str, now: datetime) -> Seen:
    """What a link leads to; changes nothing. DeadLinkError when it does not work, always the same one to its reader."""
    return _seen(session, token, now, lock=False)


def act(session: Session, command: Act, now: datetime, received: Sequence[Received] = ()) -> Purpose:
    """Do the one thing that the link is for, as its person, and use it up; what it was for.

    DeadLinkError; InputError without a typed note or a file, or when something is missing; RefusedError when the
    task does not allow it now (then the link still works). Copies of the link in the same mail are used up with it.
    The contents `received` stay, as the last thing before the commit that names them; OSError.
    """
    seen = _seen(session, command.token, now, lock=True)
    if len(command.note.strip()) < FEWEST_LETTERS and not command.evidence:
        message = N_("Please type a short note, at least {n} characters.")
        raise InputError(Problem(message, {"n": FEWEST_LETTERS}))
    _use_up(session, seen.link, now)
    deeds.do(session, seen.link.purpose, Doing(seen, f"link:{seen.link.id}"), command, now)
    for each in received:
        each.settle()
    return seen.link.purpose


def void_all(session: Session, command: VoidLinks, now: datetime) -> int:
    """End all links that could still work; how many."""
    return _void(session, col(LinkRow.id).is_not(None), command.reason, now)


def void_of_person(session: Session, command: VoidOf, now: datetime) -> int:
    """End all links of a person that could still work; how many."""
    return _void(session, col(LinkRow.person_id) == command.person_id, command.reason, now)


def _void(session: Session, which: ColumnElement[bool], reason: str, now: datetime) -> int:
    done = session.execute(
        update(LinkRow)
        .where(which, col(LinkRow.used_at).is_(None), col(LinkRow.void_at).is_(None))
        .values(void_at=now, void_reason=reason)
        .execution_options(synchronize_session=False)
    )
    return int(getattr(done, "rowcount", 0))


def _seen(session: Session, token: str, now: datetime, *, lock: bool) -> Seen:
    """The link with everything around it; to act, its task is locked first, then the link is read again."""
    if not is_token(token):
        raise DeadLinkError(Flaw.UNKNOWN)
    query = select(LinkRow).where(col(LinkRow.token_hash) == token_hash(token))
    row = session.execute(query).scalar_one_or_none()
    if row is None:
        raise DeadLinkError(Flaw.UNKNOWN)
    task = session.get_one(Task, row.task_id, with_for_update=lock, populate_existing=lock)
    if lock:
        session.refresh(row, with_for_update=True)
    facts = task_facts(session, task.programme_id, task.code)
    on = local_date(now, facts.zone)
    people = directory(session, facts.unit_id, on)
    link = _link(row)
    running = facts.programme_state == ProgrammeState.ACTIVE
    around = Now(facts.standing.state, task.version, running, doers(people, facts.duty))
    wrong = flaw(link, around, now)
    if wrong is not None:
        raise DeadLinkError(wrong)
    return Seen(people.people[link.person_id], facts, people, on, link)


def _link(row: LinkRow) -> Link:
    return Link(
        row.id,
        row.person_id,
        row.task_id,
        Purpose(row.purpose),
        row.version,
        row.expires_at,
        used=row.used_at is not None,
        void=row.void_at is not None,
    )


def _use_up(session: Session, link: Link, now: datetime) -> None:
    """Mark the link used, with its copies in the same mail; DeadLinkError when somebody else was first."""
    mine = select(col(LinkRow.message_id)).where(col(LinkRow.id) == link.id).scalar_subquery()
    unused = (
        update(LinkRow).where(col(LinkRow.used_at).is_(None)).execution_options(synchronize_session=False)
    )
    done = session.execute(unused.where(col(LinkRow.id) == link.id).values(used_at=now))
    if getattr(done, "rowcount", 0) != 1:
        raise DeadLinkError(Flaw.USED)
    session.execute(
        unused.where(
            col(LinkRow.person_id) == link.person_id,
            col(LinkRow.task_id) == link.task_id,
            col(LinkRow.purpose) == str(link.purpose),
            col(LinkRow.message_id) == mine,
        ).values(used_at=now)
    )

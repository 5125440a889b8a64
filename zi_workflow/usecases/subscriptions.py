"""Notes whether a person wants an optional mail, by its link or by a colleague's hand; touches no obligatory mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlmodel import Session, col

from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.domain.events import Event
from zi_workflow.domain.messages import PRINT, UNSENT, MessageState
from zi_workflow.domain.notices import OPTIONAL, MailFacts, MailKind, Reason
from zi_workflow.domain.subscriptions import address, reachable
from zi_workflow.domain.tokens import is_token
from zi_workflow.storage.ids import new_token, token_hash
from zi_workflow.storage.queries.people import newest_unit
from zi_workflow.storage.queries.subscriptions import Owner, owner_of
from zi_workflow.storage.tables import MessageRow, Subscription, SubscriptionLink
from zi_workflow.usecases.events import record

LINK, CONSOLE, PAGE = "link", "console", "page"


@dataclass(frozen=True, slots=True)
class Answer:
    """A person's answer about an optional mail; `via` says whether it came by a link, a page or a colleague's hand."""

    person_id: str
    kind: MailKind
    wanted: bool
    actor: str
    via: str = CONSOLE


@dataclass(frozen=True, slots=True)
class AnswerByLink:
    """The answer of whoever holds a link."""

    token: str
    wanted: bool


def look(session: Session, token: str) -> Owner:
    """Whose link it is and how they stand; changes nothing. NotFoundError, the same for every token that is none."""
    owner = owner_of(session, token) if is_token(token) else None
    if owner is None:
        raise NotFoundError(Problem(N_("This link is not valid.")))
    return owner


def answer_by_link(session: Session, command: AnswerByLink, now: datetime) -> Owner:
    """`answer` for the link's owner and kind, and nothing else; how they stand now. NotFoundError as in `look`."""
    owner = look(session, command.token)
    answer(session, Answer(owner.person_id, owner.kind, command.wanted, owner.person_id, LINK), now)
    return Owner(owner.person_id, owner.kind, command.wanted)


def answer(session: Session, command: Answer, now: datetime) -> bool:
    """Keep the answer; False when it is the one that holds already. What is unsent of that mail is cancelled.

    ValueError for an obligatory mail: nobody can do without it.
    """
    if command.kind not in OPTIONAL:
        raise ValueError(command.kind)
    row = session.get(Subscription, (command.person_id, str(command.kind)), with_for_update=True)
    if (row.wanted if row else True) == command.wanted:
        return False
    if row is None:
        row = Subscription(
            person_id=command.person_id, kind=str(command.kind), wanted=command.wanted, changed_at=now
        )
        session.add(row)
    row.wanted, row.changed_at = command.wanted, now
    if not command.wanted:
        _cancel_unsent(session, command)
    session.flush()
    _record(session, command, now)
    return True


def _cancel_unsent(session: Session, command: Answer) -> None:
    session.execute(
        update(MessageRow)
        .where(
            col(MessageRow.person_id) == command.person_id,
            col(MessageRow.kind) == str(command.kind),
            col(MessageRow.state).in_([str(state) for state in UNSENT]),
        )
        .values(state=str(MessageState.CANCELLED), reason=str(Reason.UNWANTED))
        .execution_options(synchronize_session=False)
    )


def _record(session: Session, command: Answer, now: datetime) -> None:
    """In the chain of the person's agency, or of the one that writes to them; whoever has neither is in no chain."""
    unit = newest_unit(session, command.person_id) or newest_unit(session, command.person_id, MessageRow)
    if unit is None:
        return
    payload = {
        "person": command.person_id,
        "kind": str(command.kind),
        "wanted": command.wanted,
        "via": command.via,
    }
    on = now.astimezone(ZoneInfo(unit.zone)).date()
    event = Event("person.mail", command.person_id, command.actor, on, payload, unit_id=unit.id)
    record(session, unit.agency, event, now)


def way_out(session: Session, row: MessageRow, facts: MailFacts, now: datetime) -> str:
    """The address that a message gets for doing without its kind, of a new token whose hash is kept.

    Empty for obligatory mail, on paper, and where the service has no address of its own.
    """
    if facts.kind not in OPTIONAL or row.channel == PRINT or not reachable(facts.base_url):
        return ""
    token = new_token(session)
    session.add(
        SubscriptionLink(
            token_hash=token_hash(token), person_id=row.person_id, kind=str(facts.kind), made_at=now
        )
    )
    session.flush()
    return address(facts.base_url, token)

"""Looks again at claimed messages and drafts what is still true of them; asks the store, renders nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from notifications.acting import Linking, own_matters
from notifications.composing import Draft, UnusableMessageError, alone
from zi_workflow.domain.messages import PRINT
from zi_workflow.domain.notices import MailFacts, facts_from_json
from zi_workflow.storage.engine import Session
from zi_workflow.storage.queries.mail import languages_of
from zi_workflow.storage.queries.rules import hours_of_units
from zi_workflow.usecases.link_issues import IssueLinks, Issues, issue
from zi_workflow.usecases.outbox import Message, Recheck
from zi_workflow.usecases.sign_in_mail import way_in
from zi_workflow.usecases.subscriptions import way_out


@dataclass(frozen=True, slots=True)
class Preparation:
    """How messages are made ready: from which address, after which last look, and with which links."""

    sender: str
    recheck: Recheck | None = None
    linking: Linking = Linking.HIDDEN


Drafts = dict[str, Draft | UnusableMessageError | None]
"""By message: what it would be, or why it cannot be; None when nothing of it is true any more."""


def prepare(session: Session, rows: Sequence[Message], now: datetime, how: Preparation) -> Drafts:
    """The messages as they are true now.

    Each draft has links of its own; those of an earlier one that never left are gone.
    """
    drafts = {row.id: _read(row) for row in rows}
    said = _true(
        session, [(row, facts) for row in rows if isinstance(facts := drafts[row.id], MailFacts)], now, how
    )
    hours = hours_of_units(session, {row.unit_id for row, _left in said})
    languages = languages_of(session, {row.person_id for row, _left in said})
    issues, unusable = _issued(session, said, now) if how.linking is not Linking.NONE else ({}, {})
    ready: Drafts = {
        id: each if isinstance(each, UnusableMessageError) else None for id, each in drafts.items()
    }
    for row, left in said:
        draft = Draft(
            id=row.id,
            person_id=row.person_id,
            programme_id=row.programme_id,
            message_id=row.message_id,
            sender=how.sender,
            to_name=row.to_name,
            to_address=None if row.channel == PRINT else row.to_address or "",
            at=now,
            facts=left,
            lang=languages.get(row.person_id, "id"),
            linking=how.linking,
            trimmed=left != drafts[row.id],
            unsubscribe=way_out(session, row, left, now),
            door=way_in(session, row, left, now),
            issues=issues.get(row.id, {}),
            hours=hours[row.unit_id],
        )
        ready[row.id] = unusable.get(row.id, draft)
    return ready


def _true(
    session: Session, claimed: Sequence[tuple[Message, MailFacts]], now: datetime, how: Preparation
) -> list[tuple[Message, MailFacts]]:
    """What the last look leaves of the messages, without those of which it leaves nothing."""
    left: Mapping[str, MailFacts | None] = {row.id: facts for row, facts in claimed}
    if how.recheck is not None and claimed:
        left = how.recheck(session, claimed, now)
    return [(row, facts) for row, _before in claimed if (facts := left[row.id]) and not facts.empty]


def _read(row: Message) -> MailFacts | UnusableMessageError:
    """What it says, if that is what such a message says: the store is asked about it together with others."""
    try:
        facts = facts_from_json(row.facts)
        ZoneInfo(facts.zone)
    except (LookupError, TypeError, ValueError) as error:
        return UnusableMessageError(f"{type(error).__name__}: {error}")
    keys = [key for line in facts.lines for key in (line.programme_code, line.task, line.notice)]
    if not all(key is None or isinstance(key, str) for key in keys):
        return UnusableMessageError("a key of a line is no text")
    return facts


def _issued(
    session: Session, said: Sequence[tuple[Message, MailFacts]], now: datetime
) -> tuple[Mapping[str, Issues], Mapping[str, UnusableMessageError]]:
    """The links of the messages; and those of which it cannot even be said what they are about."""
    wanted, unusable = [], {}
    for row, facts in said:
        try:
            with alone():
                own = own_matters(row, facts)
        except UnusableMessageError as error:
            unusable[row.id] = error
            continue
        if own:
            wanted.append(IssueLinks(row.id, row.person_id, own, out=row.copies > 0))
    return issue(session, wanted, now), unusable

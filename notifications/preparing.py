"""Looks again at a claimed message and renders it, just before it goes out; knows no transport and no states."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage

from notifications import message
from notifications.acting import Linking, own_matters, with_ways
from notifications.invitation_calendar import Party, calendar_part
from notifications.rendering import render
from zi_workflow.domain import links, subscriptions
from zi_workflow.domain.messages import PRINT, Rendered
from zi_workflow.domain.notices import MailFacts, facts_from_json
from zi_workflow.storage.engine import Session
from zi_workflow.storage.queries.mail import language_of
from zi_workflow.usecases.link_issues import IssueLinks, Issues, issue
from zi_workflow.usecases.outbox import Message, Recheck
from zi_workflow.usecases.subscriptions import way_out


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message ready to go: its MIME form (None: printable list), and what is kept of it, where no secret works."""

    facts: MailFacts
    rendered: Rendered
    mime: EmailMessage | None
    source: str | None


class UnusableMessageError(Exception):
    """The message cannot be rendered or addressed; it alone fails."""


def prepare(
    session: Session,
    row: Message,
    now: datetime,
    sender: str,
    recheck: Recheck | None,
    linking: Linking = Linking.HIDDEN,
) -> Prepared | None:
    """The message as it is true now; None when nothing of it is. Raises UnusableMessageError.

    Each rendering has links of its own; those of an earlier one that never left are gone.
    """
    facts = _facts(row)
    if recheck is not None:
        still_true = recheck(session, row, now)
        if still_true is None:
            return None
        facts = still_true
    if facts.empty:
        return None
    lang = language_of(session, row.person_id)
    unsubscribe = way_out(session, row, facts, now)
    issues = _issued(session, row, facts, now) if linking is not Linking.NONE else {}
    with _alone():
        rendered = render(with_ways(facts, issues, lang), lang, unsubscribe)
        mime = None
        if row.channel != PRINT:
            envelope = replace(_envelope(row, facts, now, sender, lang), unsubscribe=unsubscribe)
            mime = message.build(envelope, rendered)
        return _kept(facts, rendered, mime, linking)


@contextmanager
def _alone() -> Iterator[None]:
    """Whatever is wrong with one message must not stop the others. The store is asked outside: it may be busy."""
    try:
        yield
    except Exception as error:
        raise UnusableMessageError(f"{type(error).__name__}: {error}") from error


def _issued(session: Session, row: Message, facts: MailFacts, now: datetime) -> Issues:
    with _alone():
        own = own_matters(row, facts)
    return issue(session, IssueLinks(row.id, row.person_id, own, out=row.copies > 0), now) if own else {}


def _kept(facts: MailFacts, rendered: Rendered, mime: EmailMessage | None, linking: Linking) -> Prepared:
    def hide(text: str) -> str:
        hidden = text if linking is Linking.SHOWN else links.masked(text)
        return subscriptions.masked(hidden)

    source = hide(mime.as_bytes().decode("ascii", "backslashreplace")) if mime else None
    return Prepared(facts, Rendered(rendered.subject, hide(rendered.text), hide(rendered.html)), mime, source)


def _facts(row: Message) -> MailFacts:
    try:
        return facts_from_json(row.facts)
    except (LookupError, TypeError, ValueError) as error:
        raise UnusableMessageError(f"{type(error).__name__}: {error}") from error


def _envelope(row: Message, facts: MailFacts, now: datetime, sender: str, lang: str) -> message.Envelope:
    organizer, receiver = Party(message.SENDER_NAME, sender), Party(row.to_name, row.to_address or "")
    return message.Envelope(
        message_id=row.message_id,
        sender=sender,
        to_name=row.to_name,
        to_address=row.to_address or "",
        at=message.local(now, facts.zone),
        thread=message.thread_of(facts, row.message_id.rpartition("@")[2].rstrip(">")),
        lang=lang,
        calendar=calendar_part(facts, organizer, receiver, lang),
    )

"""Looks again at a claimed message and renders it, just before it goes out; knows no transport and no states."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage

from notifications import message
from notifications.rendering import render
from zi_workflow.domain.messages import PRINT, Rendered
from zi_workflow.domain.notices import MailFacts, facts_from_json
from zi_workflow.domain.subscriptions import masked
from zi_workflow.storage.engine import Session
from zi_workflow.storage.queries.mail import language_of
from zi_workflow.usecases.outbox import Message, Recheck
from zi_workflow.usecases.subscriptions import way_out


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message ready to go: its MIME form (None: printable list), and what is kept of it, where no secret works."""

    facts: MailFacts
    rendered: Rendered
    mime: EmailMessage | None

    @property
    def source(self) -> str | None:
        """The raw message as it is kept."""
        return masked(self.mime.as_bytes().decode("ascii", "backslashreplace")) if self.mime else None


class UnusableMessageError(Exception):
    """The message cannot be rendered or addressed; it alone fails."""


def prepare(
    session: Session, row: Message, now: datetime, sender: str, recheck: Recheck | None
) -> Prepared | None:
    """The message as it is true now; None when nothing of it is. Raises UnusableMessageError."""
    facts = _facts(row)
    if recheck is not None:
        still_true = recheck(session, row)
        if still_true is None:
            return None
        facts = still_true
    if facts.empty:
        return None
    lang = language_of(session, row.person_id)
    try:
        unsubscribe = way_out(session, row, facts, now)
        rendered = render(facts, lang, unsubscribe)
        mime = None
        if row.channel != PRINT:
            envelope = replace(_envelope(row, facts, now, sender, lang), unsubscribe=unsubscribe)
            mime = message.build(envelope, rendered)
    except Exception as error:  # whatever is wrong with one message must not stop the others
        raise UnusableMessageError(f"{type(error).__name__}: {error}") from error
    return Prepared(facts, Rendered(rendered.subject, masked(rendered.text), masked(rendered.html)), mime)


def _facts(row: Message) -> MailFacts:
    try:
        return facts_from_json(row.facts)
    except (LookupError, TypeError, ValueError) as error:
        raise UnusableMessageError(f"{type(error).__name__}: {error}") from error


def _envelope(row: Message, facts: MailFacts, now: datetime, sender: str, lang: str) -> message.Envelope:
    return message.Envelope(
        message_id=row.message_id,
        sender=sender,
        to_name=row.to_name,
        to_address=row.to_address or "",
        at=message.local(now, facts.zone),
        thread=message.thread_of(facts, row.message_id.rpartition("@")[2].rstrip(">")),
        lang=lang,
    )

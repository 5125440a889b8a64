"""Renders a message from what is true of it and puts it into MIME form: words and bytes; asks no store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from notifications import message
from notifications.acting import Linking, with_ways
from notifications.invitation_calendar import Party, calendar_part
from notifications.rendering import render
from zi_workflow.domain import accounts, links, subscriptions
from zi_workflow.domain.messages import Rendered
from zi_workflow.domain.notices import MailFacts
from zi_workflow.domain.office_hours import OFFICE_DAY, Hours
from zi_workflow.domain.tokens import masked
from zi_workflow.usecases.link_issues import Issues
from zi_workflow.usecases.marks import Kept, kept
from zi_workflow.wording import local


class UnusableMessageError(Exception):
    """The message cannot be rendered or addressed; it alone fails."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a message would be: everything that its words and its headers need.

    `trimmed`: the last look left out some of what was collected. Without an address it is for the printable list.
    """

    id: str
    person_id: str
    programme_id: str | None
    message_id: str
    sender: str
    to_name: str
    to_address: str | None
    at: datetime
    facts: MailFacts
    lang: str
    linking: Linking
    trimmed: bool = False
    unsubscribe: str = ""
    door: str = ""
    issues: Issues = field(default_factory=dict)
    hours: Hours = OFFICE_DAY


@dataclass(frozen=True, slots=True)
class Composed:
    """A message ready to go: its bytes (None: printable list), and what is kept of it, where no secret works."""

    draft: Draft
    kept: Kept
    content: bytes | None


def compose(draft: Draft) -> Composed | UnusableMessageError:
    """The message, or why there is none."""
    try:
        with alone():
            return _composed(draft)
    except UnusableMessageError as error:
        return error


@contextmanager
def alone() -> Iterator[None]:
    """Whatever is wrong with one message must not stop the others."""
    try:
        yield
    except Exception as error:
        raise UnusableMessageError(f"{type(error).__name__}: {error}") from error


def _composed(draft: Draft) -> Composed:
    facts = replace(with_ways(draft.facts, draft.issues, draft.lang), door=draft.door)
    rendered = render(facts, draft.lang, draft.unsubscribe)
    content = None
    if draft.to_address is not None:
        content = message.build(_envelope(draft, draft.to_address), rendered)

    secret = [accounts.PATH, subscriptions.PATH, *([] if draft.linking is Linking.SHOWN else [links.PATH])]

    def hide(text: str) -> str:
        return masked(text, *secret)

    source = None if content is None else hide(content.decode("ascii", "backslashreplace"))
    said = Rendered(rendered.subject, hide(rendered.text), hide(rendered.html))
    return Composed(draft, kept(said, source), content)


def _envelope(draft: Draft, to_address: str) -> message.Envelope:
    facts = draft.facts
    organizer, receiver = Party(message.SENDER_NAME, draft.sender), Party(draft.to_name, to_address)
    return message.Envelope(
        message_id=draft.message_id,
        sender=draft.sender,
        to_name=draft.to_name,
        to_address=to_address,
        at=local(draft.at, facts.zone),
        thread=message.thread_of(facts, draft.message_id.rpartition("@")[2].rstrip(">")),
        lang=draft.lang,
        unsubscribe=draft.unsubscribe,
        calendar=calendar_part(facts, organizer, receiver, draft.lang),
    )

"""The states of a message of the outbox and its legal moves; knows no transport, no table and no wording of mails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from zi_workflow.domain.errors import N_, Word
from zi_workflow.domain.notices import OPTIONAL, MailKind


class MessageState(StrEnum):
    """How far a message got (docs/mail.md section 4)."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    DATA = "data"
    SENT = "sent"
    RETRY = "retry"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    HELD = "held"
    CANCELLED = "cancelled"


STATE_NAMES: Mapping[str, Word] = {
    MessageState.QUEUED: Word(N_("waiting")),
    MessageState.CLAIMED: Word(N_("being prepared")),
    MessageState.DATA: Word(N_("being handed over")),
    MessageState.SENT: Word(N_("sent")),
    MessageState.RETRY: Word(N_("tried again later")),
    MessageState.FAILED: Word(N_("not delivered")),
    MessageState.UNCERTAIN: Word(N_("uncertain")),
    MessageState.HELD: Word(N_("held")),
    MessageState.CANCELLED: Word(N_("cancelled")),
}

MEANINGS: Mapping[MessageState, str] = {
    MessageState.QUEUED: N_("It waits for its time."),
    MessageState.CLAIMED: N_("A worker is preparing to hand it over."),
    MessageState.DATA: N_("It is being handed over; its content may be out."),
    MessageState.SENT: N_("It was sent, captured or put on the printable list."),
    MessageState.RETRY: N_("It was certainly not accepted and is tried again later."),
    MessageState.FAILED: N_("It was refused for good, came back, or did not arrive."),
    MessageState.UNCERTAIN: N_("It was handed over, but no answer came."),
    MessageState.HELD: N_("It is held back until somebody releases it."),
    MessageState.CANCELLED: N_("It is not sent any more; the reason says why."),
}

UNSENT = frozenset({MessageState.QUEUED, MessageState.RETRY, MessageState.HELD})
"""Certainly with nobody and in no worker's hands."""

MOVES: Mapping[MessageState, frozenset[MessageState]] = {
    MessageState.QUEUED: frozenset({MessageState.CLAIMED, MessageState.HELD, MessageState.CANCELLED}),
    MessageState.CLAIMED: frozenset(
        {
            MessageState.CLAIMED,  # another worker, after the lease
            MessageState.DATA,
            MessageState.SENT,
            MessageState.RETRY,
            MessageState.FAILED,
            MessageState.HELD,
            MessageState.CANCELLED,
        }
    ),
    MessageState.DATA: frozenset(
        {MessageState.SENT, MessageState.RETRY, MessageState.FAILED, MessageState.UNCERTAIN}
    ),
    MessageState.RETRY: frozenset({MessageState.CLAIMED, MessageState.HELD, MessageState.CANCELLED}),
    MessageState.HELD: frozenset({MessageState.QUEUED, MessageState.CANCELLED}),
    MessageState.UNCERTAIN: frozenset({MessageState.SENT, MessageState.QUEUED, MessageState.FAILED}),
    MessageState.SENT: frozenset({MessageState.FAILED}),  # it came back
    MessageState.FAILED: frozenset(),
    MessageState.CANCELLED: frozenset(),
}


def sources(target: MessageState) -> frozenset[MessageState]:
    """The states from which a message may come to `target`."""
    return frozenset(state for state, targets in MOVES.items() if target in targets)


MAIL, PRINT = "mail", "print"
"""The channels of a message: a mail, or the printable list of people without an address."""

FIRST_WAITS = (1, 5, 15, 60)  # minutes after the first, second, ... try
LATER_WAIT = 60
GIVE_UP_AFTER = timedelta(days=5)


def next_wait(tries: int) -> timedelta | None:
    """How long to wait after `tries` vain tries; None when trying has lasted five days (RFC 5321 4.5.4.1)."""
    waits = [*FIRST_WAITS[:tries], *[LATER_WAIT] * (tries - len(FIRST_WAITS))]
    return timedelta(minutes=waits[-1]) if timedelta(minutes=sum(waits)) <= GIVE_UP_AFTER else None


LONGEST_ANSWER = timedelta(minutes=10)  # a relay may take so long after the content (RFC 5321 4.5.3.2.6)
LOOKUP_GRACE = timedelta(minutes=15)
"""How long an uncertain message rests before it is looked up: longer than any relay takes to answer or to archive."""
MOST_COPIES = 2


def may_go_again(kind: MailKind, copies: int) -> bool:
    """Whether a message that may be out already may be sent once more.

    A digest never, its matters come again; nor what nobody has to read.
    """
    return kind is not MailKind.DIGEST and kind not in OPTIONAL and copies < MOST_COPIES


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail in words: a single-line subject, the text and the HTML that say the same."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What every mail of a service carries: where its pages are, and the domain of its Message-IDs."""

    base_url: str = ""
    mail_domain: str = "zi-workflow.localhost"


PLAIN = Letterhead()
"""Without pages to link to, and with Message-IDs of this machine's own."""

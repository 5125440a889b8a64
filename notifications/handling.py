"""What a worker does to its messages in the store, many at a time: takes them up and writes down what became of them.

Knows no transport and no wording.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from notifications.composing import Composed, Draft, UnusableMessageError
from notifications.preparing import Preparation, prepare
from notifications.reports import Ending
from notifications.transports.outcomes import Fate, Outcome
from zi_workflow.domain.messages import PRINT, MessageState
from zi_workflow.domain.notices import AT_ANY_HOUR, MailFacts, MailKind, Reason
from zi_workflow.storage.engine import Session
from zi_workflow.usecases import bounces, marks, outbox, returns
from zi_workflow.usecases.bounces import Bounce
from zi_workflow.usecases.marks import Failure, Held, Sent
from zi_workflow.usecases.outbox import UNGUARDED, About, Guard, Message, Recheck
from zi_workflow.usecases.stillness import Stillness, stillness
from zi_workflow.usecases.windows import closed_until
from zi_workflow.wording import local


@dataclass(frozen=True, slots=True)
class Going:
    """The content of a message is about to go out."""

    draft: Draft
    sent: Sent


@dataclass(frozen=True, slots=True)
class Gone:
    """What a transport said about a message; nobody else heard it."""

    sent: Sent
    outcome: Outcome


class Looks:
    """Which messages were looked at since anybody else last wrote: what was true of them then is true still."""

    def __init__(self) -> None:
        self._still: Stillness | None = None
        self._looked: set[str] = set()

    def begin(self, session: Session) -> None:
        """At the beginning of a transaction of this worker."""
        if self._still is None or stillness(session) != self._still:
            self._looked.clear()

    def end(self, session: Session, looked: Iterable[str] = ()) -> None:
        """At its end; its own writes take nothing away from what it saw."""
        self._looked.update(looked)
        self._still = stillness(session)

    def forget(self) -> None:
        """Everything is looked at again."""
        self._looked.clear()

    def hold(self, draft: Draft, now: datetime) -> bool:
        """Whether another look would find the same; what depends on the hour is always looked at."""
        facts = draft.facts
        by_hour = facts.kind is MailKind.SIGN_IN or facts.summons is not None
        same_day = local(draft.at, facts.zone).date() == local(now, facts.zone).date()
        return draft.id in self._looked and same_day and not by_hour


Taken = dict[str, Draft | Ending]
"""By message: what is to be composed, or its end."""


@dataclass(frozen=True, slots=True)
class Hands:
    """A worker: its name in the outbox, what it asks before a message goes out, and from which address.

    What takes a session is a use case, and belongs into one transaction.
    """

    worker: str
    transport: str
    how: Preparation
    guard: Guard = UNGUARDED
    looks: Looks = field(default_factory=Looks)

    def sent(self, composed: Composed) -> Sent:
        """What is kept of a message once it is out."""
        draft = composed.draft
        transport = self.transport if composed.content is not None else PRINT
        return Sent(draft.id, self.worker, transport, composed.kept, draft.facts, draft.trimmed)

    def claim(self, session: Session, limit: int, now: datetime) -> list[str]:
        """Up to so many messages whose time has come, for this worker."""
        self.looks.begin(session)
        ids = outbox.claim(session, outbox.Claim(self.worker, limit, guard=self.guard), now)
        self.looks.end(session)
        return ids

    def take_up(self, session: Session, ids: Sequence[str], now: datetime) -> Taken:
        """What its messages are now; obsolete ones are cancelled, unusable ones fail alone, the guard asked."""
        self.looks.begin(session)
        mine = outbox.renew(session, ids, self.worker, now)
        taken: Taken = dict.fromkeys(ids, Ending.LOST)
        shut = closed_until(session, {row.unit_id for row in mine}, now)
        opens = {row.id: shut.get(row.unit_id) if row.kind not in AT_ANY_HOUR else None for row in mine}
        for row in mine:
            if (until := opens[row.id]) is not None:
                outbox.put_back(session, [row.id], self.worker, until)
                taken[row.id] = Ending.PUT_BACK
        ready = self.drafted(session, [row for row in mine if opens[row.id] is None], now)
        rows = [row for row in mine if isinstance(ready.get(row.id), Draft)]
        withheld = self.guard.withheld(session, rows, now) if rows else {}
        self.looks.end(session, ready)
        return taken | ready | dict.fromkeys(withheld, Ending.PUT_BACK)

    def drafted(self, session: Session, rows: Sequence[Message], now: datetime) -> Taken:
        """The messages as they are true now, or their ends."""
        drafts = prepare(session, rows, now, self.how)
        return {id: self._ended(session, id, draft, now) for id, draft in drafts.items()}

    def _ended(
        self, session: Session, id: str, draft: Draft | UnusableMessageError | None, now: datetime
    ) -> Draft | Ending:
        if isinstance(draft, UnusableMessageError):
            return self.fail(session, (id, draft), now)
        if draft is None:
            marks.cancel(session, id, Reason.OBSOLETE)
            return Ending.CANCELLED
        return draft

    def fail(self, session: Session, what: tuple[str, UnusableMessageError], _now: datetime) -> Ending:
        """The message cannot be sent as it is; it alone fails."""
        id, error = what
        marks.mark_failed(session, Failure(id, self.worker, str(error)))
        return Ending.FAILED

    def put_back(self, session: Session, ids: Collection[str], until: datetime) -> int:
        """Untried, to be taken up again from then on; how many were still its own."""
        return outbox.put_back(session, ids, self.worker, until)

    def write(self, session: Session, entries: Sequence[Going | Gone], now: datetime) -> list[Ending | None]:
        """What became of messages, and which contents may go out: None for those, in the entries' order.

        A message that is not this worker's any more is LOST; so is one that may not go out any more, and it is put
        back.
        """
        gone = [each for each in entries if isinstance(each, Gone)]
        going = [each for each in entries if isinstance(each, Going)]
        held = None
        if all(each.outcome.fate is Fate.SENT for each in gone):
            self.looks.begin(session)
            held = marks.held_of(session, [each.sent for each in entries])
        else:
            self.looks.forget()  # a refusal may change what is true of other mails
        ends = _record(session, gone, held, self.guard, now) if gone else {}
        marked = self._mark(session, going, held, now) if going else frozenset()
        self.looks.end(session)
        return [
            ends[each.sent.id] if isinstance(each, Gone) else None if each.sent.id in marked else Ending.LOST
            for each in entries
        ]

    def _mark(
        self, session: Session, going: Sequence[Going], held: Held | None, now: datetime
    ) -> frozenset[str]:
        """Unless mail was stopped or held, the office has closed, or something became untrue meanwhile: then later."""
        stopped = self.guard.stops(session, {each.draft.facts.kind for each in going})
        late = {
            each.sent.id for each in going if each.draft.facts.kind in stopped or _is_late(each.draft, now)
        }
        asked = [each for each in going if each.sent.id not in late and not self.looks.hold(each.draft, now)]
        back = late | _outdated(session, asked, self.how.recheck, now)
        if back:
            self.put_back(session, back, now)
        return marks.mark_data(session, [each.sent for each in going if each.sent.id not in back], now, held)


def _is_late(draft: Draft, now: datetime) -> bool:
    """Whether the hours of the unit's mail have ended since the message was taken up."""
    facts = draft.facts
    return facts.kind not in AT_ANY_HOUR and not draft.hours.are_on(local(now, facts.zone).time())


def _outdated(
    session: Session, going: Sequence[Going], recheck: Recheck | None, now: datetime
) -> frozenset[str]:
    if recheck is None or not going:
        return frozenset()
    claimed: list[tuple[About, MailFacts]] = [(each.draft, each.draft.facts) for each in going]
    true = recheck(session, claimed, now)
    return frozenset(
        about.id for about, facts in claimed if (left := true[about.id]) is not facts and left != facts
    )


def _record(
    session: Session, gone: Sequence[Gone], held: Held | None, guard: Guard, now: datetime
) -> dict[str, Ending]:
    """The outcomes in the outbox."""
    accepted = [_by(each) for each in gone if each.outcome.fate is Fate.SENT]
    kept = marks.mark_sent(session, accepted, now, held) if accepted else frozenset()
    ends = {
        each.id: (Ending.PRINTED if each.transport == PRINT else Ending.SENT)
        if each.id in kept
        else Ending.LOST
        for each in accepted
    }
    return ends | {
        each.sent.id: _record_vain(session, each, guard, now)
        for each in gone
        if each.outcome.fate is not Fate.SENT
    }


def _by(gone: Gone) -> Sent:
    return replace(gone.sent, transport=gone.outcome.by or gone.sent.transport)


def _record_vain(session: Session, gone: Gone, guard: Guard, now: datetime) -> Ending:
    sent, outcome = _by(gone), gone.outcome
    failure = Failure(sent.id, sent.worker, f"{outcome.stage}: {outcome.reason}")
    match outcome.fate:
        case Fate.RETRY if state := marks.mark_retry(session, failure, now):
            return Ending.FAILED if state is MessageState.FAILED else Ending.RETRIED
        case Fate.FAILED if marks.mark_failed(session, failure):
            if outcome.bounced:
                bounces.suppress(session, Bounce(sent.id), now)
            elif outcome.unreached:
                returns.refused(session, Bounce(sent.id), now)
            guard.refused(session, sent.id, now)
            return Ending.FAILED
        case Fate.UNCERTAIN if marks.mark_uncertain(session, failure, now):
            return Ending.UNCERTAIN
    return Ending.LOST

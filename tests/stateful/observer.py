"""Looks at the service from outside: what leaves, what each morning decided, how the outbox stands; changes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlmodel import col

from tests.stateful.history import Copy, Hold, Offer, Row, Said
from tests.stateful.ladders import Ladders
from tests.stateful.state import LISTED, State
from zi_workflow.bootstrap import Store
from zi_workflow.storage.engine import Session
from zi_workflow.storage.tables import EventRow, MailHold, MailPass, MailRelease, MessageRow

_SERVICE = ZoneInfo("Asia/Jakarta")
NOTHING = 2**31
TOKEN = re.compile(r"https://zi\.contoh\.go\.id/t/([\w-]+)")


@dataclass
class Observer:
    """On connections of its own, so that no death of a process disturbs it."""

    state: State
    store: Store
    interrupted: Callable[[], None]
    began: int = NOTHING

    def __post_init__(self) -> None:
        self.ladders = Ladders(self.state)

    # -- asked by the relay

    @property
    def dead(self) -> bool:
        """Whether the process that sends has died."""
        return self.state.dead

    def spend(self, minutes: int) -> None:
        """Time goes by while the relay is waited for."""
        self.state.now += timedelta(minutes=minutes)

    def offered(self, mail: EmailMessage) -> None:
        """A mail has passed the guards."""
        history, message_id = self.state.history, str(mail["Message-ID"])
        key = f"{self.state.era}:{message_id}"
        if key in history.offered:
            return
        history.offered.add(key)
        self._note_passes()
        with self.store.reading() as session:
            row = _row(session, message_id)
            released = session.get(MailRelease, row.id) is not None
        reached = sum(each.address is not None for each in self.state.model.people.values())
        at, stretch = history.passed.get((self.state.era, row.id), (self.state.now, self.state.stretch))
        day = at.astimezone(_SERVICE).date()
        history.offers.append(Offer(at, day, row.kind, released, stretch, reached))

    def _note_passes(self) -> None:
        """When each mail was let past the guards: it counts from then, though its process may die before the relay."""
        with self.store.reading() as session:
            for id in session.scalars(select(col(MailPass.message_id))):
                self.state.history.passed.setdefault(
                    (self.state.era, id), (self.state.now, self.state.stretch)
                )

    def begins(self, mail: EmailMessage, address: str) -> int:
        """The content of a mail begins to go out."""
        with self.store.reading() as session:
            row = _row(session, str(mail["Message-ID"]))
            released = session.get(MailRelease, row.id) is not None
            text = text_of(mail)
            copy = self._copy(row, text, address, released=released)
        self.state.history.copies.append(copy)
        self.state.tokens += [(copy.person, token) for token in dict.fromkeys(TOKEN.findall(text))]
        return copy.number

    def ended(self, copy: int, accepted: bool, answered: bool) -> None:
        """The relay took it or not, and said so or not."""
        history = self.state.history
        if accepted:
            history.change(copy, accepted=True, doubtful=not answered)
            message_id = next(each.message_id for each in history.copies if each.number == copy)
            self.state.desk.taken.append((message_id, self.state.now))

    def _copy(self, row: MessageRow, text: str, address: str, *, released: bool) -> Copy:
        world, model = self.state, self.state.model
        agency, person = model.agencies[row.unit_id], model.people[row.person_id]
        local = agency.local(world.now)
        listed = world.mode == "live" or (world.mode == "allowlist" and address == LISTED)
        excused = row.kind in ("alert", "invitation")
        return Copy(
            number=world.history.next(),
            at=world.now,
            local=local,
            message_id=row.message_id,
            key=row.key,
            kind=row.kind,
            person=row.person_id,
            address=address,
            unit=row.unit_id,
            lines=tuple(_said(line) for line in row.facts.get("lines", ())),
            accepted=False,  # so far
            open_hours=agency.is_open(world.now),
            finished=model.finished(),
            in_office=excused or model.acts_in(person.id, agency.id, local.date()),
            known_address=address == person.address,
            foreign=self._foreign(row, text, local.date()),
            away=not excused and model.is_away(person.id, local.date()),
            may_leave=listed and not model.stopped,
            released=released,
            fenced=world.fenced,
            archived=world.desk.archived and world.desk.reachable,
            era=world.era,
            epoch=world.epoch,
        )

    def _foreign(self, row: MessageRow, text: str, day: date) -> tuple[str, ...]:
        """Words of units in which the receiver does nothing."""
        model = self.state.model
        return tuple(
            each.word
            for each in model.agencies.values()
            if each.word in text and each.id != row.unit_id and not model.acts_in(row.person_id, each.id, day)
        )

    # -- after a step

    @contextmanager
    def delivering(self) -> Iterator[None]:
        """What goes out in this block may be in the hands of a process that dies."""
        before, self.began = self.began, min(self.began, self.state.history.number)
        try:
            yield
        finally:
            self.began = before
            self._note_passes()

    def doubt_last(self) -> None:
        """A process died: of nothing that went out in this step it is known whether it was written down."""
        for copy in [each for each in self.state.history.copies if each.number > self.began]:
            self.state.history.change(copy.number, doubtful=True)

    def look(self, *, quietly: bool = False) -> None:
        """What has been decided since the last look; `quietly`: it was no morning's doing."""
        with self.store.reading() as session:
            self.ladders.look(session, quietly=quietly)

    def rows(self) -> list[Row]:
        """The outbox."""
        with self.store.reading() as session:
            passes = dict(
                session.execute(
                    select(col(MailPass.message_id), func.count()).group_by(col(MailPass.message_id))
                ).all()
            )
            columns = (MessageRow.id, MessageRow.message_id, MessageRow.key, MessageRow.state)
            found = session.execute(select(*(col(column) for column in columns))).all()
            return [Row(row.message_id, row.key, row.state, passes.get(row.id, 0)) for row in found]

    def holds(self) -> list[Hold]:
        """Every time that all mail was held."""
        with self.store.reading() as session:
            noted = session.execute(
                select(col(EventRow.subject), col(EventRow.agency), func.count())
                .where(col(EventRow.kind) == "mail.held")
                .group_by(col(EventRow.subject), col(EventRow.agency))
            ).all()
            return [
                Hold(
                    row.cause,
                    self._explained(row.cause),
                    max((number for subject, _agency, number in noted if subject == row.id), default=0),
                    row.ended_at is None,
                )
                for row in session.scalars(select(MailHold))
            ]

    def _explained(self, cause: str) -> bool:
        """Whether something was done that makes the guard right."""
        if cause in ("restored", "moved"):
            return self.state.era > 0
        if cause == "bounces":
            return any(name.startswith(("rcpt_unknown", "data_554", "dot_554", "returned", "rcpt_full"))
                       for name in self.state.faults)  # fmt: skip
        return self.state.flooded and cause in ("run", "day")


def text_of(mail: EmailMessage) -> str:
    """The words of a mail as its receiver reads them, subject and text."""
    read = message_from_bytes(mail.as_bytes(), policy=default)
    part = read.get_body(("plain",))
    return f"{read['Subject']}\n{part.get_content() if part is not None else ''}"


def _row(session: Session, message_id: str) -> MessageRow:
    return session.scalars(select(MessageRow).where(col(MessageRow.message_id) == message_id)).one()


def _said(line: dict[str, Any]) -> Said:
    clock = line.get("clock")
    task = (line["programme_code"], line["task"]) if line.get("task") else None
    return Said(
        kind=line["kind"],
        task=task,
        notice=None if line.get("repeat") else line.get("notice"),
        cycle=line.get("cycle", 1),
        review=bool(line.get("review")),
        clock=date.fromisoformat(clock) if clock else None,
    )

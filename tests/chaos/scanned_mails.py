"""Days of a programme on which mails of every kind go out, and the mails as a mailbox has them; scans nothing.

The kept copies of a mail hide the links that act, so the mails are caught where a relay would take them.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from sqlmodel import col, select

from flows import day, dispatch
from notifications.circuit import Circuit
from notifications.transports.outcomes import BeforeData, Fate, Outcome
from tests.support import sample_pages
from tests.support.clocks import wib
from tests.support.mails import parsed
from zi_workflow.bootstrap import Store, do
from zi_workflow.clock import FixedClock
from zi_workflow.domain.invitations import Meeting
from zi_workflow.domain.messages import Letterhead
from zi_workflow.frameworks.loader import national_days_off
from zi_workflow.storage.queries.accounts import account_of
from zi_workflow.storage.queries.tasks import task_facts
from zi_workflow.storage.queries.viewers import viewer_of
from zi_workflow.storage.tables import MessageRow, Person, Programme
from zi_workflow.usecases import invitations, promises, reviews, sign_in_mail, tasks
from zi_workflow.usecases.accounts import MakeAccount, make
from zi_workflow.usecases.evidence import Handed
from zi_workflow.usecases.invitation_commands import Cancel, Change, Invite
from zi_workflow.usecases.mail_gate import gate
from zi_workflow.usecases.nudges import Remind, remind
from zi_workflow.usecases.sign_in_mail import SendLink
from zi_workflow.usecases.weekly import Summarise, summarise
from zi_workflow.web.app import create_app

ZONE = "Asia/Jakarta"
LATE_TASK = "TL-02"
MEETING = Meeting(
    date(2025, 7, 23), time(9), time(11), "Ruang Rapat Lantai 2", "https://rapat.example.go.id/zi"
)
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;)]")


@dataclass
class Mailboxes:
    """A transport that keeps what it is given, as the receivers' mailboxes would."""

    mails: list[EmailMessage] = field(default_factory=list)
    name: str = "mailbox"
    sender: str = "zi@example.go.id"
    lanes: int = 1
    circuit: Circuit = field(default_factory=Circuit)

    async def send(self, content: bytes, to_address: str, before_data: BeforeData) -> Outcome:
        """Kept."""
        assert await before_data()
        self.mails.append(parsed(content))
        return Outcome(Fate.SENT, "answer")

    async def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True)
class Ground:
    """A store whose mails have gone out, the mails, and the instant after the last of them."""

    store: Store
    path: Path
    evidence: Path
    mails: Sequence[EmailMessage]
    now: datetime

    @property
    def app(self) -> FastAPI:
        """The pages that the mails lead to, which take files too."""
        return create_app(self.store, now=lambda: self.now, evidence=self.evidence)

    def kinds(self) -> Counter[str]:
        """How many mails of which kind went out."""
        ids = [str(mail["Message-ID"]) for mail in self.mails]
        with self.store.reading() as session:
            return Counter(session.exec(select(MessageRow.kind).where(col(MessageRow.message_id).in_(ids))))

    def links(self, base_url: str) -> list[str]:
        """Every address of ours that a mail leads to, in either body, in a header or in a calendar; each once."""
        found = dict.fromkeys(link for mail in self.mails for link in links_of(mail))
        return [link for link in found if link.startswith(f"{base_url}/")]

    def digest(self) -> str:
        """Of everything that the database and the folder of evidence hold."""
        return digest(self.path, sorted(str(file) for file in self.evidence.rglob("*")))


class _Targets(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src", "action") and value]


def links_of(mail: EmailMessage) -> list[str]:
    """As a scanner finds them: targets of the HTML, addresses in any text, addresses in headers."""
    found = [link for _name, value in mail.items() for link in _ADDRESS.findall(str(value))]
    for part in mail.walk():
        if part.get_content_maintype() == "multipart":
            continue
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        text = content.decode("utf-8")
        if part.get_content_type() == "text/html":
            targets = _Targets()
            targets.feed(text)
            found += targets.found
        else:
            found += _ADDRESS.findall(text.replace("\r\n ", "").replace("\\n", " "))
    return found


def digest(path: Path, more: Sequence[str] = ()) -> str:
    """A digest of every row of every table of a SQLite file, whatever the order they lie in, and of some names."""
    whole = hashlib.sha256(repr(list(more)).encode())
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        names = [
            row[0]
            for row in file.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        ]
        assert "message" in names
        for name in names:
            rows = sorted(map(repr, file.execute(f'SELECT * FROM "{name}"')))  # noqa: S608 names of our own tables
            whole.update(repr((name, rows)).encode())
    return whole.hexdigest()


def lived(folder: Path, base_url: str, mornings: int) -> Ground:
    """The sample programme, late in one area, on its next mornings; each one's mails handed over in office hours."""
    store = sample_pages.build_file(folder)
    boxes, letterhead = Mailboxes(), Letterhead(base_url, "zi.example.go.id")
    days = _working_days(mornings)
    for number, on in enumerate(days):
        now = wib(on.year, on.month, on.day, 8)
        day.run_day(store, ZONE, on, now, letterhead=letterhead, deliver=False)
        do(store, summarise, Summarise(ZONE, on, letterhead), now)
        if number in STEPS:
            STEPS[number](Desk(store, on, now, letterhead))
        dispatch.collect_everywhere(store, now, letterhead)
        at = wib(on.year, on.month, on.day, 9)
        dispatch.deliver_due(store, FixedClock(at).now, boxes, "w", guard=gate(None))
    return Ground(
        store, folder / "zi.db", folder / "evidence", boxes.mails, wib(on.year, on.month, on.day, 9, 5)
    )


def _working_days(many: int) -> list[date]:
    """The first working days after the sample's own; 1 May and Waisak are holidays."""
    later = (sample_pages.TODAY + timedelta(days=number) for number in range(1, 3 * many + 5))
    open_days = (on for on in later if on.isoweekday() < 6 and on not in national_days_off())
    return list(islice(open_days, many))


@dataclass(frozen=True)
class Desk:
    """From where something is done on a morning, before its mails leave."""

    store: Store
    on: date
    now: datetime
    letterhead: Letterhead

    @property
    def programme_id(self) -> str:
        """The sample has one programme."""
        with self.store.reading() as session:
            return session.exec(select(Programme.id)).one()

    def person(self, name: str) -> str:
        """The id of the sample's person whose name begins so."""
        with self.store.reading() as session:
            return session.exec(select(Person.id).where(col(Person.name).startswith(name))).one()

    def does(self, verb: Any, command: type[Any], **more: Any) -> None:
        """One use case."""
        do(self.store, verb, command(programme_id=self.programme_id, on=self.on, **more), self.now)

    def round(self, verb: Any, command: type[Any], **more: Any) -> None:
        """Something about the next round."""
        self.does(
            verb, command, quarter="2025-Q2", actor=self.person("Hadi"), letterhead=self.letterhead, **more
        )


def _hand_in_and_return(desk: Desk) -> None:
    task = {"task": LATE_TASK, "actor": "cli"}
    desk.does(tasks.start, tasks.Start, **task)
    desk.does(tasks.submit, tasks.Submit, evidence=(Handed("notulen.pdf"),), **task)
    note = "Daftar hadir belum dilampirkan."
    desk.does(reviews.return_, reviews.Return, task=LATE_TASK, actor=desk.person("Ayu"), note=note)


def _give_away(desk: Desk) -> None:
    desk.does(promises.assign, promises.Assign, task=LATE_TASK, actor="cli", person_id=desk.person("Budi"))


def _invite_and_remind(desk: Desk) -> None:
    account = do(desk.store, make, MakeAccount(desk.person("Hadi"), "cli"), desk.now)
    with desk.store.reading() as session:
        lead = viewer_of(session, account, desk.now)
        version = task_facts(session, desk.programme_id, LATE_TASK).version
    asks = {"viewer": lead, "programme_id": desk.programme_id, "task": LATE_TASK, "version": version}
    do(desk.store, remind, Remind(**asks, note="Mohon dibahas hari ini."), desk.now)  # type: ignore[arg-type]
    desk.round(invitations.invite, Invite, meeting=MEETING)


def _move(desk: Desk) -> None:
    desk.round(invitations.change, Change, meeting=replace(MEETING, ends=time(12)), reason="Ruang terpakai.")


def _call_off_and_ask_to_sign_in(desk: Desk) -> None:
    desk.round(invitations.cancel, Cancel, reason="Diganti rapat daring.")
    budi = desk.person("Budi")
    do(desk.store, make, MakeAccount(budi, "cli"), desk.now)
    with desk.store.reading() as session:
        known = account_of(session, budi)
    assert known is not None
    just_before = desk.now + timedelta(minutes=55)  # such a mail does not wait for an hour
    assert do(desk.store, sign_in_mail.send, SendLink(known.address, desk.letterhead), just_before)


STEPS: Mapping[int, Callable[[Desk], None]] = {
    0: _give_away,
    1: _hand_in_and_return,
    2: _invite_and_remind,
    3: _move,
    4: _call_off_and_ask_to_sign_in,
}

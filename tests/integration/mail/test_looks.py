"""Right before a content goes out it is looked at again, unless nobody has written since the look before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from notifications.acting import Linking
from notifications.composing import Draft
from notifications.delivery import deliver
from notifications.handling import Looks
from notifications.transports.outcomes import Fate, Outcome
from tests.support import mails
from tests.support.mails import NOW, Clock, ScriptedTransport
from zi_workflow import bootstrap
from zi_workflow.bootstrap import Store
from zi_workflow.domain.notices import MailFacts, MailKind
from zi_workflow.storage.tables import Person
from zi_workflow.usecases.outbox import About

Change = Callable[[Store, str], None]


class Asked:
    """A recheck that counts how often it is asked; nothing is true any more once `over`."""

    def __init__(self) -> None:
        self.times, self.over = 0, False

    def __call__(
        self, _session: Session, claimed: Sequence[tuple[About, MailFacts]], _now: datetime
    ) -> Mapping[str, MailFacts | None]:
        self.times += 1
        return {about.id: None if self.over else facts for about, facts in claimed}


def rename(store: Store, _url: str) -> None:
    """Somebody writes in this process, over the same connections."""
    with store.writing() as session:
        session.get_one(Person, "ayu").name = "Ayu"


def rename_elsewhere(_store: Store, url: str) -> None:
    """Another process does."""
    with closing(bootstrap.open_store(url)) as other:
        rename(other, url)


def look(store: Store, _url: str) -> None:
    """Somebody looks at a page."""
    with store.reading() as session:
        session.get_one(Person, "ayu")


async def sent(store: Store, asked: Asked, meanwhile: Callable[[], None] = lambda: None) -> int:
    """How many mails went out of one delivery, and what happens while each is with the relay."""
    transport = ScriptedTransport(at_data=meanwhile)
    return (await deliver(store, Clock().now, transport, "w1", asked)).sent


@pytest.fixture
def one(sqlite_store: Store) -> Store:
    """A store with one mail to go out."""
    mails.settle(sqlite_store)
    mails.queue_one(sqlite_store)
    return sqlite_store


@pytest.mark.parametrize("change", [rename, rename_elsewhere])
async def test_whatever_somebody_else_wrote_is_looked_at(one: Store, sqlite_url: str, change: Change) -> None:
    """A task may be done between the first look and the last: its reminder does not go out."""
    asked = Asked()

    def meanwhile() -> None:
        asked.over = True
        change(one, sqlite_url)

    assert await sent(one, asked, meanwhile) == 0
    assert asked.times > 1


async def test_nothing_is_looked_at_twice_while_nobody_writes(one: Store, sqlite_url: str) -> None:
    """Whoever only reads changes nothing."""
    asked = Asked()
    assert (await sent(one, asked, lambda: look(one, sqlite_url)), asked.times) == (1, 1)


async def test_a_server_cannot_say_that_nobody_wrote(postgres_store: Store) -> None:
    """There everything is looked at right before it goes out."""
    mails.settle(postgres_store)
    mails.queue_one(postgres_store)
    asked = Asked()
    assert (await sent(postgres_store, asked), asked.times) == (1, 2)


async def three(store: Store, *outcomes: Outcome) -> tuple[int, int]:
    """How many of three mails went out over one lane, and how often it was asked what is true."""
    mails.settle(store)
    with store.writing() as session:
        for key in ("a", "b", "c"):
            mails.enqueue(session, key, mails.line("TL-03", None), kind=MailKind.ASSIGNED)
    asked = Asked()
    report = await deliver(store, Clock().now, ScriptedTransport([*outcomes]), "w1", asked)
    return report.sent, asked.times


async def test_a_wave_is_looked_at_once_in_peace(sqlite_store: Store) -> None:
    """One lane takes up one mail, then two."""
    assert await three(sqlite_store) == (3, 2)


async def test_a_refusal_has_the_others_looked_at_again(sqlite_store: Store) -> None:
    """It may take away what they say."""
    sent, times = await three(sqlite_store, Outcome(Fate.SENT), Outcome(Fate.FAILED, "data", "550 no"))
    assert (sent, times) == (2, 3)


@pytest.mark.parametrize(
    ("later", "kind", "holds"),
    [
        (timedelta(hours=9), MailKind.ALERT, True),
        (timedelta(hours=17), MailKind.ALERT, False),
        (timedelta(), MailKind.SIGN_IN, False),
    ],
)
def test_a_look_holds_until_midnight_and_never_for_what_depends_on_the_hour(
    sqlite_store: Store, later: timedelta, kind: MailKind, holds: bool
) -> None:
    """A reminder that says \"tomorrow\" is over at midnight, a link to sign in after ten minutes, though nobody wrote."""
    draft = Draft("m", "budi", "P", "<m@example.go.id>", "zi@example.go.id", "Budi", "budi@example.go.id", NOW,
                  mails.facts(kind=kind), "id", Linking.NONE)  # fmt: skip
    looks = Looks()
    with sqlite_store.writing() as session:
        looks.end(session, ["m"])
        looks.begin(session)
        assert looks.hold(draft, NOW + later) is holds

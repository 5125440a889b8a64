"""Optional mail before the guards: it trips nothing by itself, takes nobody's last place, and yields to what must go."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from notifications.registry import SAMPLES
from tests.support import floods
from tests.support.floods import MEMBERS, NOW, ON, PEOPLE, Letter, Relay, people_of, put
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.notices import MailKind
from zi_workflow.storage.tables import MailHold, MailSwitch, MessageRow
from zi_workflow.usecases import mail_switch
from zi_workflow.usecases.mail_switch import Turn
from zi_workflow.usecases.outbox import NewMessage, enqueue


def summary(session: Session, person: str, number: int = 0, address: str | None = None) -> None:
    """A summary of one of many programmes for a person of their unit (ua for a guest)."""
    unit = "ub" if person.startswith("ub") else "ua"
    facts = replace(SAMPLES[MailKind.WEEKLY], on=ON, programme_code=f"p{unit}")
    enqueue(
        session,
        NewMessage(key=f"w:{person}:{number}", kind=MailKind.WEEKLY, unit_id=unit, programme_id=f"p{unit}",
                   person_id=person, role="coordinator", on=ON, to_name="Budi",
                   to_address=address or f"{person}@example.go.id", facts=facts, not_before=NOW),
        NOW,
    )  # fmt: skip


def held(store: Store) -> list[str]:
    """The causes of open holds."""
    with store.reading() as session:
        return list(session.scalars(select(col(MailHold.cause)).where(col(MailHold.ended_at).is_(None))))


def waiting(store: Store) -> list[MessageRow]:
    """The summaries that were put off."""
    with store.reading() as session:
        query = select(MessageRow).where(
            col(MessageRow.state) == "retry", col(MessageRow.kind) == MailKind.WEEKLY
        )
        return list(session.scalars(query))


def test_a_summary_for_everybody_beside_a_full_morning_holds_nothing(store: Store) -> None:
    """As many as there are people, in the same run as the digests; they take no room of that run."""
    floods.settle(store)
    with store.writing() as session:
        floods.honest(session)
        for person in people_of("ua"):
            summary(session, person)
    relay = Relay(store)
    relay.run(2)
    assert held(store) == []
    assert len(relay.taken) == 2 * PEOPLE + 2 - len(waiting(store))
    with store.reading() as session:
        assert session.get_one(MailSwitch, "mail").today == PEOPLE + 2


def test_a_flood_of_summaries_waits_for_another_day_and_lets_the_rest_go(store: Store) -> None:
    """Two a person and no more than the run's limit in all; what must go passes as ever."""
    floods.settle(store)
    everybody = [*people_of("ua"), *people_of("ub")]
    with store.writing() as session:
        for number in range(10):
            for person in everybody:
                summary(session, person, number)
    relay = Relay(store)
    relay.run(3)
    passed = len(relay.taken)
    assert passed == 60  # 1.5 for each of the forty recipients
    assert max(Counter(person for person, _to in relay.taken).values()) == 2
    assert len(waiting(store)) == 10 * len(everybody) - passed
    assert held(store) == []
    with store.writing() as session:
        put(session, Letter("must", relay.taken[0][0], kind=MailKind.RETURNED))
    assert relay.run() == passed + 1


def test_a_summary_never_takes_the_last_place_of_a_persons_day(sqlite_store: Store) -> None:
    """After a digest and an escalation it waits for tomorrow; a returned task still goes today."""
    floods.settle(sqlite_store)
    head = people_of("ua")[MEMBERS + 2]
    with sqlite_store.writing() as session:
        put(session, Letter("d", head))
        put(session, Letter("e", head, kind=MailKind.ESCALATION, level=4))
    relay = Relay(sqlite_store)
    relay.run()
    with sqlite_store.writing() as session:
        summary(session, head)
    relay.run()
    (row,) = waiting(sqlite_store)
    assert (row.reason, row.next_at.date()) == ("surplus", ON + timedelta(days=1))
    with sqlite_store.writing() as session:
        put(session, Letter("r", head, kind=MailKind.RETURNED))
    assert relay.run() == 3


@pytest.mark.parametrize(
    ("person", "address"), [("ua-0", "siapa@elsewhere.example"), ("guest", "guest@example.go.id")]
)
def test_a_wrong_receiver_of_a_summary_holds_everything_as_ever(
    store: Store, person: str, address: str
) -> None:
    """Nobody has to read it, but nobody else may."""
    floods.settle(store)
    with store.writing() as session:
        summary(session, person, address=address)
    relay = Relay(store)
    assert relay.run() == 0
    assert len(held(store)) == 1


def test_a_stop_and_a_hold_keep_a_summary_like_any_mail(sqlite_store: Store) -> None:
    """It goes on when mail goes on."""
    floods.settle(sqlite_store)
    with sqlite_store.writing() as session:
        summary(session, "ua-16")
    do(sqlite_store, mail_switch.stop, Turn("ayu", "salah", ON), NOW)
    relay = Relay(sqlite_store)
    assert relay.run() == 0
    do(sqlite_store, mail_switch.resume, Turn("ayu", "beres", ON), NOW)
    assert relay.run() == 1

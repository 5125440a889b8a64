"""An answer about optional mail: kept once, told to the log, and of no effect on anything else."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from flows.day import run_day
from tests.support.clocks import wib
from tests.support.mails import composed
from tests.support.programmes import Office, small_office
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.errors import NotFoundError
from zi_workflow.domain.messages import Letterhead
from zi_workflow.domain.notices import MailKind
from zi_workflow.storage.ids import token_hash
from zi_workflow.storage.tables import EventRow, MessageRow, Person, Subscription, SubscriptionLink
from zi_workflow.usecases import outbox
from zi_workflow.usecases.outbox import Claim
from zi_workflow.usecases.rechecks import recheck
from zi_workflow.usecases.subscriptions import Answer, AnswerByLink, answer, answer_by_link, look

MON = date(2025, 1, 13)
AT_EIGHT = wib(2025, 1, 13, 8)
WEB = Letterhead("https://zi.contoh.go.id")


def morning(store: Store) -> Office:
    """Ayu's, Budi's and Citra's summaries wait for 08:00."""
    office = small_office(store)
    run_day(store, "Asia/Jakarta", MON, wib(2025, 1, 13, 7, 30), letterhead=WEB)
    return office


def summary_of(store: Store, person: str) -> Any:
    """State and reason of somebody's summary."""
    with store.reading() as session:
        query = select(col(MessageRow.state), col(MessageRow.reason)).where(
            col(MessageRow.person_id) == person, col(MessageRow.kind) == MailKind.WEEKLY
        )
        return tuple(session.execute(query).one())


def rendered(store: Store, person: str) -> tuple[str, str]:
    """Somebody's summary as it goes out, and the token of its way out."""
    with store.writing() as session:
        query = select(MessageRow).where(
            col(MessageRow.person_id) == person, col(MessageRow.kind) == MailKind.WEEKLY
        )
        row = session.execute(query).scalars().one()
        ready = composed(session, row, AT_EIGHT, recheck)
        assert ready is not None
        token = re.search(r"/berhenti/([\w-]+)", ready["List-Unsubscribe"])
        assert token is not None
        return str(ready), token[1]


def events(store: Store) -> list[dict[str, Any]]:
    """What the log says about mail that is wanted."""
    with store.reading() as session:
        query = select(col(EventRow.payload)).where(col(EventRow.kind) == "person.mail")
        return list(session.scalars(query.order_by(col(EventRow.number))))


def test_an_answer_is_kept_once_and_can_be_taken_back(store: Store) -> None:
    """The first is new, the second is not; each change has its event with who, what and how."""
    office = small_office(store)
    off = Answer(office.ayu, MailKind.WEEKLY, False, office.citra)
    on = Answer(office.ayu, MailKind.WEEKLY, True, office.citra)
    assert [do(store, answer, each, office.now) for each in (on, off, off, on)] == [False, True, False, True]
    common = {"person": office.ayu, "kind": "weekly", "via": "console"}
    assert events(store) == [{**common, "wanted": False}, {**common, "wanted": True}]


def test_an_obligatory_mail_cannot_be_done_without(sqlite_store: Store) -> None:
    """Whoever asks for that made a mistake in the program."""
    office = small_office(sqlite_store)
    with pytest.raises(ValueError, match="digest"):
        do(sqlite_store, answer, Answer(office.ayu, MailKind.DIGEST, False, "cli"), office.now)


def test_what_waits_is_cancelled_with_the_answer_and_only_that(store: Store) -> None:
    """Ayu's own summary, none of the others' and no digest."""
    office = morning(store)
    with store.reading() as session:
        before = session.scalar(select(func.count()).where(col(MessageRow.state) == "sent"))
    do(store, answer, Answer(office.ayu, MailKind.WEEKLY, False, office.ayu), AT_EIGHT)
    assert summary_of(store, office.ayu) == ("cancelled", "unwanted")
    assert summary_of(store, office.budi) == ("queued", None)
    with store.reading() as session:
        assert session.scalar(select(func.count()).where(col(MessageRow.state) == "sent")) == before


def test_the_last_look_obeys_an_answer_that_came_after_the_claim(sqlite_store: Store) -> None:
    """Nothing that was asked to stop leaves, even if a worker has it in its hands; nor to a dead address."""
    office = morning(sqlite_store)
    with sqlite_store.writing() as session:
        outbox.claim(session, Claim("w"), AT_EIGHT)
    do(sqlite_store, answer, Answer(office.ayu, MailKind.WEEKLY, False, office.ayu), AT_EIGHT)
    with sqlite_store.writing() as session:
        session.get_one(Person, office.budi).suppressed = "bounced"
        rows = session.execute(select(MessageRow).where(col(MessageRow.kind) == MailKind.WEEKLY)).scalars()
        left = {row.person_id for row in rows if composed(session, row, AT_EIGHT, recheck)}
    assert left == {office.citra}


def test_the_link_of_a_mail_works_for_ever_and_often_and_only_its_hash_is_kept(store: Store) -> None:
    """An older mail's link still works after a newer mail; both are Ayu's alone."""
    office = morning(store)
    mail, first = rendered(store, office.ayu)
    _mail, second = rendered(store, office.ayu)
    assert first in mail.replace("=\n", "")
    assert first != second
    later = wib(2027, 6, 1)
    for token, wanted in ((first, False), (first, False), (second, True), (first, False)):
        owner = do(store, answer_by_link, AnswerByLink(token, wanted), later)
        assert (owner.person_id, owner.kind, owner.wanted) == (office.ayu, MailKind.WEEKLY, wanted)
    assert [event["wanted"] for event in events(store)] == [False, True, False]
    assert {event["via"] for event in events(store)} == {"link"}
    with store.reading() as session:
        kept = set(session.scalars(select(col(SubscriptionLink.token_hash))))
        assert {token_hash(first), token_hash(second)} <= kept
        assert session.get_one(Subscription, (office.ayu, "weekly")).wanted is False
        texts = session.execute(
            select(col(MessageRow.facts), col(MessageRow.text), col(MessageRow.source))
        ).all()
    assert first not in str(texts)


@pytest.mark.parametrize("token", ["", "x", "A" * 32, "A" * 33, "../" * 10, "é" * 32])
def test_a_link_that_never_was_is_refused_alike(sqlite_store: Store, token: str) -> None:
    """Whatever it looks like; nothing is kept."""
    small_office(sqlite_store)
    with pytest.raises(NotFoundError, match="not valid"), sqlite_store.reading() as session:
        look(session, token)
    with pytest.raises(NotFoundError, match="not valid"):
        do(sqlite_store, answer_by_link, AnswerByLink(token, False), AT_EIGHT)
    assert events(sqlite_store) == []


def test_a_substitute_from_elsewhere_is_in_the_log_of_who_writes_to_them(sqlite_store: Store) -> None:
    """Dewi holds no office; without a mail either she is in no log, and her answer counts all the same."""
    office = small_office(sqlite_store)
    do(sqlite_store, answer, Answer(office.dewi, MailKind.WEEKLY, False, office.dewi), office.now)
    assert events(sqlite_store) == []
    with sqlite_store.reading() as session:
        assert session.get_one(Subscription, (office.dewi, "weekly")).wanted is False

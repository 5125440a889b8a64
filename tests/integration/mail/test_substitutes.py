"""Who stands in for somebody gets their matters, for as long as it lasts; nothing is lost when it ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support import mails
from tests.support.guarded_sending import YESTERDAY, send, states
from tests.support.mails import NOW, ON, ScriptedTransport
from zi_workflow.bootstrap import Store
from zi_workflow.domain.notices import MailKind, NoticeKind
from zi_workflow.storage.tables import Absence, Membership, MessageRow, Person, Unit


async def test_who_is_away_gets_no_mail_and_the_substitute_gets_the_matter(store: Store) -> None:
    """Leave was recorded after the digest was made: its notices are due again."""
    mails.settle(store)
    _key, notice = mails.queue_one(store)
    with store.writing() as session:
        session.add(Absence(id="a", person_id="budi", first=ON, last=ON, substitute_id="ayu"))
    transport = ScriptedTransport()
    await send(store, transport)
    assert transport.handed == []
    assert states(store) == [("cancelled", "not-active")]
    assert mails.notice_state(store, notice)[:2] == ("due", None)


async def test_a_mail_to_a_substitute_whose_term_has_ended_is_cancelled_and_holds_nothing(
    store: Store,
) -> None:
    """Made yesterday, late today: no planner's bug. Its notices are due again for whom it stood in for."""
    mails.settle(store)
    message, notice = mails.queue_one(store)
    with store.writing() as session:
        session.add(Person(id="dewi", name="Dewi", email="dewi@example.go.id", created_at=NOW))
        session.flush()
        session.add(Absence(id="a", person_id="budi", first=YESTERDAY, last=YESTERDAY, substitute_id="dewi"))
        row = session.get_one(MessageRow, message)
        row.person_id, row.to_address, row.on = "dewi", "dewi@example.go.id", YESTERDAY
    transport = ScriptedTransport()
    await send(store, transport)
    assert transport.handed == []
    assert states(store) == [("cancelled", "not-active")]
    assert mails.notice_state(store, notice)[:2] == ("due", None)


async def test_a_line_of_a_unit_where_the_receiver_stood_in_before_is_due_again_too(store: Store) -> None:
    """One mail, two units: of the other one nothing may be said any more, and nothing is held up by it."""
    mails.settle(store)
    message, notice = mails.queue_one(store)
    with store.writing() as session:
        session.add(Person(id="dewi", name="Dewi", email="dewi@example.go.id", created_at=NOW))
        session.add(
            Unit(id="V", code="V", agency="A", name="V", zone="Asia/Jakarta", week=["wed"], created_at=NOW)
        )
        session.flush()
        session.add(Membership(id="m-dewi", person_id="dewi", unit_id="V", role="head", valid_from=YESTERDAY))
        session.add(Absence(id="a", person_id="budi", first=YESTERDAY, last=YESTERDAY, substitute_id="dewi"))
        row = session.get_one(MessageRow, message)
        row.person_id, row.to_address, row.unit_id = "dewi", "dewi@example.go.id", "V"
    transport = ScriptedTransport()
    await send(store, transport)
    assert transport.handed == []
    assert states(store) == [("cancelled", "not-active")]
    assert mails.notice_state(store, notice)[:2] == ("due", None)


@pytest.mark.parametrize(
    ("stood_in", "state", "reason", "notice_state"),
    [(True, "cancelled", "not-active", "due"), (False, "held", "held", "collected")],
)
async def test_a_high_escalation_that_comes_late_to_a_substitute_of_the_same_unit_holds_nothing(
    store: Store, stood_in: bool, state: str, reason: str, notice_state: str
) -> None:
    """Ayu, a coordinator, got it yesterday for the team's lead, who is back; if she never stood in, it is a bug."""
    mails.settle(store)
    with store.writing() as session:
        notice = mails.notice(session, "TL-03")
        line = replace(mails.line("TL-03", notice, NoticeKind.ESCALATION), level=3)
        row = mails.enqueue(session, "e", line, kind=MailKind.ESCALATION, on=YESTERDAY)
        row.person_id, row.to_address = "ayu", "ayu@example.go.id"
        if stood_in:
            session.add(
                Absence(id="a", person_id="citra", first=YESTERDAY, last=YESTERDAY, substitute_id="ayu")
            )
    transport = ScriptedTransport()
    await send(store, transport)
    assert transport.handed == []
    assert states(store)[0] == (state, reason)
    assert mails.notice_state(store, notice)[0] == notice_state

"""Mail is stopped, held and released by people who see what they do; a person's fourth mail of a day waits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from tests.support import floods
from tests.support.floods import NOW, ON, Letter, Relay, put
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.errors import ConflictError, InputError, RefusedError
from zi_workflow.domain.notices import MailKind
from zi_workflow.storage.high_water import Mark
from zi_workflow.storage.tables import EventRow, Membership, MessageRow, NoticeRow, Person
from zi_workflow.usecases import breaker, fence, mail_switch
from zi_workflow.usecases.breaker import Preview, Release
from zi_workflow.usecases.fence import Check
from zi_workflow.usecases.mail_switch import Turn

HOST = "mesin-a"


def _events(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(select(col(EventRow.kind)).order_by(col(EventRow.number))))


def _states(store: Store) -> dict[str, str]:
    with store.reading() as session:
        return {r.key: r.state for r in session.execute(select(col(MessageRow.key), col(MessageRow.state)))}


def _preview(store: Store) -> Preview:
    with store.reading() as session:
        return breaker.preview(session)


def _flood(store: Store) -> Relay:
    """Held: a mail to an address that is nobody's, and the honest ones behind it."""
    floods.settle(store)
    with store.writing() as session:
        put(session, Letter("bad", "ua-0", address="siapa@elsewhere.example"), NOW - timedelta(minutes=1))
        put(session, Letter("good", "ua-1"))
        put(session, Letter("late", "ua-2", kind=MailKind.RETURNED))
    relay = Relay(store)
    assert relay.run() <= 1
    return relay


def test_a_stop_and_a_resumption_have_a_reason_an_actor_and_an_event(store: Store) -> None:
    """Twice is once; without a reason nothing happens."""
    floods.settle(store)
    turn = Turn("ayu", "salah kirim", ON)
    assert do(store, mail_switch.stop, turn, NOW)
    assert not do(store, mail_switch.stop, turn, NOW)
    with store.reading() as session:
        state = mail_switch.status(session)
    assert (state.stopped, state.reason, state.actor) == (True, "salah kirim", "ayu")
    with pytest.raises(InputError):
        do(store, mail_switch.resume, Turn("ayu", "  ", ON), NOW)
    assert do(store, mail_switch.resume, turn, NOW)
    assert _events(store) == ["mail.stopped", "mail.resumed"]


def test_a_release_lets_go_exactly_what_its_preview_showed(store: Store) -> None:
    """By kind and person; the hold ends, and the mail that tripped it goes because somebody has seen it."""
    relay = _flood(store)
    seen = _preview(store)
    assert sorted(mail.kind for mail in seen.mails) == ["digest", "digest", "returned"]
    assert do(store, breaker.release, Release(seen.token, "ayu", "alamat benar", ON), relay.at) == 3
    relay.run()
    assert sorted(person for person, _to in relay.taken) == [
        "ua-0",
        "ua-1",
        "ua-19",
        "ua-2",
    ]  # ua-19: the alert
    assert _events(store) == ["mail.held", "mail.released"]
    with pytest.raises(RefusedError):
        _preview(store)


def test_what_changed_after_the_preview_is_not_released(store: Store) -> None:
    """A new message, or other facts in an old one: the token is of something else now."""
    relay = _flood(store)
    token = _preview(store).token
    with store.writing() as session:
        put(session, Letter("new", "ua-3"))
    with pytest.raises(ConflictError):
        do(store, breaker.release, Release(token, "ayu", "ya", ON), relay.at)
    token = _preview(store).token
    with store.writing() as session:
        row = session.scalars(select(MessageRow).where(col(MessageRow.key) == "good")).one()
        row.facts = {**row.facts, "unit": "Dinas Lain"}
    with pytest.raises(ConflictError):
        do(store, breaker.release, Release(token, "ayu", "ya", ON), relay.at)
    assert "sent" not in {state for key, state in _states(store).items() if not key.startswith("alert")}


def test_what_is_held_can_be_discarded(sqlite_store: Store) -> None:
    """A flood is not the only choice: cancelled, its notices may be decided anew."""
    relay = _flood(sqlite_store)
    seen = _preview(sqlite_store)
    assert do(sqlite_store, breaker.discard, Release(seen.token, "ayu", "banjir", ON), relay.at) == 3
    states = _states(sqlite_store)
    assert {states[key] for key in ("bad", "good", "late")} == {"cancelled"}
    with sqlite_store.reading() as session:
        assert set(session.scalars(select(col(NoticeRow.state)))) == {"cancelled"}


def test_a_persons_fourth_mail_of_a_day_waits_for_the_next_digest(store: Store) -> None:
    """Only theirs, and only the surplus: its notices are due again; others are not held up."""
    floods.settle(store)
    with store.writing() as session:
        for number in range(5):
            put(session, Letter(f"r{number}", "ua-0", kind=MailKind.RETURNED))
        put(session, Letter("other", "ua-1"))
    relay = Relay(store)
    assert relay.run() == 4
    with store.reading() as session:
        notices = session.execute(select(col(NoticeRow.state), col(NoticeRow.message_id))).all()
    assert sorted(row.state for row in notices) == ["due", "due", "told", "told", "told", "told"]
    assert all(row.message_id is None for row in notices if row.state == "due")
    assert sorted(_states(store).values()) == ["cancelled", "cancelled", *["sent"] * 4]
    with store.writing() as session:
        put(session, Letter("tomorrow", "ua-0", on=ON + timedelta(days=1)), NOW + timedelta(days=1))
    relay.at = NOW + timedelta(days=1)
    assert relay.run() == 5


def test_a_mail_that_comes_again_takes_a_place_of_its_new_day(store: Store) -> None:
    """Days without a relay must not end in a heap: what passed before and never left counts again, for its person."""
    floods.settle(store)
    with store.writing() as session:
        put(session, Letter("yesterday", "ua-0", kind=MailKind.RETURNED))
    relay = Relay(store)
    assert relay.run() == 1
    with store.writing() as session:
        session.scalars(select(MessageRow)).one().state = "retry"
        for number in range(3):
            put(session, Letter(f"r{number}", "ua-0", kind=MailKind.RETURNED), NOW + timedelta(days=1))
    relay.at = NOW + timedelta(days=1)
    relay.taken.clear()
    assert relay.run() == 3
    assert sorted(_states(store).values()) == ["cancelled", "sent", "sent", "sent"]


def test_a_second_digest_of_a_day_waits_for_the_next_one(store: Store) -> None:
    """An older one that went out late is the digest of the day; what the other says is due again."""
    floods.settle(store)
    with store.writing() as session:
        put(session, Letter("late", "ua-0", on=ON - timedelta(days=1)))
    relay = Relay(store)
    assert relay.run() == 1
    with store.writing() as session:
        put(session, Letter("today", "ua-0"))
        put(session, Letter("other", "ua-1"))
    assert relay.run() == 2
    assert _states(store) == {"late": "sent", "today": "cancelled", "other": "sent"}
    with store.reading() as session:
        assert session.get_one(NoticeRow, "n-today").state == "due"


@pytest.mark.parametrize(
    ("reason", "kind", "cause"),
    [
        ("rcpt: 550 no such user", MailKind.DIGEST, "bounces"),
        ("not in the archive", MailKind.DIGEST, None),
        ("lost, as somebody found out", MailKind.DIGEST, None),
        ("rcpt: 550 no such user", MailKind.WEEKLY, None),
    ],
)
def test_many_refused_addresses_stop_everything(
    sqlite_store: Store, reason: str, kind: MailKind, cause: str | None
) -> None:
    """More than four, and more than a tenth of the day's mails; not what was lost on the way, nor what is optional."""
    floods.settle(sqlite_store)
    with sqlite_store.writing() as session:
        for number in range(8):
            put(session, Letter(f"d{number}", f"ua-{number}"))
    relay = Relay(sqlite_store)
    assert relay.run() == 8
    with sqlite_store.writing() as session:
        for row in session.scalars(select(MessageRow).limit(5)):
            row.state, row.reason, row.kind = "failed", reason, kind
        put(session, Letter("next", "ua-9"))
    relay.run()
    with sqlite_store.reading() as session:
        hold = mail_switch.open_hold(session)
    assert (hold.cause if hold else None) == cause
    assert hold is None or hold.facts == {"failed": 5, "passed": 8}


def test_who_left_the_unit_gets_nothing_and_holds_nothing_up(sqlite_store: Store) -> None:
    """An office that ended between collecting and sending is no planner's bug."""
    floods.settle(sqlite_store)
    with sqlite_store.writing() as session:
        put(session, Letter("left", "ua-0"))
        put(session, Letter("stays", "ua-1"))
        session.get_one(Membership, "m-ua-0").valid_to = ON - timedelta(days=1)
    assert Relay(sqlite_store).run() == 1
    assert _states(sqlite_store) == {"left": "cancelled", "stays": "sent"}


def test_the_alert_goes_to_the_administrator_once(sqlite_store: Store) -> None:
    """It passes the hold, not the stop; what it says is the sentence of the page."""
    relay = _flood(sqlite_store)
    relay.run(3)
    assert [person for person, _address in relay.taken] == ["ua-19"]
    with sqlite_store.reading() as session:
        row = session.scalars(select(MessageRow).where(col(MessageRow.kind) == "alert")).one()
    assert "siapa@elsewhere.example" in row.facts["lines"][0]["note"]


def test_a_database_behind_the_mark_holds_all_mail_until_released(store: Store) -> None:
    """Yesterday's backup: nothing is sent, once for the same mark, and after the release mail flows."""
    floods.settle(store)
    assert do(store, fence.check, Check(None, HOST), NOW) is None
    with store.writing() as session:
        mark = fence.mark(session, HOST)
        put(session, Letter("a", "ua-0"))
    assert mark is not None
    assert do(store, fence.check, Check(mark, HOST), NOW) is None
    ahead = Mark(mark.instance, HOST, mark.chains, passed=50)
    hold = do(store, fence.check, Check(ahead, HOST), NOW)
    assert hold is not None
    assert hold.cause == "restored"
    relay = Relay(store)
    assert relay.run() == 0
    with store.writing() as session:
        assert fence.mark(session, HOST) is None
    do(store, breaker.release, Release(_preview(store).token, "ayu", "diperiksa", ON), NOW)
    assert do(store, fence.check, Check(ahead, HOST), NOW) is None
    assert relay.run() == 1


@pytest.mark.parametrize("what", ["head", "number", "host", "instance", "lost"])
def test_another_history_or_another_machine_holds_all_mail(what: str, sqlite_store: Store) -> None:
    """A rolled-back log that grew again, a copied folder, a foreign mark, a mark that is gone."""
    floods.settle(sqlite_store)
    do(sqlite_store, fence.check, Check(None, HOST), NOW)
    do(sqlite_store, mail_switch.stop, Turn("ayu", "uji", ON), NOW)
    do(sqlite_store, mail_switch.resume, Turn("ayu", "uji", ON), NOW)
    with sqlite_store.writing() as session:
        put(session, Letter("a", "ua-0"))
    assert Relay(sqlite_store).run() == 1
    with sqlite_store.writing() as session:
        mark = fence.mark(session, HOST)
    assert mark is not None
    assert mark.chains["A"][0] == 2
    wrong = {
        "head": Mark(mark.instance, HOST, {"A": (2, "0" * 64)}, mark.passed),
        "number": Mark(mark.instance, HOST, {"A": (3, mark.chains["A"][1])}, mark.passed),
        "host": Mark(mark.instance, "mesin-b", mark.chains, mark.passed),
        "instance": Mark("other", HOST, mark.chains, mark.passed),
        "lost": None,
    }[what]
    assert do(sqlite_store, fence.check, Check(mark, HOST), NOW) is None
    hold = do(sqlite_store, fence.check, Check(wrong, HOST), NOW)
    assert hold is not None
    assert hold.cause == ("restored" if what in ("head", "number") else "moved")


def test_a_changed_address_counts_as_unknown(sqlite_store: Store) -> None:
    """The old address of somebody who has a new one is nobody's any more."""
    floods.settle(sqlite_store)
    with sqlite_store.writing() as session:
        put(session, Letter("a", "ua-0"))
        session.get_one(Person, "ua-0").email = "baru@example.go.id"
    assert Relay(sqlite_store).run() <= 1
    assert _states(sqlite_store)["a"] == "held"

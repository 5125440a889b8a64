"""What invitations do to people's calendars on their way through outbox, guards and relay."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from sqlalchemy import select
from sqlmodel import col

from notifications.delivery import deliver
from notifications.transports.outcomes import BeforeData, Fate, Outcome
from notifications.transports.smtp import SmtpTransport
from tests.support import rounds
from tests.support.calendars import Calendars, entry_of
from tests.support.mails import ScriptedTransport, parsed
from tests.support.rounds import GUARDED, LATER, MEETING, USUAL, Desk, told
from tests.support.smtp_servers import Sink, content, serving
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.people import Role
from zi_workflow.storage.queries.mail import last_printed_day, printables
from zi_workflow.storage.tables import Membership, MessageRow
from zi_workflow.usecases import mail_switch
from zi_workflow.usecases.mail_switch import Turn
from zi_workflow.usecases.rechecks import recheck

MAILED = sorted(person for person in USUAL if person != "gita")


@pytest.fixture
def desk(store: Store) -> Desk:
    """At the console, on Monday morning."""
    rounds.settle(store)
    return Desk(store)


@pytest.fixture
def lone(sqlite_store: Store) -> Desk:
    """The same where one kind of database is enough."""
    rounds.settle(sqlite_store)
    return Desk(sqlite_store)


def held(desk: Desk) -> str | None:
    """Why all mail is held."""
    with desk.store.reading() as session:
        hold = mail_switch.open_hold(session)
    return hold.cause if hold else None


async def test_through_a_relay_into_calendars_and_out_again(store: Store) -> None:
    """Asked, moved, one taken out, called off: after each delivery every calendar is right."""
    rounds.settle(store)
    desk, sink, calendars, heard = Desk(store), Sink(), Calendars(), 0
    with serving(sink) as relay:
        for number in range(4):
            _step(desk, number)
            await deliver(store, lambda: desk.at, SmtpTransport(relay), "w1", recheck, guard=GUARDED)
            arrived = [(each.rcpt_tos[0], _parsed(content(each))) for each in sink.taken[heard:]]
            calendars.hear(arrived)
            heard = len(sink.taken)
            seen = desk.seen()
            coming = {guest.person for guest in seen.guests} if seen.state == "invited" else set()
            assert seen.meeting is not None
            for person in MAILED:
                wanted = [entry_of(seen.meeting)] if person in coming else []
                assert calendars.of(person) == wanted, person
            desk.at += timedelta(minutes=20)
    assert heard == 5 + 5 + 1 + 4
    assert calendars.alone == []
    subjects = Counter(_parsed(content(each))["Subject"].split(" - ")[0] for each in sink.taken)
    assert subjects == {
        "[ZI 2025] Undangan monev triwulan I": 5,
        "[ZI 2025] Perubahan undangan monev triwulan I": 5,
        "[ZI 2025] Pencabutan undangan monev triwulan I": 1,
        "[ZI 2025] Pembatalan monev triwulan I": 4,
    }


def _step(desk: Desk, number: int) -> None:
    if number == 0:
        desk.invites()
    elif number == 3:
        desk.cancels()
    else:
        desk.changes(LATER, drop=("budi",) if number == 2 else ())


def _parsed(raw: bytes) -> EmailMessage:
    found = message_from_bytes(raw, policy=policy.SMTP)
    assert isinstance(found, EmailMessage)
    return found


def test_who_has_no_address_gets_the_facts_on_paper(lone: Desk) -> None:
    """The printable list has the invitation in words, the calendar is left out."""
    lone.invites()
    lone.delivers()
    with lone.store.reading() as session:
        day = last_printed_day(session)
        assert day == date(2025, 4, 21)
        (printed,) = printables(session, day)
    assert printed.to_name == "Gita Wulandari"
    assert printed.text is not None
    for fact in ("Rabu, 30 April 2025", "pukul 09.00-12.00 WIB", "Ruang Rapat", "Capaian rencana aksi"):
        assert fact in printed.text


def test_a_mail_in_a_worker_s_hands_gives_way_to_a_change(desk: Desk) -> None:
    """The change comes between rendering and DATA: the old date never goes out."""
    desk.invites()
    pending = [LATER]

    def meanwhile() -> None:
        while pending:
            desk.changes(pending.pop())

    report = desk.delivers(ScriptedTransport(at_data=meanwhile))
    assert report.lost >= len(MAILED)
    assert desk.sent_to() == MAILED
    calendars = Calendars()
    calendars.hear(desk.mails)
    assert all(calendars.of(person) == [entry_of(LATER)] for person in MAILED)
    assert {m["Subject"].split(" - ")[0] for _to, m in desk.mails} == {"[ZI 2025] Undangan monev triwulan I"}


@pytest.mark.parametrize(
    ("outcome", "ends"),
    [
        (Outcome(Fate.SENT, "data"), MAILED),
        (Outcome(Fate.UNCERTAIN, "data"), MAILED),
        (Outcome(Fate.RETRY, "data"), []),
        (Outcome(Fate.FAILED, "data"), []),
    ],
)
def test_a_round_cancelled_while_its_mails_go_out(lone: Desk, outcome: Outcome, ends: list[str]) -> None:
    """Whoever may have got the invitation hears of its end; whoever certainly did not gets neither."""
    lone.invites()
    handed: list[tuple[str, str]] = []

    class Cancelling(ScriptedTransport):
        async def send(self, content: bytes, to_address: str, before_data: BeforeData) -> Outcome:
            assert await before_data()
            handed.append((to_address.partition("@")[0], parsed(content)["Subject"].split()[2]))
            if len(handed) == len(MAILED):  # this one is in DATA itself: nobody knows what will become of it
                lone.cancels()
            return outcome if len(handed) <= len(MAILED) else Outcome(Fate.SENT, "data")

    for _number in range(3):
        lone.delivers(Cancelling())
    assert sorted(handed[: len(MAILED)]) == [(person, "Undangan") for person in MAILED]
    assert sorted(handed[len(MAILED) :]) == [(person, "Pembatalan") for person in ends]


def test_fifteen_people_and_the_morning_s_digests_pass_together(lone: Desk) -> None:
    """Invited, changed and cancelled on the day that everybody has a digest: nothing is held."""
    with lone.store.writing() as session:
        for number in range(9):
            rounds.joins(session, f"k{number}", f"Kirana {number}", "coordinator", "sdm")
    lone.at = lone.at.replace(hour=0, minute=35)  # 07.35 WIB
    lone.invites()
    with lone.store.writing() as session:
        for person in (*MAILED, *(f"k{number}" for number in range(9))):
            rounds.digest(session, person, lone.at)
    assert lone.delivers().sent == 28
    lone.changes(LATER)
    assert lone.delivers().sent == 14
    lone.cancels()
    assert lone.delivers().sent == 14
    assert held(lone) is None


def test_a_flood_of_invitations_is_stopped(lone: Desk) -> None:
    """A loop that changes its mind for ever trips the guard, which holds everything."""
    lone.invites()
    lone.at -= timedelta(hours=1)
    for number in range(30):
        lone.delivers(ScriptedTransport())
        lone.at -= timedelta(minutes=59)
        if held(lone):
            break
        lone.changes(replace(MEETING, agenda=f"Acara {number}"))
    assert held(lone) == "day"
    assert sum(state == "sent" for person, state, _reason, _news in lone.messages() if person != "gita") == 60


def test_an_invitation_to_somebody_from_nowhere_holds_everything(lone: Desk) -> None:
    """A bug that writes to an outsider is none the less one for having an invitation in it."""
    lone.invites()
    with lone.store.writing() as session:
        row = session.scalars(select(MessageRow).where(col(MessageRow.person_id) == "budi")).one()
        row.to_address = "siapa@elsewhere.example"
    lone.delivers()
    assert held(lone) == "address"


def test_a_substitute_whose_time_is_over_still_hears_of_changes(desk: Desk) -> None:
    """Dewi comes from elsewhere and acts no more: her calendar is put right, and no guard takes her for an intruder."""
    rounds.goes_away(desk.store, "ayu", date(2025, 4, 21), date(2025, 4, 21), "dewi")
    calendars = Calendars()
    desk.invites()
    desk.delivers()
    calendars.hear(desk.mails)
    desk.at += timedelta(days=2)
    desk.changes(LATER)
    desk.delivers()
    calendars.hear(desk.mails)
    assert held(desk) is None
    assert calendars.of("dewi") == calendars.of("ayu") == [entry_of(LATER)]
    desk.cancels()
    desk.delivers()
    calendars.hear(desk.mails)
    assert held(desk) is None
    assert calendars.of("dewi") == calendars.of("ayu") == []


def test_who_left_the_unit_is_told_that_their_place_is_gone(lone: Desk) -> None:
    """The one mail that a leaver still gets."""
    lone.invites()
    lone.delivers()
    with lone.store.writing() as session:
        session.get_one(Membership, "m-budi").valid_to = lone.at.date() - timedelta(days=1)
    assert told(lone.changes())["budi"] == "uninvited"
    lone.delivers()
    assert (lone.sent_to(), held(lone)) == (["budi"], None)


def test_nothing_goes_out_after_the_meeting(lone: Desk) -> None:
    """Mail was stopped over the day: what was to be told is over."""
    turn = Turn(str(Role.ADMINISTRATOR), "uji", lone.at.date())
    lone.invites()
    do(lone.store, mail_switch.stop, turn, lone.at)
    lone.delivers()
    lone.at = lone.at.replace(month=5, day=2)
    do(lone.store, mail_switch.resume, turn, lone.at)
    lone.delivers()
    assert lone.mails == []
    assert {m[1:3] for m in lone.messages() if m[0] != "gita"} == {("cancelled", "obsolete")}


def test_a_refused_address_puts_the_invitation_on_paper(desk: Desk) -> None:
    """Nobody misses a meeting because of an address; the end of it goes the same way."""
    desk.invites()
    refused = Outcome(Fate.FAILED, "rcpt", "550 no such user", bounced=True)
    desk.delivers(ScriptedTransport([refused]))
    desk.delivers()
    states = {m[:2] for m in desk.messages()}
    (lost,) = {person for person, state in states if state == "failed"}
    assert (lost, "sent") in states
    with desk.store.reading() as session:
        day = last_printed_day(session)
        assert day is not None
        assert len(printables(session, day)) == 2
    assert desk.invites().idle
    desk.cancels()
    desk.delivers()
    assert len(desk.mails) == 4


def test_a_person_with_three_mails_already_is_still_invited(lone: Desk) -> None:
    """A surplus can wait for tomorrow's digest, a meeting cannot."""
    with lone.store.writing() as session:
        for number in range(3):
            rounds.digest(session, "budi", lone.at, number)
    lone.delivers()
    lone.invites()
    lone.delivers()
    assert "budi" in lone.sent_to()


def test_a_cancel_waits_for_a_worker_that_is_at_its_message(postgres_store: Store) -> None:
    """The mark before DATA came first: the mail is out, and its end is told."""
    rounds.settle(postgres_store)
    desk = Desk(postgres_store)
    desk.invites()
    with ThreadPoolExecutor(1) as pool:
        with postgres_store.writing() as worker:
            query = select(MessageRow).where(col(MessageRow.person_id) == "budi").with_for_update()
            row = worker.scalars(query).one()
            cancelling = pool.submit(desk.cancels)
            with pytest.raises(TimeoutError):
                cancelling.result(timeout=0.5)
            row.state, row.copies = "data", 1
        assert told(cancelling.result(timeout=10)) == {"budi": "cancelled"}

"""Inviting, changing and cancelling are one transaction each: rows, event, and exactly the mails that are needed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from tests.support import rounds
from tests.support.rounds import LATER, MEETING, NOW, USUAL, Desk, told
from zi_workflow.bootstrap import Store
from zi_workflow.domain.errors import ConflictError
from zi_workflow.storage.queries.pages import next_round
from zi_workflow.storage.tables import (
    EventRow,
    InvitationRow,
    InviteeRow,
    Membership,
    MessageRow,
    Person,
    Round,
)
from zi_workflow.usecases import events
from zi_workflow.usecases.invitation_commands import Invite


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


def rows(store: Store, table: type[Any]) -> list[Any]:
    """All rows of a table, detached."""
    with store.reading() as session:
        found = list(session.scalars(select(table)))
        session.expunge_all()
        return found


def test_an_invitation_is_kept_told_and_recorded_at_once(desk: Desk) -> None:
    """The round is planned for the day, each of the six has one message, one event says all of it."""
    plan = desk.invites()
    assert told(plan) == dict.fromkeys(USUAL, "new")
    seen = desk.seen()
    assert (seen.state, seen.sequence, seen.meeting) == ("invited", 0, MEETING)
    assert [guest.person for guest in seen.guests] == USUAL
    (found,) = rows(desk.store, Round)
    assert (found.planned_on, found.state) == (date(2025, 4, 30), "scheduled")
    messages = rows(desk.store, MessageRow)
    assert {(m.person_id, m.channel) for m in messages} == {
        (person, "print" if person == "gita" else "mail") for person in USUAL
    }
    assert {(m.next_at, m.on, m.state) for m in messages} == {(NOW, date(2025, 4, 21), "queued")}
    (event,) = rows(desk.store, EventRow)
    assert (event.kind, event.subject, event.programme_id) == ("round.invited", "p-2025 2025-Q1", "P")
    assert event.payload["told"] == dict.fromkeys(USUAL, "new")
    assert event.payload["meeting"]["on"] == "2025-04-30"
    with desk.store.reading() as session:
        assert events.verify(session).intact
        assert events.rebuild(session, "P") == {}


def test_a_preview_writes_nothing_and_its_token_does_exactly_that(desk: Desk) -> None:
    """The token of another meeting, or of a state that has gone by, is refused."""
    shown = desk.previews(Invite)
    assert rows(desk.store, InvitationRow) == rows(desk.store, EventRow) == rows(desk.store, MessageRow) == []
    with pytest.raises(ConflictError):
        desk.invites(meeting=LATER, token=shown.token)
    done = desk.invites(token=shown.token)
    assert told(done) == told(shown)
    with pytest.raises(ConflictError):
        desk.invites(token=shown.token)


def test_a_repeat_sends_and_writes_nothing(desk: Desk) -> None:
    """A double click is one invitation; so is a change to what stands already."""
    desk.invites()
    again, same = desk.invites(), desk.changes()
    assert again.idle
    assert same.idle
    assert len(desk.messages()) == 6
    assert len(rows(desk.store, EventRow)) == 1
    assert desk.seen().sequence == 0


def test_another_date_is_told_to_everybody_with_the_next_sequence(desk: Desk) -> None:
    """Who holds the first one hears what it was before."""
    desk.invites()
    desk.delivers()
    plan = desk.changes(LATER, reason="Ruang dipakai")
    assert told(plan) == dict.fromkeys(USUAL, "changed")
    assert {letter.summons.sequence for letter in plan.letters} == {1}
    assert {letter.summons.before for letter in plan.letters} == {MEETING}
    assert {letter.summons.reason for letter in plan.letters} == {"Ruang dipakai"}
    assert desk.seen().version == 2


def test_an_unsent_invitation_gives_way_to_its_change(lone: Desk) -> None:
    """Nobody ever hears of the date that was not sent, and what they get is their first invitation."""
    lone.invites()
    plan = lone.changes(LATER)
    assert set(told(plan).values()) == {"new"}
    assert len(plan.stopped) == 6
    assert Counter(m[1:3] for m in lone.messages()) == {("cancelled", "superseded"): 6, ("queued", None): 6}
    assert all(letter.summons.before is None for letter in plan.letters)


def test_a_change_that_is_taken_back_before_it_left_sends_nothing(lone: Desk) -> None:
    """What everybody holds is true again."""
    lone.invites()
    lone.delivers()
    lone.changes(LATER)
    plan = lone.changes(MEETING)
    assert plan.letters == ()
    assert len(plan.stopped) == 6
    assert Counter(m[1:3] for m in lone.messages())["cancelled", "obsolete"] == 6
    assert lone.seen().sequence == 2
    lone.delivers()
    assert lone.mails == []


def test_other_people_are_no_news_to_the_rest(desk: Desk) -> None:
    """Budi is taken out and told so, Hana is asked, the others get nothing."""
    desk.invites()
    desk.delivers()
    plan = desk.changes(add=("hana",), drop=("budi",))
    assert told(plan) == {"hana": "new", "budi": "uninvited"}
    desk.delivers()
    assert desk.sent_to() == ["budi", "hana"]
    assert told(desk.changes(LATER)) == {person: "changed" for person in (*USUAL, "hana") if person != "budi"}
    assert {row.person_id: row.method for row in rows(desk.store, InviteeRow)}["budi"] == "CANCEL"


def test_the_usual_people_can_be_asked_anew(lone: Desk) -> None:
    """An office that changed hands: the new holder is asked, the former one is not left waiting."""
    lone.invites()
    lone.delivers()
    with lone.store.writing() as session:
        session.get_one(Membership, "m-budi").valid_to = lone.at.date() - timedelta(days=1)
        rounds.joins(session, "indra", "Indra Wijaya", "coordinator", "pp")
    assert told(lone.changes(usual=True)) == {"indra": "new", "budi": "uninvited"}
    lone.delivers()
    assert lone.sent_to() == ["budi", "indra"]


def test_a_cancelled_round_is_told_to_whom_it_reached(desk: Desk) -> None:
    """With the reason, about the meeting they know; the round is no longer the next one."""
    desk.invites()
    desk.delivers()
    desk.changes(LATER, drop=("budi",))
    plan = desk.cancels("Tim Pendamping berhalangan.")
    assert told(plan) == dict.fromkeys(USUAL, "cancelled")
    assert {letter.summons.meeting for letter in plan.letters} == {MEETING}
    assert len(plan.stopped) == 6
    with desk.store.reading() as session:
        assert next_round(session, "P", NOW.date()) is None
    assert desk.cancels("Tim Pendamping berhalangan.").idle
    kinds = [event.kind for event in rows(desk.store, EventRow)]
    assert kinds == ["round.invited", "round.changed", "round.cancelled"]


def test_a_round_that_nobody_heard_of_is_cancelled_without_a_mail(desk: Desk) -> None:
    """Neither the invitation nor its end goes out."""
    desk.invites()
    plan = desk.cancels()
    assert plan.letters == ()
    desk.delivers()
    assert desk.mails == []
    assert {m[1:3] for m in desk.messages()} == {("cancelled", "obsolete")}


def test_a_cancelled_round_can_be_called_again(lone: Desk) -> None:
    """Under the same name in every calendar, with a higher sequence."""
    lone.invites()
    lone.delivers()
    lone.cancels()
    lone.delivers()
    plan = lone.invites(meeting=LATER)
    assert told(plan) == dict.fromkeys(USUAL, "new")
    assert {(letter.summons.sequence, letter.summons.uid) for letter in plan.letters} == {
        (2, "monev-R@zi-workflow")
    }
    assert lone.seen().state == "invited"


def test_two_editors_do_not_overwrite_each_other(desk: Desk) -> None:
    """The second saw a version that is gone."""
    desk.invites()
    seen = desk.seen().version
    desk.changes(LATER, version=seen)
    with pytest.raises(ConflictError):
        desk.changes(replace(MEETING, place="Aula"), version=seen)
    with pytest.raises(ConflictError):
        desk.cancels(version=seen)
    assert desk.seen().meeting == LATER


def test_outside_office_hours_the_mails_wait_for_the_next_window(lone: Desk) -> None:
    """On Thursday evening before a long weekend they are dated, and the people chosen, for Monday."""
    lone.at = NOW.replace(month=5, day=8, hour=10)  # 17.00 WIB; 12 and 13 May are days off
    rounds.goes_away(lone.store, "ayu", date(2025, 5, 9), date(2025, 5, 9), "dewi")
    plan = lone.invites(meeting=replace(MEETING, on=date(2025, 5, 20)))
    assert plan.leaves.isoformat() == "2025-05-09T07:30:00+07:00"
    assert "dewi" in told(plan)
    assert {m.on for m in rows(lone.store, MessageRow)} == {date(2025, 5, 9)}


def test_a_substitute_is_asked_and_kept_informed(desk: Desk) -> None:
    """Dewi acts for Ayu; later both hear of a change, and both of the end."""
    rounds.goes_away(desk.store, "ayu", date(2025, 4, 21), date(2025, 4, 22), "dewi")
    plan = desk.invites()
    (letter,) = [each for each in plan.letters if each.person.id == "dewi"]
    assert (letter.acting_for, letter.seat.guest.person) == ("Ayu Lestari, S.H.", "ayu")
    assert "ayu" not in told(plan)
    desk.delivers()
    desk.at += timedelta(days=3)
    assert told(desk.changes(LATER)) == dict.fromkeys(USUAL, "changed") | {"ayu": "new", "dewi": "changed"}
    desk.delivers()
    assert told(desk.changes(drop=("ayu",))) == dict.fromkeys(USUAL, "changed") | {
        "ayu": "uninvited",
        "dewi": "uninvited",
    }


def test_who_was_never_reached_is_asked_again_by_a_repeat(lone: Desk) -> None:
    """A mail that failed for good told nobody anything."""
    lone.invites()
    with lone.store.writing() as session:
        row = session.scalars(select(MessageRow).where(col(MessageRow.person_id) == "budi")).one()
        row.state = "failed"
    plan = lone.invites()
    assert told(plan) == {"budi": "new"}
    assert lone.seen().sequence == 0


def test_who_is_not_active_any_more_is_told_nothing(lone: Desk) -> None:
    """Nobody reads that address; the round goes on."""
    lone.invites()
    lone.delivers()
    with lone.store.writing() as session:
        session.get_one(Person, "budi").active = False
    assert "budi" not in told(lone.changes(LATER))

"""An invitation asks the right people, at a time that can be met, and tells everybody just what they must know."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zi_workflow.domain.invitation_steps import Known, Step, invited, released
from zi_workflow.domain.invitations import (
    Guest,
    Meeting,
    Method,
    News,
    Seat,
    Summons,
    Working,
    asked,
    guest,
    is_over,
    may_invite,
    problems,
    seats,
    summons_from_json,
    tidy,
    usual_guests,
)
from zi_workflow.domain.people import Directory, Holding, Person
from zi_workflow.domain.permissions import Actor
from zi_workflow.domain.round_terms import Terms

WIB = ZoneInfo("Asia/Jakarta")
NOW = datetime(2025, 4, 21, 9, tzinfo=WIB)
MEETING = Meeting(date(2025, 4, 30), time(9), time(12), "Ruang Rapat")
OTHER = replace(MEETING, begins=time(10))
WORKING = Working(
    ("mon", "tue", "wed", "thu", "fri"), {date(2025, 5, 1): "Hari Buruh Internasional"}, 2024, 2027
)
TERMS = Terms(date(2025, 4, 25))
AYU, BUDI = Guest("ayu", "coordinator", "tl"), Guest("budi", "coordinator", "pp")


def people(away: dict[str, str | None] | None = None) -> Directory:
    """Eka heads the unit, Citra leads and also coordinates, Ayu and Budi coordinate, Hana is a member."""
    held = (
        Holding("ayu", "coordinator", "tl"),
        Holding("citra", "coordinator", "mp"),
        Holding("budi", "coordinator", "pp"),
        Holding("hana", "member", "tl"),
        Holding("citra", "team_lead"),
        Holding("eka", "head"),
        Holding("fajar", "assistance_team"),
    )
    ids = {each.person_id for each in held} | {"dewi"}
    return Directory({id: Person(id, id.title()) for id in ids}, held, away or {})


def sentences(meeting: Meeting, opens: datetime = NOW) -> list[str]:
    """What is wrong with a meeting."""
    return [p.message.format(**p.params) for p in problems(meeting, WORKING, NOW, opens)]


def test_a_meeting_on_a_working_day_is_fine() -> None:
    """The sixteenth working day after the quarter, in a room or behind a link."""
    assert sentences(MEETING) == []
    assert sentences(replace(MEETING, place="", link="https://rapat.example.go.id/a?b=c%40d")) == []


def test_a_day_off_is_refused_by_its_name() -> None:
    """The holiday is named; a Saturday is no day of the week; an unknown year is no day of anything."""
    assert sentences(replace(MEETING, on=date(2025, 5, 1))) == [
        "2025-05-01 is a day off of the unit: Hari Buruh Internasional."
    ]
    assert sentences(replace(MEETING, on=date(2025, 5, 3))) == [
        "2025-05-03 is a day off of the unit: it does not lie in its working week."
    ]
    assert sentences(replace(MEETING, on=date(2031, 5, 5))) == ["Days off are known from 2024 to 2027 only."]


def test_the_past_is_refused_to_the_minute() -> None:
    """On the same day only what is still to come, and nothing that begins before a mail can go."""
    today = replace(MEETING, on=NOW.date())
    assert sentences(today) == ["2025-04-21 09.00 lies in the past."]
    assert sentences(replace(today, begins=time(9, 1))) == []
    opens = datetime(2025, 4, 22, 7, 30, tzinfo=WIB)
    early = replace(MEETING, on=date(2025, 4, 22), begins=time(7, 30))
    assert sentences(early, opens) == [
        "The mails can go out on 2025-04-22 at 07.30 only, and the meeting begins before that."
    ]
    assert sentences(replace(early, begins=time(7, 31)), opens) == []


def test_everything_wrong_is_said_at_once() -> None:
    """Words, hours and day."""
    wrong = Meeting(date(2025, 5, 1), time(12), time(12), "x" * 201, "javascript:alert(1)", "y" * 501)
    said = problems(wrong, WORKING, NOW, NOW)
    assert [problem.where for problem in said] == ["place", "agenda", "link", "until", "date"]
    nowhere = problems(replace(MEETING, place=""), WORKING, NOW, NOW)
    assert [problem.where for problem in nowhere] == ["place"]


@pytest.mark.parametrize(
    "link",
    ["http://", "https://rapat", "ftp://a.b/c", "https://a.b/c d", "https://x@evil.example/", "rapat.go.id"],
)
def test_what_is_no_web_address_is_refused(link: str) -> None:
    """No other scheme, no blanks, nobody's name before the host."""
    assert len(sentences(replace(MEETING, link=link))) == 1


def test_words_are_tidied() -> None:
    """One line each, and nothing that cannot be seen."""
    given_words = Meeting(MEETING.on, time(9), time(12), " Ruang\r\n Rapat\x07 ", "", "a\tb")
    assert tidy(given_words) == Meeting(MEETING.on, time(9), time(12), "Ruang Rapat", "", "a b")


def test_the_usual_guests_are_each_asked_once_in_order_of_office() -> None:
    """Head, lead, coordinators, assistance team; who holds two offices comes for the higher one; no members."""
    found = usual_guests(people())
    assert [(each.person, each.role) for each in found] == [
        ("eka", "head"), ("citra", "team_lead"), ("ayu", "coordinator"), ("budi", "coordinator"),
        ("fajar", "assistance_team"),
    ]  # fmt: skip


def test_guests_are_added_and_dropped() -> None:
    """Only office holders can be guests, and nobody twice."""
    hana = guest(people(), "hana")
    assert hana == Guest("hana", "member", "tl")
    assert guest(people(), "citra") == Guest("citra", "team_lead")
    assert guest(people(), "dewi") is None
    assert asked([AYU, BUDI], [Guest("hana", "member", "tl"), AYU], ["budi"]) == (AYU, hana)


def test_who_is_away_is_replaced_by_who_acts_for_them() -> None:
    """Without a substitute the guest gets the mail all the same."""
    found = seats([AYU, BUDI], people({"ayu": "dewi", "budi": None}), [])
    assert set(found) == {Seat("dewi", AYU), Seat("budi", BUDI)}


def test_whoever_holds_a_place_stays_informed() -> None:
    """Back from leave or gone on leave: nobody's calendar keeps an old date."""
    back = seats([AYU], people(), [Seat("dewi", AYU)])
    assert set(back) == {Seat("ayu", AYU), Seat("dewi", AYU)}
    gone = seats([AYU], people({"ayu": "dewi"}), [Seat("ayu", AYU), Seat("hana", BUDI)])
    assert set(gone) == {Seat("dewi", AYU), Seat("ayu", AYU)}


def test_an_own_place_goes_before_acting_for_somebody() -> None:
    """Budi acts for Ayu and is asked himself: one mail, for his own place."""
    assert seats([AYU, BUDI], people({"ayu": "budi"}), []) == (Seat("budi", BUDI),)


@pytest.mark.parametrize(
    ("known", "step"),
    [
        (Known(), Step(News.NEW)),
        (Known(coming=MEETING, news=News.NEW), Step()),
        (Known(coming=OTHER, news=News.NEW), Step(News.NEW, stops=True)),
        (Known(holds=MEETING), Step()),
        (Known(holds=OTHER), Step(News.CHANGED)),
        (Known(holds=MEETING, sure=False), Step(News.CHANGED)),
        (Known(holds=MEETING, coming=OTHER, news=News.CHANGED), Step(stops=True)),
        (Known(holds=OTHER, coming=MEETING, news=News.CHANGED), Step()),
        (Known(holds=MEETING, coming=MEETING, news=News.CANCELLED), Step(stops=True)),
    ],
)
def test_a_guest_is_told_by_as_few_mails_as_possible(known: Known, step: Step) -> None:
    """New, changed, or nothing; a mail on its way that says something else never leaves."""
    assert invited(known, MEETING) == step


@pytest.mark.parametrize(
    ("known", "step"),
    [
        (Known(holds=MEETING), Step(News.CHANGED)),
        (Known(holds=MEETING, holds_terms=TERMS), Step()),
        (Known(holds=MEETING, holds_terms=Terms(date(2025, 4, 24))), Step(News.CHANGED)),
        (Known(coming=MEETING, coming_terms=TERMS, news=News.NEW), Step()),
        (Known(coming=MEETING, news=News.NEW), Step(News.NEW, stops=True)),
    ],
)
def test_other_terms_are_told_as_another_date_is(known: Known, step: Step) -> None:
    """A cutoff that somebody does not know of is one that they miss."""
    assert invited(known, MEETING, TERMS) == step


@pytest.mark.parametrize(
    ("known", "step"),
    [
        (Known(), Step()),
        (Known(coming=MEETING, news=News.NEW), Step(stops=True)),
        (Known(holds=MEETING), Step(News.CANCELLED)),
        (Known(holds=MEETING, sure=False), Step(News.CANCELLED)),
        (Known(holds=MEETING, coming=OTHER, news=News.CHANGED), Step(News.CANCELLED, stops=True)),
        (Known(holds=MEETING, coming=MEETING, news=News.CANCELLED), Step()),
        (Known(holds=MEETING, coming=MEETING, news=News.UNINVITED), Step(News.CANCELLED, stops=True)),
    ],
)
def test_only_what_reached_somebody_is_taken_back(known: Known, step: Step) -> None:
    """Nobody hears of a round only to be told that it is off."""
    assert released(known, News.CANCELLED) == step


KNOWN = st.builds(
    Known,
    holds=st.sampled_from([None, MEETING, OTHER]),
    sure=st.booleans(),
    coming=st.sampled_from([MEETING, OTHER]),
    news=st.sampled_from([None, *News]),
)


@given(known=KNOWN)
def test_once_told_there_is_nothing_left_to_tell(known: Known) -> None:
    """A repeat is idle, whatever somebody knew before."""
    step = invited(known, MEETING)
    after = known if step == Step() else Known(known.holds, known.sure, MEETING, step.news)
    assert step == Step() or invited(after, MEETING) == Step()
    gone = released(known, News.CANCELLED)
    after = known if gone == Step() else Known(known.holds, known.sure, MEETING, gone.news)
    assert released(after, News.CANCELLED) == Step()


def test_what_a_calendar_is_asked_to_do() -> None:
    """New and changed: the entry; else its end."""
    assert [news.method for news in News] == [Method.REQUEST] * 2 + [Method.CANCEL] * 3


def test_a_meeting_is_over_at_its_end() -> None:
    """Not while it lasts."""
    assert not is_over(MEETING, datetime(2025, 4, 30, 11, 59, tzinfo=WIB))
    assert is_over(MEETING, datetime(2025, 4, 30, 12, tzinfo=WIB))


@pytest.mark.parametrize("role", ["head", "team_lead", "secretary", "assistance_team", "inspectorate"])
def test_who_may_invite(role: str) -> None:
    """Those who run the unit or look at it, and the console; no coordinator, no member, nobody from outside."""
    assert may_invite(Actor("x", roles=frozenset({(role, None)})))
    assert may_invite(Actor("cli"))
    assert not may_invite(Actor("x", roles=frozenset({("coordinator", "tl"), ("member", "tl")})))
    assert not may_invite(Actor("x"))


def test_a_summons_survives_the_outbox() -> None:
    """As plain JSON and back; its name in calendars is the round's for ever."""
    stamp = datetime(2025, 4, 21, 2, tzinfo=UTC)
    full = Summons("R", "2025-Q1", 3, News.CHANGED, MEETING, stamp, before=OTHER, reason="Hujan")
    for summons in (full, replace(full, before=None)):
        assert summons_from_json(json.loads(json.dumps(summons.to_json()))) == summons
    assert full.uid == replace(full, sequence=9, meeting=OTHER).uid == "monev-R@zi-workflow"

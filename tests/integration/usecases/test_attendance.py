"""Who came to a meeting, in a session of one unit and in one of several."""

from __future__ import annotations

import pytest

from tests.support.joint_sessions import joint
from tests.support.meetings import FILE, Meeting, meeting
from tests.support.monev_rounds import HELD, MEETING, NOW, QUARTER
from tests.support.programmes import joins
from zi_workflow.bootstrap import Store
from zi_workflow.domain.errors import ForbiddenError, InputError, NotFoundError, RefusedError
from zi_workflow.domain.papers import TEAM, UNIT, PaperKind
from zi_workflow.domain.people import Role
from zi_workflow.storage.queries import papers
from zi_workflow.storage.queries.meetings import Seat, seats
from zi_workflow.storage.tables import InvitationRow, Person
from zi_workflow.usecases import attendance
from zi_workflow.usecases.attendance import AddGuest, DropGuest, NoteAttendance


@pytest.fixture
def round_(sqlite_store: Store) -> Meeting:
    """The meeting of the small unit."""
    return meeting(sqlite_store)


def listed(round_: Meeting) -> list[Seat]:
    """The attendance list."""
    facts = round_.unit.round().session
    assert facts is not None
    with round_.store.reading() as session:
        return seats(session, facts)


def asks(round_: Meeting, *people: str) -> None:
    """The invitation to the round asks these."""
    guests = [{"person": each, "role": "head", "area": None} for each in people]
    with round_.store.writing() as session:
        session.add(InvitationRow(round_id=round_.unit.round().id, sequence=0, state="invited",
                                  meeting=MEETING.to_json(), guests=guests, changed_at=NOW))  # fmt: skip


def said(round_: Meeting, part: str) -> dict[str, str]:
    """On whose side the attendance list as a paper has everybody, by name."""
    with round_.store.reading() as session:
        paper = papers.paper(session, round_.unit.programme_id, QUARTER, PaperKind.ATTENDANCE, HELD)
    return {each.name: each.side for each in getattr(paper, part)}


def came(round_: Meeting) -> list[str]:
    """The names of who is there."""
    return [seat.name for seat in listed(round_) if seat.present]


def ticks(round_: Meeting, *people: str, was: tuple[str, ...] = (), seen: int = 1) -> None:
    """Who is there, by their ids."""
    present, before = (tuple(f"p-{person}" for person in them) for them in (people, was))
    round_.does(attendance.note, NoteAttendance, present=present, was=before, seen=seen)


def test_the_list_begins_with_the_team_and_whom_a_round_needs(round_: Meeting) -> None:
    """Nobody is there before somebody says so."""
    names = [seat.name for seat in listed(round_)]
    assert (names[:4], sorted(names[4:])) == (["Fajar", "Gita", "Eka", "Citra"], ["Ayu", "Budi"])
    assert came(round_) == []


def test_who_assesses_the_unit_sits_with_the_team_whoever_was_named_for_it(store: Store) -> None:
    """Invited for their office in the unit or in the inspectorate; who builds in the unit too sits with it."""
    round_ = meeting(store)
    unit = round_.unit
    rini, seno, tuti = (
        joins(store, unit.office.unit_id, name, role, None, f"{name.lower()}@contoh.go.id")
        for name, role in (
            ("Rini", Role.ASSISTANCE_TEAM),
            ("Seno", Role.INTERNAL_ASSESSOR),
            ("Tuti", Role.INSPECTORATE),
        )
    )
    asks(round_, unit.eka, rini, seno, tuti)
    assert [seat.name for seat in listed(round_) if seat.of_team] == ["Fajar", "Gita", "Rini", "Seno", "Tuti"]
    round_.takes_office(tuti, Role.MEMBER, "tl")
    before = said(round_, "guests")
    ticks(round_, unit.fajar, unit.eka, rini, seno, tuti)
    sides = {"Eka": UNIT, "Rini": TEAM, "Seno": TEAM, "Tuti": UNIT}
    assert before == sides
    assert said(round_, "attendance") == {"Fajar": TEAM, "Gita": TEAM, **sides}
    assert {seat.name: seat.of_team for seat in listed(round_)}["Tuti"] is False


def test_ticks_of_two_editors_add_up(store: Store) -> None:
    """Each changes what they ticked alone; on both databases."""
    round_ = meeting(store)
    ticks(round_, round_.unit.fajar, round_.unit.eka)
    ticks(round_, round_.unit.office.ayu)
    assert came(round_) == ["Fajar", "Eka", "Ayu"]
    ticks(round_, round_.unit.fajar, was=(round_.unit.fajar, round_.unit.eka), seen=3)
    assert came(round_) == ["Fajar", "Ayu"]


def test_the_same_ticks_later_are_another_form(round_: Meeting) -> None:
    """On, off and on again: the third press counts too."""
    eka = round_.unit.eka
    ticks(round_, eka, seen=1)
    ticks(round_, was=(eka,), seen=2)
    ticks(round_, eka, seen=3)
    assert came(round_) == ["Eka"]


def test_names_stay_as_they_were_that_day(round_: Meeting) -> None:
    """A list that was written down knows no later office."""
    ticks(round_, round_.unit.eka)
    with round_.store.writing() as session:
        session.get_one(Person, round_.unit.eka).name = "Eka Baru"
    assert came(round_) == ["Eka"]


def test_a_guest_is_added_by_name_and_dropped_again(round_: Meeting) -> None:
    """People of the team and of the unit stay on the list."""
    round_.does(attendance.add_guest, AddGuest, name=" Joko  Wi ", office="Biro Organisasi")
    guest = listed(round_)[-1]
    assert (guest.name, guest.present, guest.programme_id) == ("Joko Wi", True, round_.unit.programme_id)
    round_.does(attendance.drop_guest, DropGuest, key=guest.key)
    assert "Joko Wi" not in [seat.name for seat in listed(round_)]
    with pytest.raises(NotFoundError):
        round_.does(attendance.drop_guest, DropGuest, key=f"p-{round_.unit.eka}")
    with pytest.raises(InputError):
        round_.does(attendance.add_guest, AddGuest, name=" ")


def test_nobody_who_is_not_on_the_list_is_ticked(round_: Meeting) -> None:
    """Hana is a member whom no round needs."""
    with pytest.raises(NotFoundError):
        ticks(round_, round_.unit.hana)


def test_people_of_the_unit_do_not_write_the_list(round_: Meeting) -> None:
    """Nor anybody once the minutes are signed."""
    with pytest.raises(ForbiddenError):
        round_.does(attendance.note, NoteAttendance, round_.unit.eka, present=())
    round_.becomes("ba_signed")
    with pytest.raises(RefusedError):
        ticks(round_, round_.unit.eka)


def test_a_joint_session_has_one_list_and_minutes_for_each_unit(store: Store) -> None:
    """What is ticked from one unit's page stands on the other's; each unit is held, found about and signed by itself."""
    first, second = joint(store)
    ticks(first, first.unit.eka)
    assert came(second) == ["Eka"]
    assert {seat.programme_id for seat in listed(first)} == {
        None,
        first.unit.programme_id,
        second.unit.programme_id,
    }
    for round_ in (first, second):
        round_.holds()
    first.finds()
    first.signs()
    assert (first.unit.round().state, second.unit.round().state) == ("ba_signed", "held")
    assert (len(first.found()), len(second.found())) == (1, 0)
    second.signs()
    assert [len(each.records()) for each in (first, second)] == [1, 1]


def test_who_came_stays_as_the_signed_minutes_say_whatever_another_unit_ticks(store: Store) -> None:
    """In all papers of the signed unit, a correction among them; the other unit's list goes on."""
    first, second = joint(store)
    ticks(first, first.unit.eka)
    for round_ in (first, second):
        round_.holds()
    first.signs()
    ticks(second, first.unit.fajar, seen=3)
    first.signs(file=FILE, letter_number="700/BA/46", reason="Salah ketik.")
    for kind in (PaperKind.ATTENDANCE, PaperKind.MINUTES, PaperKind.REPORT):
        assert there(first, kind) == {"Eka"}
    assert there(second, PaperKind.ATTENDANCE) == {"Fajar"}


def there(round_: Meeting, kind: PaperKind) -> set[str]:
    """Who was there as a paper of the unit says."""
    with round_.store.reading() as session:
        paper = papers.paper(session, round_.unit.programme_id, QUARTER, kind, HELD)
    return {each.name for each in paper.attendance if each.present}

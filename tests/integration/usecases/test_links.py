"""A link acts once, for its person, as long as the task stands as it did; otherwise it is refused like any other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from tests.support.mailed_links import NOW, OWN, TODAY, mail_to, office_with_mail, rows, tokens
from tests.support.programmes import Office
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.edits import SetDays
from zi_workflow.domain.errors import InputError, RefusedError
from zi_workflow.domain.links import LIFETIME, DeadLinkError, Flaw, Purpose
from zi_workflow.domain.tasks import State
from zi_workflow.storage.tables import EventRow, Evidence, Membership, NoticeRow, Person, Programme
from zi_workflow.usecases import links, tasks
from zi_workflow.usecases.absences import RecordAbsence, record_absence
from zi_workflow.usecases.editing import EditProgramme, apply
from zi_workflow.usecases.evidence import Handed
from zi_workflow.usecases.links import Act, VoidLinks, VoidOf

NOTE = "sudah saya kerjakan"
FILE = Handed("sk.pdf", sha256="a" * 64)


def _act(office: Office, token: str, **more: Any) -> Purpose:
    return do(office.store, links.act, Act(token=token, **{"note": NOTE, **more}), NOW)


def _flaw(office: Office, token: str) -> Flaw:
    """Why the link is dead, both to look at and to act by."""
    with pytest.raises(DeadLinkError) as acting:
        _act(office, token, progress=10, until=TODAY, evidence=(FILE,))
    with office.store.reading() as session, pytest.raises(DeadLinkError) as looking:
        links.look(session, token, NOW)
    assert looking.value.flaw is acting.value.flaw
    assert str(acting.value) == ""
    return acting.value.flaw


def _set(office: Office, table: Any, id: str, **values: object) -> None:
    with office.store.writing() as session:
        row = session.get(table, id)
        for name, value in values.items():
            setattr(row, name, value)


def _events(office: Office) -> list[EventRow]:
    with office.store.reading() as session:
        return list(session.exec(select(EventRow).order_by(col(EventRow.number))))


def test_starting_by_a_link_is_recorded_as_the_persons_deed(store: Store) -> None:
    """The log names Budi, the link and his words."""
    office, message = office_with_mail(store)
    assert _act(office, tokens(office, message)[Purpose.START]) is Purpose.START
    assert office.task(OWN).standing.state is State.IN_PROGRESS
    event = _events(office)[-1]
    assert (event.kind, event.actor) == ("task.started", office.budi)
    assert event.payload["command"]["via"] == f"link:{_used(store)}"
    assert event.payload["command"]["reason"] == NOTE


def _used(store: Store) -> str:
    (row,) = [row for row in rows(store) if row.used_at is not None]
    return row.id


def test_a_deed_at_the_console_names_no_link(sqlite_store: Store) -> None:
    """Only what came by a link says so."""
    office, _message = office_with_mail(sqlite_store)
    office.starts(OWN, TODAY)
    assert "via" not in _events(office)[-1].payload["command"]


def test_starting_leaves_the_other_links_of_the_mail_alive(store: Store) -> None:
    """From the same mail Budi starts, reports nothing, and hands in with a file."""
    office, message = office_with_mail(store)
    given = tokens(office, message)
    _act(office, given[Purpose.START])
    assert _act(office, given[Purpose.SUBMIT], evidence=(FILE,), note="") is Purpose.SUBMIT
    standing = office.task(OWN).standing
    assert (standing.state, standing.submitted_by) == (State.SUBMITTED, office.budi)
    with store.reading() as session:
        (kept,) = session.exec(select(Evidence))
        assert (kept.name, kept.sha256) == ("sk.pdf", "a" * 64)


def test_handing_in_what_nobody_noted_as_begun_begins_it(sqlite_store: Store) -> None:
    """Two events of one act: started and handed in on the same day."""
    office, message = office_with_mail(sqlite_store)
    _act(office, tokens(office, message)[Purpose.SUBMIT])
    assert office.task(OWN).standing.started == TODAY
    assert [event.kind for event in _events(office)[-2:]] == ["task.started", "task.submitted"]


def test_a_report_says_how_far_the_work_is(sqlite_store: Store) -> None:
    """A number is asked for; without it nothing is used up."""
    office, message = office_with_mail(sqlite_store)
    office.starts(OWN, TODAY)
    given = tokens(office, message)
    with pytest.raises(InputError):
        _act(office, given[Purpose.REPORT])
    _act(office, given[Purpose.REPORT], progress=40, obstacle="menunggu data")
    standing = office.task(OWN).standing
    assert (standing.progress, standing.obstacle, standing.note) == (40, "menunggu data", NOTE)


def test_more_time_is_a_promise_that_waits_for_the_coordinator(sqlite_store: Store) -> None:
    """The date is Budi's, the agreement is not."""
    office, message = office_with_mail(sqlite_store)
    _act(office, tokens(office, message)[Purpose.MORE_TIME], until=date(2025, 6, 20))
    standing = office.task(OWN).standing
    assert (standing.promised, standing.promise_accepted) == (date(2025, 6, 20), False)


def test_a_wish_to_hand_over_is_told_to_who_may_decide(sqlite_store: Store) -> None:
    """Without a person in mind the task stays, and the team lead is told of the wish."""
    office, message = office_with_mail(sqlite_store)
    _act(office, tokens(office, message)[Purpose.HAND_OVER])
    assert office.task(OWN).duty.assignee_id is None
    with sqlite_store.reading() as session:
        (told,) = session.exec(select(NoticeRow).where(NoticeRow.kind == "hand_over"))
        assert (told.recipient_id, told.facts["note"]) == (office.citra, f"Budi: {NOTE}")


@pytest.mark.parametrize("note", ["", "  ", "ok"])
def test_an_act_without_words_or_a_file_does_nothing(sqlite_store: Store, note: str) -> None:
    """A scanner that presses the button has typed nothing; the link still works afterwards."""
    office, message = office_with_mail(sqlite_store)
    token = tokens(office, message)[Purpose.START]
    with pytest.raises(InputError):
        _act(office, token, note=note)
    assert office.task(OWN).standing.state is State.PLANNED
    _act(office, token)


def test_a_task_that_waits_is_refused_with_whom_it_waits_for_and_uses_nothing_up(sqlite_store: Store) -> None:
    """PP-01 waits for Ayu's TL-02; when that is done, the same link starts it."""
    office, _message = office_with_mail(sqlite_store)
    token = tokens(office, mail_to(office, office.budi, "2", "PP-01"), "PP-01")[Purpose.START]
    with pytest.raises(RefusedError, match="TL-02"):
        _act(office, token)
    office.finishes("TL-01", date(2025, 1, 6), date(2025, 1, 10))
    office.finishes("TL-02", date(2025, 1, 13), date(2025, 1, 24))
    _act(office, token)


def test_a_link_works_once(store: Store) -> None:
    """Replayed, it is refused like one that never was."""
    office, message = office_with_mail(store)
    office.starts(OWN, TODAY)
    token = tokens(office, message)[Purpose.REPORT]
    _act(office, token, progress=10)
    assert _flaw(office, token) is Flaw.USED
    assert office.task(OWN).standing.progress == 10


def _reassigned(office: Office) -> None:
    office.does(tasks.assign, tasks.Assign, OWN, office.citra, TODAY, person_id=office.ayu)


def _given_and_taken_back(office: Office) -> None:
    _reassigned(office)
    office.does(tasks.assign, tasks.Assign, OWN, office.citra, TODAY, person_id=office.budi)


def _returned(office: Office) -> None:
    office.starts(OWN, TODAY)
    office.submits(OWN, TODAY, office.budi)
    office.does(tasks.return_, tasks.Return, OWN, office.citra, TODAY, note="kurang tanda tangan")


def _reopened(office: Office) -> None:
    office.finishes(OWN, TODAY, TODAY)
    office.does(tasks.reopen, tasks.Reopen, OWN, office.citra, TODAY, reason="keliru")


def _waived(office: Office) -> None:
    more = {"reason": "tidak berlaku", "approved_by": "Citra"}
    office.does(tasks.waive, tasks.Waive, OWN, office.citra, TODAY, **more)


def _edited(office: Office) -> None:
    change = SetDays(OWN, 5)
    command = EditProgramme(
        programme_id=office.programme_id, changes=(change,), actor="cli", on=TODAY, reason="lebih lama"
    )
    do(office.store, apply, command, NOW)


@pytest.mark.parametrize(
    "change", [_reassigned, _given_and_taken_back, _returned, _reopened, _waived, _edited],
)  # fmt: skip
def test_what_changes_the_task_ends_older_links(store: Store, change: Callable[[Office], None]) -> None:
    """Also when it looks afterwards as it did before; a newer mail has links that work."""
    office, message = office_with_mail(store)
    given = tokens(office, message)
    change(office)
    assert {_flaw(office, token) for token in given.values()} == {Flaw.OUTDATED}


def test_a_mail_after_the_return_has_links_that_work(sqlite_store: Store) -> None:
    """The returned task is handed in again by the newer mail's link."""
    office, _message = office_with_mail(sqlite_store)
    _returned(office)
    token = tokens(office, mail_to(office, office.budi, "2"))[Purpose.SUBMIT]
    _act(office, token, evidence=(FILE,))
    assert office.task(OWN).standing.state is State.SUBMITTED


def test_a_finished_stage_of_the_work_ends_its_links(sqlite_store: Store) -> None:
    """After handing in there is nothing left to report, to promise or to hand over."""
    office, message = office_with_mail(sqlite_store)
    given = tokens(office, message)
    office.starts(OWN, TODAY)
    assert _flaw(office, given[Purpose.START]) is Flaw.SETTLED
    office.submits(OWN, TODAY, office.budi)
    assert {_flaw(office, token) for token in given.values()} == {Flaw.SETTLED}


def test_an_expired_link(sqlite_store: Store) -> None:
    """To the second: alive just before its end, dead at it."""
    office, message = office_with_mail(sqlite_store)
    token = tokens(office, message, at=NOW - LIFETIME)[Purpose.START]
    assert _flaw(office, token) is Flaw.EXPIRED
    late = tokens(office, message, at=NOW - LIFETIME + timedelta(seconds=1))[Purpose.START]
    assert _act(office, late) is Purpose.START


@pytest.mark.parametrize("token", ["", "x", "A" * 32, "A" * 5000, "../../etc/passwd", "%00" * 8])
def test_a_link_that_never_was(sqlite_store: Store, token: str) -> None:
    """A guess is refused like the rest."""
    office, _message = office_with_mail(sqlite_store)
    assert _flaw(office, token) is Flaw.UNKNOWN


def test_a_person_who_left(sqlite_store: Store) -> None:
    """Budi's office ended yesterday, or he is not active any more."""
    office, message = office_with_mail(sqlite_store)
    token = tokens(office, message)[Purpose.START]
    with sqlite_store.writing() as session:
        (held,) = session.exec(select(Membership).where(Membership.person_id == office.budi))
        held.valid_to = TODAY - timedelta(days=1)
    assert _flaw(office, token) is Flaw.NOT_THEIRS
    with sqlite_store.writing() as session:
        session.get_one(Membership, held.id).valid_to = None
        session.get_one(Person, office.budi).active = False
    assert _flaw(office, token) is Flaw.NOT_THEIRS


@pytest.mark.parametrize("state", ["draft", "tpi", "awarded", "revoked"])
def test_a_programme_that_is_not_active(sqlite_store: Store, state: str) -> None:
    """Before it begins and after it ends no mail acts on it."""
    office, message = office_with_mail(sqlite_store)
    token = tokens(office, message)[Purpose.START]
    _set(office, Programme, office.programme_id, state=state)
    assert _flaw(office, token) is Flaw.NOT_RUNNING


def test_a_substitute_has_links_while_they_stand_in(sqlite_store: Store) -> None:
    """Ayu stands in for Budi this week: her mail acts on his task, and not after he is back."""
    office, message = office_with_mail(sqlite_store)
    assert tokens(office, message, to=office.ayu) == {}
    _away(office, TODAY)
    token = tokens(office, message, to=office.ayu)[Purpose.START]
    with sqlite_store.reading() as session:
        assert links.look(session, token, NOW).person.id == office.ayu
        with pytest.raises(DeadLinkError):
            links.look(session, token, NOW + timedelta(days=1))
    _act(office, token)
    assert _events(office)[-1].actor == office.ayu


def _away(office: Office, last: date) -> None:
    command = RecordAbsence(
        person_id=office.budi, first=TODAY, last=last, substitute_id=office.ayu, actor="cli", on=TODAY
    )
    do(office.store, record_absence, command, NOW)


def test_all_links_can_be_ended_at_once(store: Store) -> None:
    """After a restore none of the links that are out works; used ones stay what they were."""
    office, message = office_with_mail(store)
    given = tokens(office, message)
    _act(office, given[Purpose.START])
    assert do(store, links.void_all, VoidLinks("restored"), NOW) == 3
    assert do(store, links.void_all, VoidLinks("restored"), NOW) == 0
    assert _flaw(office, given[Purpose.SUBMIT]) is Flaw.VOID
    assert {row.void_reason for row in rows(store) if row.used_at is None} == {"restored"}


def test_the_links_of_one_person_can_be_ended(sqlite_store: Store) -> None:
    """Ayu leaves; Budi's links go on."""
    office, message = office_with_mail(sqlite_store)
    ayus = tokens(office, mail_to(office, office.ayu, "2", "TL-01"), "TL-01", to=office.ayu)
    assert do(sqlite_store, links.void_of_person, VoidOf(office.ayu, "left"), NOW) == len(ayus) == 4
    _act(office, tokens(office, message)[Purpose.START])

"""A link that is used, old, forwarded too late or out of date is refused, and all alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from tests.support.mailed_links import (
    NOW,
    OWN,
    TODAY,
    act,
    events,
    mail_to,
    office_with_mail,
    rows,
    tokens,
)
from tests.support.programmes import Office
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.edits import SetDays
from zi_workflow.domain.links import LIFETIME, DeadLinkError, Flaw, Purpose
from zi_workflow.domain.tasks import State
from zi_workflow.storage.tables import Membership, Person, Programme
from zi_workflow.usecases import links, tasks
from zi_workflow.usecases.absences import RecordAbsence, record_absence
from zi_workflow.usecases.editing import EditProgramme, apply
from zi_workflow.usecases.evidence import Handed
from zi_workflow.usecases.links import VoidLinks, VoidOf

FILE = Handed("sk.pdf", sha256="a" * 64)


def _flaw(office: Office, token: str) -> Flaw:
    """Why the link is dead, both to look at and to act by."""
    with pytest.raises(DeadLinkError) as acting:
        act(office, token, progress=10, until=TODAY, evidence=(FILE,))
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


def test_a_link_works_once(store: Store) -> None:
    """Replayed, it is refused like one that never was."""
    office, message = office_with_mail(store)
    office.starts(OWN, TODAY)
    token = tokens(office, message)[Purpose.REPORT]
    act(office, token, progress=10)
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
    act(office, token, evidence=(FILE,))
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
    assert act(office, late) is Purpose.START


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
    act(office, token)
    assert events(office)[-1].actor == office.ayu


def _away(office: Office, last: date) -> None:
    command = RecordAbsence(
        person_id=office.budi, first=TODAY, last=last, substitute_id=office.ayu, actor="cli", on=TODAY
    )
    do(office.store, record_absence, command, NOW)


def test_all_links_can_be_ended_at_once(store: Store) -> None:
    """After a restore none of the links that are out works; used ones stay what they were."""
    office, message = office_with_mail(store)
    given = tokens(office, message)
    act(office, given[Purpose.START])
    assert do(store, links.void_all, VoidLinks("restored"), NOW) == 3
    assert do(store, links.void_all, VoidLinks("restored"), NOW) == 0
    assert _flaw(office, given[Purpose.SUBMIT]) is Flaw.VOID
    assert {row.void_reason for row in rows(store) if row.used_at is None} == {"restored"}


def test_the_links_of_one_person_can_be_ended(sqlite_store: Store) -> None:
    """Ayu leaves; Budi's links go on."""
    office, message = office_with_mail(sqlite_store)
    ayus = tokens(office, mail_to(office, office.ayu, "2", "TL-01"), "TL-01", to=office.ayu)
    assert do(sqlite_store, links.void_of_person, VoidOf(office.ayu, "left"), NOW) == len(ayus) == 4
    act(office, tokens(office, message)[Purpose.START])

"""A link does its one thing, once, as its person and with somebody's words or file."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from tests.support.mailed_links import (
    NOTE,
    OWN,
    TODAY,
    act,
    events,
    mail_to,
    office_with_mail,
    rows,
    tokens,
)
from zi_workflow.bootstrap import Store
from zi_workflow.domain.errors import InputError, RefusedError
from zi_workflow.domain.links import Purpose
from zi_workflow.domain.tasks import State
from zi_workflow.storage.tables import Evidence, NoticeRow
from zi_workflow.usecases.evidence import Handed

FILE = Handed("sk.pdf", sha256="a" * 64)


def test_starting_by_a_link_is_recorded_as_the_persons_deed(store: Store) -> None:
    """The log names Budi, the link and his words."""
    office, message = office_with_mail(store)
    assert act(office, tokens(office, message)[Purpose.START]) is Purpose.START
    assert office.task(OWN).standing.state is State.IN_PROGRESS
    event = events(office)[-1]
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
    assert "via" not in events(office)[-1].payload["command"]


def test_starting_leaves_the_other_links_of_the_mail_alive(store: Store) -> None:
    """From the same mail Budi starts, reports nothing, and hands in with a file."""
    office, message = office_with_mail(store)
    given = tokens(office, message)
    act(office, given[Purpose.START])
    assert act(office, given[Purpose.SUBMIT], evidence=(FILE,), note="") is Purpose.SUBMIT
    standing = office.task(OWN).standing
    assert (standing.state, standing.submitted_by) == (State.SUBMITTED, office.budi)
    with store.reading() as session:
        (kept,) = session.exec(select(Evidence))
        assert (kept.name, kept.sha256) == ("sk.pdf", "a" * 64)


def test_handing_in_what_nobody_noted_as_begun_begins_it(sqlite_store: Store) -> None:
    """Two events of one act: started and handed in on the same day."""
    office, message = office_with_mail(sqlite_store)
    act(office, tokens(office, message)[Purpose.SUBMIT])
    assert office.task(OWN).standing.started == TODAY
    assert [event.kind for event in events(office)[-2:]] == ["task.started", "task.submitted"]


def test_a_report_says_how_far_the_work_is(sqlite_store: Store) -> None:
    """A number is asked for; without it nothing is used up."""
    office, message = office_with_mail(sqlite_store)
    office.starts(OWN, TODAY)
    given = tokens(office, message)
    with pytest.raises(InputError):
        act(office, given[Purpose.REPORT])
    act(office, given[Purpose.REPORT], progress=40, obstacle="menunggu data")
    standing = office.task(OWN).standing
    assert (standing.progress, standing.obstacle, standing.note) == (40, "menunggu data", NOTE)


def test_more_time_is_a_promise_that_waits_for_the_coordinator(sqlite_store: Store) -> None:
    """The date is Budi's, the agreement is not."""
    office, message = office_with_mail(sqlite_store)
    act(office, tokens(office, message)[Purpose.MORE_TIME], until=date(2025, 6, 20))
    standing = office.task(OWN).standing
    assert (standing.promised, standing.promise_accepted) == (date(2025, 6, 20), False)


def test_a_wish_to_hand_over_is_told_to_who_may_decide(sqlite_store: Store) -> None:
    """Without a person in mind the task stays, and the team lead is told of the wish."""
    office, message = office_with_mail(sqlite_store)
    act(office, tokens(office, message)[Purpose.HAND_OVER])
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
        act(office, token, note=note)
    assert office.task(OWN).standing.state is State.PLANNED
    act(office, token)


def test_a_task_that_waits_is_refused_with_whom_it_waits_for_and_uses_nothing_up(sqlite_store: Store) -> None:
    """PP-01 waits for Ayu's TL-02; when that is done, the same link starts it."""
    office, _message = office_with_mail(sqlite_store)
    token = tokens(office, mail_to(office, office.budi, "2", "PP-01"), "PP-01")[Purpose.START]
    with pytest.raises(RefusedError, match="TL-02"):
        act(office, token)
    office.finishes("TL-01", date(2025, 1, 6), date(2025, 1, 10))
    office.finishes("TL-02", date(2025, 1, 13), date(2025, 1, 24))
    act(office, token)

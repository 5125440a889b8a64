"""What people do to tasks, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import select

from tests.support.programmes import LATER, START, small_office, whole_office
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.errors import ConflictError, InputError, NotFoundError, RefusedError
from zi_workflow.domain.plans import Plan, PlanTask
from zi_workflow.domain.tasks import State, latest_promise
from zi_workflow.storage.queries.tasks import task_lines
from zi_workflow.storage.tables import NoticeRow
from zi_workflow.usecases import tasks
from zi_workflow.usecases.absences import RecordAbsence, record_absence

D3, D8, D9 = date(2025, 1, 3), date(2025, 1, 8), date(2025, 1, 9)


def test_work_is_started_handed_in_and_accepted_by_somebody_else(store: Store) -> None:
    """Done is the day on which it was accepted."""
    office = small_office(store)
    office.starts("TL-01", D3, office.ayu)
    office.submits("TL-01", D8, office.ayu)
    state = office.verifies("TL-01", D9, office.citra)
    assert (state["state"], state["started"], state["submitted"], state["finished"]) == ("done", D3, D8, D9)


def test_nobody_accepts_their_own_work(sqlite_store: Store) -> None:
    """Ayu coordinates the area, and still not her own task."""
    office = small_office(sqlite_store)
    office.starts("TL-01", D3, office.ayu)
    office.submits("TL-01", D8, office.ayu)
    with pytest.raises(RefusedError, match="own work"):
        office.verifies("TL-01", D9, office.ayu)
    assert office.task("TL-01").standing.state is State.SUBMITTED


def test_an_outsider_is_refused(sqlite_store: Store) -> None:
    """Dewi has no role in the unit."""
    office = small_office(sqlite_store)
    with pytest.raises(RefusedError, match="no role"):
        office.starts("TL-01", D3, office.dewi)


def test_a_waiting_task_says_whom_it_waits_for(store: Store) -> None:
    """Budi learns that Ayu has to finish first."""
    office = small_office(store)
    with pytest.raises(RefusedError) as refused:
        office.starts("PP-01", D3, office.budi)
    (problem,) = refused.value.problems
    assert problem.params == {"code": "TL-02", "area": "tl", "name": "Ayu"}


def test_a_waiting_task_may_be_started_ahead_with_a_reason(sqlite_store: Store) -> None:
    """Without a reason it is refused; with one the reason is on record."""
    office = small_office(sqlite_store)
    with pytest.raises(InputError, match="reason"):
        office.starts("PP-01", D3, office.budi, ahead=True)
    assert office.starts("PP-01", D3, office.budi, ahead=True, reason="Data siap.")["started"] == D3


def test_what_was_finished_later_still_held_back_before(sqlite_store: Store) -> None:
    """PP-01 cannot be said to have started before TL-02 was finished."""
    office = small_office(sqlite_store)
    office.finishes("TL-01", D3, D8)
    office.finishes("TL-02", D9, date(2025, 1, 20))
    with pytest.raises(RefusedError, match="TL-02"):
        office.starts("PP-01", date(2025, 1, 17), office.budi)
    assert office.starts("PP-01", date(2025, 1, 21), office.budi)


def test_returned_work_comes_back_with_its_note(sqlite_store: Store) -> None:
    """It has to be handed in again, and the first hand-in is gone."""
    office = small_office(sqlite_store)
    office.starts("TL-01", D3)
    office.submits("TL-01", D8, office.ayu)
    state = office.does(tasks.return_, tasks.Return, "TL-01", office.citra, D9, note="Lampiran kurang.")
    assert (state["state"], state["note"], state["submitted"]) == ("returned", "Lampiran kurang.", None)
    assert office.submits("TL-01", D9, office.ayu)["state"] == "submitted"


def test_returned_work_of_an_outside_party_is_told_to_whoever_handed_it_in(sqlite_store: Store) -> None:
    """An outside party is not reminded, but the person who vouched for its work hears that it came back."""
    office = small_office(sqlite_store, Plan(START, (PlanTask("EXT-01", "ext", 3),)))
    office.starts("EXT-01", D3)
    office.submits("EXT-01", D8, office.citra)
    office.does(tasks.return_, tasks.Return, "EXT-01", "cli", D9, note="Lampiran kurang.")
    with sqlite_store.reading() as session:
        told = session.exec(select(NoticeRow.recipient_id).where(NoticeRow.kind == "returned")).all()
    assert list(told) == [office.citra]


def test_progress_is_a_percentage(sqlite_store: Store) -> None:
    """A report keeps the state and notes what is in the way."""
    office = small_office(sqlite_store)
    office.starts("TL-01", D3)
    report = {"progress": 40, "note": "Draf selesai.", "obstacle": "Menunggu data."}
    state = office.does(tasks.report, tasks.Report, "TL-01", office.ayu, D8, **report)
    assert (state["state"], state["progress"], state["obstacle"]) == ("in_progress", 40, "Menunggu data.")
    with pytest.raises(InputError, match="percentage"):
        office.does(tasks.report, tasks.Report, "TL-01", office.ayu, D8, progress=101)


def test_a_waived_task_counts_as_finished(sqlite_store: Store) -> None:
    """What waited for it may begin; reason and approver are asked for."""
    office = small_office(sqlite_store)
    with pytest.raises(InputError, match="name"):
        office.does(tasks.waive, tasks.Waive, "TL-01", office.citra, D3, reason="Sudah ada.", approved_by=" ")
    more = {"reason": "Sudah ada.", "approved_by": "Kepala Dinas"}
    state = office.does(tasks.waive, tasks.Waive, "TL-01", office.citra, D3, **more)
    assert (state["state"], state["finished"]) == ("not_applicable", D3)
    assert office.starts("TL-02", D8)["started"] == D8


def test_a_reopened_task_is_a_new_cycle(sqlite_store: Store) -> None:
    """Nothing of the old hand-in is left but the start."""
    office = small_office(sqlite_store)
    office.finishes("TL-01", D3, D8)
    state = office.does(tasks.reopen, tasks.Reopen, "TL-01", office.citra, D9, reason="Temuan monev.")
    assert (state["state"], state["cycle"], state["finished"], state["submitted"], state["started"]) == (
        "in_progress", 2, None, None, D3,
    )  # fmt: skip
    with pytest.raises(RefusedError, match="before"):
        office.does(
            tasks.waive, tasks.Waive, "TL-01", office.citra, date(2025, 1, 2), reason="x", approved_by="y"
        )


def test_a_waived_task_that_is_reopened_has_not_begun(sqlite_store: Store) -> None:
    """It was never started."""
    office = small_office(sqlite_store)
    office.does(tasks.waive, tasks.Waive, "TL-01", office.citra, D3, reason="x", approved_by="y")
    assert (
        office.does(tasks.reopen, tasks.Reopen, "TL-01", office.citra, D8, reason="x")["state"] == "planned"
    )


def test_a_promise_waits_for_the_coordinators_answer(sqlite_store: Store) -> None:
    """Ayu promises, Citra accepts; a new promise has to be accepted again."""
    office = small_office(sqlite_store)
    promise = {"until": date(2025, 1, 31), "reason": "Menunggu dokumen."}
    state = office.does(tasks.promise, tasks.Promise, "TL-01", office.ayu, D8, **promise)
    assert (state["promised"], state["promise_accepted"]) == (date(2025, 1, 31), False)
    accept = (tasks.accept_promise, tasks.AcceptPromise, "TL-01", office.citra, D9)
    assert office.does(*accept)["promise_accepted"]
    with pytest.raises(RefusedError, match="no promise"):
        office.does(*accept)
    assert not office.does(tasks.promise, tasks.Promise, "TL-01", office.ayu, D9, **promise)[
        "promise_accepted"
    ]


def test_a_promise_lies_ahead(sqlite_store: Store) -> None:
    """Nobody promises yesterday."""
    office = small_office(sqlite_store)
    with pytest.raises(InputError, match="passed"):
        office.does(tasks.promise, tasks.Promise, "TL-01", office.ayu, D8, until=D3, reason="x")


def test_a_promise_has_an_end(sqlite_store: Store) -> None:
    """An accepted one silences the ladder, so nobody promises the year 9999."""
    office = small_office(sqlite_store)
    latest = latest_promise(D8, office.task("TL-01").deadline)
    promise = (tasks.promise, tasks.Promise, "TL-01", office.ayu, D8)
    with pytest.raises(InputError, match="too far"):
        office.does(*promise, until=latest + timedelta(days=1), reason="x")
    assert office.does(*promise, until=latest, reason="x")["promised"] == latest


def test_a_task_is_given_to_somebody_of_the_unit(store: Store) -> None:
    """Budi, but not Dewi."""
    office = small_office(store)
    office.does(tasks.assign, tasks.Assign, "TL-01", office.citra, D3, person_id=office.budi)
    assert office.task("TL-01").duty.assignee_id == office.budi
    with pytest.raises(InputError, match="role"):
        office.does(tasks.assign, tasks.Assign, "TL-01", office.citra, D3, person_id=office.dewi)
    assert office.starts("TL-01", D8, office.budi)["started"] == D8


def test_a_substitute_acts_while_the_person_is_away(store: Store) -> None:
    """Dewi stands in for Ayu on these days only."""
    office = small_office(store)
    away = RecordAbsence(
        person_id=office.ayu, first=D3, last=D8, substitute_id=office.dewi, actor="cli", on=D3
    )
    do(store, record_absence, away, LATER)
    assert office.starts("TL-01", D8, office.dewi)["started"] == D8
    with pytest.raises(RefusedError, match="no role"):
        office.submits("TL-01", D9, office.dewi)


@pytest.mark.parametrize(
    ("on", "what"), [(date(2025, 6, 3), "future"), (date(2025, 1, 1), "before")], ids=["future", "too early"]
)
def test_a_day_that_cannot_be_is_refused(sqlite_store: Store, on: date, what: str) -> None:
    """Neither tomorrow in the unit's zone nor before the programme."""
    office = small_office(sqlite_store)
    with pytest.raises(RefusedError, match=what):
        office.starts("TL-01", on, office.ayu)


def test_a_draft_cannot_be_worked_on(sqlite_store: Store) -> None:
    """First activate it."""
    office = small_office(sqlite_store, active=False)
    with pytest.raises(RefusedError, match="draft"):
        office.starts("TL-01", D3)


def test_an_unknown_task_is_not_found(sqlite_store: Store) -> None:
    """The code is named."""
    office = small_office(sqlite_store)
    with pytest.raises(NotFoundError) as refused:
        office.starts("XX-01", D3)
    assert refused.value.problems[0].where == "XX-01"


def test_of_two_people_who_saw_the_same_only_one_is_heard(store: Store) -> None:
    """The second one has to look again."""
    office = small_office(store)
    seen = office.task("TL-01").version
    office.starts("TL-01", D3, version=seen)
    with pytest.raises(ConflictError):
        office.does(tasks.report, tasks.Report, "TL-01", office.ayu, D8, progress=10, version=seen)


def test_evidence_is_asked_for_where_the_framework_wants_it(sqlite_store: Store) -> None:
    """The outside party's decision is recorded with its letter, in one step."""
    office = whole_office(sqlite_store)
    with pytest.raises(InputError) as refused:
        office.does(tasks.record_outcome, tasks.RecordOutcome, "UM-01", office.citra, D3)
    assert "pimpinan instansi" in str(refused.value.problems[0].params["wanted"])
    handed = (tasks.Handed("SK.pdf", "arsip/SK.pdf", "0" * 64),)
    state = office.does(tasks.record_outcome, tasks.RecordOutcome, "UM-01", office.citra, D3, evidence=handed)
    assert (state["state"], state["finished"]) == ("done", D3)


def test_a_gate_is_done_when_its_approver_has_decided(store: Store) -> None:
    """Verified is not done: what waits for it still waits."""
    office = whole_office(store)
    handed = (tasks.Handed("Bukti"),)
    office.does(tasks.record_outcome, tasks.RecordOutcome, "UM-01", office.citra, D3, evidence=handed)
    for code in ("UM-02", "MP-01"):
        office.starts(code, D3)
        office.submits(code, D3, evidence=handed)
        office.verifies(code, D3, office.citra)
    office.starts("MP-02", D8)
    office.submits("MP-02", D8, evidence=handed)
    assert office.verifies("MP-02", D8, office.citra)["state"] == "verified"
    with pytest.raises(RefusedError, match="MP-02"):
        office.starts("MP-03", D8)
    with pytest.raises(RefusedError, match="approver"):
        office.verifies("MP-02", D9, office.citra)
    assert office.verifies("MP-02", D9, "system")["finished"] == D9


def test_every_task_of_the_framework_has_somebody_who_does_and_somebody_who_checks(
    sqlite_store: Store,
) -> None:
    """With a coordinator in every area, nothing is left without a name."""
    office = whole_office(sqlite_store)
    with sqlite_store.reading() as session:
        lines = list(task_lines(session, office.programme_id))
    assert len(lines) > 200
    assert all(line.duty.responsible and line.duty.verifier for line in lines)
    assert all(line.planned_start and line.planned_finish for line in lines)

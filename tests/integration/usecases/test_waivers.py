"""Setting a task aside takes two people: one proposes, another decides; on both databases."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.integration.usecases.test_nudges import events, notices
from tests.integration.usecases.test_own_work import signed
from tests.support.clocks import wib
from tests.support.programmes import Office, joins, small_office
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.errors import ConflictError, ForbiddenError, InputError, RefusedError
from zi_workflow.domain.people import Role
from zi_workflow.domain.tasks import State
from zi_workflow.storage.queries.waivers import Proposal, proposal
from zi_workflow.usecases import waivers
from zi_workflow.usecases.absences import RecordAbsence, record_absence
from zi_workflow.usecases.waivers import DecideWaiver, ProposeWaiver

NOW = wib(2025, 6, 2, 9)
TODAY = date(2025, 6, 2)
WHY = "unit tidak memiliki layanan ini"


def proposes(office: Office, by: str, task: str = "TL-01", **more: Any) -> None:
    """Somebody sends the proposal."""
    values = {"version": office.task(task).version, "note": WHY, **more}
    command = ProposeWaiver(viewer=signed(office, by), programme_id=office.programme_id, task=task, **values)
    do(office.store, waivers.propose, command, NOW)


def decides(office: Office, by: str, granted: bool, known: Proposal | None, **more: Any) -> None:
    """Somebody answers it."""
    values = {"version": office.task("TL-01").version, "note": "setuju", **more}
    command = DecideWaiver(
        viewer=signed(office, by),
        programme_id=office.programme_id,
        task="TL-01",
        proposal=known.id if known else "?",
        granted=granted,
        **values,
    )
    do(office.store, waivers.decide, command, NOW)


def waiting(office: Office, task: str = "TL-01") -> Proposal | None:
    """The proposal that waits."""
    with office.store.reading() as session:
        return proposal(session, office.programme_id, task)


def test_what_one_proposes_another_grants_and_it_counts_as_finished(store: Store) -> None:
    """The lead is asked by mail, decides, and what waited may begin; both names are on record."""
    office = small_office(store)
    proposes(office, office.ayu)
    (notice,) = notices(office, "decision")
    assert (notice.recipient_id, notice.facts) == (office.citra, {"note": f"Ayu: {WHY}"})
    decides(office, office.citra, True, waiting(office))
    standing = office.task("TL-01").standing
    assert (standing.state, standing.finished, standing.note) == (State.NOT_APPLICABLE, TODAY, WHY)
    (event,) = events(office, "task.waived")
    assert (event.actor, event.payload["command"]["approved_by"]) == (office.citra, "Citra")
    assert waiting(office) is None
    assert notices(office, "decision")[0].state == "cancelled"
    office.starts("TL-02", TODAY, office.ayu)


def test_nobody_decides_about_their_own_proposal(store: Store) -> None:
    """Not even the lead, nor whoever stands in for who proposed it; they may take it back."""
    office = small_office(store)
    head = joins(store, office.unit_id, "Gita", Role.HEAD, None, "gita@contoh.go.id")
    proposes(office, office.citra)
    with pytest.raises(RefusedError) as refused:
        decides(office, office.citra, True, waiting(office))
    assert refused.value.problems[0].message == waivers.OTHER_EYES
    assert office.task("TL-01").standing.state is State.PLANNED
    away = RecordAbsence(
        person_id=office.citra, first=TODAY, last=TODAY, substitute_id=head, actor="cli", on=TODAY
    )
    do(store, record_absence, away, NOW)
    with pytest.raises(RefusedError):
        decides(office, head, True, waiting(office))
    decides(office, office.citra, False, waiting(office))
    assert waiting(office) is None


def test_a_refusal_leaves_the_task_as_it_was(store: Store) -> None:
    """With a word on record; a new proposal may come."""
    office = small_office(store)
    proposes(office, office.ayu)
    decides(office, office.citra, False, waiting(office), note="tetap wajib")
    assert office.task("TL-01").standing.state is State.PLANNED
    assert [each.payload["note"] for each in events(office, "task.waiver_refused")] == ["tetap wajib"]
    proposes(office, office.ayu, note="usul kedua")
    again = waiting(office)
    assert again is not None
    assert again.reason == "usul kedua"


def test_one_proposal_waits_at_a_time_and_the_same_form_counts_once(store: Store) -> None:
    """Sent twice it is one; another one beside it is refused, as is an answer to one that is closed."""
    office = small_office(store)
    proposes(office, office.ayu)
    proposes(office, office.ayu)
    assert len(events(office, "task.waiver_asked")) == 1
    with pytest.raises(RefusedError):
        proposes(office, office.citra)
    with pytest.raises(RefusedError):
        decides(office, office.citra, True, None)
    known = waiting(office)
    decides(office, office.citra, False, known)
    with pytest.raises(RefusedError):
        decides(office, office.citra, True, known, note="berubah pikiran")


def test_who_may_only_coordinate_proposes_and_does_not_decide(store: Store) -> None:
    """An area's coordinator steers, but setting aside is for the approver, the lead and the head."""
    office = small_office(store)
    joins(store, office.unit_id, "Gita", Role.HEAD, None, "gita@contoh.go.id")
    proposes(office, office.citra)
    with pytest.raises(RefusedError):
        decides(office, office.ayu, True, waiting(office))
    with pytest.raises(RefusedError):
        decides(office, office.ayu, False, waiting(office))
    with pytest.raises(ForbiddenError):
        proposes(office, office.budi)


def test_without_a_second_person_there_is_nobody_to_ask(store: Store) -> None:
    """The only one who may decide cannot propose."""
    office = small_office(store)
    with pytest.raises(RefusedError):
        proposes(office, office.citra, "TL-02")
    assert waiting(office, "TL-02") is None


def test_an_old_page_and_empty_words_change_nothing(store: Store) -> None:
    """Nor can a finished task be set aside."""
    office = small_office(store)
    with pytest.raises(ConflictError):
        proposes(office, office.ayu, version=9)
    with pytest.raises(InputError):
        proposes(office, office.ayu, note=" ")
    office.finishes("TL-01", TODAY, TODAY)
    with pytest.raises(RefusedError):
        proposes(office, office.ayu)


def test_a_proposal_about_a_task_that_was_finished_meanwhile_waits_no_more(store: Store) -> None:
    """Nothing is left to decide."""
    office = small_office(store)
    proposes(office, office.ayu)
    office.finishes("TL-01", TODAY, TODAY)
    assert waiting(office) is None
    with pytest.raises(RefusedError):
        decides(office, office.citra, True, None)

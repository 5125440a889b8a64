"""Which tasks are a person's own, and who may act on them, on both databases."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support import visitors
from tests.support.clocks import wib
from tests.support.programmes import Office, joins, small_office
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.errors import ConflictError, ForbiddenError, RefusedError
from zi_workflow.domain.links import Purpose
from zi_workflow.domain.people import Role
from zi_workflow.domain.scopes import Viewer
from zi_workflow.domain.tasks import State
from zi_workflow.storage.queries.histories import history
from zi_workflow.storage.queries.viewers import viewer_of
from zi_workflow.usecases import own_work, tasks
from zi_workflow.usecases.absences import RecordAbsence, record_absence
from zi_workflow.usecases.own_work import ActSigned

NOW = wib(2025, 6, 2, 9)
TODAY = date(2025, 6, 2)


def signed(office: Office, person_id: str) -> Viewer:
    """The person with the offices of the day."""
    account = visitors.account(office.store, person_id, NOW)
    with office.store.reading() as session:
        return viewer_of(session, account, NOW)


def own(office: Office, viewer: Viewer) -> list[str]:
    """Codes of their own tasks."""
    with office.store.reading() as session:
        return [row.code for share in own_work.shares(session, viewer, NOW) for row in share.own]


def acts(office: Office, viewer: Viewer, task: str, version: int = 1) -> Purpose:
    """They begin a task."""
    command = ActSigned(
        viewer=viewer, programme_id=office.programme_id, task=task, purpose=Purpose.START, version=version
    )
    return do(office.store, own_work.act, command, NOW)


def test_a_task_is_with_its_doer_and_with_whoever_stands_in(store: Store) -> None:
    """Not with the lead, who may act on it all the same; a finished one is with nobody."""
    office = small_office(store)
    budi, citra = signed(office, office.budi), signed(office, office.citra)
    assert (own(office, budi), own(office, citra)) == (["PP-01", "PP-02"], [])
    assert own(office, signed(office, office.dewi)) == []
    away = RecordAbsence(
        person_id=office.budi, first=TODAY, last=TODAY, substitute_id=office.dewi, actor="cli", on=TODAY
    )
    do(store, record_absence, away, NOW)
    dewi = signed(office, office.dewi)
    assert own(office, dewi) == ["PP-01", "PP-02"]
    assert acts(office, dewi, "PP-02") is Purpose.START
    office.finishes("TL-01", TODAY, TODAY)
    assert own(office, signed(office, office.ayu)) == ["TL-02"]


def test_a_programme_that_has_not_begun_gives_nobody_a_task(store: Store) -> None:
    """Nor can anything be reported on it."""
    office = small_office(store, active=False)
    budi = signed(office, office.budi)
    assert own(office, budi) == []
    with pytest.raises(RefusedError):
        acts(office, budi, "PP-02")


def test_an_act_is_recorded_once_and_by_what_it_was_done(store: Store) -> None:
    """The same form again does nothing; the same wish from a page that is out of date is a conflict."""
    office = small_office(store)
    budi = signed(office, office.budi)
    for _time in range(2):
        acts(office, budi, "PP-02")
    with store.reading() as session:
        [happening] = history(session, office.programme_id, "PP-02")
    assert (happening.kind, happening.name, happening.version) == ("task.started", "Budi", 2)
    assert happening.via.startswith("form:")
    office.does(tasks.report, tasks.Report, "PP-02", office.citra, TODAY, progress=10)
    with pytest.raises(RefusedError):
        acts(office, budi, "PP-02", version=3)
    office.starts("TL-01", TODAY)
    with pytest.raises(ConflictError):
        acts(office, signed(office, office.ayu), "TL-01")
    assert office.task("PP-02").standing.state is State.IN_PROGRESS


def test_a_change_agent_reaches_the_tasks_that_were_given_to_them(store: Store) -> None:
    """And no other, not even of the unit; once it is given away it is theirs no more."""
    office = small_office(store)
    gita = joins(store, office.unit_id, "Gita", Role.CHANGE_AGENT, None, "gita@contoh.go.id")
    viewer = signed(office, gita)
    with pytest.raises(ForbiddenError):
        acts(office, viewer, "PP-02")
    office.does(tasks.assign, tasks.Assign, "PP-02", office.citra, TODAY, person_id=gita)
    assert own(office, viewer) == ["PP-02"]
    acts(office, viewer, "PP-02", version=2)
    office.does(tasks.assign, tasks.Assign, "PP-02", office.citra, TODAY, person_id=None)
    with pytest.raises(ForbiddenError):
        acts(office, viewer, "PP-02", version=3)

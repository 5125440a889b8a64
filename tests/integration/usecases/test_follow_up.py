"""A recommendation becomes a task of the plan, is answered by the unit and closed by the chair; on both databases."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

import pytest
from sqlmodel import col, select

from tests.integration.usecases.test_nudges import events, notices
from tests.support.clocks import wib
from tests.support.recommendations import DEADLINE, SHOWN, SIGNED, recommended
from zi_workflow.bootstrap import Store
from zi_workflow.domain.errors import ConflictError, ForbiddenError, InputError, NotFoundError, RefusedError
from zi_workflow.domain.people import Role
from zi_workflow.domain.recommendations import RecommendationState
from zi_workflow.domain.tasks import State
from zi_workflow.storage.queries.follow_up import answers
from zi_workflow.storage.tables import Task
from zi_workflow.usecases import tasks
from zi_workflow.usecases.events import rebuild
from zi_workflow.usecases.plans import load_plan

MAY_5, MAY_6, MAY_7 = wib(2025, 5, 5, 9), wib(2025, 5, 6, 9), wib(2025, 5, 7, 9)


def spans(store: Store, programme_id: str) -> dict[str, Any]:
    """The planned span of every task."""
    with store.reading() as session:
        return {task.id: task.planned for task in load_plan(session, programme_id).tasks}


def test_each_recommendation_becomes_a_task_with_its_own_deadline(store: Store) -> None:
    """From the first working day after the minutes, for the responsible office, verified by the assistance team."""
    rounds = recommended(store, {}, {"area": "pp", "deadline": date(2025, 6, 1), "words": "Susun\nrincian."})
    before = spans(store, rounds.office.programme_id)
    assert rounds.signs() == ("REK-2025Q1-01", "REK-2025Q1-02")
    assert rounds.signs() == ()  # signed once
    with store.reading() as session:
        rows = session.exec(
            select(Task).where(col(Task.code).startswith("REK-")).order_by(col(Task.code))
        ).all()
        first, second = (row.model_dump() for row in rows)
    assert (first["planned_start"], first["planned_finish"]) == (date(2025, 5, 2), DEADLINE)  # 1 May is off
    assert (first["title"], first["responsible"], first["verifier"]) == (
        "Tetapkan SOP layanan.",
        Role.COORDINATOR,
        Role.ASSISTANCE_TEAM,
    )
    assert (second["title"], second["area"], second["planned_finish"]) == ("Susun", "pp", date(2025, 5, 28))
    after = spans(store, rounds.office.programme_id)
    assert {code: after[code] for code in before} == before
    assert [each.task for each in notices(rounds.office, "assigned")] == ["REK-2025Q1-01", "REK-2025Q1-02"]


def test_ties_that_the_team_named_hold_in_the_plan(store: Store) -> None:
    """It waits for the one, the other waits for it and moves; a circle is refused and nothing is made."""
    rounds = recommended(store, {"after": ["TL-01"], "before": ["PP-02"]})
    (code,) = rounds.signs()
    with store.reading() as session:
        plan = {task.id: task for task in load_plan(session, rounds.office.programme_id).tasks}
    assert [str(link) for link in plan[code].after] == ["TL-01"]
    assert [str(link) for link in plan["PP-02"].after] == [code]
    moved, stayed = plan["PP-02"].planned, plan["TL-02"].planned
    assert moved is not None
    assert moved.start == date(2025, 5, 26)
    assert stayed is not None
    assert stayed.start < SIGNED.date()


def test_a_circle_or_a_task_that_is_not_there_makes_nothing(sqlite_store: Store) -> None:
    """The plan stays acyclic."""
    rounds = recommended(sqlite_store, {"after": ["TL-02"], "before": ["TL-01"]}, {"before": ["XX-99"]})
    with pytest.raises(InputError):
        rounds.signs()
    assert rounds.row(1).task is None
    assert events(rounds.office, "programme.followed_up") == []


def test_the_event_rebuilds_what_the_table_says(store: Store) -> None:
    """New tasks, answers and decisions are on record in full."""
    rounds = recommended(store)
    (code,) = rounds.signs()
    rounds.answers(1, rounds.office.ayu, MAY_5)
    rounds.settles(1, rounds.chair, MAY_6)
    with store.reading() as session:
        states = rebuild(session, rounds.office.programme_id)
    assert states[code]["state"] == "done"
    assert asdict(rounds.office.task(code).standing)["finished"].isoformat() == states[code]["finished"]
    (done,) = events(rounds.office, "task.done")
    assert done.payload["recommendation"]["state"] == "verified_closed"


def test_an_answer_hands_the_task_in_and_notes_what_was_shown(store: Store) -> None:
    """Words and evidence with version and hash; the chair's closing finishes the task on the same day."""
    rounds = recommended(store)
    (code,) = rounds.signs()
    assert rounds.answers(1, rounds.office.ayu, MAY_5) is RecommendationState.RESPONDED
    assert rounds.office.task(code).standing.state is State.SUBMITTED
    assert rounds.settles(1, rounds.chair, MAY_6) is RecommendationState.CLOSED
    assert rounds.office.task(code).standing.state is State.DONE
    with store.reading() as session:
        (answer,) = answers(session, rounds.row(1).id)
    assert (answer.words, answer.decision, answer.note) == (
        "SOP telah ditetapkan.",
        "closed",
        "Sudah sesuai.",
    )
    (shown,) = answer.evidence
    assert (shown["name"], shown["version"], shown["sha256"]) == (SHOWN.name, 1, None)
    assert (rounds.row(1).closed_by, rounds.row(1).closed_on) == (rounds.chair, date(2025, 5, 6))
    assert [each.recipient_id for each in notices(rounds.office, "solved")] == [rounds.office.ayu]


def test_handing_the_task_in_by_its_own_page_is_the_answer_too(store: Store) -> None:
    """One truth whichever door was taken: what the recommendation says is what its task says."""
    rounds = recommended(store)
    (code,) = rounds.signs()
    rounds.office.starts(code, date(2025, 5, 5), rounds.office.ayu)
    assert rounds.row(1).state == RecommendationState.IN_PROGRESS
    rounds.office.submits(code, date(2025, 5, 6), rounds.office.ayu, note="Terlampir.", evidence=(SHOWN,))
    assert rounds.row(1).state == RecommendationState.RESPONDED
    with store.reading() as session:
        (answer,) = answers(session, rounds.row(1).id)
    assert (answer.words, answer.answered_on, len(answer.evidence)) == ("Terlampir.", date(2025, 5, 6), 1)
    with pytest.raises(RefusedError):
        rounds.answers(1, rounds.office.ayu, wib(2025, 6, 2, 10))


def test_a_rejected_answer_goes_back_to_the_unit_and_can_be_given_again(store: Store) -> None:
    """The unit hears why; the second answer has the number two."""
    rounds = recommended(store)
    (code,) = rounds.signs()
    rounds.answers(1, rounds.office.ayu, MAY_5)
    assert (
        rounds.settles(1, rounds.deputy, MAY_6, close=False, note="SOP belum ditandatangani.") == "rejected"
    )
    assert rounds.office.task(code).standing.state is State.RETURNED
    (told,) = notices(rounds.office, "returned")
    assert (told.recipient_id, told.facts["note"]) == (rounds.office.ayu, "SOP belum ditandatangani.")
    more = SHOWN.__class__("SOP bertanda tangan", "https://arsip.contoh.go.id/2")
    assert rounds.answers(1, rounds.office.ayu, MAY_7, evidence=(more,)) == "responded"
    with store.reading() as session:
        assert [(each.number, each.decision) for each in answers(session, rounds.row(1).id)] == [
            (2, None),
            (1, "rejected"),
        ]


@pytest.mark.parametrize("by", ["member", "later_chair"])
def test_only_the_chair_or_the_deputy_decides(sqlite_store: Store, by: str) -> None:
    """A member of the team and the chair of another round are told so."""
    rounds = recommended(sqlite_store)
    rounds.signs()
    rounds.answers(1, rounds.office.ayu, MAY_5)
    for close in (True, False):
        with pytest.raises(ForbiddenError, match="Only the chair"):
            rounds.settles(1, getattr(rounds, by), MAY_6, close=close)
    assert rounds.row(1).state == RecommendationState.RESPONDED


def test_people_of_the_unit_never_decide(sqlite_store: Store) -> None:
    """Whoever leads them neither; and the chair does not answer for the unit."""
    rounds = recommended(sqlite_store)
    rounds.signs()
    with pytest.raises(ForbiddenError):
        rounds.answers(1, rounds.chair, MAY_5)
    rounds.answers(1, rounds.office.ayu, MAY_5)
    for person in (rounds.office.ayu, rounds.office.budi, rounds.office.citra):
        with pytest.raises(ForbiddenError):
            rounds.settles(1, person, MAY_6)
    with pytest.raises(NotFoundError):
        rounds.settles(1, rounds.office.dewi, MAY_6)


def test_the_usual_review_of_the_task_closes_nothing(sqlite_store: Store) -> None:
    """Not the team's lead, not the assistance team, not the console; no other door ends the task either."""
    rounds = recommended(sqlite_store)
    (code,) = rounds.signs()
    office = rounds.office
    with pytest.raises(ForbiddenError, match="recommendation"):
        office.does(
            tasks.waive, tasks.Waive, code, office.citra, date(2025, 5, 5), reason="x", approved_by="y"
        )
    rounds.answers(1, office.ayu, MAY_5)
    for actor in (office.citra, rounds.chair, "cli"):
        with pytest.raises(ForbiddenError, match="recommendation"):
            office.verifies(code, date(2025, 5, 6), actor)
        with pytest.raises(ForbiddenError, match="recommendation"):
            office.does(tasks.return_, tasks.Return, code, actor, date(2025, 5, 6), note="kurang")
    rounds.settles(1, rounds.chair, MAY_6)
    with pytest.raises(ForbiddenError, match="recommendation"):
        office.does(tasks.reopen, tasks.Reopen, code, office.citra, date(2025, 5, 7), reason="lagi")
    assert rounds.row(1).state == RecommendationState.CLOSED


def test_a_form_sent_twice_acts_once_and_a_stale_one_not_at_all(store: Store) -> None:
    """The second press changes nothing; whoever saw an older state is told."""
    rounds = recommended(store)
    (_code,) = rounds.signs()
    seen = rounds.row(1).version
    for _press in range(2):
        assert rounds.answers(1, rounds.office.ayu, MAY_5, version=seen) == "responded"
    with pytest.raises(ConflictError):
        rounds.settles(1, rounds.chair, MAY_6, version=seen)
    current = rounds.row(1).version
    for _press in range(2):
        assert rounds.settles(1, rounds.chair, MAY_6, version=current) == "verified_closed"
    assert len(events(rounds.office, "task.submitted")) == len(events(rounds.office, "task.done")) == 1


def test_before_the_minutes_are_signed_nothing_is_answered_and_without_an_answer_nothing_closed(
    sqlite_store: Store,
) -> None:
    """The order of a round."""
    rounds = recommended(sqlite_store)
    with pytest.raises(RefusedError, match="not signed"):
        rounds.answers(1, rounds.office.ayu, MAY_5)
    rounds.signs()
    with pytest.raises(RefusedError, match="no answer"):
        rounds.settles(1, rounds.chair, MAY_5)
    with pytest.raises(InputError):
        rounds.answers(1, rounds.office.ayu, MAY_5, evidence=())
    with pytest.raises(InputError):
        rounds.answers(1, rounds.office.ayu, MAY_5, words="  ")
    assert rounds.row(1).state == RecommendationState.OPEN

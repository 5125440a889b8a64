"""What cannot be invited to, by whom, and when: refused with a sentence before anything is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.support import rounds
from tests.support.rounds import LATER, MEETING, NOW, QUARTER, USUAL, Desk
from zi_workflow.bootstrap import Store
from zi_workflow.domain.errors import InputError, NotFoundError, RefusedError
from zi_workflow.storage.tables import MessageRow
from zi_workflow.usecases.invitation_commands import Cancel, Change, Invite


@pytest.fixture
def lone(sqlite_store: Store) -> Desk:
    """At the console, on Monday morning."""
    rounds.settle(sqlite_store)
    return Desk(sqlite_store)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (
            {"meeting": replace(MEETING, on=date(2025, 5, 1))},
            "2025-05-01 is a day off of the unit: Hari Buruh",
        ),
        ({"meeting": replace(MEETING, on=date(2025, 4, 18))}, "2025-04-18 09.00 lies in the past."),
        ({"meeting": replace(MEETING, place=" ")}, "A place or a link"),
        ({"add": ("dewi",)}, "Dewi Anggraini holds no office in this unit."),
        ({"drop": ("hana",)}, "Hana Kusuma is not among the guests."),
        ({"drop": tuple(USUAL)}, "Nobody is left to be invited."),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(
    lone: Desk, more: dict[str, Any], sentence: str
) -> None:
    """The sentence says why; the preview says the same."""
    with pytest.raises(InputError) as refused:
        lone.invites(**more)
    said = [problem.message.format(**problem.params) for problem in refused.value.problems]
    assert any(each.startswith(sentence) for each in said)
    with pytest.raises(InputError):
        lone.previews(Invite, **more)
    with lone.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(MessageRow)) == 0


def test_the_state_of_a_round_decides_what_may_be_done(lone: Desk) -> None:
    """Nothing to change or cancel before it, no second first invitation, nothing after the meeting."""
    for kind, more in ((Change, {}), (Cancel, {"reason": "x"})):
        with pytest.raises(RefusedError, match="Nobody is invited"):
            lone.previews(kind, **more)
    lone.invites()
    with pytest.raises(RefusedError, match="already"):
        lone.invites(meeting=LATER)
    with pytest.raises(InputError, match="reason"):
        lone.cancels(" ")
    with pytest.raises(NotFoundError, match=QUARTER):
        lone.previews(Invite, quarter="2024-Q4")
    lone.at = NOW.replace(month=5, day=2)
    with pytest.raises(RefusedError, match="over"):
        lone.cancels()
    with pytest.raises(RefusedError, match="over"):
        lone.changes(replace(MEETING, on=date(2025, 5, 5), begins=time(9)))


@pytest.mark.parametrize(
    ("actor", "allowed"), [("eka", True), ("fajar", True), ("ayu", False), ("dewi", False)]
)
def test_who_runs_the_unit_or_looks_at_it_invites(lone: Desk, actor: str, allowed: bool) -> None:
    """A coordinator and an outsider do not."""
    lone.actor = actor
    if allowed:
        assert len(lone.invites().letters) == 6
    else:
        with pytest.raises(RefusedError, match="may invite"):
            lone.invites()


def test_nobody_is_invited_to_a_draft(sqlite_store: Store) -> None:
    """Activate it first."""
    rounds.settle(sqlite_store, state="draft")
    with pytest.raises(RefusedError, match="draft"):
        Desk(sqlite_store).invites()

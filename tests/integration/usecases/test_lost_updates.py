"""Nobody's move of a task is overwritten by somebody who saw an older state, on both databases."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.programmes import small_office
from zi_workflow.bootstrap import Store
from zi_workflow.domain.errors import ConflictError
from zi_workflow.domain.tasks import State
from zi_workflow.usecases.task_moves import save_state

D3 = date(2025, 1, 3)


def test_a_state_is_written_only_over_the_one_that_was_read(store: Store) -> None:
    """Somebody looked while the task was planned and writes after Ayu began it: her start stands."""
    office = small_office(store)
    seen = office.task("TL-01")
    office.starts("TL-01", D3, office.ayu)
    with pytest.raises(ConflictError, match="Somebody else"), store.writing() as session:
        save_state(session, seen.id, "TL-01", seen.version, seen.standing, office.now)
    now = office.task("TL-01")
    assert (now.standing.state, now.standing.started, now.version) == (
        State.IN_PROGRESS,
        D3,
        seen.version + 1,
    )

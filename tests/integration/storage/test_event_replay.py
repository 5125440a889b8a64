"""The state of every task on a past date comes back from events alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import chains
from zi_workflow.bootstrap import Store
from zi_workflow.domain.events import Event
from zi_workflow.usecases import events

PROGRAMME = "programme-1"


def _moved(task: str, on: date, **state: Any) -> Event:
    return chains.event(subject=task, occurred_on=on, payload={"task": task, "state": state})


def _rebuilt(store: Store, until: date | None = None, **known: Any) -> dict[str, dict[str, Any]]:
    with store.reading() as session:
        return events.rebuild(session, PROGRAMME, until, **known)


def test_a_past_date_shows_what_had_happened_by_then(store: Store) -> None:
    """Ayu started in January and finished in February; Budi started in February."""
    chains.write_all(store, [
        _moved("TL-03", date(2025, 1, 6), state="running"),
        _moved("SDM-01", date(2025, 2, 3), state="running"),
        _moved("TL-03", date(2025, 2, 10), state="done", finished=date(2025, 2, 10)),
    ])  # fmt: skip
    assert _rebuilt(store, date(2025, 1, 5)) == {}
    assert _rebuilt(store, date(2025, 1, 6)) == {"TL-03": {"state": "running"}}
    assert _rebuilt(store, date(2025, 2, 9)) == {
        "TL-03": {"state": "running"},
        "SDM-01": {"state": "running"},
    }
    assert _rebuilt(store)["TL-03"] == {"state": "done", "finished": "2025-02-10"}


def test_an_entry_made_late_was_not_known_before(store: Store) -> None:
    """What had happened and what was known are two questions."""
    chains.write_all(store, [
        _moved("TL-01", date(2025, 1, 2), state="running"),
        _moved("TL-02", date(2025, 1, 2), state="running"),
    ])  # fmt: skip
    assert set(_rebuilt(store, date(2025, 1, 2))) == {"TL-01", "TL-02"}
    assert set(_rebuilt(store, date(2025, 1, 2), known_by=chains.at(1))) == {"TL-01"}


def test_one_event_may_be_about_many_tasks(store: Store) -> None:
    """The activation of a programme plans them all; an edit takes one away."""
    both = {"TL-01": {"state": "planned"}, "TL-02": {"state": "planned"}}
    chains.write_all(store, [
        chains.event(1, kind="programme.activated", payload={"states": both}),
        chains.event(2, kind="programme.edited", payload={"states": {"TL-02": None}}),
        chains.event(3, kind="people.imported", payload={"count": 4}),
    ])  # fmt: skip
    assert _rebuilt(store, date(2025, 1, 2)) == both
    assert _rebuilt(store) == {"TL-01": {"state": "planned"}}


def test_other_programmes_are_left_out(store: Store) -> None:
    """Two programmes of one agency share a chain, not their tasks."""
    other = chains.event(2, programme_id="programme-2", payload={"task": "TL-01", "state": {"state": "done"}})
    chains.write_all(store, [_moved("TL-01", date(2025, 1, 2), state="running"), other])
    assert _rebuilt(store) == {"TL-01": {"state": "running"}}


MOVES = st.lists(
    st.tuples(st.sampled_from(["TL-01", "TL-02", "SDM-01"]), st.integers(0, 3), st.integers(0, 100)),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_every_day_comes_back_as_it_was_written_down(store: Store, moves: list[tuple[str, int, int]]) -> None:
    """A plain diary kept beside the log agrees with its replay for every day."""
    day, diary, happened = date(2025, 1, 2), dict[date, dict[str, Any]](), list[Event]()
    programme, now = f"programme-{abs(hash(tuple(moves)))}", dict[str, Any]()
    for task, later, progress in moves:
        day += timedelta(days=later)
        now = {**now, task: {"state": "running", "progress": progress}}
        diary[day] = now
        payload = {"task": task, "state": now[task]}
        happened.append(chains.event(occurred_on=day, programme_id=programme, payload=payload))
    chains.write_all(store, happened, agency=programme)
    with store.reading() as session:
        for written, states in diary.items():
            assert events.rebuild(session, programme, written) == states

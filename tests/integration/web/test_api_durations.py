"""An edit of a program keeps dates and durations in step, as the form of a task does."""

from __future__ import annotations

from httpx import ASGITransport, AsyncClient

from tests.support import visitors
from tests.support.mailed_links import NOW
from tests.support.programmes import Office
from zi_workflow.domain.plans import Plan
from zi_workflow.storage.queries.programmes import programme_facts
from zi_workflow.usecases.plans import load_plan
from zi_workflow.web.app import create_app

EDITS = "/api/v1/programmes/ZI-1/edits"
DATES = {"change": "dates", "task": "PP-02", "start": "2025-06-16", "finish": "2025-06-19"}


def program(office: Office) -> AsyncClient:
    """A program with Budi's token, whose area the task is in."""
    headers = visitors.bearer(visitors.token_of(office.store, office.budi, NOW))
    app = create_app(office.store, now=lambda: NOW)
    return AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1", headers=headers)


def plan_of(office: Office) -> Plan:
    """The plan as it stands."""
    with office.store.reading() as session:
        return load_plan(session, office.programme_id)


async def test_dates_without_days_set_the_duration(office: Office) -> None:
    """Three working days become the four from Monday to Thursday, as the preview said."""
    async with program(office) as client:
        seen = (await client.post(f"{EDITS}/preview", json={"changes": [DATES]})).json()
        done = await client.post(EDITS, json={"changes": [DATES], "version": seen["version"]})
    assert done.json()["moves"] == seen["moves"]
    days = {task.id: task.days for task in plan_of(office).tasks}
    assert days["PP-02"] == 4


async def test_dates_and_days_that_contradict_each_other_are_refused(office: Office) -> None:
    """422 for the preview and for the edit, at the task; nothing is written."""
    with office.store.reading() as session:
        version = programme_facts(session, office.programme_id).version
    longer = {"change": "days", "task": "PP-02", "days": 9}
    sent = {"changes": [DATES, longer], "version": version}
    async with program(office) as client:
        before = plan_of(office)
        seen = await client.post(f"{EDITS}/preview?lang=en", json=sent)
        done = await client.post(EDITS, json=sent)
    assert (seen.status_code, done.status_code) == (422, 422)
    assert "there are 4 working days, not 9" in seen.text
    assert plan_of(office) == before

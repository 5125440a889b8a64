"""A task that somebody sees and may not work on: refused with a sentence on the pages and to programs, not hidden."""

from __future__ import annotations

from httpx import AsyncClient

from tests.support import visitors
from tests.support.answers import text
from tests.support.mailed_links import NOW, OWN
from tests.support.programmes import Office
from zi_workflow.domain.tasks import State

PAGE = f"/tugas/ZI-1/{OWN}"
API_TASK = f"/api/v1/programmes/ZI-1/tasks/{OWN}"


async def test_another_area_s_task_is_refused_in_words_and_the_lead_may_act_for_all(
    phone: AsyncClient, office: Office
) -> None:
    """Whoever sees it and may not work on it reads who may; what never was is not there; the lead is told whose it is."""
    visitors.sign_in(phone, visitors.person(office.store, office.ayu, NOW))
    assert (await phone.get(f"/programme/ZI-1/task/{OWN}")).status_code == 200
    for address in (f"/tugas/ZI-1/{OWN}", f"/tugas/ZI-1/{OWN}/start"):
        refused = await phone.get(address)
        assert refused.status_code == 403
        assert "Hanya pelaksana pada area ini dan pimpinan tim kerja" in text(refused)
    assert (await phone.post(f"{PAGE}/start", data={"version": "1"})).status_code == 403
    assert office.task(OWN).standing.state is State.PLANNED
    for method in ("GET", "POST"):
        gone = await phone.request(method, "/tugas/ZI-1/XX-99/start", data={"version": "1"})
        assert gone.status_code == 404
    phone.cookies.clear()
    visitors.sign_in(phone, visitors.person(office.store, office.citra, NOW))
    assert "Tugas ini ada pada Budi" in text(await phone.get(PAGE))
    assert (await phone.post(f"{PAGE}/start", data={"version": "1"})).status_code == 303


async def test_a_program_reads_the_same_as_its_person(phone: AsyncClient, office: Office) -> None:
    """Its coordinator elsewhere sees it, and reads who may act on it; a programme that never was is not there."""
    phone.headers.update(visitors.bearer(visitors.token_of(office.store, office.ayu, NOW)))
    assert (await phone.get(API_TASK)).status_code == 200
    answer = await phone.post(f"{API_TASK}/acts/start", json={"version": 1})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert "Hanya pelaksana pada area ini" in answer.json()["detail"]
    gone = await phone.post(f"{API_TASK.replace('ZI-1', 'ZI-9')}/acts/start", json={"version": 1})
    assert gone.status_code == 404
    assert office.task(OWN).standing.state is State.PLANNED

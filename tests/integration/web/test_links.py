"""The page of a link: looking changes nothing, a form acts once, and every dead link gets the same answer."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from httpx import AsyncClient, Response

from tests.support.mailed_links import NOW, OWN, TODAY, mail_to, tokens
from tests.support.programmes import Office
from tests.support.rows import all_rows
from zi_workflow.bootstrap import do
from zi_workflow.domain.links import LIFETIME, Purpose
from zi_workflow.domain.tasks import State
from zi_workflow.usecases import links
from zi_workflow.usecases.links import VoidLinks

NOTE = {"note": "sudah saya mulai"}


async def test_the_page_says_what_for_whom_by_when_and_who_waits(
    phone: AsyncClient, given: dict[Purpose, str]
) -> None:
    """The task, the date, as whom one acts; no way into the rest of the service."""
    answer = await phone.get(f"/t/{given[Purpose.START]}")
    assert answer.status_code == 200
    for words in ("PP-02", "Anda bertindak sebagai Budi (koordinator area", "Mulai tugas", "Catatan"):
        assert words in answer.text
    assert "/surat" not in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "'unsafe" not in answer.headers["Content-Security-Policy"]
    assert "You act as Budi" in (await phone.get(f"/t/{given[Purpose.START]}?lang=en")).text


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"])
async def test_looking_changes_nothing(
    phone: AsyncClient, office: Office, given: dict[Purpose, str], method: str
) -> None:
    """However often and by whatever a scanner asks: every row of every table stays."""
    before = all_rows(office.store)
    for token in given.values():
        for _time in range(3):
            await phone.request(method, f"/t/{token}")
    assert all_rows(office.store) == before


async def test_an_empty_form_changes_nothing(
    phone: AsyncClient, office: Office, given: dict[Purpose, str]
) -> None:
    """A scanner that presses the button has typed nothing: it is told what is missing."""
    before = all_rows(office.store)
    for token in given.values():
        for form in ({}, {"note": ""}, {"note": " \n "}):
            answer = await phone.post(f"/t/{token}", data=form)
            assert answer.status_code == 422
            assert 'role="alert"' in answer.text
    assert all_rows(office.store) == before


async def test_a_form_acts_once(phone: AsyncClient, office: Office, given: dict[Purpose, str]) -> None:
    """Sent twice, the second is refused; the thanks need no link and say nothing of the task."""
    address = f"/t/{given[Purpose.START]}"
    answer = await phone.post(address, data=NOTE)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/t/selesai/start")
    assert office.task(OWN).standing.state is State.IN_PROGRESS
    assert (await phone.post(address, data=NOTE)).status_code == 410
    thanks = await phone.get("/t/selesai/start")
    assert thanks.status_code == 200
    assert OWN not in thanks.text


async def test_a_task_that_waits_says_for_whom(phone: AsyncClient, office: Office) -> None:
    """The form stays with the reason; nothing is used up."""
    waiting = tokens(office, mail_to(office, office.budi, "3", "PP-01"), "PP-01")
    answer = await phone.post(f"/t/{waiting[Purpose.START]}", data=NOTE)
    assert answer.status_code == 409
    assert "TL-02" in answer.text
    assert "sudah saya mulai" in answer.text


async def test_every_dead_link_gets_the_same_answer(phone: AsyncClient, office: Office) -> None:
    """Used, expired, void, outdated, unknown and misshapen: status, headers and body tell nothing apart."""
    used = tokens(office, mail_to(office, office.budi, "u"))
    expired = tokens(office, mail_to(office, office.budi, "e"), at=NOW - LIFETIME - timedelta(days=1))
    await phone.post(f"/t/{used[Purpose.MORE_TIME]}", data={**NOTE, "until": TODAY.isoformat()})
    do(office.store, links.void_all, VoidLinks("restored"), NOW)
    dead = [used[Purpose.MORE_TIME], expired[Purpose.START], used[Purpose.START], "A" * 32, "x", "disamarkan"]
    answers = [_told(await phone.get(f"/t/{token}")) for token in dead]
    answers += [_told(await phone.post(f"/t/{token}", data=NOTE)) for token in dead]
    assert len(set(answers)) == 1
    assert answers[0][0] == 410
    assert "surel terbaru" in answers[0][2]
    english = {_told(await phone.get(f"/t/{token}?lang=en")) for token in dead}
    assert len(english) == 1


def _told(answer: Response) -> tuple[int, str, str]:
    return answer.status_code, str(sorted(answer.headers.items())), answer.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
        ({"Origin": "null"}, 303),
        ({"Origin": "http://127.0.0.1"}, 303),
        ({}, 303),
    ],
)
async def test_only_our_own_page_may_send_the_form(
    phone: AsyncClient, given: dict[Purpose, str], headers: dict[str, str], status: int
) -> None:
    """A page elsewhere that has got hold of a link cannot make a reader's browser send it."""
    answer = await phone.post(f"/t/{given[Purpose.START]}", data=NOTE, headers=headers)
    assert answer.status_code == status


async def test_no_log_holds_a_token(
    phone: AsyncClient, given: dict[Purpose, str], caplog: pytest.LogCaptureFixture
) -> None:
    """Neither looking nor acting nor a refusal writes the secret down."""
    with caplog.at_level(logging.DEBUG, logger="zi"), caplog.at_level(logging.DEBUG, logger="uvicorn"):
        await phone.get(f"/t/{given[Purpose.START]}")
        await phone.post(f"/t/{given[Purpose.START]}", data=NOTE)
    said = "".join(record.getMessage() for record in caplog.records if not record.name.startswith("http"))
    assert given[Purpose.START] not in said

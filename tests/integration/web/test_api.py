"""Programs with a person's token: the same work as on the pages, refusals as sentences, never more than the person."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlmodel import select

from tests.support import visitors
from tests.support.evidence_samples import PDF
from tests.support.mailed_links import NOW, OWN, events
from tests.support.programmes import Office
from zi_workflow.bootstrap import do
from zi_workflow.clock import FixedClock
from zi_workflow.domain.tasks import State
from zi_workflow.storage.queries.accounts import account_of
from zi_workflow.storage.queries.bearers import tokens_of
from zi_workflow.storage.tables import Evidence, PersonalToken
from zi_workflow.usecases import accounts, personal_tokens
from zi_workflow.web.app import create_app

TASK = f"/api/v1/programmes/ZI-1/tasks/{OWN}"


@pytest.fixture
async def program(office: Office, tmp_path: Path) -> AsyncIterator[AsyncClient]:
    """A program with Budi's token, whose area the task is in."""
    app = create_app(office.store, now=lambda: NOW, evidence=tmp_path / "evidence")
    headers = visitors.bearer(visitors.token_of(office.store, office.budi, NOW))
    async with AsyncClient(
        transport=ASGITransport(app), base_url="http://127.0.0.1", headers=headers
    ) as client:
        yield client


def as_(client: AsyncClient, office: Office, person: str, *, reads_only: bool = False) -> AsyncClient:
    """The client with another person's token."""
    token = visitors.token_of(office.store, person, NOW, reads_only=reads_only)
    client.headers.update(visitors.bearer(token))
    return client


def places(answer: Response) -> dict[str, str]:
    """What a refusal says, by place."""
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["detail"] == " ".join(each["sentence"] for each in body["problems"])
    return {each["place"]: each["sentence"] for each in body["problems"]}


async def test_a_program_sees_its_person_s_work_in_the_words_of_the_pages(program: AsyncClient) -> None:
    """Who they are, what is with them, and one task with what can be done about it and its version as ETag."""
    me = (await program.get("/api/v1/me")).json()
    assert (me["name"], me["offices"][0]["role"]) == ("Budi", "coordinator")
    own = (await program.get("/api/v1/tasks")).json()
    assert {each["code"] for each in own["items"]} == {"PP-01", "PP-02"}
    answer = await program.get(TASK)
    task = answer.json()
    assert task["can"] == ["start", "submit", "more_time", "hand_over"]
    assert (task["state"], task["status"]) == ("planned", "belum mulai")
    assert answer.headers["ETag"] == f'"{task["version"]}"' == '"1"'


async def test_a_task_goes_from_begun_to_done_by_programs_alone(program: AsyncClient, office: Office) -> None:
    """Budi's begins it and hands in a file, the lead's accepts it; each is in the record with where it came in."""
    begun = await program.post(f"{TASK}/acts/start", json={"version": 1})
    assert begun.json() == {"programme": "ZI-1", "task": OWN, "state": "in_progress", "version": 2}
    handed = await program.post(
        f"{TASK}/acts/submit", data={"version": "2"}, files=[("files", ("laporan.pdf", PDF))]
    )
    assert handed.status_code == 200, handed.text
    with office.store.reading() as session:
        assert session.exec(select(Evidence.name)).all() == ["laporan.pdf"]
    as_(program, office, office.citra)
    done = await program.post(f"{TASK}/reviews/verify", json={"note": "baik"}, headers={"If-Match": '"3"'})
    assert done.json()["state"] == "done"
    assert office.task(OWN).standing.state is State.DONE
    said = [row.payload["command"] for row in events(office) if row.kind == "task.started"]
    assert said[0]["via"].startswith("api:")


async def test_work_is_returned_with_a_note_that_says_what_is_missing(
    program: AsyncClient, office: Office
) -> None:
    """Without one it is refused in words."""
    await program.post(f"{TASK}/acts/submit", json={"version": 1, "reference": "rak 3"})
    version = office.task(OWN).version
    as_(program, office, office.citra)
    bare = await program.post(f"{TASK}/reviews/return", json={"version": version})
    assert bare.status_code == 422
    assert list(places(bare)) == [OWN]
    assert (
        await program.post(f"{TASK}/reviews/return", json={"version": version, "note": "kurang"})
    ).status_code == 200
    assert office.task(OWN).standing.state is State.RETURNED


async def test_everything_that_is_wrong_is_said_at_once_with_its_place(program: AsyncClient) -> None:
    """As on the form; nothing is saved."""
    answer = await program.post(f"{TASK}/acts/more_time", json={"version": 1, "note": "x"})
    assert answer.status_code == 422
    assert set(places(answer)) == {"note", "until"}


async def test_the_version_that_was_seen_decides_between_two(program: AsyncClient) -> None:
    """None: 422. An old one: 409. Two that differ: 422."""
    assert list(places(await program.post(f"{TASK}/acts/start", json={}))) == ["version"]
    differ = await program.post(f"{TASK}/acts/start", json={"version": 1}, headers={"If-Match": '"2"'})
    assert (differ.status_code, list(places(differ))) == (422, ["If-Match"])
    await program.post(f"{TASK}/acts/start", json={"version": 1})
    late = await program.post(f"{TASK}/acts/report", json={"version": 1, "progress": 20})
    assert late.status_code == 409
    assert "oleh orang lain atau oleh Anda sendiri" in late.json()["detail"]


async def test_a_change_with_a_key_happens_once_and_is_answered_the_same(
    program: AsyncClient, office: Office
) -> None:
    """Another change under the key is refused; a refusal keeps no key."""
    key = {"Idempotency-Key": "pagi-1"}
    wrong = await program.post(f"{TASK}/acts/report", json={"version": 9, "progress": 10}, headers=key)
    assert wrong.status_code == 409
    first = await program.post(f"{TASK}/acts/start", json={"version": 1}, headers=key)
    again = await program.post(f"{TASK}/acts/start", json={"version": 1}, headers=key)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == first.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert [row.kind for row in events(office)].count("task.started") == 1
    other = await program.post(f"{TASK}/acts/report", json={"version": 2, "progress": 10}, headers=key)
    assert (other.status_code, list(places(other))) == (422, ["Idempotency-Key"])


async def test_a_preview_says_what_the_edit_then_does(program: AsyncClient, office: Office) -> None:
    """The same moves; the preview saves nothing; the version of the preview is what the edit names."""
    sent = {"changes": [{"change": "days", "task": "PP-02", "days": 9}]}
    seen = (await program.post("/api/v1/programmes/ZI-1/edits/preview", json=sent)).json()
    assert (seen["applied"], [move["task"] for move in seen["moves"]]) == (False, ["PP-02"])
    before = len(list(events(office)))
    done = await program.post("/api/v1/programmes/ZI-1/edits", json={**sent, "version": seen["version"]})
    assert {**done.json(), "applied": False, "version": seen["version"]} == seen
    assert len(list(events(office))) > before
    assert done.json()["version"] == seen["version"] + 1
    assert done.headers["ETag"] == f'"{seen["version"] + 1}"'
    late = await program.post("/api/v1/programmes/ZI-1/edits", json={**sent, "version": seen["version"]})
    assert late.status_code == 409


async def test_a_coordinator_edits_their_own_area_only(program: AsyncClient) -> None:
    """Each task that is not theirs is named."""
    sent = {"changes": [{"change": "days", "task": "TL-01", "days": 9}]}
    answer = await program.post("/api/v1/programmes/ZI-1/edits/preview", json=sent)
    assert (answer.status_code, list(places(answer))) == (409, ["TL-01"])


async def test_a_change_that_cannot_be_read_says_which(program: AsyncClient) -> None:
    """By its number; a shape that is not described, by its place."""
    bad = {"changes": [{"change": "after", "task": "PP-02", "dependency": "TL-01 XX"}], "version": 1}
    answer = await program.post("/api/v1/programmes/ZI-1/edits/preview", json=bad)
    assert list(places(answer)) == ["changes.0"]
    shape = await program.post("/api/v1/programmes/ZI-1/edits/preview", json={"changes": []})
    assert list(places(shape)) == ["body.changes"]
    torn = await program.post("/api/v1/programmes/ZI-1/edits/preview", content=b"{", headers=_JSON)
    assert torn.status_code == 422


_JSON = {"Content-Type": "application/json"}


async def test_a_calendar_names_its_days_off_and_rounds(program: AsyncClient) -> None:
    """The shipped decrees are in it."""
    found = (await program.get("/api/v1/programmes/ZI-1/calendar")).json()
    named = {each["day"]: each["name"] for each in found["days_off"]}
    assert named["2025-08-17"]
    assert (found["zone"], len(found["week"])) == ("Asia/Jakarta", 5)


async def test_mails_are_those_that_the_person_may_read(program: AsyncClient, office: Office) -> None:
    """Budi reads his own, Ayu not Budi's."""
    items = (await program.get("/api/v1/mails")).json()["items"]
    assert [each["to_name"] for each in items] == ["Budi"]
    address = f"/api/v1/mails/{items[0]['id']}"
    assert (await program.get(address)).status_code == 200
    as_(program, office, office.ayu)
    assert (await program.get("/api/v1/mails")).json()["total"] == 0
    assert (await program.get(address)).status_code == 404


async def test_a_cookie_opens_nothing(program: AsyncClient, office: Office) -> None:
    """So no page on another site can act through somebody's browser."""
    del program.headers["Authorization"]
    visitors.sign_in(program, visitors.person(office.store, office.budi, NOW))
    assert (await program.get("/tugas")).status_code == 200
    asked = await program.get("/api/v1/me")
    assert (asked.status_code, list(places(asked))) == (401, ["Authorization"])
    assert (await program.post(f"{TASK}/acts/start", json={"version": 1})).status_code == 401
    assert office.task(OWN).standing.state is State.PLANNED


async def test_a_token_that_only_reads_changes_nothing(program: AsyncClient, office: Office) -> None:
    """Not even a preview."""
    as_(program, office, office.budi, reads_only=True)
    assert (await program.get(TASK)).status_code == 200
    answer = await program.post(f"{TASK}/acts/start", json={"version": 1})
    assert answer.status_code == 403
    assert office.task(OWN).standing.state is State.PLANNED


@pytest.mark.parametrize("how", ["revoked", "closed account", "expired"])
async def test_a_token_ends_with_its_date_its_account_or_when_it_is_revoked(office: Office, how: str) -> None:
    """From the next question on; the secret itself is stored nowhere."""
    clock = FixedClock(NOW)
    token = visitors.token_of(office.store, office.budi, NOW)
    app = create_app(office.store, now=clock.now)
    async with AsyncClient(
        transport=ASGITransport(app), base_url="http://127.0.0.1", headers=visitors.bearer(token)
    ) as client:
        assert (await client.get("/api/v1/me")).status_code == 200
        with office.store.reading() as session:
            account = account_of(session, office.budi)
            assert account is not None
            held = tokens_of(session, account.id, NOW)
            kept = session.exec(select(PersonalToken)).one()
            assert token.removeprefix("zi_") not in kept.token_hash
        if how == "revoked":
            revoke = personal_tokens.Revoke(account.id, office.budi, held[0].id)
            do(office.store, personal_tokens.revoke, revoke, NOW)
        elif how == "closed account":
            do(office.store, accounts.close, accounts.ChangeAccount(account.id, "test"), NOW)
        else:
            clock.set(NOW + timedelta(days=30))
        assert (await client.get("/api/v1/me")).status_code == 401
    if how == "revoked":
        assert [row.kind for row in events(office)][-1] == "account.token_revoked"


async def test_who_asks_too_often_is_told_when_to_come_again(program: AsyncClient) -> None:
    """600 questions in five minutes, then 429 with the seconds."""
    for _number in range(600):
        assert (await program.get("/api/v1/nothing")).status_code == 404
    answer = await program.get("/api/v1/me")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 300


async def test_too_much_is_refused_before_it_is_read(program: AsyncClient) -> None:
    """What is sent without files is small."""
    answer = await program.post(
        "/api/v1/programmes/ZI-1/edits/preview", content=b" " * 300_000, headers=_JSON
    )
    assert answer.status_code == 413


async def test_the_description_knows_every_address(program: AsyncClient, office: Office) -> None:
    """By token, and for whoever is signed in as a page and as a file; it names no other site."""
    found = (await program.get("/api/v1/openapi.json")).json()
    paths = found["paths"]
    assert "post" in paths["/api/v1/programmes/{code}/tasks/{task}/acts/{purpose}"]
    visitors.sign_in(program, visitors.person(office.store, office.budi, NOW))
    assert (await program.get("/akun/api/openapi.json")).json() == found
    page = (await program.get("/akun/api")).text
    assert all(path.replace("{", "{") in page for path in paths)
    assert "Semua program yang boleh dilihat." in page
    assert "http://" not in page.replace('xmlns="http://www.w3.org', "")
    assert "https://" not in page


async def test_refusals_come_in_english_where_the_address_asks(program: AsyncClient) -> None:
    """As the pages do."""
    answer: Any = (await program.get("/api/v1/programmes/TIADA?lang=en")).json()
    assert answer["title"] == "This does not exist"


async def test_evidence_formats_and_decisions_are_there_for_programs(
    program: AsyncClient, office: Office
) -> None:
    """A file that was handed in is listed, is read with its versions, and comes back byte by byte to who may see it."""
    await program.post(f"{TASK}/acts/submit", data={"version": "1"}, files=[("files", ("laporan.pdf", PDF))])
    (piece,) = (await program.get("/api/v1/programmes/ZI-1/evidence")).json()["items"]
    assert (piece["tasks"], piece["versions"][0]["name"]) == ([OWN], "laporan.pdf")
    at = f"/api/v1/programmes/ZI-1/evidence/{piece['id']}"
    assert (await program.get(at)).json() == piece
    assert (await program.get(f"{at}/files/1")).content == PDF
    assert (await program.get(f"{at}/files/2")).status_code == 404
    assert (await program.get("/api/v1/formats")).json() == {"items": []}
    as_(program, office, office.citra)
    decisions = (await program.get("/api/v1/decisions")).json()["items"]
    assert [(each["task"], each["asked"]) for each in decisions] == [(OWN, "review")]

"""The page of a link: looking changes nothing, a form acts once, and every dead link gets the same answer."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlmodel import select

from tests.support.evidence_samples import BOMB, JPG, LOCKED_PDF, MACROS, OLD_WORD, PDF, PNG
from tests.support.mailed_links import NOW, OWN, TODAY, mail_to, office_with_mail, tokens
from tests.support.programmes import Office
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.evidence_files import MOST_BYTES
from zi_workflow.domain.links import LIFETIME, Purpose
from zi_workflow.domain.tasks import State, latest_promise
from zi_workflow.storage.evidence_folder import EvidenceFolder
from zi_workflow.storage.tables import Evidence, metadata
from zi_workflow.usecases import links
from zi_workflow.usecases.links import VoidLinks
from zi_workflow.web.app import create_app
from zi_workflow.wording import full_date

NOTE = {"note": "sudah saya mulai"}


@pytest.fixture
def office(sqlite_store: Store) -> Office:
    """The small office."""
    return office_with_mail(sqlite_store)[0]


@pytest.fixture
def given(office: Office) -> dict[Purpose, str]:
    """The links of a mail to Budi about his task that has not begun."""
    return tokens(office, mail_to(office, office.budi, "2"))


@pytest.fixture
async def phone(office: Office, tmp_path: Path) -> AsyncIterator[AsyncClient]:
    """Asks for pages, follows nothing."""
    app = create_app(office.store, now=lambda: NOW, evidence=tmp_path / "evidence")
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield client


def _digest(store: Store) -> list[str]:
    """Every row of every table."""
    with store.reading() as session:
        return [str(row) for table in metadata.sorted_tables for row in session.execute(table.select())]


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
    before = _digest(office.store)
    for token in given.values():
        for _time in range(3):
            await phone.request(method, f"/t/{token}")
    assert _digest(office.store) == before


async def test_an_empty_form_changes_nothing(
    phone: AsyncClient, office: Office, given: dict[Purpose, str]
) -> None:
    """A scanner that presses the button has typed nothing: it is told what is missing."""
    before = _digest(office.store)
    for token in given.values():
        for form in ({}, {"note": ""}, {"note": " \n "}):
            answer = await phone.post(f"/t/{token}", data=form)
            assert answer.status_code == 422
            assert 'role="alert"' in answer.text
    assert _digest(office.store) == before


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


async def test_files_are_handed_in_and_kept_under_their_hash(
    phone: AsyncClient, office: Office, given: dict[Purpose, str], tmp_path: Path
) -> None:
    """Two files and a reference; names are only names."""
    files = [("files", ("../../SK\u202e Tim.pdf", PDF)), ("files", ("foto.exe", JPG)), ("files", ("", b""))]
    answer = await phone.post(
        f"/t/{given[Purpose.SUBMIT]}", data={"reference": "Arsip rak 3", "note": ""}, files=files
    )
    assert answer.status_code == 303, answer.text
    with office.store.reading() as session:
        kept = {row.name: row for row in session.exec(select(Evidence))}
    assert set(kept) == {"SK Tim.pdf", "foto.exe", "Arsip rak 3"}
    folder = EvidenceFolder(tmp_path / "evidence")
    assert folder.place(str(kept["SK Tim.pdf"].sha256)).read_bytes() == PDF
    assert kept["Arsip rak 3"].sha256 is None


async def test_what_is_wrong_is_said_and_what_was_typed_stays(
    phone: AsyncClient, office: Office, given: dict[Purpose, str]
) -> None:
    """A program is no evidence; the reference is still in its field, and the link still works."""
    address = f"/t/{given[Purpose.SUBMIT]}"
    form = {"reference": 'rak "3"', "note": "<b>catatan</b>"}
    answer = await phone.post(address, data=form, files=[("files", ("a.pdf", b"MZ program"))])
    assert answer.status_code == 422
    assert "a.pdf bukan berkas PDF" in answer.text
    assert "rak &#34;3&#34;" in answer.text
    assert "&lt;b&gt;catatan" in answer.text
    assert (await phone.post(address, data=form)).status_code == 303


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (PNG[:8], "tidak dapat dibuka"),
        (PDF[:5], "tidak dapat dibuka"),
        (MACROS, "berisi makro, yang tidak diterima. Silakan simpan sebagai .docx"),
        (LOCKED_PDF, "terkunci dengan kata sandi"),
        (OLD_WORD, "adalah berkas Office format lama"),
        (BOMB, "terlalu besar"),
    ],
)
async def test_a_file_that_is_no_evidence_says_why(
    phone: AsyncClient, office: Office, given: dict[Purpose, str], tmp_path: Path, content: bytes, words: str
) -> None:
    """Each of several is named with what to do; nothing is kept."""
    before = _digest(office.store)
    files = [("files", ("a.docm", content)), ("files", ("b.pdf", PDF)), ("files", ("c.pdf", b"MZ"))]
    answer = await phone.post(f"/t/{given[Purpose.SUBMIT]}", files=files)
    assert answer.status_code == 422
    assert f"a.docm {words}" in answer.text
    assert "b.pdf" not in answer.text
    assert "c.pdf bukan berkas PDF" in answer.text
    assert _digest(office.store) == before
    assert not (tmp_path / "evidence").exists()


async def test_too_many_bytes_are_not_kept(
    phone: AsyncClient, office: Office, given: dict[Purpose, str], tmp_path: Path
) -> None:
    """Beyond the limit nothing is stored, whatever the header says of the length."""
    before = _digest(office.store)
    content = PDF + bytes(MOST_BYTES + 300_000)
    answer = await phone.post(f"/t/{given[Purpose.SUBMIT]}", files=[("files", ("a.pdf", content))])
    assert answer.status_code == 422
    assert "melebihi 20 MB" in answer.text
    assert _digest(office.store) == before
    assert not (tmp_path / "evidence").exists()


@pytest.mark.parametrize(
    "broken", [b"--x\r\nbroken", b"--x\r\nContent-Disposition: form-data\r\n\r\n\r\n--x--\r\n", b"x" * 300]
)
async def test_a_form_that_cannot_be_read(
    phone: AsyncClient, given: dict[Purpose, str], broken: bytes
) -> None:
    """The empty form comes again with a sentence; it is no failure of ours and no bare answer."""
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = await phone.post(f"/t/{given[Purpose.START]}", content=broken, headers=headers)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'name="note"' in answer.text


@pytest.mark.parametrize("letters", [501, 17_000, 100_000])
@pytest.mark.parametrize("files", [None, [("files", ("", b""))]], ids=["plain", "parts"])
async def test_a_text_that_is_too_long_comes_back(
    phone: AsyncClient, office: Office, given: dict[Purpose, str], letters: int, files: Any
) -> None:
    """Nobody has to write it again: it stands in its field, with the sentence beside it."""
    await phone.post(f"/t/{given[Purpose.START]}", data=NOTE)
    address = f"/t/{tokens(office, mail_to(office, office.budi, 'r'))[Purpose.REPORT]}"
    before = _digest(office.store)
    form = {"note": "selesai", "progress": "50", "obstacle": "x" * letters}
    answer = await phone.post(address, data=form, files=files)
    assert answer.status_code == 422
    assert 'id="obstacle-wrong">Mohon tuliskan paling banyak 500 karakter' in answer.text
    assert "x" * letters in answer.text
    assert ">selesai</textarea>" in answer.text
    assert _digest(office.store) == before


async def test_eleven_files_are_one_too_many(
    phone: AsyncClient, office: Office, given: dict[Purpose, str], tmp_path: Path
) -> None:
    """Said at the files; what was typed stays, and nothing is kept. Hundreds of files are no form of ours."""
    before, address = _digest(office.store), f"/t/{given[Purpose.SUBMIT]}"
    form = {"reference": "rak 3", "note": "lengkap"}
    files = [("files", (f"{number}.pdf", PDF)) for number in range(11)]
    answer = await phone.post(address, data=form, files=files)
    assert answer.status_code == 422
    assert 'id="files-wrong">Silakan pilih paling banyak 10 berkas' in answer.text
    assert 'value="rak 3"' in answer.text
    assert ">lengkap</textarea>" in answer.text
    assert (await phone.post(address, data=form, files=files * 10)).status_code == 422
    assert _digest(office.store) == before
    assert not (tmp_path / "evidence").exists()


async def test_more_time_has_an_end(phone: AsyncClient, office: Office, given: dict[Purpose, str]) -> None:
    """The year 9999 is refused at its field, in words, and the browser knows the last day."""
    address, before = f"/t/{given[Purpose.MORE_TIME]}", _digest(office.store)
    latest = latest_promise(TODAY, office.task(OWN).deadline)
    assert f'max="{latest}"' in (await phone.get(address)).text
    for until in ("9999-12-31", str(latest + timedelta(days=1))):
        answer = await phone.post(address, data={**NOTE, "until": until})
        assert answer.status_code == 422
        assert f"tidak sesudah {full_date(latest)}" in answer.text
        assert f'value="{until}"' in answer.text
    assert _digest(office.store) == before


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


async def test_a_service_without_a_folder_takes_references_only(
    office: Office, given: dict[Purpose, str]
) -> None:
    """The form has no field for files then."""
    app = create_app(office.store, now=lambda: NOW)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client:
        shown = await client.get(f"/t/{given[Purpose.SUBMIT]}")
        assert 'type="file"' not in shown.text
        answer = await client.post(f"/t/{given[Purpose.SUBMIT]}", data={"reference": "rak 3"})
        assert answer.status_code == 303

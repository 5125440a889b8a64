"""What is sent from the page of a link: files and texts that are taken, given back, or refused, with nothing left behind."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from sqlmodel import select

from tests.support.evidence_samples import (
    BOMB,
    JPG,
    LINKED,
    LOCKED_PDF,
    MACROS,
    OLD_WORD,
    OLE,
    PDF,
    PNG,
    SCRIPTED_PDF,
)
from tests.support.mailed_links import NOW, OWN, TODAY, mail_to, tokens
from tests.support.programmes import Office
from tests.support.rows import all_rows
from zi_workflow.domain.evidence_files import MOST_BYTES
from zi_workflow.domain.links import Purpose
from zi_workflow.domain.tasks import latest_promise
from zi_workflow.storage.evidence_folder import EvidenceFolder
from zi_workflow.storage.tables import Evidence
from zi_workflow.web.app import create_app
from zi_workflow.wording import full_date

NOTE = {"note": "sudah saya mulai"}


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
        (SCRIPTED_PDF, "memuat skrip, tindakan otomatis"),
        (OLE, "memuat objek dari program lain"),
        (LINKED, "mengambil isi dari berkas atau alamat lain"),
    ],
)
async def test_a_file_that_is_no_evidence_says_why(
    phone: AsyncClient, office: Office, given: dict[Purpose, str], tmp_path: Path, content: bytes, words: str
) -> None:
    """Each of several is named with what to do; nothing is kept."""
    before = all_rows(office.store)
    files = [("files", ("a.docm", content)), ("files", ("b.pdf", PDF)), ("files", ("c.pdf", b"MZ"))]
    answer = await phone.post(f"/t/{given[Purpose.SUBMIT]}", files=files)
    assert answer.status_code == 422
    assert f"a.docm {words}" in answer.text
    assert "b.pdf" not in answer.text
    assert "c.pdf bukan berkas PDF" in answer.text
    assert all_rows(office.store) == before
    assert not (tmp_path / "evidence").exists()


async def test_too_many_bytes_are_not_kept(
    phone: AsyncClient, office: Office, given: dict[Purpose, str], tmp_path: Path
) -> None:
    """Beyond the limit no file is stored, whatever the header says of the length; what was typed is in its fields."""
    before = all_rows(office.store)
    content = PDF + bytes(MOST_BYTES + 300_000)
    form = {"reference": 'rak "3"', "note": "lengkap"}
    address = f"/t/{given[Purpose.SUBMIT]}"
    answer = await phone.post(address, data=form, files=[("files", ("a.pdf", content))])
    assert answer.status_code == 422
    assert "melebihi 20 MB" in answer.text
    assert "rak &#34;3&#34;" in answer.text
    assert ">lengkap</textarea>" in answer.text
    assert all_rows(office.store) == before
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
    before = all_rows(office.store)
    form = {"note": "selesai", "progress": "50", "obstacle": "x" * letters}
    answer = await phone.post(address, data=form, files=files)
    assert answer.status_code == 422
    assert 'id="obstacle-wrong">Mohon tuliskan paling banyak 500 karakter' in answer.text
    assert "x" * letters in answer.text
    assert ">selesai</textarea>" in answer.text
    assert all_rows(office.store) == before


async def test_a_form_that_is_refused_at_the_last_moment_leaves_no_file(
    phone: AsyncClient, office: Office, tmp_path: Path
) -> None:
    """The task waits for another, which only the transaction sees: the file goes with it."""
    waiting = tokens(office, mail_to(office, office.budi, "3", "PP-01"), "PP-01")
    answer = await phone.post(f"/t/{waiting[Purpose.SUBMIT]}", files=[("files", ("a.pdf", PDF))])
    assert answer.status_code == 409
    assert "TL-02" in answer.text
    assert [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()] == []


async def test_eleven_files_are_one_too_many(
    phone: AsyncClient, office: Office, given: dict[Purpose, str], tmp_path: Path
) -> None:
    """Said at the files; what was typed stays, and nothing is kept. Hundreds of files are no form of ours."""
    before, address = all_rows(office.store), f"/t/{given[Purpose.SUBMIT]}"
    form = {"reference": "rak 3", "note": "lengkap"}
    files = [("files", (f"{number}.pdf", PDF)) for number in range(11)]
    answer = await phone.post(address, data=form, files=files)
    assert answer.status_code == 422
    assert 'id="files-wrong">Silakan pilih paling banyak 10 berkas' in answer.text
    assert 'value="rak 3"' in answer.text
    assert ">lengkap</textarea>" in answer.text
    assert (await phone.post(address, data=form, files=files * 10)).status_code == 422
    assert all_rows(office.store) == before
    assert not (tmp_path / "evidence").exists()


async def test_more_time_has_an_end(phone: AsyncClient, office: Office, given: dict[Purpose, str]) -> None:
    """The year 9999 is refused at its field, in words, and the browser knows the last day."""
    address, before = f"/t/{given[Purpose.MORE_TIME]}", all_rows(office.store)
    latest = latest_promise(TODAY, office.task(OWN).deadline)
    assert f'max="{latest}"' in (await phone.get(address)).text
    for until in ("9999-12-31", str(latest + timedelta(days=1))):
        answer = await phone.post(address, data={**NOTE, "until": until})
        assert answer.status_code == 422
        assert f"tidak sesudah {full_date(latest)}" in answer.text
        assert f'value="{until}"' in answer.text
    assert all_rows(office.store) == before


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


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"note": "halo dunia", "progress": "0" * 5_000}, "bilangan bulat dari 0 sampai 100"),
        ({"note": "halo dunia", "progress": "0001000000"}, "bilangan bulat dari 0 sampai 100"),
        ({"note": "\u200b" * 8, "progress": "50"}, "catatan singkat"),
    ],
)
async def test_what_only_looks_like_a_number_or_a_note_is_none(
    phone: AsyncClient, office: Office, typed: dict[str, str], words: str
) -> None:
    """Thousands of zeros and letters that nobody sees are refused at their fields."""
    begun = tokens(office, mail_to(office, office.budi, "berjalan"))[Purpose.START]
    assert (await phone.post(f"/t/{begun}", data=NOTE)).status_code == 303
    report = tokens(office, mail_to(office, office.budi, "lapor"))[Purpose.REPORT]
    answer = await phone.post(f"/t/{report}", data=typed)
    assert (answer.status_code, words in answer.text) == (422, True)

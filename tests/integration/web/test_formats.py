"""The agency's formats: kept by the organisation bureau, shown on tasks of all its units, and what is still lacking."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient, Response

from tests.integration.web.test_evidence import as_, fields
from tests.support import visitors
from tests.support.answers import text
from tests.support.evidence_samples import DOCX, MACROS, PDF
from tests.support.mailed_links import NOW, events
from tests.support.programmes import Office, joins, whole_office
from tests.support.rows import all_rows
from zi_workflow.bootstrap import Store
from zi_workflow.domain.people import Role
from zi_workflow.web.app import create_app

WORDS = {"title": "Format SK Tim Kerja", "legal_basis": "Pergub 25/2025, Lampiran II"}
TASK = "MP-01"


@pytest.fixture
def whole(sqlite_store: Store) -> Office:
    """The shipped framework as a programme."""
    return whole_office(sqlite_store)


@pytest.fixture
async def bureau(whole: Office, tmp_path: Path) -> AsyncIterator[AsyncClient]:
    """Somebody of the organisation bureau, signed in."""
    person = joins(whole.store, whole.unit_id, "Biro", Role.ORGANISATION_BUREAU, None, "biro@contoh.go.id")
    app = create_app(whole.store, now=lambda: NOW, evidence=tmp_path / "evidence")
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield visitors.sign_in(client, visitors.person(whole.store, person, NOW))


async def adds(browser: AsyncClient, content: bytes = DOCX, **more: str) -> Response:
    """The form of a new format, for one task unless something else is said."""
    form = {**WORDS, "task": TASK, **more}
    return await browser.post("/format/baru", data=form, files=[("files", ("sk.docx", content))])


async def address_of(browser: AsyncClient) -> str:
    """The page of the one format that there is."""
    return (
        "/format/"
        + (await browser.get("/format")).text.partition('class="title" href="/format/')[2].partition('"')[0]
    )


async def test_a_format_stands_on_its_task_and_is_lacking_no_more(bureau: AsyncClient, whole: Office) -> None:
    """Attached once, with title and legal basis; whoever sees the task saves the file. Sent twice it is one."""
    lacking = (await bureau.get("/format")).text
    assert f'href="/format/baru?task={TASK}"' in lacking
    for _each in range(2):
        answer = await adds(bureau)
        assert answer.status_code == 303, text(answer)
    assert sum(event.kind == "format.added" for event in events(whole)) == 1
    listed = await bureau.get("/format")
    assert "untuk 1 tugas" in text(listed)
    assert f'href="/format/baru?task={TASK}"' not in listed.text
    citra = as_(bureau, whole, whole.citra)
    for page in (f"/programme/ZI-1/task/{TASK}", f"/tugas/ZI-1/{TASK}", f"/tugas/ZI-1/{TASK}/submit"):
        shown = await citra.get(page, follow_redirects=True)
        assert WORDS["title"] in text(shown), page
        assert WORDS["legal_basis"] in text(shown), page
    assert WORDS["title"] not in text(await citra.get("/programme/ZI-1/task/TL-01"))
    file = await citra.get(f"{await address_of(citra)}/berkas/1")
    assert (file.content, "sandbox" in file.headers["Content-Security-Policy"]) == (DOCX, True)


async def test_only_the_bureau_keeps_them(bureau: AsyncClient, whole: Office) -> None:
    """The lead of a unit looks and has no button; a form of theirs is refused in words, and nothing is kept."""
    await adds(bureau)
    address = await address_of(bureau)
    citra = as_(bureau, whole, whole.citra)
    before = all_rows(whole.store)
    shown = await citra.get(address)
    assert "/ganti" not in shown.text
    for path in ("/format/baru", f"{address}/ganti", f"{address}/tarik"):
        for method in ("GET", "POST"):
            answer = await citra.request(method, path)
            assert (answer.status_code, "Biro Organisasi" in text(answer)) == (403, True)
    assert all_rows(whole.store) == before


async def test_a_newer_file_takes_its_place_and_the_older_stays_on_record(
    bureau: AsyncClient, whole: Office
) -> None:
    """Of two who change the same version one wins; the other sees what it says now."""
    await adds(bureau)
    address = await address_of(bureau)
    stale = fields(await bureau.get(f"{address}/ganti"))
    form = {**stale, **WORDS, "title": "Format SK Tim Kerja ZI", "task": TASK}
    file = [("files", ("sk baru.pdf", PDF))]
    for _each in range(2):
        assert (await bureau.post(f"{address}/ganti", data=form, files=file)).status_code == 303
    assert (await bureau.get(f"{address}/berkas/1")).content == DOCX
    assert (await bureau.get(f"{address}/berkas/2")).content == PDF
    other = {**stale, **WORDS, "title": "Judul lain", "task": TASK}
    answer = await bureau.post(f"{address}/ganti", data=other)
    assert answer.status_code == 409
    assert 'value="Judul lain"' in answer.text
    assert "Format SK Tim Kerja ZI" in text(answer)


async def test_what_is_wrong_is_said_and_what_was_typed_stays(bureau: AsyncClient, whole: Office) -> None:
    """Title, basis, work and file are all wanted; macros are refused; nothing is kept."""
    before = all_rows(whole.store)
    answer = await bureau.post("/format/baru", data={"title": "  ", "item": "A.I.1.i.b"})
    assert answer.status_code == 422
    for words in ("memerlukan judul", "memerlukan dasar hukum", "silakan pilih berkasnya"):
        assert words in text(answer)
    assert 'value="A.I.1.i.b" checked' in answer.text
    assert (await adds(bureau, MACROS)).status_code == 422
    assert (await adds(bureau, task="XX-99")).status_code == 422
    assert all_rows(whole.store) == before


async def test_a_withdrawn_format_is_shown_on_no_task(bureau: AsyncClient, whole: Office) -> None:
    """With its reason on record; the task lacks one again; a second withdrawal finds it gone."""
    await adds(bureau)
    address = await address_of(bureau)
    seen = fields(await bureau.get(f"{address}/tarik"))
    assert (await bureau.post(f"{address}/tarik", data=seen)).status_code == 422
    assert (await bureau.post(f"{address}/tarik", data={**seen, "reason": "dicabut"})).status_code == 303
    assert "dicabut" in text(await bureau.get(address))
    assert WORDS["title"] not in text(await bureau.get(f"/programme/ZI-1/task/{TASK}"))
    assert f'href="/format/baru?task={TASK}"' in (await bureau.get("/format")).text
    assert (await bureau.post(f"{address}/tarik", data={**seen, "reason": "lagi"})).status_code == 409

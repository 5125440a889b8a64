"""Evidence in the browser: who sees and saves it, newer versions, its uses, its review, and its end."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from httpx import AsyncClient, Response

from tests.support import visitors
from tests.support.answers import text
from tests.support.evidence_samples import JPG, PDF, PNG
from tests.support.mailed_links import NOW, OWN, TODAY, events
from tests.support.programmes import Office, joins
from tests.support.rows import all_rows
from zi_workflow.domain.evidence import EvidenceState
from zi_workflow.domain.people import Role
from zi_workflow.domain.tasks import State
from zi_workflow.storage.queries.evidence import PieceRow, pieces
from zi_workflow.usecases.evidence import Handed

LIST = "/programme/ZI-1/bukti"
REVIEW = f"/programme/ZI-1/task/{OWN}/tinjau"


@pytest.fixture
def budi(phone: AsyncClient, office: Office) -> AsyncClient:
    """Budi, who coordinates the area of the task, signed in."""
    return visitors.sign_in(phone, visitors.person(office.store, office.budi, NOW))


def as_(browser: AsyncClient, office: Office, person: str) -> AsyncClient:
    """The browser in somebody else's hands."""
    browser.cookies.clear()
    return visitors.sign_in(browser, visitors.person(office.store, person, NOW))


def kept(office: Office) -> list[PieceRow]:
    """The pieces of the programme, the newest first."""
    with office.store.reading() as session:
        return pieces(session, office.programme_id)


def fields(answer: Response) -> dict[str, str]:
    """The hidden fields of a page's form."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.text))


async def hands_in(browser: AsyncClient, *files: tuple[str, bytes], task: str = OWN) -> Response:
    """The form of the task, from its page as it stands."""
    shown = await browser.get(f"/tugas/ZI-1/{task}/submit")
    sent = [("files", file) for file in files]
    return await browser.post(f"/tugas/ZI-1/{task}/submit", data=fields(shown), files=sent)


async def replaces(browser: AsyncClient, address: str, name: str, content: bytes, **more: str) -> Response:
    """A newer version, from the page as it stands."""
    seen = fields(await browser.get(f"{address}/ganti"))
    return await browser.post(f"{address}/ganti", data={**seen, **more}, files=[("files", (name, content))])


async def decides(browser: AsyncClient, verdict: str, **more: str) -> Response:
    """The reviewer's form, from the page as it stands."""
    seen = fields(await browser.get(REVIEW))
    return await browser.post(REVIEW, data={**seen, "verdict": verdict, **more})


async def test_what_was_handed_in_is_listed_and_saved_as_a_file_that_runs_nowhere(
    budi: AsyncClient, office: Office
) -> None:
    """Name, hash in short, who and when; the file comes as an attachment in a sandbox, with an ending that fits."""
    assert (await hands_in(budi, ("../foto \u202egpj.exe", JPG), ("laporan.pdf", PDF))).status_code == 303
    listed = text(await budi.get(LIST))
    photo = next(piece for piece in kept(office) if "foto" in piece.newest.name)
    for words in ("2 bukti", "laporan.pdf", "Budi", str(photo.newest.sha256)[:12], "menunggu verifikasi"):
        assert words in listed
    answer = await budi.get(f"{LIST}/{photo.id}/berkas/1")
    assert answer.content == JPG
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="foto gpj.exe.jpg"')
    for number in (0, 2, 99):
        assert (await budi.get(f"{LIST}/{photo.id}/berkas/{number}")).status_code == 404


async def test_a_file_that_was_damaged_is_not_handed_out(
    budi: AsyncClient, office: Office, tmp_path: Path
) -> None:
    """One byte is enough; a file that is gone is not there."""
    await hands_in(budi, ("laporan.pdf", PDF))
    piece = kept(office)[0]
    digest = str(piece.newest.sha256)
    place = tmp_path / "evidence" / digest[:2] / digest
    place.write_bytes(PDF[:-1] + b"x")
    answer = await budi.get(f"{LIST}/{piece.id}/berkas/1")
    assert (answer.status_code, "rusak" in text(answer)) == (409, True)
    place.unlink()
    assert (await budi.get(f"{LIST}/{piece.id}/berkas/1")).status_code == 404


async def test_the_coordinator_above_accepts_and_nobody_their_own(budi: AsyncClient, office: Office) -> None:
    """Budi handed it in and sees why he has no button; Citra's word finishes task and evidence, once."""
    await hands_in(budi, ("laporan.pdf", PDF))
    own = await budi.get(REVIEW)
    assert "tidak boleh" in text(own) or "sendiri" in text(own)
    assert 'name="verdict"' not in own.text
    citra = as_(budi, office, office.citra)
    assert f"{REVIEW}" in (await citra.get(LIST)).text
    seen = fields(await citra.get(REVIEW))
    form = {**seen, "verdict": "accept", "note": "lengkap"}
    answer = await citra.post(REVIEW, data=form)
    assert answer.status_code == 303, text(answer)
    assert "Persetujuan Anda telah dicatat." in text(await citra.get(answer.headers["Location"]))
    assert office.task(OWN).standing.state is State.DONE
    version = kept(office)[0].newest
    assert (version.state, version.judged_name) == (EvidenceState.ACCEPTED, "Citra")
    known = len(events(office))
    again = await citra.post(REVIEW, data=form)
    assert (again.status_code, len(events(office))) == (303, known)


async def test_sending_back_needs_a_note_and_the_same_name_is_the_next_version(
    budi: AsyncClient, office: Office
) -> None:
    """The note stands at the version; what is handed in anew under the same name takes its place."""
    await hands_in(budi, ("laporan.pdf", PDF))
    citra = as_(budi, office, office.citra)
    bare = await decides(citra, "return")
    assert (bare.status_code, "apa yang kurang" in text(bare)) == (422, True)
    assert (await decides(citra, "return", note="tanda tangan belum ada")).status_code == 303
    assert office.task(OWN).standing.state is State.RETURNED
    budi = as_(citra, office, office.budi)
    assert (await hands_in(budi, ("Laporan.PDF", PDF + b"\n"))).status_code == 303
    (piece,) = kept(office)
    assert [each.state for each in piece.versions] == [
        EvidenceState.SUBMITTED,
        EvidenceState.REVISION_REQUESTED,
    ]
    shown = text(await budi.get(f"{LIST}/{piece.id}"))
    assert "tanda tangan belum ada" in shown
    assert "Dikembalikan oleh Citra" in shown
    assert "Diverifikasi oleh" not in shown
    for number, content in ((1, PDF), (2, PDF + b"\n")):
        assert (await budi.get(f"{LIST}/{piece.id}/berkas/{number}")).content == content


async def test_a_reviewer_decides_on_what_they_saw(budi: AsyncClient, office: Office) -> None:
    """A version that came while the page was open stops the decision; the words stay, and the page shows the new one."""
    await hands_in(budi, ("laporan.pdf", PDF))
    piece = kept(office)[0]
    citra = as_(budi, office, office.citra)
    seen = fields(await citra.get(REVIEW))
    as_(citra, office, office.budi)
    assert (await replaces(budi, f"{LIST}/{piece.id}", "baru.png", PNG)).status_code == 303
    citra = as_(budi, office, office.citra)
    before = all_rows(office.store)
    answer = await citra.post(REVIEW, data={**seen, "verdict": "accept", "note": "cukup"})
    assert answer.status_code == 409
    assert "cukup" in answer.text
    assert "baru.png" in text(answer)
    assert all_rows(office.store) == before
    assert (await decides(citra, "accept")).status_code == 303
    states = [each.state for each in kept(office)[0].versions]
    assert states == [EvidenceState.ACCEPTED, EvidenceState.REPLACED]


async def test_of_two_who_replace_the_same_version_one_wins(budi: AsyncClient, office: Office) -> None:
    """Sent twice a form counts once; a stale one changes nothing and keeps its words."""
    await hands_in(budi, ("laporan.pdf", PDF))
    address = f"{LIST}/{kept(office)[0].id}"
    stale = fields(await budi.get(f"{address}/ganti"))
    file = [("files", ("baru.png", PNG))]
    for _each in range(2):
        assert (await budi.post(f"{address}/ganti", data=stale, files=file)).status_code == 303
    assert len(kept(office)[0].versions) == 2
    other = {**stale, "reference": "rak 3"}
    answer = await budi.post(f"{address}/ganti", data=other)
    assert (answer.status_code, 'value="rak 3"' in answer.text) == (409, True)
    assert len(kept(office)[0].versions) == 2
    same = await replaces(budi, address, "lain.png", PNG)
    assert (same.status_code, "versi terbaru" in text(same)) == (422, True)


async def test_a_version_of_a_finished_task_is_reviewed_by_itself(budi: AsyncClient, office: Office) -> None:
    """The accepted one stays as it is; the newer one is sent back without moving the task, then accepted."""
    await hands_in(budi, ("laporan.pdf", PDF))
    await decides(as_(budi, office, office.citra), "accept")
    address = f"{LIST}/{kept(office)[0].id}"
    as_(budi, office, office.budi)
    await replaces(budi, address, "triwulan dua.pdf", PDF + b"2", quarter="2025-Q2")
    own = await budi.post(
        f"{address}/tinjau", data={**fields(await budi.get(f"{address}/tinjau")), "verdict": "accept"}
    )
    assert own.status_code == 409
    citra = as_(budi, office, office.citra)
    for verdict, state in (("return", EvidenceState.REVISION_REQUESTED),):
        seen = fields(await citra.get(f"{address}/tinjau"))
        form = {**seen, "verdict": verdict, "note": "salah triwulan"}
        assert (await citra.post(f"{address}/tinjau", data=form)).status_code == 303
        assert [each.state for each in kept(office)[0].versions] == [state, EvidenceState.ACCEPTED]
    assert office.task(OWN).standing.state is State.DONE


async def test_evidence_of_a_past_quarter_is_shown_as_no_longer_valid(
    budi: AsyncClient, office: Office
) -> None:
    """In the list, and by its filter; one of the quarter that has just ended is not."""
    shown = fields(await budi.get(f"/tugas/ZI-1/{OWN}/submit"))
    file = [("files", ("lama.pdf", PDF))]
    answer = await budi.post(f"/tugas/ZI-1/{OWN}/submit", data={**shown, "quarter": "2024-Q4"}, files=file)
    assert answer.status_code == 303
    assert "Triwulan IV 2024" in text(await budi.get(LIST))
    assert "lama.pdf" in text(await budi.get(f"{LIST}?validity=expired"))
    assert "lama.pdf" not in text(await budi.get(f"{LIST}?validity=valid"))
    address = f"{LIST}/{kept(office)[0].id}"
    assert '<option value="2024-Q4" selected>' in (await budi.get(f"{address}/ganti")).text
    await replaces(budi, address, "kini.pdf", PDF + b"2", quarter="2025-Q1")
    assert "kini.pdf" in text(await budi.get(f"{LIST}?validity=valid"))
    wrong = await replaces(budi, f"{LIST}/{kept(office)[0].id}", "x.png", PNG, quarter="1999-Q1")
    assert wrong.status_code == 422


async def test_one_file_serves_several_tasks(budi: AsyncClient, office: Office) -> None:
    """The second task can be handed in with it alone; a task of another area is not there to choose."""
    await hands_in(budi, ("laporan.pdf", PDF))
    address = f"{LIST}/{kept(office)[0].id}"
    form = await budi.get(f"{address}/pakai")
    assert 'value="PP-01"' in form.text
    assert 'value="TL-01"' not in form.text
    seen = fields(form)
    assert (await budi.post(f"{address}/pakai", data=seen)).status_code == 422
    other = await budi.post(f"{address}/pakai", data={**seen, "task": "TL-01"})
    assert other.status_code == 409
    assert "Hanya pelaksana pada area ini" in text(other)
    unknown = await budi.post(f"{address}/pakai", data={**seen, "item": "Z.9"})
    assert unknown.status_code == 422
    for _each in range(2):
        assert (await budi.post(f"{address}/pakai", data={**seen, "task": "PP-01"})).status_code == 303
    assert kept(office)[0].tasks == (OWN, "PP-01")
    assert "laporan.pdf" in text(await budi.get(f"{LIST}?task=PP-01"))


async def test_the_list_is_narrowed_searched_and_laid_out(budi: AsyncClient, office: Office) -> None:
    """By state, task, words; by task each piece stands under its task."""
    await hands_in(budi, ("laporan.pdf", PDF), ("foto.jpg", JPG))
    assert "1 bukti" in text(await budi.get(f"{LIST}?q=LAPOR"))
    assert "0 bukti" in text(await budi.get(f"{LIST}?state=accepted"))
    assert "2 bukti" in text(await budi.get(f"{LIST}?state=waiting"))
    assert f">{OWN} <small>{OWN}" in (await budi.get(f"{LIST}?by=task")).text
    assert (await budi.get(f"{LIST}?by=item")).status_code == 200
    assert (await budi.get(f"{LIST}?by=nonsense&state=x")).status_code == 200
    csv = await budi.get(f"{LIST}?file=csv&q=foto")
    assert "foto.jpg" in csv.text
    assert "laporan.pdf" not in csv.text
    assert (await budi.get(f"{LIST}?file=xlsx")).status_code == 200


async def test_whoever_only_looks_has_no_button_and_no_form(phone: AsyncClient, office: Office) -> None:
    """A member of another area sees and saves; changing and reviewing are not there, the same as for no piece at all."""
    office.starts(OWN, TODAY)
    office.submits(OWN, TODAY, evidence=(Handed("rak 3"),))
    piece = kept(office)[0]
    member = joins(office.store, office.unit_id, "Eka", Role.MEMBER, "tl", "eka@contoh.go.id")
    eka = as_(phone, office, member)
    shown = await eka.get(f"{LIST}/{piece.id}")
    assert shown.status_code == 200
    assert "/ganti" not in shown.text
    assert "/tarik" not in shown.text
    assert "/tinjau" not in shown.text
    for verb in ("ganti", "pakai"):
        answers = [await eka.get(f"{LIST}/{each}/{verb}") for each in (piece.id, "tidak-ada")]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1
    for verb in ("tinjau", "tarik"):
        assert (await eka.post(f"{LIST}/{piece.id}/{verb}")).status_code == 403
    ayu = as_(phone, office, office.ayu)
    assert (await ayu.get(f"{LIST}/{piece.id}/tarik")).status_code == 404
    refused = await ayu.get(REVIEW)
    assert refused.status_code == 403
    assert "Hanya koordinator area dan pimpinan tim kerja yang memeriksa" in text(refused)

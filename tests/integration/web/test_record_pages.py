"""Signing, reporting and closing by the forms of the pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import update

from tests.support import visitors
from tests.support.evidence_samples import (
    DOCX,
    JPG,
    MACROS,
    OLD_WORD,
    PLAIN_ZIP,
    PNG,
    XLSX,
    document,
    opening,
)
from tests.support.meetings import AT, Meeting, meeting
from zi_workflow.bootstrap import Store
from zi_workflow.domain.people import Role
from zi_workflow.storage.tables import Recommendation
from zi_workflow.web.app import create_app

OK, SEE_OTHER, UNUSABLE = 200, 303, 422


@pytest.fixture
def round_(sqlite_store: Store) -> Meeting:
    """A meeting that was held, with a recommendation."""
    made = meeting(sqlite_store)
    made.finds()
    made.recommends()
    made.holds()
    return made


@pytest.fixture
async def client(round_: Meeting, tmp_path: Path) -> AsyncIterator[AsyncClient]:
    """The chair of the team."""
    app = create_app(round_.store, now=lambda: AT, evidence=tmp_path / "evidence")
    cookies = visitors.person(round_.store, round_.unit.fajar, AT)
    async with AsyncClient(
        transport=ASGITransport(app), base_url="http://127.0.0.1", cookies=cookies
    ) as made:
        yield made


async def puts(client: AsyncClient, round_: Meeting, path: str, content: bytes, **more: str) -> Response:
    """A signed file with its form, over the round as it stands."""
    said = {"letter_number": "700/45", "dated": "2025-04-30", "signed_by": round_.unit.fajar, "reason": "",
            "version": str(round_.unit.round().version)}  # fmt: skip
    for side, number in (("team", "198001012005011001"), ("unit", "197505052000121002")):
        said |= {f"{side}_name": "Fajar", f"{side}_number": number, f"{side}_title": "Jabatan",
                 f"{side}_capacity": "definitive"}  # fmt: skip
    files = {"files": ("BA.pdf", content, "application/pdf")}
    return await client.post(round_.unit.address + path, data=said | more, files=files)


async def test_minutes_report_and_end_by_forms_and_every_number_stays_to_be_saved(
    client: AsyncClient, round_: Meeting
) -> None:
    """A correction is the next number; both files are handed out as they came."""
    base = round_.unit.address
    assert 'value="Fajar"' in (await client.get(f"{base}/tanda-tangan")).text
    assert (await puts(client, round_, "/tanda-tangan", document())).status_code == SEE_OTHER
    corrected = document() + b"\n% 2"
    assert (await puts(client, round_, "/tanda-tangan", corrected)).status_code == UNUSABLE
    answer = await puts(client, round_, "/tanda-tangan", corrected, reason="Salah ketik.")
    assert answer.status_code == SEE_OTHER
    found = [(await client.get(f"{base}/tanda-tangan/{number}")).content for number in (1, 2)]
    assert found == [document(), corrected]
    assert (await puts(client, round_, "/laporan", document())).status_code == SEE_OTHER
    page = await client.get(f"{base}/tutup")
    assert "Tetapkan SOP." in page.text
    answer = await client.post(f"{base}/tutup", data={"version": str(round_.unit.round().version)})
    assert (answer.status_code, round_.unit.round().state) == (SEE_OTHER, "closed")


async def test_what_is_wrong_stands_at_its_field_and_no_file_stays(
    client: AsyncClient, round_: Meeting, tmp_path: Path
) -> None:
    """A file that runs something is refused as everywhere."""
    wrong = await puts(client, round_, "/tanda-tangan", document(), team_number="abc", unit_name=" ")
    assert wrong.status_code == UNUSABLE
    assert all(f'id="{name}-wrong"' in wrong.text for name in ("team_number", "unit_name"))
    active = await puts(client, round_, "/tanda-tangan", opening("/JavaScript", JS="x"))
    assert (active.status_code, 'id="files-wrong"' in active.text) == (UNUSABLE, True)
    kept = [each for each in (tmp_path / "evidence").rglob("*") if each.is_file()]
    assert (kept, round_.records()) == ([], [])


@pytest.mark.parametrize("content", [DOCX, XLSX, MACROS, OLD_WORD, PLAIN_ZIP])
async def test_only_a_scan_or_a_pdf_is_a_signed_paper(
    client: AsyncClient, round_: Meeting, content: bytes
) -> None:
    """Whatever it is called; the sentence at the field names the kinds that are taken, and no other."""
    wrong = await puts(client, round_, "/tanda-tangan", content)
    assert (wrong.status_code, 'id="files-wrong"' in wrong.text) == (UNUSABLE, True)
    assert "BA.pdf bukan berkas PDF, JPG, atau PNG." in wrong.text
    assert not any(word in wrong.text for word in ("Word", "Excel", ".docx"))
    assert (await puts(client, round_, "/tanda-tangan", PNG)).status_code == SEE_OTHER
    wrong = await puts(client, round_, "/laporan", content)
    assert "BA.pdf bukan berkas PDF, JPG, atau PNG." in wrong.text
    assert (await puts(client, round_, "/laporan", JPG)).status_code == SEE_OTHER


async def test_one_person_in_two_duties_is_named_where_findings_are(
    client: AsyncClient, round_: Meeting
) -> None:
    """Allowed, and shown to everybody who reads."""
    address = f"{round_.unit.address}/temuan"
    assert "sekaligus penilai internal" not in (await client.get(address)).text
    round_.takes_office(round_.unit.fajar, Role.INTERNAL_ASSESSOR)
    assert "Fajar menjadi Tim Pendamping sekaligus penilai internal" in (await client.get(address)).text


async def test_minutes_of_a_meeting_nobody_came_to_are_shown_with_a_warning(
    client: AsyncClient, round_: Meeting
) -> None:
    """Of what is missing, only before they are signed."""
    address = f"{round_.unit.address}/tanda-tangan"
    page = (await client.get(address)).text
    assert "Belum ada yang dicatat hadir dalam rapat." in page
    assert "Belum ada tugas atau butir yang diperiksa dalam rapat." in page
    assert "Rapat tidak mencatat temuan" not in page
    await puts(client, round_, "/tanda-tangan", document())
    assert "Belum ada yang dicatat hadir" not in (await client.get(address)).text


async def test_a_record_says_the_office_in_short_and_the_nip_in_groups(
    client: AsyncClient, round_: Meeting
) -> None:
    """As the papers have them."""
    await puts(client, round_, "/tanda-tangan", document(), unit_capacity="plt", unit_title="Kepala Dinas")
    page = (await client.get(f"{round_.unit.address}/tanda-tangan")).text
    assert "Fajar, Plt. Kepala Dinas, NIP 19750505 200012 1 002" in page


async def test_two_signers_with_one_nip_are_refused_at_both_fields(
    client: AsyncClient, round_: Meeting
) -> None:
    """However its digits are grouped."""
    answer = await puts(client, round_, "/tanda-tangan", document(), unit_number="19800101 200501 1 001")
    assert answer.status_code == UNUSABLE
    assert all(f'id="{side}_number-wrong"' in answer.text for side in ("team", "unit"))
    assert "NIP kedua penanda tangan sama" in answer.text


async def test_a_correction_begins_with_the_record_and_is_shown_with_what_it_changed(
    client: AsyncClient, round_: Meeting
) -> None:
    """The deputy and the Plh. who signed stay, whoever holds the offices today; each other field is named."""
    signed = {"signed_by": round_.unit.gita, "team_name": "Gita, S.E.", "unit_name": "Citra Mahardika",
              "unit_title": "Kepala Dinas", "unit_capacity": "plh"}  # fmt: skip
    await puts(client, round_, "/tanda-tangan", document(), **signed)
    address = f"{round_.unit.address}/tanda-tangan"
    form = (await client.get(address)).text
    for value in ("700/45", "2025-04-30", "Gita, S.E.", "Citra Mahardika", "197505052000121002"):
        assert f'value="{value}"' in form, value
    assert f'<option value="{round_.unit.gita}" selected>' in form
    assert form.count('<option value="plh" selected>') == 1
    more = {"reason": "NIP salah ketik.", "unit_number": "198001012005012001", "letter_number": "700/46"}
    answer = await puts(client, round_, "/tanda-tangan", document(), **signed, **more)
    assert answer.status_code == SEE_OTHER
    page = (await client.get(address)).text
    assert "Yang berbeda pada nomor 2 dari nomor 1:" in page
    assert "NIP: semula 19750505 200012 1 002, menjadi 19800101 200501 2 001." in page
    assert "Nomor surat: semula 700/45, menjadi 700/46." in page
    assert page.count("semula") == 2


async def test_a_correction_without_a_reason_is_asked_for_it_at_its_field(
    client: AsyncClient, round_: Meeting
) -> None:
    """Not refused because of the state that it has already."""
    await puts(client, round_, "/tanda-tangan", document())
    answer = await puts(client, round_, "/tanda-tangan", document())
    assert 'id="reason-wrong"' in answer.text
    assert "tuliskan alasan perbaikannya" in answer.text


async def test_who_closes_is_told_how_many_answers_wait_for_a_decision(
    client: AsyncClient, round_: Meeting
) -> None:
    """They go into the next round undecided."""
    address = f"{round_.unit.address}/tutup"
    assert "menunggu keputusan ketua tim" not in (await client.get(address)).text
    with round_.store.writing() as session:
        session.execute(update(Recommendation).values(state="responded"))
    assert (
        "1 di antaranya sudah dijawab dan menunggu keputusan ketua tim." in (await client.get(address)).text
    )

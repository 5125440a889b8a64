"""The pages of a monev meeting, asked as a browser without JavaScript asks."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient, Response

from tests.support import visitors
from tests.support.clocks import wib
from tests.support.evidence_samples import document
from tests.support.meetings import AT, Meeting, meeting
from tests.support.programmes import joins
from zi_workflow.bootstrap import Store
from zi_workflow.domain.people import Role
from zi_workflow.web.app import create_app

OK, SEE_OTHER, FORBIDDEN, NOT_THERE, CONFLICT, UNUSABLE = 200, 303, 403, 404, 409, 422


@pytest.fixture
def round_(sqlite_store: Store) -> Meeting:
    """The meeting of the small unit."""
    return meeting(sqlite_store)


async def sends_twice(client: AsyncClient, form: str, said: dict[str, str]) -> None:
    """The form as it is shown now, by somebody who clicks twice."""
    version = re.search(r'name="version" value="([0-9]+)"', (await client.get(form)).text)
    assert version
    for _time in range(2):
        assert (await client.post(form, data={**said, "version": version[1]})).is_redirect


@pytest.fixture
async def client(round_: Meeting, tmp_path: Path) -> AsyncIterator[AsyncClient]:
    """The chair of the team, on a tablet."""
    app = create_app(round_.store, now=lambda: AT, evidence=tmp_path / "evidence")
    cookies = visitors.person(round_.store, round_.unit.fajar, AT)
    async with AsyncClient(
        transport=ASGITransport(app), base_url="http://127.0.0.1", cookies=cookies
    ) as made:
        yield made


def as_(client: AsyncClient, round_: Meeting, person: str) -> AsyncClient:
    """The client as somebody else."""
    client.cookies.clear()
    return visitors.sign_in(client, visitors.person(round_.store, person, AT))


async def notes(client: AsyncClient, round_: Meeting, **more: str) -> Response:
    """A word on the first task."""
    said = {"kind": "task", "target": "TL-01", "verdict": "fits", "note": "", "version": "0", **more}
    return await client.post(f"{round_.unit.address}/rapat/periksa?area=tl", data=said)


async def test_a_word_comes_back_to_the_place_where_it_was_noted(
    client: AsyncClient, round_: Meeting
) -> None:
    """By a plain form: the answer leads to the line in its area."""
    answer = await notes(client, round_, note="Lengkap.")
    assert answer.status_code == SEE_OTHER
    assert answer.headers["Location"] == f"{round_.unit.address}/rapat?area=tl&selesai=periksa#task-TL-01"
    page = await client.get(answer.headers["Location"])
    assert "Lengkap." in page.text
    assert 'id="task-TL-01"' in page.text


async def test_the_second_editor_sees_both_words_and_can_save_theirs(
    client: AsyncClient, round_: Meeting
) -> None:
    """The page of the refusal has the newer version in its form, so that pressing again is a decision."""
    await notes(client, round_, note="Lengkap.")
    answer = await notes(client, round_, verdict="missing", note="Tidak ada.")
    assert answer.status_code == CONFLICT
    assert {"Lengkap.", "Tidak ada."} <= set(answer.text.replace("<", "\n").replace(">", "\n").splitlines())
    assert 'name="version" value="1"' in answer.text
    assert (
        await notes(client, round_, verdict="missing", note="Tidak ada.", version="1")
    ).status_code == SEE_OTHER


async def test_without_a_verdict_the_note_is_kept_in_the_form(client: AsyncClient, round_: Meeting) -> None:
    """Nothing that was typed is lost."""
    answer = await notes(client, round_, verdict="", note="Sedang dicari.")
    assert answer.status_code == UNUSABLE
    assert "Sedang dicari." in answer.text


async def test_people_of_the_unit_read_and_do_not_write(client: AsyncClient, round_: Meeting) -> None:
    """Every page opens without a form, and every form is refused with a sentence."""
    unit, base = as_(client, round_, round_.unit.eka), round_.unit.address
    for path in ("/rapat", "/hadir", "/temuan", "/tanda-tangan", "/laporan"):
        page = await unit.get(base + path)
        assert page.status_code == OK, path
        assert '<form method="post" enctype' not in page.text, path
    for path in ("/rapat/periksa", "/rapat/foto", "/hadir", "/hadir/tamu", "/temuan/catat", "/selenggara",
                 "/tanda-tangan", "/laporan", "/tutup"):  # fmt: skip
        answer = await unit.post(base + path, data={"version": "0"})
        assert answer.status_code == FORBIDDEN, path
        assert "asesor" in answer.text or "Tim Pendamping" in answer.text or "menilai" in answer.text, path
    assert round_.events() == []


async def test_a_photo_is_kept_saved_again_and_taken_off(client: AsyncClient, round_: Meeting) -> None:
    """By its own content; what is no file that people hand in is refused."""
    base, area = f"{round_.unit.address}/rapat/foto", {"area": "tl"}
    said = {"kind": "task", "target": "TL-01", "version": "0"}
    answer = await client.post(
        base, params=area, data=said, files={"files": ("foto.pdf", document(), "application/pdf")}
    )
    assert answer.status_code == SEE_OTHER
    page = await client.get(answer.headers["Location"])
    address = page.text.split(f'href="{base}/')[1].split('"')[0]
    assert (await client.get(f"{base}/{address}")).content == document()
    refused = await client.post(
        base, params=area, data=said, files={"files": ("a.html", b"<script>", "text/html")}
    )
    assert refused.status_code == UNUSABLE
    gone = await client.post(f"{base}/{address}/tarik", params=area, data=said)
    assert gone.status_code == SEE_OTHER
    assert (await client.get(f"{base}/{address}")).status_code == NOT_THERE


async def test_attendance_is_ticked_and_guests_are_added(client: AsyncClient, round_: Meeting) -> None:
    """The list begins with the team and whom a round needs; two editors' ticks add up."""
    base = f"{round_.unit.address}/hadir"
    page = (await client.get(base)).text
    assert [name in page for name in ("Fajar", "Gita", "Eka", "Citra", "Ayu", "Budi", "Hana")] == [
        True
    ] * 6 + [False]
    eka, ayu = f"p-{round_.unit.eka}", f"p-{round_.unit.office.ayu}"
    await client.post(base, data={"present": [eka], "version": "1"})
    await client.post(base, data={"present": [ayu], "version": "1"})
    await client.post(
        f"{base}/tamu", data={"name": "Tamu Satu", "office": "Biro", "side": "unit", "version": "3"}
    )
    page = (await client.get(base)).text
    assert page.count(" checked") == 4  # Eka, Ayu, the guest; and the side in the form
    assert "Tamu Satu" in page
    key = page.split('name="key" value="')[1].split('"')[0]
    await client.post(f"{base}/hapus", data={"key": key})
    assert "Tamu Satu" not in (await client.get(base)).text


async def test_the_list_has_who_assists_the_unit_among_the_team(client: AsyncClient, round_: Meeting) -> None:
    """Not named for the session, and none of the unit's people all the same."""
    joins(round_.store, round_.unit.office.unit_id, "Rini", Role.ASSISTANCE_TEAM, None, "rini@contoh.go.id")
    page = (await client.get(f"{round_.unit.address}/hadir")).text
    team, unit = page.split("<fieldset>")[1:3]
    assert [name in team for name in ("Tim Pendamping", "Fajar", "Rini", "Eka")] == [True, True, True, False]
    assert [name in unit for name in ("Eka", "Rini")] == [True, False]


async def test_findings_and_recommendations_are_written_and_withdrawn_by_forms(
    client: AsyncClient, round_: Meeting
) -> None:
    """Each form says what is wrong at its field and keeps what was typed."""
    base = f"{round_.unit.address}/temuan"
    wrong = await client.post(f"{base}/catat", data={"area": "tl", "words": " ", "version": "0"})
    assert (wrong.status_code, 'id="words-wrong"' in wrong.text) == (UNUSABLE, True)
    assert (
        await client.post(f"{base}/catat", data={"area": "tl", "words": "SOP.", "version": "0"})
    ).is_redirect
    said = {
        "words": "Tetapkan.",
        "responsible": "head",
        "office": "Kepala Dinas",
        "deadline": "2025-06-04",
        "version": "0",
    }
    form = await client.get(f"{base}/1/rekomendasi")
    assert 'value="2025-06-04" selected' in form.text
    late = await client.post(f"{base}/1/rekomendasi", data={**said, "deadline": "2026-06-04"})
    assert (late.status_code, 'id="deadline-wrong"' in late.text) == (UNUSABLE, True)
    assert (await client.post(f"{base}/1/rekomendasi", data=said)).is_redirect
    assert "Kepala Dinas" in (await client.get(base)).text
    changed = {**said, "finding": "1", "version": "1", "words": "Tetapkan dan sosialisasikan."}
    assert (await client.post(f"{base}/rekomendasi/1", data=changed)).is_redirect
    stale = await client.post(f"{base}/rekomendasi/1", data={**changed, "words": "Lain."})
    assert (stale.status_code, "Tetapkan dan sosialisasikan." in stale.text, "Lain." in stale.text) == (
        CONFLICT,
        True,
        True,
    )
    assert (await client.post(f"{base}/1", data={"version": "1", "deed": "tarik"})).is_redirect
    assert "SOP." not in (await client.get(base)).text


async def test_a_finding_is_noted_again_after_it_was_withdrawn_and_the_same_form_sent_twice_once(
    client: AsyncClient, round_: Meeting
) -> None:
    """The form of a new one says how the round stood when it was shown."""
    form = f"{round_.unit.address}/temuan/catat"
    await sends_twice(client, form, {"area": "tl", "words": "Maklumat belum ada."})
    assert (await client.post(form.replace("catat", "1"), data={"version": "1", "deed": "tarik"})).is_redirect
    await sends_twice(client, form, {"area": "tl", "words": "Maklumat belum ada."})
    assert [(row.number, row.withdrawn_at is None) for row in round_.found()] == [(1, False), (2, True)]
    recommending = f"{round_.unit.address}/temuan/2/rekomendasi"
    said = {"words": "Tetapkan.", "responsible": "head", "office": "", "deadline": "2025-06-04"}
    await sends_twice(client, recommending, said)
    gone = {"version": "1", "deed": "tarik"}
    address = f"{round_.unit.address}/temuan/rekomendasi/1"
    assert (await client.post(address, data=gone)).is_redirect
    await sends_twice(client, recommending, said)
    assert [(row.number, row.withdrawn_at is None) for row in round_.recommended()] == [(1, False), (2, True)]


async def test_holding_says_first_what_follows(client: AsyncClient, round_: Meeting) -> None:
    """The figures are frozen with it."""
    base = f"{round_.unit.address}/selenggara"
    assert ">Catat bahwa rapat selesai</a>" in (await client.get(f"{round_.unit.address}/rapat")).text
    assert "dibekukan" in (await client.get(base)).text
    assert (await client.post(base, data={"on": "2025-04-30"})).is_redirect
    facts = round_.unit.round()
    assert (facts.state, facts.frozen_at is not None) == ("held", True)


async def test_after_an_early_meeting_cutoff_and_day_of_the_figures_stand_apart(
    client: AsyncClient, round_: Meeting
) -> None:
    """The round's page says what people were told, and of which day the figures are."""
    round_.later(wib(2025, 4, 22, 15)).holds(date(2025, 4, 22), early=True)
    page = " ".join((await client.get(round_.unit.address)).text.split())
    assert "<dt>Batas waktu</dt><dd>Jumat, 25 April 2025</dd>" in page
    assert "Angka per Selasa, 22 April 2025 sudah dibekukan" in page
    assert "Rapat dilaksanakan sebelum batas waktu Jumat, 25 April 2025." in page

"""A signed-in person's own tasks: what is listed, what a form does once, and what nobody else reaches."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from httpx import AsyncClient, Response
from sqlmodel import select

from tests.support import visitors
from tests.support.answers import text
from tests.support.evidence_samples import PDF
from tests.support.mailed_links import NOW, OWN, TODAY, events
from tests.support.programmes import Office, joins
from tests.support.rows import all_rows
from zi_workflow.bootstrap import do
from zi_workflow.domain.people import Role
from zi_workflow.domain.tasks import State
from zi_workflow.storage.tables import Evidence, Task, metadata
from zi_workflow.usecases.analyses import Analyse, analyse

PAGE = f"/tugas/ZI-1/{OWN}"


@pytest.fixture
def budi(phone: AsyncClient, office: Office) -> AsyncClient:
    """Budi, who coordinates the area of the task, signed in."""
    return visitors.sign_in(phone, visitors.person(office.store, office.budi, NOW))


async def sends(browser: AsyncClient, purpose: str, version: int = 1, **more: str) -> Response:
    """The form of a purpose, as from a page that shows this version."""
    return await browser.post(f"{PAGE}/{purpose}", data={"version": str(version), **more})


async def test_a_start_is_one_tap_and_is_thanked_for(budi: AsyncClient, office: Office) -> None:
    """The button of the task's page carries the version; afterwards the page says what was done, and by whom."""
    shown = await budi.get(PAGE)
    assert f'action="{PAGE}/start"' in shown.text
    assert 'name="version" value="1"' in shown.text
    answer = await sends(budi, "start")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}?selesai=start")
    assert office.task(OWN).standing.state is State.IN_PROGRESS
    thanked = text(await budi.get(answer.headers["Location"]))
    assert "Dimulainya pekerjaan telah dicatat." in thanked
    assert "Anda memulai pekerjaan." in thanked


async def test_the_work_is_handed_in_with_a_file_and_waits_for_its_review(
    budi: AsyncClient, office: Office
) -> None:
    """What had not begun begins too; the list then names who has to look at it."""
    files = [("files", ("laporan.pdf", PDF))]
    answer = await budi.post(f"{PAGE}/submit", data={"version": "1"}, files=files)
    assert answer.status_code == 303, text(answer)
    standing = office.task(OWN).standing
    assert (standing.state, standing.submitted_by) == (State.SUBMITTED, office.budi)
    with office.store.reading() as session:
        assert session.exec(select(Evidence.name)).all() == ["laporan.pdf"]
    listed = text(await budi.get("/tugas"))
    assert "Menunggu verifikasi Citra." in listed.partition("Menunggu pihak lain")[2]


async def test_progress_a_new_date_and_a_wish_are_kept(budi: AsyncClient, office: Office) -> None:
    """Each by its own form, each told in the history."""
    until = (TODAY + timedelta(days=7)).isoformat()
    assert (await sends(budi, "report", progress="40", obstacle="Data belum lengkap")).status_code == 303
    version = office.task(OWN).version
    asked = await sends(budi, "more_time", version, until=until, note="menunggu data")
    assert asked.status_code == 303
    version = office.task(OWN).version
    assert (await sends(budi, "hand_over", version, note="mohon dialihkan")).status_code == 303
    standing = office.task(OWN).standing
    assert (standing.progress, standing.obstacle) == (40, "Data belum lengkap")
    assert str(standing.promised) == until
    history = text(await budi.get(PAGE)).partition("Riwayat")[2]
    for words in (
        "Anda melaporkan kemajuan: 40%.",
        "Anda meminta waktu sampai Senin, 9 Juni 2025.",
        "dialihkan",
    ):
        assert words in history


@pytest.mark.parametrize(
    ("purpose", "form"),
    [
        ("start", {}),
        ("report", {"progress": "10"}),
        ("submit", {"reference": "rak 3"}),
        ("more_time", {"until": TODAY.isoformat(), "note": "menunggu"}),
        ("hand_over", {"note": "mohon dialihkan"}),
    ],
)
async def test_a_form_sent_twice_acts_once(
    budi: AsyncClient, office: Office, purpose: str, form: dict[str, str]
) -> None:
    """Whoever taps twice gets the same answer twice, and one thing is recorded."""
    first = await sends(budi, purpose, 1, **form)
    known = events(office)
    assert first.status_code == 303, text(first)
    before = all_rows(office.store)
    second = await sends(budi, purpose, 1, **form)
    assert (second.status_code, second.headers["Location"]) == (303, first.headers["Location"])
    assert len(events(office)) == len(known)
    assert all_rows(office.store) == before


async def test_of_two_on_the_same_page_one_wins_and_the_other_sees_what_changed(
    budi: AsyncClient, office: Office
) -> None:
    """The form comes back with the words, over the task as it stands now; sent again, it counts."""
    office.starts(OWN, TODAY, office.citra)
    answer = await sends(budi, "report", progress="30", note="tiga dari sepuluh")
    assert answer.status_code == 409
    assert "Citra memulai pekerjaan." in text(answer).partition("Perubahan sementara itu")[2]
    assert "tiga dari sepuluh" in answer.text
    assert office.task(OWN).standing.progress == 0
    assert 'name="version" value="2"' in answer.text
    assert (await sends(budi, "report", 2, progress="30", note="tiga dari sepuluh")).status_code == 303


async def test_what_is_not_possible_any_more_says_so_and_keeps_the_words(
    budi: AsyncClient, office: Office
) -> None:
    """Somebody else handed it in meanwhile: there is no button, and what was typed can be read."""
    office.starts(OWN, TODAY, office.citra)
    office.submits(OWN, TODAY, office.citra)
    answer = await sends(budi, "submit", note="sudah lengkap", reference="rak 3")
    assert answer.status_code == 409
    assert "<form" not in answer.text.partition("<main")[2]
    assert "sudah lengkap rak 3" in text(answer)
    form = await budi.get(f"{PAGE}/submit")
    assert (form.status_code, form.headers["Location"]) == (303, PAGE)


async def test_what_is_wrong_is_said_and_what_was_typed_stays(budi: AsyncClient, office: Office) -> None:
    """An error summary above the form; nothing is kept of it, and a form without its version is none of ours."""
    before = all_rows(office.store)
    answer = await sends(budi, "more_time", until="besok", note="<b>sakit</b>")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "&lt;b&gt;sakit" in answer.text
    assert (await budi.post(f"{PAGE}/start")).status_code == 422
    assert (await sends(budi, "report", progress="150")).status_code == 422
    assert all_rows(office.store) == before


@pytest.mark.parametrize("parts", [True, False], ids=["with parts", "plain"])
async def test_a_text_of_any_length_comes_back_with_a_sentence_about_it(
    budi: AsyncClient, office: Office, parts: bool
) -> None:
    """As much of it as is read stays in its field, ends with a whole letter, and the other fields stay too."""
    office.starts(OWN, TODAY, office.budi)
    before = all_rows(office.store)
    form = {"version": "2", "progress": "40", "note": "panjang “é” " * 30_000, "obstacle": "belum ada data"}
    sent = {"files": [(name, (None, value)) for name, value in form.items()]} if parts else {"data": form}
    answer = await budi.post(f"{PAGE}/report", **sent)
    assert answer.status_code == 422
    assert "paling banyak 500" in text(answer)
    assert answer.text.count("panjang “é”") > 5_000
    assert "\ufffd" not in answer.text
    assert "Ã" not in answer.text
    assert "belum ada data" in answer.text
    assert 'value="40"' in answer.text
    assert all_rows(office.store) == before


async def test_an_empty_file_is_called_empty(budi: AsyncClient, office: Office) -> None:
    """Not a file of a wrong kind; nothing is handed in."""
    files = [("files", ("laporan.pdf", b""))]
    answer = await budi.post(f"{PAGE}/submit", data={"version": "1"}, files=files)
    assert answer.status_code == 422
    assert "Berkas laporan.pdf kosong." in text(answer)
    assert office.task(OWN).standing.state is State.PLANNED


async def test_what_is_only_expected_to_be_late_says_so_and_why_it_matters_is_never_empty(
    budi: AsyncClient, office: Office
) -> None:
    """Before its last day it is expected to be late, after it it is; where nobody waits, the page says that."""
    do(office.store, analyse, Analyse(office.programme_id, TODAY), NOW)
    late = text(await budi.get(PAGE))
    assert re.search(r"▲ terlambat \d+ hari kerja", late)
    with office.store.writing() as session:
        table = metadata.tables["task_analysis"]
        session.execute(table.update().values(clock=TODAY))
    expected = text(await budi.get(PAGE))
    assert re.search(r"▲ diperkirakan terlambat \d+ hari kerja", expected)
    assert "Tidak ada tugas yang menunggunya." in expected.partition("Mengapa tugas ini penting")[2]


async def test_a_task_that_waits_cannot_begin_and_says_for_whom(budi: AsyncClient, office: Office) -> None:
    """Its page has no button for that, and a form that is sent all the same is refused with a name."""
    shown = await budi.get("/tugas/ZI-1/PP-01")
    assert "/start" not in shown.text
    answer = await budi.post("/tugas/ZI-1/PP-01/start", data={"version": "1"})
    assert answer.status_code == 409
    assert "TL-02" in text(answer)
    assert office.task("PP-01").standing.state is State.PLANNED


async def test_a_member_may_look_at_the_coordinator_s_own_task_and_do_nothing(
    phone: AsyncClient, office: Office
) -> None:
    """It is of their area; the page has no button, and a form is refused in words."""
    member = joins(office.store, office.unit_id, "Eka", Role.MEMBER, "pp", "eka@contoh.go.id")
    visitors.sign_in(phone, visitors.person(office.store, member, NOW))
    assert f"{PAGE}/submit" in (await phone.get(PAGE)).text
    with office.store.writing() as session:
        for row in session.exec(select(Task)):
            row.responsible = str(Role.COORDINATOR)
    shown = await phone.get(PAGE)
    assert f"{PAGE}/" not in shown.text
    answer = await sends(phone, "start")
    assert answer.status_code == 409
    assert "tidak memegang peran pada tugas ini" in text(answer)
    assert office.task(OWN).standing.state is State.PLANNED
    empty = text(await phone.get("/tugas"))
    assert "Hari ini Anda tidak memiliki tugas." in empty
    assert "Ke daftar program" in empty


async def test_a_form_from_another_site_changes_nothing(budi: AsyncClient, office: Office) -> None:
    """The same guard as for every form."""
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = await budi.post(f"{PAGE}/start", data={"version": "1"}, headers=headers)
    assert answer.status_code == 403
    assert office.task(OWN).standing.state is State.PLANNED


async def test_a_form_of_an_ended_session_comes_back_with_its_words(phone: AsyncClient) -> None:
    """Nobody types it twice: the version and the note are on the page that asks to sign in."""
    answer = await sends(phone, "report", progress="30", note="tiga dari sepuluh")
    assert answer.status_code == 401
    assert "tiga dari sepuluh" in answer.text
    assert 'name="version" value="1"' in answer.text

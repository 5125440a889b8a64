"""The forms of whoever steers: they say who will be told, act once, and keep what was typed."""

from __future__ import annotations

import re

import pytest
from httpx import AsyncClient

from tests.integration.web.test_preview_is_result import moves, spans, told, written
from tests.support import visitors
from tests.support.answers import text
from tests.support.mailed_links import NOW, TODAY, events
from tests.support.plan_pages import fields
from tests.support.programmes import Office, joins
from tests.support.rows import all_rows
from zi_workflow.bootstrap import do
from zi_workflow.domain.people import Role
from zi_workflow.domain.tasks import State
from zi_workflow.usecases.analyses import Analyse, analyse
from zi_workflow.usecases.tasks import Report
from zi_workflow.usecases.tasks import report as reports

AT = "/programme/ZI-1/task/TL-01"


@pytest.fixture
def citra(phone: AsyncClient, office: Office) -> AsyncClient:
    """The team's lead, signed in."""
    return visitors.sign_in(phone, visitors.person(office.store, office.citra, NOW))


async def test_the_form_says_who_gets_which_mail_before_it_is_sent(
    citra: AsyncClient, office: Office
) -> None:
    """Name, office and when; looking writes nothing."""
    eka = "Eka"
    joins(office.store, office.unit_id, eka, Role.MEMBER, "tl", "eka@contoh.go.id")
    before = all_rows(office.store)
    said = text(await citra.get(f"{AT}/ingatkan"))
    assert "Eka (anggota) menerima satu surel yang meminta tugas ini dilanjutkan." in said
    assert "paling banyak sekali sehari" in said
    said = text(await citra.get(f"{AT}/eskalasi"))
    assert "Ayu (koordinator area) menerima satu surel" in said
    assert "sebagai jenjang 2" in said
    assert all_rows(office.store) == before


@pytest.mark.parametrize(
    ("path", "kind", "thanked"),
    [
        ("ingatkan", "task.reminded", "Pengingat sudah dicatat"),
        ("eskalasi", "task.escalated", "Eskalasi sudah dicatat"),
    ],
)
async def test_sent_twice_it_acts_once_and_is_thanked_for(
    citra: AsyncClient, office: Office, path: str, kind: str, thanked: str
) -> None:
    """The second press of the button finds it done."""
    joins(office.store, office.unit_id, "Eka", Role.MEMBER, "tl", "eka@contoh.go.id")
    for _press in range(2):
        answer = await citra.post(f"{AT}/{path}", data={"version": "1", "note": "mohon dilanjutkan"})
        assert answer.status_code == 303
    assert [each.kind for each in events(office)].count(kind) == 1
    assert thanked in text(await citra.get(answer.headers["Location"]))


async def test_a_mistake_keeps_what_was_typed(citra: AsyncClient, office: Office) -> None:
    """422 with a summary that leads to the field, and nothing is written."""
    joins(office.store, office.unit_id, "Gita", Role.HEAD, None, "gita@contoh.go.id")
    before = all_rows(office.store)
    answer = await citra.post(f"{AT}/eskalasi", data={"version": "1", "note": "ya"})
    assert answer.status_code == 422
    assert ">ya</textarea>" in answer.text
    assert '<a class="touch" href="#note">' in answer.text
    assert (await citra.post(f"{AT}/eskalasi", data={"note": "mohon dibantu"})).status_code == 422
    assert all_rows(office.store) == before


async def test_a_stale_form_shows_what_was_done_meanwhile(citra: AsyncClient, office: Office) -> None:
    """409, with who did what, what was typed, and the new version to send again."""
    joins(office.store, office.unit_id, "Gita", Role.HEAD, None, "gita@contoh.go.id")
    office.starts("TL-01", TODAY, office.ayu)
    answer = await citra.post(f"{AT}/eskalasi", data={"version": "1", "note": "mohon dibantu"})
    assert answer.status_code == 409
    assert "oleh orang lain atau oleh Anda sendiri di jendela lain" in text(answer)
    assert "Ayu memulai pekerjaan." in text(answer)
    assert ">mohon dibantu</textarea>" in answer.text
    assert 'name="version" value="2"' in answer.text


async def test_the_task_page_leads_on(citra: AsyncClient, office: Office) -> None:
    """From a late task to why it is late, to what its doer said last and to all that was done about it."""
    do(office.store, analyse, Analyse(office.programme_id, TODAY), NOW)
    office.starts("TL-01", TODAY, office.ayu)
    report = Report(
        programme_id=office.programme_id,
        task="TL-01",
        actor=office.ayu,
        on=TODAY,
        progress=30,
        note="konsep sudah ada",
        obstacle="ruang penuh",
    )
    do(office.store, reports, report, NOW)
    shown = await citra.get(AT)
    assert f'href="{AT}/terlambat"' in shown.text
    assert "Laporan terakhir, Ayu, Senin, 2 Juni 2025: “konsep sudah ada”" in text(shown)
    assert "ruang penuh" in text(shown)
    assert 'href="/programme/ZI-1/riwayat?tugas=TL-01"' in shown.text
    assert "Ayu melaporkan kemajuan" in text(await citra.get("/programme/ZI-1/riwayat?tugas=TL-01"))


async def test_what_cannot_be_done_is_a_sentence_and_no_form(citra: AsyncClient, office: Office) -> None:
    """A task that waits names the one that holds it; one reminded of today says so."""
    answer = await citra.get("/programme/ZI-1/task/PP-01/ingatkan")
    assert "Tugas ini menunggu TL-02" in text(answer)
    assert "<form" not in answer.text
    data = {"version": "1", "note": "mohon dilanjutkan"}
    await citra.post(f"{AT}/ingatkan", data=data)
    said = text(await citra.get(f"{AT}/ingatkan"))
    assert "sudah dicatat untuk dikirim pada pengiriman berikutnya" in said, "nothing has left yet"
    assert "pengingat lain dapat dibuat pada Selasa, 3 Juni 2025" in said
    assert "Isian Anda" not in said, "the words that the form begins with are nobody's"
    again = await citra.post(f"{AT}/ingatkan", data=data | {"note": "sekali lagi"})
    assert again.status_code == 409
    assert "sekali lagi" in again.text


async def test_buttons_stand_only_before_whoever_steers_the_area(citra: AsyncClient, office: Office) -> None:
    """Budi, who coordinates another area, sees why it is late and no button; a form that he asks for is refused in words."""
    page = f"{AT}/terlambat"
    do(office.store, analyse, Analyse(office.programme_id, TODAY), NOW)
    assert f'href="{AT}/ingatkan"' in (await citra.get(page)).text
    visitors.sign_in(citra, visitors.person(office.store, office.budi, NOW))
    shown = await citra.get(page)
    assert shown.status_code == 200
    assert f'href="{AT}/ingatkan"' not in shown.text
    for path in ("ingatkan", "eskalasi", "pecah", "kesampingkan"):
        refused = await citra.get(f"{AT}/{path}")
        assert refused.status_code == 403
        assert "Ini menyangkut area lain" in text(refused)
        assert (await citra.post(f"{AT}/{path}", data={"version": "1"})).status_code == 403
        assert (await citra.get(f"/programme/ZI-1/task/TL-99/{path}")).status_code == 404


async def test_setting_aside_takes_two_people_and_one_address(citra: AsyncClient, office: Office) -> None:
    """Ayu proposes; the same page shows Citra who asked and why, with both answers; Ayu may only take it back."""
    at = f"{AT}/kesampingkan"
    visitors.sign_in(citra, visitors.person(office.store, office.ayu, NOW))
    said = text(await citra.get(at))
    assert re.search(r"Citra \([^)]+\) diminta memutuskan melalui surel", said)
    assert "Bila disetujui, tugas dihitung selesai pada hari keputusan" in said
    answer = await citra.post(at, data={"version": "1", "note": "unit tidak memiliki layanan ini"})
    assert answer.status_code == 303
    own = await citra.get(at)
    assert "Tarik usul" in text(own)
    assert 'value="granted"' not in own.text
    visitors.sign_in(citra, visitors.person(office.store, office.citra, NOW))
    shown = await citra.get(at)
    assert "Ayu mengusulkan pada Senin, 2 Juni 2025: “unit tidak memiliki layanan ini”" in text(shown)
    found = re.search(r'name="proposal" value="([^"]+)"', shown.text)
    assert found is not None
    data = {"version": "1", "note": "setuju", "proposal": found[1], "answer": "granted"}
    answer = await citra.post(at, data=data)
    assert answer.status_code == 303
    assert "Tugas sudah dikesampingkan." in text(await citra.get(answer.headers["Location"]))
    assert office.task("TL-01").standing.state is State.NOT_APPLICABLE
    assert (await citra.post(at, data=data)).status_code == 303


TYPED = {
    "title1": "Konsep",
    "start1": "2025-06-02",
    "finish1": "2025-06-05",
    "title2": "Penetapan",
    "start2": "2025-06-10",
    "finish2": "2025-06-20",
}


async def test_a_task_is_split_by_a_form_that_keeps_what_was_typed(
    citra: AsyncClient, office: Office
) -> None:
    """It begins with the time that is left cut in the middle; a wrong date comes back with everything else."""
    at = f"{AT}/pecah"
    shown = await citra.get(at)
    assert "Tugas berikut akan menunggu kedua bagian: TL-02." in text(shown)
    assert "bagian kedua menjadi TL-01-B" in text(shown)
    wrong = await citra.post(at, data={"version": "1", **TYPED, "finish2": "2025-06-09"})
    assert wrong.status_code == 422
    assert 'value="Penetapan"' in wrong.text
    assert 'href="#finish2"' in wrong.text


async def test_a_split_is_looked_at_first_then_made_exactly_so_and_once(
    citra: AsyncClient, office: Office
) -> None:
    """Looking writes nothing; the page names every task that then moves, and everybody who is then told."""
    at, before = f"{AT}/pecah", all_rows(office.store)
    shown = await citra.post(at, data={"version": "1", **TYPED})
    assert shown.status_code == 200
    assert all_rows(office.store) == before
    assert "Penetapan (TL-01-B): dari Selasa, 10 Juni 2025 sampai Jumat, 20 Juni 2025" in text(shown)
    foreseen, heard = moves(shown), told(shown)
    assert {"TL-01", "TL-02", "PP-01"} <= foreseen.keys()
    assert any("TL-01-B" in line for line in heard)
    known, planned, form = written(office), spans(office), fields(shown)
    assert (await citra.post(at, data={**form, "alasan": ""})).status_code == 422
    for _press in range(2):
        answer = await citra.post(at, data={**form, "alasan": "terlalu besar untuk satu orang"})
        assert answer.status_code == 303
    assert [each.kind for each in events(office)].count("task.split") == 1
    after = spans(office)
    assert foreseen == {code: after[code] for code in after if code in foreseen}
    assert {code for code, span in after.items() if span != planned.get(code)} == {*foreseen, "TL-01-B"}
    new = sorted(said for id, said in written(office).items() if id not in known)
    assert sorted(line.replace("Penetapan (TL-01-B)", "TL-01-B") for line in heard) == new
    assert "Tugas sudah dipecah" in text(await citra.get(answer.headers["Location"]))
    assert "Tugas dipecah menjadi dua Anda terlalu besar" in text(await citra.get("/programme/ZI-1/ubah"))
    assert (await citra.get("/programme/ZI-1/task/TL-01-B/terlambat")).status_code == 200


async def test_a_split_that_would_do_something_else_by_now_is_not_made(
    citra: AsyncClient, office: Office
) -> None:
    """Work began, or the plan moved, since the page was shown: 409 with both sides; what is no longer open says so."""
    at = f"{AT}/pecah"
    shown = await citra.post(at, data={"version": "1", **TYPED})
    form = {**fields(shown), "alasan": "terlalu besar untuk satu orang"}
    office.starts("TL-01", TODAY, office.ayu)
    again = await citra.post(at, data=form)
    assert again.status_code == 409
    assert "Tidak ada yang disimpan" in text(again)
    office.submits("TL-01", TODAY, office.ayu)
    assert (await citra.post(at, data=form)).status_code == 409
    assert [each.kind for each in events(office)].count("task.split") == 0


async def test_a_split_whose_consequences_are_the_same_is_not_called_another_one(
    citra: AsyncClient, office: Office
) -> None:
    """A task of another area was split meanwhile, which changes nothing of this one; still it is looked at again."""
    shown = await citra.post(f"{AT}/pecah", data={"version": "1", **TYPED})
    other = "/programme/ZI-1/task/PP-02/pecah"
    days = {"start1": "2025-01-02", "finish1": "2025-01-03", "start2": "2025-01-06", "finish2": "2025-01-06"}
    theirs = await citra.post(other, data={"version": "1", **TYPED, **days})
    assert (await citra.post(other, data={**fields(theirs), "alasan": "terlalu besar"})).status_code == 303
    again = await citra.post(f"{AT}/pecah", data={**fields(shown), "alasan": "terlalu besar"})
    assert again.status_code == 409
    assert "ada yang diubah setelah Anda melihatnya" in text(again)
    assert "Tanggal dan surat sama seperti yang Anda lihat" in text(again)
    assert "berbeda dari yang Anda lihat" not in text(again)


async def test_who_decides_second_reads_who_decided_what_and_gets_no_form_to_propose(
    citra: AsyncClient, office: Office
) -> None:
    """Two people open the proposal; the first lets the task stay, and the second typed a word on that proposal."""
    at = f"{AT}/kesampingkan"
    gita = joins(office.store, office.unit_id, "Gita", Role.HEAD, None, "gita@contoh.go.id")
    visitors.sign_in(citra, visitors.person(office.store, office.ayu, NOW))
    await citra.post(at, data={"version": "1", "note": "unit tidak memiliki layanan ini"})
    visitors.sign_in(citra, visitors.person(office.store, gita, NOW))
    found = re.search(r'name="proposal" value="([^"]+)"', (await citra.get(at)).text)
    assert found is not None
    form = {"version": "1", "proposal": found[1]}
    visitors.sign_in(citra, visitors.person(office.store, office.citra, NOW))
    first = await citra.post(at, data={**form, "note": "tetap wajib", "answer": "refused"})
    assert first.status_code == 303
    visitors.sign_in(citra, visitors.person(office.store, gita, NOW))
    second = await citra.post(at, data={**form, "note": "saya setuju", "answer": "granted"})
    assert second.status_code == 409
    assert "Citra memutuskan pada Senin, 2 Juni 2025 bahwa tugas tetap dikerjakan: “tetap wajib”" in text(
        second
    )
    assert "saya setuju" in text(second)
    assert "<textarea" not in second.text

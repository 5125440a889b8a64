"""What waits for somebody's decision stands on their home and on the summary, with a way to the form."""

from __future__ import annotations

from httpx import AsyncClient

from tests.integration.usecases.test_waivers import proposes
from tests.integration.web.test_promises import asks
from tests.support import visitors
from tests.support.answers import text
from tests.support.mailed_links import NOW, TODAY
from tests.support.programmes import Office, joins
from zi_workflow.bootstrap import do
from zi_workflow.domain.people import Role
from zi_workflow.storage.tables import metadata
from zi_workflow.usecases.absences import RecordAbsence, record_absence
from zi_workflow.usecases.analyses import Analyse, analyse
from zi_workflow.usecases.handovers import HandOver, hand_over

AT = "/programme/ZI-1/task/TL-01"
HEADING = "Menunggu keputusan Anda ("


def member(office: Office) -> str:
    """Eka, of Ayu's area, whose work Ayu reviews."""
    table = metadata.tables["task"]
    with office.store.writing() as session:
        session.execute(table.update().where(table.c.area == "tl").values(verifier=str(Role.COORDINATOR)))
    return joins(office.store, office.unit_id, "Eka", Role.MEMBER, "tl", "eka@contoh.go.id")


def at_home(browser: AsyncClient, office: Office, person: str) -> AsyncClient:
    """Somebody else signs in."""
    return visitors.sign_in(browser, visitors.person(office.store, person, NOW))


async def test_the_coordinator_finds_the_review_at_home_until_it_is_done(
    phone: AsyncClient, office: Office
) -> None:
    """Nobody else finds it there; the way leads to the form."""
    eka = member(office)
    assert HEADING not in text(await at_home(phone, office, office.ayu).get("/tugas"))
    office.starts("TL-01", TODAY, eka)
    office.submits("TL-01", TODAY, eka)
    home = await phone.get("/tugas")
    assert f"{HEADING}1)" in text(home)
    assert "Sudah diserahkan; menunggu verifikasi Anda." in text(home)
    assert f'href="{AT}/tinjau"' in home.text
    assert (await phone.get(f"{AT}/tinjau")).status_code == 200
    assert "menunggu verifikasi Anda" in text(await phone.get("/ringkasan"))
    for other in (office.citra, office.budi, eka):
        assert HEADING not in text(await at_home(phone, office, other).get("/tugas"))
    office.verifies("TL-01", TODAY, office.ayu)
    assert HEADING not in text(await at_home(phone, office, office.ayu).get("/tugas"))


async def test_a_coordinators_own_work_falls_to_the_lead_and_a_substitute_sees_it_too(
    phone: AsyncClient, office: Office
) -> None:
    """As the ladder finds the reviewer: never who handed it in; who stands in sees what waits for whom is away."""
    member(office)
    office.starts("TL-01", TODAY, office.ayu)
    office.submits("TL-01", TODAY, office.ayu)
    assert HEADING not in text(await at_home(phone, office, office.ayu).get("/tugas"))
    assert "menunggu verifikasi Anda" in text(await at_home(phone, office, office.citra).get("/tugas"))
    away = RecordAbsence(
        person_id=office.citra, first=TODAY, last=TODAY, substitute_id=office.budi, actor="cli", on=TODAY
    )
    do(office.store, record_absence, away, NOW)
    assert "menunggu verifikasi Anda" in text(await at_home(phone, office, office.budi).get("/tugas"))


async def test_a_request_for_time_is_with_the_coordinator_and_those_above_see_it(
    phone: AsyncClient, office: Office
) -> None:
    """At home the nearest who may answer, in the summary whoever may; not whoever asked."""
    eka = member(office)
    asks(office, eka)
    home = await at_home(phone, office, office.ayu).get("/tugas")
    assert "Diminta tambahan waktu sampai Senin, 30 Juni 2025. “Eka: data" in text(home)
    assert f'href="{AT}/janji"' in home.text
    await at_home(phone, office, office.citra).get("/tugas")
    assert "Diminta tambahan waktu" not in text(await phone.get("/tugas"))
    assert "Diminta tambahan waktu" in text(await phone.get("/ringkasan"))
    assert "Diminta tambahan waktu" not in text(await at_home(phone, office, eka).get("/tugas"))
    await at_home(phone, office, office.ayu).post(
        f"{AT}/janji", data={"version": str(office.task("TL-01").version), "answer": "granted"}
    )
    assert "Diminta tambahan waktu" not in text(await phone.get("/tugas"))


async def test_a_proposal_and_a_wish_stand_there_with_their_forms(phone: AsyncClient, office: Office) -> None:
    """The lead decides on setting aside, and gives a task to somebody else where its plan is changed."""
    proposes(office, office.ayu)
    wish = HandOver(
        programme_id=office.programme_id, task="PP-02", actor=office.budi, on=TODAY, to=None, note="cuti"
    )
    do(office.store, hand_over, wish, NOW)
    home = await at_home(phone, office, office.citra).get("/tugas")
    assert f"{HEADING}2)" in text(home)
    for form in (f"{AT}/kesampingkan", "/programme/ZI-1/task/PP-02/alih"):
        assert f'href="{form}"' in home.text
        assert (await phone.get(form)).status_code == 200


async def test_the_pages_that_a_mail_leads_to_show_what_was_asked_and_the_way_to_the_answer(
    phone: AsyncClient, office: Office
) -> None:
    """The task and why it is late: whoever sees it reads the wish, only whoever may decide finds the form."""
    joins(office.store, office.unit_id, "Gita", Role.HEAD, None, "gita@contoh.go.id")
    do(office.store, analyse, Analyse(office.programme_id, TODAY), NOW)
    eka = member(office)
    wish = HandOver(programme_id=office.programme_id, task="TL-01", actor=eka, on=TODAY, to=None, note="cuti")
    do(office.store, hand_over, wish, NOW)
    proposes(office, office.citra)
    for page in (AT, f"{AT}/terlambat"):
        seen = await at_home(phone, office, office.ayu).get(page)
        assert "Eka meminta agar tugas ini dikerjakan orang lain: “cuti” Jawab permintaan ini" in text(seen)
        assert "Citra mengusulkan agar tugas ini dikesampingkan" in text(seen)
        assert f'<a class="touch" href="{AT}/alih">' in seen.text
        assert (
            f'<a class="touch" href="{AT}/kesampingkan">' not in seen.text
        )  # a coordinator does not decide that
        seen = await at_home(phone, office, eka).get(page)
        assert "Jawab permintaan ini" not in text(seen)
    other = await visitors.sign_in(phone, visitors.person(office.store, office.citra, NOW)).get(AT)
    assert f'<a class="touch" href="{AT}/kesampingkan">' not in other.text  # it is her own proposal

"""A request for more time in the browser: who sees it, who may answer it, and what whoever asked hears."""

from __future__ import annotations

from datetime import timedelta

import pytest
from httpx import AsyncClient
from sqlmodel import col, select

from tests.support import visitors
from tests.support.answers import text
from tests.support.mailed_links import NOW, TODAY, events
from tests.support.programmes import Office, joins
from tests.support.rows import all_rows
from zi_workflow.bootstrap import do
from zi_workflow.domain.people import Role
from zi_workflow.storage.tables import NoticeRow
from zi_workflow.usecases.analyses import Analyse, analyse
from zi_workflow.usecases.promises import Promise, promise

AT = "/programme/ZI-1/task/TL-01"
PAGE = f"{AT}/janji"
UNTIL = TODAY + timedelta(days=28)
WHY = "data dari bagian keuangan belum ada"


@pytest.fixture
def eka(office: Office) -> str:
    """A member of Ayu's area, who asks for four weeks."""
    eka = joins(office.store, office.unit_id, "Eka", Role.MEMBER, "tl", "eka@contoh.go.id")
    do(office.store, analyse, Analyse(office.programme_id, TODAY), NOW)
    asks(office, eka)
    return eka


@pytest.fixture
def ayu(phone: AsyncClient, office: Office, eka: str) -> AsyncClient:
    """Her coordinator, signed in."""
    assert eka
    return visitors.sign_in(phone, visitors.person(office.store, office.ayu, NOW))


def asks(office: Office, by: str, task: str = "TL-01") -> None:
    """Somebody asks for four weeks."""
    command = Promise(
        programme_id=office.programme_id, task=task, actor=by, on=TODAY, until=UNTIL, reason=WHY
    )
    do(office.store, promise, command, NOW)


def told(office: Office, person: str, kind: str) -> list[str]:
    """What a person will hear of this kind about the task."""
    with office.store.reading() as session:
        rows = session.exec(
            select(NoticeRow).where(
                col(NoticeRow.recipient_id) == person,
                col(NoticeRow.kind) == kind,
                col(NoticeRow.task) == "TL-01",
            )
        )
        return [row.facts["note"] for row in rows]


def form(office: Office, answer: str, **more: str) -> dict[str, str]:
    """The form as it stands on the page of the moment."""
    return {"version": str(office.task("TL-01").version), "answer": answer, **more}


async def test_the_page_says_who_asked_why_and_what_either_answer_does(
    ayu: AsyncClient, office: Office
) -> None:
    """The task's page leads there; looking writes nothing."""
    before = all_rows(office.store)
    task = await ayu.get(AT)
    assert WHY in text(task)
    assert f'href="{PAGE}"' in task.text
    said = text(await ayu.get(PAGE))
    asked = f"Pada Senin, 2 Juni 2025, Eka meminta waktu sampai Senin, 30 Juni 2025: “{WHY}”"
    assert asked in said
    assert "tidak naik ke jenjang berikutnya sampai Senin, 30 Juni 2025" in said
    assert "melewati jatuh temponya" in said
    assert "Setujui tanggal baru" in said
    assert all_rows(office.store) == before


async def test_an_agreement_counts_once_and_whoever_asked_hears_of_it(
    ayu: AsyncClient, office: Office, eka: str
) -> None:
    """No word is needed; the second press of the button finds it done."""
    data = form(office, "granted")
    for _press in range(2):
        answer = await ayu.post(PAGE, data=data)
        assert answer.status_code == 303, text(answer)
    assert office.task("TL-01").standing.promise_accepted
    assert [each.kind for each in events(office)].count("task.promise_accepted") == 1
    assert "Tanggal baru disetujui" in text(await ayu.get(answer.headers["Location"]))
    assert told(office, eka, "answered") == ["Ayu menyetujui waktu tambahan sampai Senin, 30 Juni 2025."]
    assert "Tidak ada" in text(await ayu.get(PAGE))


async def test_a_refusal_needs_a_word_and_leaves_no_promise(
    ayu: AsyncClient, office: Office, eka: str
) -> None:
    """422 keeps the form; with a word the request is over, is told, and Eka may ask again."""
    wrong = await ayu.post(PAGE, data=form(office, "refused", note=""))
    assert wrong.status_code == 422
    assert 'href="#note"' in wrong.text
    assert (await ayu.post(PAGE, data=form(office, "granted", note="x" * 501))).status_code == 422
    assert (await ayu.post(PAGE, data=form(office, "apa"))).status_code == 422
    assert office.task("TL-01").standing.promised == UNTIL
    answer = await ayu.post(PAGE, data=form(office, "refused", note="monev sudah dekat"))
    assert answer.status_code == 303
    assert office.task("TL-01").standing.promised is None
    heard = "Ayu tidak menyetujui waktu tambahan sampai Senin, 30 Juni 2025. monev sudah dekat"
    assert told(office, eka, "answered") == [heard]
    reminded = await ayu.post(f"{AT}/ingatkan", data=form(office, "", note="mohon dilanjutkan"))
    assert reminded.status_code == 303, "the answer is not the one reminder of the day"
    asks(office, eka)


async def test_a_stale_answer_shows_what_changed(ayu: AsyncClient, office: Office, eka: str) -> None:
    """409 with the words kept, and nothing is agreed to."""
    data = form(office, "granted", note="silakan")
    asks(office, eka)
    answer = await ayu.post(PAGE, data=data)
    assert answer.status_code == 409
    assert ">silakan</textarea>" in answer.text
    assert not office.task("TL-01").standing.promise_accepted


async def test_nobody_answers_their_own_request(phone: AsyncClient, office: Office) -> None:
    """Ayu asks for her own task: she sees whose answer it waits for, and her form is refused; Citra may."""
    asks(office, office.ayu)
    visitors.sign_in(phone, visitors.person(office.store, office.ayu, NOW))
    shown = await phone.get(PAGE)
    assert "Citra yang memutuskan." in text(shown)
    assert 'value="granted"' not in shown.text
    assert (await phone.post(PAGE, data=form(office, "granted"))).status_code == 409
    assert not office.task("TL-01").standing.promise_accepted
    visitors.sign_in(phone, visitors.person(office.store, office.citra, NOW))
    assert (await phone.post(PAGE, data=form(office, "granted"))).status_code == 303


async def test_whoever_steers_another_area_is_told_that_it_is_not_theirs(
    ayu: AsyncClient, office: Office
) -> None:
    """Budi coordinates another area; Eka, who asked, steers none."""
    visitors.sign_in(ayu, visitors.person(office.store, office.budi, NOW))
    sent = {"version": "1", "answer": "granted"}
    for answer in (await ayu.get(PAGE), await ayu.post(PAGE, data=sent)):
        assert answer.status_code == 403
        assert "menyangkut area lain" in answer.text

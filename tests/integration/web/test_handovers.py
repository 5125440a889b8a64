"""A wish to be relieved in the browser: giving the task to somebody else, refusing, and what whoever asked hears."""

from __future__ import annotations

import pytest
from httpx import AsyncClient
from sqlmodel import col, select

from tests.support import visitors
from tests.support.answers import text
from tests.support.mailed_links import NOW, TODAY, events
from tests.support.programmes import Office, joins
from zi_workflow.bootstrap import do
from zi_workflow.domain.people import Role
from zi_workflow.storage.tables import MessageRow, NoticeRow, Task
from zi_workflow.usecases.analyses import Analyse, analyse
from zi_workflow.usecases.digests import Collect, collect
from zi_workflow.usecases.handovers import HandOver, hand_over

AT = "/programme/ZI-1/task/TL-01"
PAGE = f"{AT}/alih"
WHY = "sedang diklat tiga minggu"


@pytest.fixture
def eka(office: Office) -> str:
    """A member of Ayu's area, who asks to be relieved."""
    eka = joins(office.store, office.unit_id, "Eka", Role.MEMBER, "tl", "eka@contoh.go.id")
    do(office.store, analyse, Analyse(office.programme_id, TODAY), NOW)
    wish = HandOver(programme_id=office.programme_id, task="TL-01", actor=eka, on=TODAY, to=None, note=WHY)
    do(office.store, hand_over, wish, NOW)
    return eka


@pytest.fixture
def hana(office: Office, eka: str) -> str:
    """Another member of the area."""
    assert eka
    return joins(office.store, office.unit_id, "Hana", Role.MEMBER, "tl", "hana@contoh.go.id")


@pytest.fixture
def ayu(phone: AsyncClient, office: Office, hana: str) -> AsyncClient:
    """Her coordinator, signed in."""
    assert hana
    return visitors.sign_in(phone, visitors.person(office.store, office.ayu, NOW))


def form(office: Office, answer: str, **more: str) -> dict[str, str]:
    """The form as it stands on the page of the moment."""
    return {"version": str(office.task("TL-01").version), "answer": answer, **more}


def notices(office: Office, kind: str) -> list[tuple[str | None, str, str]]:
    """Whoever hears something of this kind about the task: person, words, state."""
    with office.store.reading() as session:
        rows = session.exec(
            select(NoticeRow)
            .where(col(NoticeRow.kind) == kind, col(NoticeRow.task) == "TL-01")
            .order_by(col(NoticeRow.created_at), col(NoticeRow.id))
        )
        return [(row.recipient_id, row.facts.get("note", ""), row.state) for row in rows]


def doer(office: Office) -> str | None:
    """To whom the task is given by name."""
    with office.store.reading() as session:
        return session.exec(select(Task.assignee_id).where(col(Task.code) == "TL-01")).one()


async def test_the_page_says_who_asks_why_and_who_could_take_it(
    ayu: AsyncClient, eka: str, hana: str
) -> None:
    """Whoever asks is not among them."""
    page = await ayu.get(PAGE)
    said = text(page)
    assert f"Pada Senin, 2 Juni 2025, Eka meminta agar tugas ini dikerjakan orang lain: “{WHY}”" in said
    assert f'<option value="{hana}">Hana</option>' in page.text
    assert f'<option value="{eka}"' not in page.text


async def test_giving_it_to_somebody_else_tells_both(
    ayu: AsyncClient, office: Office, hana: str, eka: str
) -> None:
    """The wish is answered: the page is gone, and the coordinator hears no more of it."""
    answer = await ayu.post(PAGE, data=form(office, "granted", to=hana))
    assert answer.status_code == 303
    assert "Tugas sudah dialihkan" in text(await ayu.get(answer.headers["Location"]))
    assert doer(office) == hana
    assert notices(office, "assigned")[-1][0] == hana
    assert notices(office, "answered") == [(eka, "Ayu mengalihkan tugas tersebut kepada Hana.", "due")]
    assert [state for _who, _note, state in notices(office, "hand_over")] == ["cancelled"]
    assert "Tidak ada permintaan alih tugas" in text(await ayu.get(PAGE))


async def test_a_refusal_needs_a_word_which_whoever_asked_reads(
    ayu: AsyncClient, office: Office, eka: str
) -> None:
    """Without one nothing happens; sent twice it is one refusal."""
    assert (await ayu.post(PAGE, data=form(office, "refused", note=" "))).status_code == 422
    refusal = form(office, "refused", note="tidak ada pengganti bulan ini")
    for _time in range(2):
        assert (await ayu.post(PAGE, data=refusal)).status_code == 303
    heard = "Ayu tidak mengalihkan tugas tersebut. tidak ada pengganti bulan ini"
    assert notices(office, "answered") == [(eka, heard, "due")]
    assert [event.kind for event in events(office)].count("task.handover_refused") == 1
    assert doer(office) is None


async def test_giving_it_needs_somebody_of_the_area(ayu: AsyncClient, office: Office, eka: str) -> None:
    """Nobody chosen, or whoever asked, is said on the form."""
    assert (await ayu.post(PAGE, data=form(office, "granted"))).status_code == 422
    answer = await ayu.post(PAGE, data=form(office, "granted", to=eka))
    assert answer.status_code == 422
    assert "tidak memiliki peran pada area ini" in text(answer)


async def test_who_gave_a_task_away_reads_an_answer_and_no_lateness(
    ayu: AsyncClient, office: Office, hana: str, eka: str
) -> None:
    """A day of June is long after its last day; the task is Hana's now, and the line is only news."""
    await ayu.post(PAGE, data=form(office, "granted", to=hana))
    do(office.store, collect, Collect("Asia/Jakarta", TODAY), NOW)
    with office.store.reading() as session:
        rows = session.exec(select(MessageRow).where(col(MessageRow.person_id) == eka)).all()
    (line,) = [line for row in rows for line in row.facts["lines"] if line["kind"] == "answered"]
    assert (line["theirs"], line["clock"], line["age"]) == (False, None, None)


async def test_a_coordinator_who_takes_it_over_is_not_said_to_give_it_to_themselves(
    ayu: AsyncClient, office: Office, eka: str
) -> None:
    """One person, named once."""
    await ayu.post(PAGE, data=form(office, "granted", to=office.ayu))
    assert notices(office, "answered") == [(eka, "Ayu mengambil alih tugas tersebut.", "due")]

"""Withdrawing evidence: the list before it is what happens, to the last task, or nothing happens."""

from __future__ import annotations

import re

import pytest
from httpx import AsyncClient
from sqlmodel import select

from tests.integration.web.test_evidence import LIST, as_, fields, hands_in, kept
from tests.support import visitors
from tests.support.answers import text
from tests.support.evidence_samples import JPG, PDF
from tests.support.mailed_links import NOW, OWN, TODAY, events
from tests.support.programmes import Office
from tests.support.rows import all_rows
from zi_workflow.bootstrap import do
from zi_workflow.domain.notices import NoticeKind
from zi_workflow.domain.scopes import Viewer
from zi_workflow.domain.tasks import State
from zi_workflow.storage.queries.viewers import viewer_of
from zi_workflow.storage.tables import NoticeRow, Task
from zi_workflow.usecases import evidence_pieces, reviews
from zi_workflow.usecases.evidence_pieces import Share

WORDS = {
    "dikembalikan untuk diperbaiki": State.RETURNED,
    "dibuka kembali": State.IN_PROGRESS,
    "masih ada bukti lain": None,
    "statusnya tetap": None,
}


@pytest.fixture
def wanting(office: Office) -> Office:
    """The office, in which Budi's task asks for evidence."""
    with office.store.writing() as session:
        for row in session.exec(select(Task).where(Task.code == OWN)):
            row.evidence_wanted = ["Laporan"]
    return office


@pytest.fixture
def budi(phone: AsyncClient, wanting: Office) -> AsyncClient:
    """Budi, signed in."""
    return visitors.sign_in(phone, visitors.person(wanting.store, wanting.budi, NOW))


async def announced(browser: AsyncClient, address: str) -> State | None:
    """What the page says that the task becomes; None: it stays."""
    page = text(await browser.get(f"{address}/tarik"))
    listed = page.partition("Yang kehilangan bukti ini")[2].partition("Alasan")[0]
    return next(state for words, state in WORDS.items() if words in listed)


@pytest.mark.parametrize("standing", ["handed in", "done", "another stays"])
async def test_what_the_page_announces_is_what_happens(
    budi: AsyncClient, wanting: Office, standing: str
) -> None:
    """A task in review goes back, a finished one is opened again, one with other evidence stays; sent twice it is once."""
    office = wanting
    files = [("laporan.pdf", PDF), *([("foto.jpg", JPG)] if standing == "another stays" else [])]
    assert (await hands_in(budi, *files)).status_code == 303
    if standing == "done":
        office.verifies(OWN, TODAY, office.citra)
    address = f"{LIST}/{next(p.id for p in kept(office) if p.newest.name == 'laporan.pdf')}"
    citra = as_(budi, office, office.citra)
    before = office.task(OWN).standing.state
    says = await announced(citra, address)
    shown = await citra.get(f"{address}/tarik")
    seen, promised = fields(shown), "diberi tahu lewat surel" in text(shown)
    form = {**seen, "reason": "berkas milik unit lain"}
    for _each in range(2):
        answer = await citra.post(f"{address}/tarik", data=form)
        assert answer.status_code == 303, text(answer)
    assert office.task(OWN).standing.state is (says or before)
    assert {"handed in": State.RETURNED, "done": State.IN_PROGRESS}.get(standing) is says
    assert sum(event.kind == "evidence.withdrawn" for event in events(office)) == 1
    with office.store.reading() as session:
        notices = [(each.kind, each.recipient_id, each.facts) for each in session.exec(select(NoticeRow))]
    told = (NoticeKind.RETURNED, office.budi, {"note": "berkas milik unit lain"})
    assert notices.count(told) == (says is not None)
    assert promised == (says is not None), "the page promises a mail where one is written"


async def test_what_was_withdrawn_stays_readable_and_changes_no_more(
    budi: AsyncClient, wanting: Office
) -> None:
    """The reason and the file stand on record; no form leads on, and the task wants evidence again."""
    await hands_in(budi, ("laporan.pdf", PDF))
    address = f"{LIST}/{kept(wanting)[0].id}"
    citra = as_(budi, wanting, wanting.citra)
    seen = fields(await citra.get(f"{address}/tarik"))
    bare = await citra.post(f"{address}/tarik", data=seen)
    assert (bare.status_code, "alasan penarikannya" in text(bare)) == (422, True)
    await citra.post(f"{address}/tarik", data={**seen, "reason": "salah berkas"})
    shown = await citra.get(address)
    assert "salah berkas" in text(shown)
    assert "/ganti" not in shown.text
    assert (await citra.get(f"{address}/berkas/1")).content == PDF
    again = await citra.post(f"{address}/tarik", data={**seen, "reason": "lagi"})
    assert again.status_code == 409
    budi = as_(citra, wanting, wanting.budi)
    assert (await hands_in(budi)).status_code == 422
    assert "1 bukti" in text(await budi.get(f"{LIST}?state=withdrawn"))


async def test_a_list_that_changed_stops_the_withdrawal(budi: AsyncClient, wanting: Office) -> None:
    """Between look and button the task was accepted: nothing is withdrawn, the new list shows what would happen now."""
    await hands_in(budi, ("laporan.pdf", PDF))
    address = f"{LIST}/{kept(wanting)[0].id}"
    citra = as_(budi, wanting, wanting.citra)
    seen = fields(await citra.get(f"{address}/tarik"))
    wanting.verifies(OWN, TODAY, wanting.citra)
    before = all_rows(wanting.store)
    answer = await citra.post(f"{address}/tarik", data={**seen, "reason": "salah <b>berkas</b>"})
    assert answer.status_code == 409
    assert "dibuka kembali" in text(answer)
    assert "salah &lt;b&gt;berkas" in answer.text
    assert all_rows(wanting.store) == before
    new = re.search(r'name="impact" value="(\w+)"', answer.text)
    assert new is not None
    assert new.group(1) != seen["impact"]


async def test_whoever_may_not_move_a_task_cannot_take_its_evidence(
    budi: AsyncClient, wanting: Office
) -> None:
    """Ayu's task shows Budi's file; when only she may open it again, Budi's withdrawal is refused as a whole."""
    office = wanting
    await hands_in(budi, ("laporan.pdf", PDF))
    office.verifies(OWN, TODAY, office.citra)
    piece = kept(office)[0]
    with office.store.writing() as session:
        for row in session.exec(select(Task).where(Task.code == "TL-01")):
            row.evidence_wanted = ["Laporan"]
    command = Share(
        viewer=_viewer(office),
        programme_id=office.programme_id,
        piece=piece.id,
        seen=1,
        tasks=("TL-01",),
    )
    do(office.store, evidence_pieces.share, command, NOW)
    office.starts("TL-01", TODAY)
    office.submits("TL-01", TODAY)
    office.does(reviews.verify, reviews.Verify, "TL-01", office.citra, TODAY)
    before = all_rows(office.store)
    address = f"{LIST}/{piece.id}"
    seen = fields(await budi.get(f"{address}/tarik"))
    answer = await budi.post(f"{address}/tarik", data={**seen, "reason": "salah berkas"})
    assert (answer.status_code, "tidak memegang peran" in text(answer)) == (409, True)
    assert all_rows(office.store) == before


def _viewer(office: Office) -> Viewer:
    """Citra, who works in every area."""
    account = visitors.account(office.store, office.citra, NOW)
    with office.store.reading() as session:
        return viewer_of(session, account, NOW)

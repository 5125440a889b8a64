"""The page of a head of unit: what waits for their decision, whether the programme is on time, who is held up by whom."""

from __future__ import annotations

import re

import pytest
from httpx import AsyncClient

from tests.integration.usecases.test_waivers import decides, proposes, waiting
from tests.support import visitors
from tests.support.answers import text
from tests.support.mailed_links import NOW, TODAY
from tests.support.programmes import Office, joins
from zi_workflow.bootstrap import do
from zi_workflow.domain.people import Role
from zi_workflow.storage.tables import metadata
from zi_workflow.usecases.analyses import Analyse, analyse
from zi_workflow.usecases.handovers import HandOver, hand_over
from zi_workflow.usecases.promises import Assign, assign

PAGE = "/ringkasan"


@pytest.fixture
def head(phone: AsyncClient, office: Office) -> AsyncClient:
    """Gita, the head of the unit, signed in."""
    gita = joins(office.store, office.unit_id, "Gita", Role.HEAD, None, "gita@contoh.go.id")
    do(office.store, analyse, Analyse(office.programme_id, TODAY), NOW)
    return visitors.sign_in(phone, visitors.person(office.store, gita, NOW))


def _approved_by_head(office: Office, task: str) -> None:
    """The task needs the head's decision after its review."""
    table = metadata.tables["task"]
    with office.store.writing() as session:
        session.execute(table.update().where(table.c.code == task).values(approver=str(Role.HEAD)))


async def test_it_is_the_home_of_whoever_heads_a_unit(head: AsyncClient) -> None:
    """They land there and find it in the menu; it says whether the programme is on time."""
    assert (await head.get("/beranda")).headers["Location"] == PAGE
    answer = await head.get(PAGE)
    said = text(answer)
    assert f'<a href="{PAGE}">Ringkasan</a>' in answer.text
    assert "hari kerja lebih lambat dari rencana" in said
    assert "Tidak ada yang menunggu keputusan Anda." in said
    assert "Peningkatan Kualitas Pelayanan Publik menunggu Penataan Tatalaksana pada 1 tugas." in said


async def test_a_reviewed_task_waits_for_its_approver(head: AsyncClient, office: Office) -> None:
    """Only after the review, with the day since when; it goes away with the decision."""
    _approved_by_head(office, "TL-01")
    office.starts("TL-01", TODAY)
    office.submits("TL-01", TODAY, office.ayu)
    assert "keputusan Anda menyelesaikan" not in text(await head.get(PAGE))
    office.verifies("TL-01", TODAY, office.citra)
    shown = await head.get(PAGE)
    said = text(shown)
    form = re.search(r'href="(/programme/ZI-1/task/TL-01/[a-z]+)"', shown.text)
    assert form is not None
    assert (await head.get(form[1])).status_code == 200
    assert "Verifikasi selesai; keputusan Anda menyelesaikan tugas ini. sejak Sen, 2 Jun 2025" in said


async def test_a_proposal_and_a_wish_wait_until_they_are_answered(head: AsyncClient, office: Office) -> None:
    """With who asks and why, and a way to the form; whoever asked sees neither of their own."""
    proposes(office, office.citra)
    answer = await head.get(PAGE)
    assert "Citra: unit tidak memiliki layanan ini" in text(answer)
    assert 'href="/programme/ZI-1/task/TL-01/kesampingkan"' in answer.text
    decides(office, office.citra, False, waiting(office))
    assert "unit tidak memiliki" not in text(await head.get(PAGE))


async def test_a_wish_to_hand_over_is_with_whom_it_was_told(head: AsyncClient, office: Office) -> None:
    """Budi, a coordinator, asks the lead; once somebody was given the task nothing waits any more."""
    visitors.sign_in(head, visitors.person(office.store, office.citra, NOW))
    wish = HandOver(
        programme_id=office.programme_id,
        task="PP-02",
        actor=office.budi,
        on=TODAY,
        to=None,
        note="sedang bertugas di luar",
    )
    do(office.store, hand_over, wish, NOW)
    assert "sedang bertugas di luar" in text(await head.get(PAGE))
    given = Assign(
        programme_id=office.programme_id, task="PP-02", actor=office.citra, on=TODAY, person_id=office.ayu
    )
    do(office.store, assign, given, NOW)
    assert "sedang bertugas di luar" not in text(await head.get(PAGE))


async def test_whoever_leads_the_team_finds_it_from_the_menu_and_the_programme(
    head: AsyncClient, office: Office
) -> None:
    """Decisions wait before them too."""
    visitors.sign_in(head, visitors.person(office.store, office.citra, NOW))
    page = (await head.get("/programme/ZI-1")).text
    assert page.count(f'href="{PAGE}"') >= 2
    assert "Ringkasan dan yang menunggu keputusan Anda" in page


async def test_others_may_open_it_and_find_it_in_no_menu(head: AsyncClient, office: Office) -> None:
    """A coordinator sees the programme and their own decisions only."""
    visitors.sign_in(head, visitors.person(office.store, office.budi, NOW))
    answer = await head.get(PAGE)
    assert answer.status_code == 200
    assert "Dinas Contoh" in text(answer)
    assert f'href="{PAGE}"' not in (await head.get("/programme/ZI-1")).text
    assert f'<a href="{PAGE}">' not in answer.text


async def test_the_programme_page_says_baseline_mail_and_has_buttons(
    head: AsyncClient, office: Office
) -> None:
    """In a line each, and before the head, who steers the unit, what can be done about a blocker."""
    answer = await head.get("/programme/ZI-1")
    said = text(answer)
    assert re.search(r"Rencana dasar ke-1: selesai \w+, \d+ \w+ 2025; sekarang \w+, \d+ \w+ 2025\.", said)
    assert "Surel: 1 menunggu" in said
    assert 'href="/programme/ZI-1/task/TL-01/ingatkan"' in answer.text
    visitors.sign_in(head, visitors.person(office.store, office.budi, NOW))
    answer = await head.get("/programme/ZI-1")
    assert "Surel:" not in text(answer)
    assert "/task/TL-01/ingatkan" not in answer.text

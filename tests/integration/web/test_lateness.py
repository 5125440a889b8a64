"""Why late: each area's fair part in words and figures that add up, and who can act, the costliest first."""

from __future__ import annotations

import re
from datetime import date

from httpx import AsyncClient

from tests.support import sample_pages, visitors
from tests.support.answers import text
from tests.support.mailed_links import NOW
from tests.support.programmes import Office
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.scopes import EVERYWHERE
from zi_workflow.storage.queries import pages
from zi_workflow.usecases.analyses import Analyse, analyse

PAGE = f"/programme/{sample_pages.CODE}"


async def test_the_parts_of_the_areas_add_up_to_the_delay(phone: AsyncClient, office: Office) -> None:
    """A programme of two areas, both late: the table's figures are the attribution's, and so is their sum."""
    visitors.sign_in(phone, visitors.person(office.store, office.citra, NOW))
    office.finishes("TL-01", date(2025, 1, 6), date(2025, 1, 20))
    result = do(office.store, analyse, Analyse(office.programme_id, NOW.date()), NOW)
    assert result.finish.late_days > 0
    answer = await phone.get("/programme/ZI-1/terlambat")
    said = text(answer)
    assert f"{result.finish.late_days} hari kerja lebih lambat dari rencana" in said
    figures = [
        float(each.replace(",", "."))
        for each in re.findall(r'<td class="number">([\d,-]+)</td>', answer.text)
    ]
    *parts, total = figures
    assert round(sum(parts), 1) == total == result.finish.late_days
    assert len(parts) == sum(abs(part) >= 0.05 for part in result.because.values())
    assert answer.text.count('<svg class="part-bar') == len(parts)


async def test_who_can_act_stands_in_order_of_cost(browser: AsyncClient, sample: Store) -> None:
    """As the engine orders blockers: days of other areas, then of the finish, then by code."""
    with sample.reading() as session:
        row = pages.programme(session, sample_pages.CODE, EVERYWHERE)
        assert row is not None
        tasks = {task.code: task.forecast for task in pages.tasks(session, row.id)}
    html = (await browser.get(f"{PAGE}/terlambat")).text
    codes = re.findall(r'<a class="title" href="/programme/[^/]+/task/([^"]+)"', html)
    found = [forecast for code in codes if (forecast := tasks[code]) is not None]
    costs = [(each.other_areas_days or 0, each.finish_days or 0) for each in found]
    assert len(costs) == len(codes) > 1
    assert costs == sorted(costs, reverse=True)


async def test_a_task_s_page_says_what_the_engine_says_and_whose_part_it_is(browser: AsyncClient) -> None:
    """Whom it waits for, what another week costs, its own split, and the items it serves with their codes."""
    said = text(await browser.get(f"{PAGE}/task/TL-06/terlambat"))
    assert "Penerapan layanan berbasis TI (TL-06) pada area Penataan Tatalaksana belum dapat dimulai." in said
    assert "Tugas ini menunggu Penyusunan dan penetapan SOP kegiatan utama (TL-02)" in said
    assert re.search(r"Penataan Tatalaksana (\d+) Jumlah \1 ", said)
    assert "Kartika Sari, A.Md. dapat bertindak." in said
    assert "A.I.2.ii.c" in said


async def test_what_is_on_time_says_so(browser: AsyncClient) -> None:
    """No bar is drawn where nothing is late."""
    answer = await browser.get(f"{PAGE}/terlambat")
    assert "Akhir program tidak mundur, jadi tidak ada yang perlu dibagi." in text(answer)
    assert "<table" not in answer.text
    answer = await browser.get(f"{PAGE}/task/UM-01/terlambat")
    assert "Tugas ini tidak mundur" in text(answer)


async def test_an_administrator_sees_no_button(browser: AsyncClient) -> None:
    """Who looks after accounts steers nothing."""
    assert "/ingatkan" not in (await browser.get(f"{PAGE}/terlambat")).text
    assert (await browser.get(f"{PAGE}/task/TL-02/ingatkan")).status_code == 403

"""The pages of a programme and its tasks say what a person wants to know."""

from __future__ import annotations

import re

import pytest
from httpx import AsyncClient
from sqlmodel import select

from tests.support import sample_pages
from zi_workflow.bootstrap import Store
from zi_workflow.domain.scopes import EVERYWHERE
from zi_workflow.storage.queries import pages
from zi_workflow.storage.tables import PortfolioRow

PAGE = f"/programme/{sample_pages.CODE}"


async def _text(browser: AsyncClient, address: str, status: int = 200) -> str:
    answer = await browser.get(address)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


async def test_the_first_page_lists_programmes_with_their_sentence(browser: AsyncClient) -> None:
    """A person sees at once which unit finishes when."""
    text = await _text(browser, "/")
    assert sample_pages.UNIT in text
    assert "Menuju WBK" in text
    assert re.search(r"Selesai diperkirakan Selasa, 26 Mei 2026, (sesuai rencana|\d+ hari kerja)", text)


async def test_a_service_without_a_programme_says_what_to_do(empty: AsyncClient) -> None:
    """An empty list is a beginning, not a dead end."""
    text = await _text(empty, "/")
    assert "Belum ada program." in text
    assert "zi programme create" in text


async def test_the_programme_page_has_areas_monev_and_stages(browser: AsyncClient) -> None:
    """Six area cards and those around them, the next monev with its date, every stage."""
    text = await _text(browser, PAGE)
    for area in ("Manajemen Perubahan", "Penataan Tatalaksana", "Penguatan Pengawasan", "Pihak Luar"):
        assert area in text
    assert "Monev berikutnya: Triwulan I 2025, Rabu, 30 April 2025 (hari ini)." in text
    assert "Pencanangan" in text


async def test_late_tasks_stand_with_their_cause_and_person(browser: AsyncClient) -> None:
    """The area that did not begin is named, with who can act and what another week costs."""
    text = await _text(browser, PAGE)
    assert re.search(r"Penyusunan dan penetapan SOP.* terlambat \d+ hari kerja .*Kartika Sari, A.Md.", text)
    assert re.search(r"Sebab: \d+ hari karena Penataan Tatalaksana", text)
    assert re.search(
        r"Satu minggu lagi berarti: tugas area lain mundur \d+ hari kerja bila dijumlahkan", text
    )


async def test_counts_come_from_the_tasks_as_they_are_now(browser: AsyncClient, sample: Store) -> None:
    """The page counts what is done in the database, not what the last analysis saw."""
    with sample.reading() as session:
        row = pages.programme(session, sample_pages.CODE, EVERYWHERE)
        assert row is not None
        tasks = pages.tasks(session, row.id)
    done = sum(task.done for task in tasks if task.area == "tl")
    total = sum(task.area == "tl" for task in tasks)
    assert f"Penataan Tatalaksana {done} dari {total} selesai" in await _text(browser, PAGE)


async def test_a_task_page_says_what_to_hand_in_and_why_it_is_late(browser: AsyncClient) -> None:
    """Evidence, LKE items in our own words, dates, the cause and who was told."""
    text = await _text(browser, f"{PAGE}/task/TL-02")
    assert "Data dukung yang diminta Daftar inventaris SOP" in text
    assert "A.I.2.i.a" in text
    assert "karena Penataan Tatalaksana" in text
    assert "Pemberitahuan" in text


async def test_a_task_nobody_was_reminded_of_says_why(browser: AsyncClient) -> None:
    """Not sending has a reason, and the task shows it."""
    text = await _text(browser, f"{PAGE}/task/UM-01")
    assert "Mengapa tidak ada pengingat? Tugas sudah selesai, sehingga tidak perlu pengingat." in text


@pytest.mark.parametrize(
    ("query", "expected"),
    [("standing=late", "terlambat"), ("standing=done", "selesai"), ("area=tl", "TL-02")],
)
async def test_task_lists_are_narrowed_by_links(browser: AsyncClient, query: str, expected: str) -> None:
    """Each filter is an address of its own."""
    assert expected in await _text(browser, f"{PAGE}/task?{query}")


async def test_long_lists_come_in_pages_of_fifty(browser: AsyncClient, sample: Store) -> None:
    """Page two shows the next fifty, and a page past the end shows the last."""
    first = (await browser.get(f"{PAGE}/task")).text
    assert first.count('class="row"') == 50
    assert "Halaman 1 dari 5" in first
    assert "Halaman 5 dari 5" in (await browser.get(f"{PAGE}/task?page=99")).text


@pytest.mark.parametrize(
    "address", ["/programme/tidak-ada", f"{PAGE}/task/TIDAK-ADA", "/tidak/ada", "/surat/x"]
)
async def test_what_does_not_exist_is_a_page_too(browser: AsyncClient, address: str) -> None:
    """A wrong address gets a sentence in Indonesian and a way on."""
    text = await _text(browser, address, status=404)
    assert "Halaman ini tidak ada" in text
    assert "Ke halaman awal Anda" in text


async def test_an_unreadable_address_is_refused_with_a_sentence(browser: AsyncClient) -> None:
    """A date that is none is the reader's mistake, said in words."""
    assert "Alamat ini tidak dapat dibaca" in await _text(browser, "/surat?on=kemarin", status=400)


async def test_english_is_one_link_away_and_stays(browser: AsyncClient) -> None:
    """`lang=en` speaks English and every link keeps it; without it the page is Indonesian whatever the browser asks."""
    english = (await browser.get(f"{PAGE}?lang=en")).text
    assert '<html lang="en">' in english
    assert "Expected to finish on Tuesday, 26 May 2026" in english
    inner = re.findall(r'href="(/(?:programme|surat|kesehatan)[^"]*)"', english)
    assert inner
    assert all("lang=en" in address for address in inner)
    asked_in_english = await browser.get(PAGE, headers={"Accept-Language": "en-US,en;q=0.9"})
    assert '<html lang="id">' in asked_in_english.text


async def test_the_page_says_which_of_the_late_tasks_the_list_of_units_counts(
    browser: AsyncClient, sample: Store
) -> None:
    """All that are expected later than planned, and the ones that should have begun, which are the figure of `/unit`."""
    with sample.reading() as session:
        row = pages.programme(session, sample_pages.CODE, EVERYWHERE)
        assert row is not None
        expected = sum(task.late_days > 0 for task in pages.tasks(session, row.id))
        begun = session.exec(select(PortfolioRow.late_tasks).where(PortfolioRow.programme_id == row.id)).one()
    assert expected > begun > 0
    said = (
        f"{expected} tugas diperkirakan selesai lewat rencana, {begun} di antaranya seharusnya sudah dimulai."
    )
    assert said in await _text(browser, PAGE)
    assert "Tugas terlambat yang seharusnya sudah dimulai" in await _text(browser, "/unit")

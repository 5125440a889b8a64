"""Every list of the web searches, sorts, pages and downloads in the same way, inside the viewer's scope."""

from __future__ import annotations

import csv
import io
import re

import pytest
from httpx import AsyncClient
from openpyxl import load_workbook

from tests.support import sample_pages
from zi_workflow.bootstrap import Store
from zi_workflow.domain.scopes import EVERYWHERE
from zi_workflow.storage.queries import pages

TASKS = f"/programme/{sample_pages.CODE}/task"
LISTS = ["/", TASKS, "/surat"]


def cells(answer_text: str) -> list[list[str]]:
    """The rows of a CSV."""
    return list(csv.reader(io.StringIO(answer_text.lstrip("\ufeff"), newline="")))


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        "page=999999999999999999",
        "sort=-nonsense",
        "q=%00%25_%27",
        "file=exe",
        "page=-1&sort=&q=",
        "a=b",
        "q=" + "x" * 900,
    ],
)
async def test_no_address_breaks_a_list(browser: AsyncClient, path: str, query: str) -> None:
    """What cannot be done is left out."""
    assert (await browser.get(f"{path}?{query}")).status_code == 200


@pytest.mark.parametrize("path", LISTS)
async def test_what_fits_nothing_leads_back_to_the_whole_list(browser: AsyncClient, path: str) -> None:
    """An empty answer says what to do next."""
    text = (await browser.get(f"{path}?q=tidakadadimanapun")).text
    assert "Tidak ada yang cocok dengan pencarian Anda." in text
    assert f'href="{path}">Tampilkan seluruh daftar</a>' in text


async def test_every_word_has_to_be_there_in_any_case(browser: AsyncClient) -> None:
    """Words of the title or the code; a wildcard is a letter like others."""
    text = (await browser.get(f"{TASKS}?q=sop+PENETAPAN")).text
    assert "TL-02" in text
    assert "UM-01" not in text
    assert "Tidak ada yang cocok" in (await browser.get(f"{TASKS}?q=%25")).text


async def test_a_heading_sorts_the_whole_list(browser: AsyncClient) -> None:
    """Not only the page: the latest of all tasks comes first, and the heading says so."""
    text = (await browser.get(f"{TASKS}?sort=-late")).text
    assert re.search(r'aria-sort="descending"><a href="[^"]*sort=late#rows">Terlambat', text)
    late = [int(n) for n in re.findall(r"terlambat (\d+) hari kerja</span>", text)]
    assert len(late) > 5
    assert late == sorted(late, reverse=True)


@pytest.mark.parametrize("order", ["task", "plan", "finish", "late"])
async def test_pages_of_any_order_hold_each_task_once(
    browser: AsyncClient, sample: Store, order: str
) -> None:
    """Between equals the programme's own order decides, on every page alike."""
    with sample.reading() as session:
        row = pages.programme(session, sample_pages.CODE, EVERYWHERE)
        assert row is not None
        total = len(pages.tasks(session, row.id))
    found = []
    for number in range(1, -(-total // 50) + 1):
        text = (await browser.get(f"{TASKS}?sort={order}&page={number}")).text
        found += re.findall(rf'class="title" href="{TASKS}/([^"]+)"', text)
    assert len(found) == total
    assert len(set(found)) == total


async def test_files_hold_the_whole_narrowed_list_in_its_order(browser: AsyncClient) -> None:
    """Both kinds, beyond the page that is shown, narrowed and sorted as the page is."""
    address = f"{TASKS}?standing=open&sort=-late"
    page = (await browser.get(address)).text
    number = int(re.search(r"<p>(\d+) tugas</p>", page)[1])  # type: ignore[index]
    answer = await browser.get(f"{address}&file=csv")
    assert answer.headers["content-disposition"] == f'attachment; filename="tugas-{sample_pages.CODE}.csv"'
    rows = cells(answer.text)
    assert number > 50
    assert len(rows) == number + 1
    assert re.findall(rf'class="title" href="{TASKS}/([^"]+)"', page) == [row[0] for row in rows[1:51]]
    book = load_workbook(io.BytesIO((await browser.get(f"{address}&file=xlsx")).content))
    assert book.active is not None
    assert book.active.max_row == number + 1
    assert [cell.value for cell in book.active[1]] == rows[0]


async def test_the_links_to_files_keep_what_was_narrowed(browser: AsyncClient) -> None:
    """What one sees is what one downloads."""
    text = (await browser.get(f"{TASKS}?standing=open&q=sop")).text
    assert f'href="{TASKS}?standing=open&amp;q=sop&amp;file=csv"' in text


@pytest.mark.parametrize("path", ["/", "/surat"])
async def test_every_list_can_be_downloaded(browser: AsyncClient, path: str) -> None:
    """With a heading and its rows."""
    for kind in ("csv", "xlsx"):
        answer = await browser.get(f"{path}?file={kind}")
        assert answer.status_code == 200
        assert answer.headers["content-disposition"].endswith(f'.{kind}"')
    rows = cells((await browser.get(f"{path}?file=csv")).text)
    assert len(rows) >= 2
    assert {len(row) for row in rows} == {len(rows[0])}

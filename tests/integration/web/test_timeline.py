"""The timeline shows plan, forecast and what holds whom, small enough for a slow line, to whoever sees the programme."""

from __future__ import annotations

import re

import pytest
from httpx import AsyncClient

from tests.support import sample_pages
from zi_workflow.bootstrap import Store
from zi_workflow.domain.scopes import EVERYWHERE
from zi_workflow.storage.queries import pages, timelines

PAGE = f"/programme/{sample_pages.CODE}/linimasa"
MOST_BYTES = 150_000


async def _html(browser: AsyncClient, address: str) -> str:
    answer = await browser.get(address)
    assert answer.status_code == 200
    return answer.text


def _drawing(html: str) -> str:
    begins = html.index('<svg class="drawing"')
    return html[begins : html.index("</svg>", begins)]


async def test_every_task_has_a_bar_a_link_and_a_line_of_the_table(
    browser: AsyncClient, sample: Store
) -> None:
    """The drawing and the table have the same rows, by area."""
    with sample.reading() as session:
        row = pages.programme(session, sample_pages.CODE, EVERYWHERE)
        assert row is not None
        codes = {task.code for task in pages.tasks(session, row.id)}
    html = await _html(browser, PAGE)
    assert len(codes) > 200
    assert set(re.findall(r'<a id="t-([^"]+)"', html)) == codes
    assert _drawing(html).count('<g class="task ') == len(codes)
    assert html.count('<th scope="row">') == len(codes)
    assert html.count("<tbody>") == html.count('<li class="area">') == html.count('<rect class="area"')


async def test_the_drawing_says_what_it_is_to_whoever_cannot_see_it(browser: AsyncClient) -> None:
    """A role, a title and a description; nothing inside it can be reached, since it counts as one picture."""
    html = await _html(browser, PAGE)
    drawing = _drawing(html)
    assert 'role="img" aria-labelledby="drawing-title drawing-words"' in drawing
    assert f"Linimasa {sample_pages.UNIT}" in drawing
    assert "<a" not in drawing
    assert "style=" not in html


async def test_today_quarters_days_off_monev_and_gates_are_drawn(browser: AsyncClient) -> None:
    """Each of them is there, with its name in the axis or the legend."""
    html = await _html(browser, PAGE)
    for mark in ('class="today"', 'class="quarter"', 'class="off"', 'class="monev"', "critical"):
        assert mark in html
    assert "Triwulan II 2025" in html
    assert re.search(r'<path class="plan" d="M[\d.]+ \d+l7 7', html)


async def test_only_the_chosen_task_has_arrows_and_names_its_neighbours(
    browser: AsyncClient, sample: Store
) -> None:
    """As many arrows as it has neighbours, those of other areas marked; without a choice there is none."""
    with sample.reading() as session:
        row = pages.programme(session, sample_pages.CODE, EVERYWHERE)
        assert row is not None
        areas = {task.code: task.area for task in pages.tasks(session, row.id)}
        ties = [tie for tie in timelines.ties(session, row.id) if "TL-02" in (tie.task, tie.predecessor)]
    across = sum(areas[tie.task] != areas[tie.predecessor] for tie in ties)
    assert ties
    html = await _html(browser, f"{PAGE}?task=TL-02")
    assert len(re.findall(r'<path class="arrow', html)) == len(ties)
    assert html.count('<path class="arrow across"') == across > 0
    assert 'id="t-TL-02" aria-current="true"' in html
    assert "Ditunggu oleh" in html
    assert '<path class="arrow' not in await _html(browser, PAGE)
    assert '<path class="arrow' not in await _html(browser, f"{PAGE}?task=TIADA")


@pytest.mark.parametrize(("narrowed", "kept"), [("area=tl", "TL-02"), ("stage=declaration", "MP-04")])
async def test_a_filter_takes_rows_out_of_drawing_and_table(
    browser: AsyncClient, narrowed: str, kept: str
) -> None:
    """By area and by stage; the filter stays in the links of the rows."""
    html = await _html(browser, f"{PAGE}?{narrowed}")
    rows = re.findall(r'<a id="t-([^"]+)"', html)
    assert kept in rows
    assert 0 < len(rows) < 100
    assert html.count('<th scope="row">') == len(rows)
    assert f"{narrowed}&amp;task={kept}#t-{kept}" in html


async def test_a_filter_that_nothing_fits_says_so(browser: AsyncClient) -> None:
    """An empty timeline is a sentence, not a broken drawing."""
    assert "Tidak ada tugas yang sesuai." in await _html(browser, f"{PAGE}?area=tiada")


async def test_for_paper_the_names_stand_in_the_drawing(browser: AsyncClient) -> None:
    """Narrow rows have no links to touch: the table below has them."""
    html = await _html(browser, f"{PAGE}?rapat=1")
    assert '<text class="name"' in html
    assert 'class="picks"' not in html


async def test_the_whole_year_fits_a_slow_line(browser: AsyncClient) -> None:
    """Two hundred tasks, drawn and as a table, stay far below what a first page may weigh."""
    for address in (PAGE, f"{PAGE}?task=TL-02", f"{PAGE}?rapat=1"):
        async with browser.stream("GET", address, headers={"Accept-Encoding": "gzip"}) as answer:
            assert answer.headers["Content-Encoding"] == "gzip"
            sent = sum([len(part) async for part in answer.aiter_raw()])
        assert 2_000 < sent < MOST_BYTES / 3, address


@pytest.mark.parametrize(
    "address", ["/akun", "/masuk", "/surat", f"/programme/{sample_pages.CODE}/task/TL-02"]
)
async def test_no_other_page_tells_its_content_by_its_length(browser: AsyncClient, address: str) -> None:
    """Only what holds no secret is compressed (BREACH)."""
    answer = await browser.get(address, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers


async def test_a_part_of_a_file_is_not_compressed(browser: AsyncClient) -> None:
    """Its places are those of the whole file."""
    headers = {"Accept-Encoding": "gzip", "Range": "bytes=0-9999"}
    answer = await browser.get("/static/pico.min.css", headers=headers)
    assert answer.status_code == 206
    assert "Content-Encoding" not in answer.headers
    whole = await browser.get("/static/pico.min.css", headers={"Accept-Encoding": "gzip"})
    assert whole.headers["Content-Encoding"] == "gzip"

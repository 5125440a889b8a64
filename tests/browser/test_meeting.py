"""The meeting of a monev round on a tablet, with scripts and without; its pictures lie in `test-output/meeting`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, ViewportSize

from tests.chaos.scanners import listening, serving
from tests.support import databases, visitors
from tests.support.evidence_samples import picture
from tests.support.meetings import AT, Meeting, meeting
from tests.support.phones import SMALL_TARGETS
from zi_workflow import bootstrap
from zi_workflow.web.app import create_app

PICTURES = Path("test-output/meeting")
TABLET: ViewportSize = {"width": 768, "height": 1024}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, Meeting]]:
    """The meeting of a unit with the whole sheet, and where it is served."""
    url = databases.sqlite_url(tmp_path / "zi.db")
    with closing(bootstrap.create_store(url, durable=False)) as store:
        made = meeting(store, whole=True)
        app = create_app(store, now=lambda: AT, evidence=tmp_path / "evidence")
        with listening() as (taken, address), serving(taken, app):
            yield address, made


async def top_of(page: Page, key: str) -> float:
    """How far below the window's upper edge a line stands, in pixels."""
    found: float = await page.evaluate("key => document.getElementById(key).getBoundingClientRect().top", key)
    return found


async def test_the_tiles_of_the_areas_stand_where_the_text_stands(
    browser: Browser, served: tuple[str, Meeting]
) -> None:
    """Their left edge is that of the heading."""
    url, made = served
    context = await browser.new_context(viewport=TABLET)
    await visitors.enter(context, url, visitors.person(made.store, made.unit.fajar, AT))
    page = await context.new_page()
    await page.goto(f"{url}{made.unit.address}/rapat")
    heading = await page.locator("h1").bounding_box()
    tiles = await page.locator("nav.areas ul").bounding_box()
    assert heading is not None
    assert tiles is not None
    assert tiles["x"] == heading["x"]
    assert tiles["x"] + tiles["width"] <= TABLET["width"]
    await context.close()


@pytest.mark.parametrize("scripts", [True, False])
async def test_the_team_checks_a_line_on_a_tablet_and_stays_where_it_was(
    browser: Browser, served: tuple[str, Meeting], scripts: bool, tmp_path: Path
) -> None:
    """A verdict, a note and a photo by touch; then a colleague's word in between is shown beside one's own."""
    url, made = served
    context = await browser.new_context(viewport=TABLET, java_script_enabled=scripts)
    try:
        await visitors.enter(context, url, visitors.person(made.store, made.unit.fajar, AT))
        page = await context.new_page()
        await page.goto(f"{url}{made.unit.address}/rapat?area=ak")
        key = await page.locator("article.look").nth(12).get_attribute("id")
        assert key is not None
        line = page.locator(f"[id='{key}']")
        await line.get_by_text("Belum lengkap", exact=False).first.click()
        await line.get_by_role("textbox").fill("Lampiran kedua belum ada.")
        await line.get_by_role("button", name="Catat").click()
        await page.wait_for_load_state("load")
        assert 0 <= await top_of(page, key) < TABLET["height"] / 2
        assert "Lampiran kedua belum ada." in await line.locator(".noted").inner_text()
        await _photo(page, key, tmp_path)
        kind, _dash, target = key.partition("-")
        made.checks(target, "missing", made.unit.gita, kind=kind, note="Tidak saya temukan.", seen=1)
        await line.get_by_role("textbox").fill("Sudah lengkap sekarang.")
        await line.get_by_role("button", name="Catat").click()
        await page.wait_for_load_state("load")
        assert "Tidak saya temukan." in await line.locator(".differs").inner_text()
        assert await line.get_by_role("textbox").input_value() == "Sudah lengkap sekarang."
        assert await page.evaluate("document.documentElement.scrollWidth") <= TABLET["width"]
        assert await page.evaluate(SMALL_TARGETS) == []
        PICTURES.mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=PICTURES / f"rapat-768{'' if scripts else '-noscript'}.png")
    finally:
        await context.close()


async def _photo(page: Page, key: str, folder: Path) -> None:
    """A photo to the line; its name stands there afterwards."""
    file = folder / "foto.png"
    file.write_bytes(picture("PNG"))
    line = page.locator(f"[id='{key}']")
    await line.locator("summary").click()
    await line.locator("input[type=file]").first.set_input_files(file)
    await line.get_by_role("button", name="Simpan berkas").click()
    await page.wait_for_load_state("load")
    assert "foto.png" in await line.locator(".kept").inner_text()

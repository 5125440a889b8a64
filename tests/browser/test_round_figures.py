"""Pages of frozen rounds on a phone and at a desk: found by axe, they fit and can be touched, without a script too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.async_api import Browser, ViewportSize

from tests.chaos.scanners import listening, serving
from tests.support import databases, visitors
from tests.support.clocks import wib
from tests.support.examinations import accessible
from tests.support.frozen_rounds import SECOND, FrozenUnit, two_rounds
from tests.support.phones import PHONE, SMALL_TARGETS
from zi_workflow import bootstrap
from zi_workflow.web.app import create_app

TABLET: ViewportSize = {"width": 768, "height": 1024}
NOW = wib(2025, 7, 21, 9)
DESK: ViewportSize = {"width": 1280, "height": 800}


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, FrozenUnit]]:
    """Where two frozen rounds are served."""
    path = tmp_path_factory.mktemp("figures") / "zi.db"
    with closing(bootstrap.create_store(databases.sqlite_url(path))) as store:
        frozen = two_rounds(store)
        with listening() as (taken, url), serving(taken, create_app(store, now=lambda: NOW)):
            yield url, frozen


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_frozen_rounds_are_accessible_fit_and_can_be_touched(
    browser: Browser, figures: tuple[str, FrozenUnit], size: ViewportSize
) -> None:
    """The trend, the frozen figures and the comparison; only their tables' frames scroll sideways."""
    url, frozen = figures
    context = await browser.new_context(viewport=size)
    for name, value in visitors.person(frozen.store, frozen.unit.office.citra, NOW).items():
        await context.add_cookies([{"name": name, "value": value, "url": url}])
    page = await context.new_page()
    for path in ("", f"/{SECOND}/beku", f"/{SECOND}/banding"):
        await page.goto(url + frozen.address + path)
        assert await page.locator("table.figures").count() > 0, path
        await accessible(page)
        assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"], path
        assert await page.evaluate(SMALL_TARGETS) == [], path
    await context.close()


async def test_a_table_that_hides_columns_on_a_tablet_says_so(
    browser: Browser, figures: tuple[str, FrozenUnit]
) -> None:
    """In words above it; where all columns are seen nothing is said."""
    url, frozen = figures
    context = await browser.new_context(viewport=TABLET)
    await visitors.enter(context, url, visitors.person(frozen.store, frozen.unit.office.citra, NOW))
    page = await context.new_page()
    await page.goto(f"{url}{frozen.address}/{SECOND}/banding")
    hides = "document.querySelector('.figures-frame').scrollWidth > document.querySelector('.figures-frame').clientWidth"
    assert await page.evaluate(hides)
    assert await page.get_by_text("geser ke samping").is_visible()
    await page.set_viewport_size({"width": 1440, "height": 900})
    assert not await page.evaluate(hides)
    assert not await page.get_by_text("geser ke samping").is_visible()
    await context.close()


async def test_the_trend_is_drawn_and_stands_in_figures_without_a_script(
    browser: Browser, figures: tuple[str, FrozenUnit]
) -> None:
    """Each area's row has a drawing; the figures lead to nothing that only a drawing says."""
    url, frozen = figures
    context = await browser.new_context(viewport=PHONE, java_script_enabled=False)
    for name, value in visitors.person(frozen.store, frozen.unit.office.citra, NOW).items():
        await context.add_cookies([{"name": name, "value": value, "url": url}])
    page = await context.new_page()
    await page.goto(url + frozen.address)
    row = page.locator("table.figures").first.locator("tbody tr").first
    assert await row.locator("svg polyline").count() == 1
    assert "100% (2/2)" in await row.inner_text()
    await page.get_by_role("link", name="Perbandingan Triwulan II 2025").click()
    assert page.url.endswith(f"/{SECOND}/banding")
    await context.close()

"""Every page that can be looked at, in a real Chromium, as somebody who may; its pictures lie in `test-output/pages`.

The table of addresses says which pages there are, so that a new one is looked at without being named here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from fastapi.routing import APIRoute
from playwright.async_api import Browser, BrowserContext, Page, Request

from notifications.gallery import samples
from tests.chaos.scanners import listening, serving
from tests.support import sample_pages
from tests.support.phones import SMALL_TARGETS
from tests.support.sample_visits import Visit, visits
from zi_workflow.web.app import ROUTES, create_app
from zi_workflow.web.policy import TABLE

PICTURES = Path("test-output/pages")
MAILS = {
    "/surat/{id}/html",
    "/surat/contoh/{kind}",
}  # what a mail program shows; tests/browser/test_mail_gallery.py
LOOKED_AT = {
    route.path
    for each in ROUTES
    for route in each.router.routes
    if isinstance(route, APIRoute) and "GET" in (route.methods or ())
}
PAGES = [template for template in TABLE if template in LOOKED_AT - MAILS]
KILOBYTE = 1000
MOST_BYTES, MOST_REQUESTS, MOST_STOPS = 150 * KILOBYTE, 3, 60
TALLEST = 4000  # pixels; of more only the first screen is kept
Scheme = Literal["light", "dark"]
Look = tuple[int, int, Scheme, bool]
"""Width, height, colours, and whether scripts run."""
LOOKS: list[Look] = [
    (1280, 800, "light", True),
    (360, 640, "light", True),
    (360, 640, "dark", True),
    (1280, 800, "dark", True),
    (360, 640, "light", False),
]
HARMLESS = ("debug:", "verbose:")  # a browser's advice, such as an address beside a new password
FOCUS = """
() => {
  const found = document.activeElement;
  if (!found || found === document.body) return null;
  if (found.tagName === 'IFRAME') return {seen: true, positive: false};  // the stops are inside it
  const style = getComputedStyle(found);
  const seen = style.outlineStyle !== 'none' || style.boxShadow !== 'none' || style.textDecorationLine !== 'none';
  return {seen, positive: found.tabIndex > 0, html: found.outerHTML.slice(0, 160)};
}
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, Visit]]]:
    """Where the sample is served, and who visits which page."""
    folder = tmp_path_factory.mktemp("every-page")
    with closing(sample_pages.build_file(folder)) as store:
        app = create_app(
            store, now=lambda: sample_pages.NOW, mail_samples=samples, evidence=folder / "evidence"
        )
        known = {visit.template: visit for visit in visits(store, sample_pages.NOW)}
        with listening() as (taken, url), serving(taken, app):
            yield url, known


def _look_id(look: Look) -> str:
    return f"{look[0]}-{look[2]}{'' if look[3] else '-noscript'}"


@asynccontextmanager
async def visited(browser: Browser, url: str, visit: Visit, look: Look) -> AsyncIterator[Page]:
    """A first-time visitor's browser, about to open the page; skipped where it is none for the eye."""
    width, height, scheme, scripts = look
    context = await browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, java_script_enabled=scripts
    )
    try:
        for name, value in visit.cookies.items():
            await context.add_cookies([{"name": name, "value": value, "url": url}])
        if look == LOOKS[0] and not await _is_page(context, url + visit.address):
            pytest.skip("leads elsewhere, or is a file")
        yield await context.new_page()
    finally:
        await context.close()


async def _is_page(context: BrowserContext, address: str) -> bool:
    answer = await context.request.get(address, max_redirects=0)
    assert answer.status < 500, address
    return answer.status == 200 and "text/html" in answer.headers.get("content-type", "")


@pytest.mark.parametrize("template", PAGES)
async def test_a_page_is_accessible_fits_and_can_be_touched(
    browser: Browser, found: tuple[str, dict[str, Visit]], template: str
) -> None:
    """axe finds nothing, nothing overflows, targets are large enough, and the console stays empty."""
    url, known = found
    for look in LOOKS:
        async with visited(browser, url, known[template], look) as page:
            await _holds(page, url + known[template].address, look, known[template].name)


async def _holds(page: Page, address: str, look: Look, name: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    await page.goto(address)
    assert [each for each in said if not each.startswith(HARMLESS)] == [], look
    PICTURES.mkdir(parents=True, exist_ok=True)
    tall = await page.evaluate("document.documentElement.scrollHeight") > TALLEST
    await page.screenshot(path=PICTURES / f"{name}-{_look_id(look)}.png", full_page=not tall)
    if look[3]:  # axe is a script itself
        report = await Axe().run(page)
        assert report.violations_count == 0, (look, report.generate_report())
    assert await page.evaluate("document.documentElement.scrollWidth") <= look[0], look
    assert await page.evaluate(SMALL_TARGETS) == [], look


@pytest.mark.parametrize("template", PAGES)
async def test_a_page_is_light_and_shows_where_the_keyboard_is(
    browser: Browser, found: tuple[str, dict[str, Visit]], template: str
) -> None:
    """At most 150 kB and three pictures or styles at a first visit; each stop of the Tab key is seen."""
    url, known = found
    async with visited(browser, url, known[template], LOOKS[0]) as page:
        asked: list[Request] = []

        def note(request: Request) -> None:
            asked.append(request)

        page.on("requestfinished", note)
        await page.goto(url + known[template].address, wait_until="load")
        sizes = [await request.sizes() for request in asked]
        assert sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes) <= MOST_BYTES
        assert sum(each.resource_type in {"stylesheet", "image", "font"} for each in asked) <= MOST_REQUESTS
        for _stop in range(MOST_STOPS):
            await page.keyboard.press("Tab")
            focus = await page.evaluate(FOCUS)
            if focus is None:
                break
            assert focus["seen"], focus["html"]
            assert not focus["positive"], focus["html"]

"""Every page that can be looked at, in a real Chromium, as somebody who may; its pictures lie in `test-output/pages`.

The table of addresses says which pages there are, so that a new one is looked at without being named here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from fastapi.routing import APIRoute
from playwright.async_api import Browser, BrowserContext, Page, Request

from notifications.gallery import samples
from tests.chaos.scanners import listening, serving
from tests.support import sample_pages
from tests.support.examinations import OF_COLOURS, WRONG_ONLY, examined, painted
from tests.support.focus_rings import LEAST, RING, THINNEST
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
STOPS_AT_ONCE = 10
TALLEST = 4000  # pixels; of more only the first screen is kept
Scheme = Literal["light", "dark"]
Look = tuple[int, int, Scheme, bool]
"""Width, height, colours, and whether scripts run."""
REPAINTED = "dark"
"""The second scheme of a width: nothing but colours differs from the first."""
LOOKS: list[Look] = [
    (1280, 800, "light", True),
    (360, 640, "light", True),
    (360, 640, "dark", True),
    (1280, 800, "dark", True),
]
WITHOUT_SCRIPTS: Look = (360, 640, "light", False)
HARMLESS = ("debug:", "verbose:")  # a browser's advice, such as an address beside a new password
NARROWED = "async (width) => { while (innerWidth !== width) await new Promise(requestAnimationFrame); }"
NOTING_STOPS = f"""
() => {{
  const ring = {RING};
  const focus = () => {{
    const found = document.activeElement;
    if (!found || found === document.body) return null;
    if (found.tagName === 'IFRAME') return {{seen: true, positive: false}};  // the stops are inside it
    const {{wide, contrast}} = ring(found);
    const seen = wide >= {THINNEST} && contrast >= {LEAST};
    return {{seen, positive: found.tabIndex > 0, html: wide + ' px, ' + contrast + ':1 ' + found.outerHTML.slice(0, 160)}};
  }};
  window.stops = [];
  window.addEventListener('keyup', () => stops.push(focus()), true);
}}
"""
"""In the page itself: to ask it after each press takes longer than the press."""


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


@dataclass(frozen=True)
class FirstVisit:
    """A page that a browser has just opened for the first time, what came for it, and what the browser says of it."""

    visit: Visit
    address: str
    page: Page
    fetched: list[Request]
    said: list[str]


@pytest.fixture(scope="module", params=PAGES)
async def opened(
    browser: Browser, found: tuple[str, dict[str, Visit]], request: pytest.FixtureRequest
) -> AsyncIterator[FirstVisit]:
    """Each page in a browser of its own, for all that is asked of it; skipped where it is none for the eye."""
    url, known = found
    visit = known[request.param]
    width, height, scheme, _scripts = LOOKS[0]
    context = await browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    try:
        await _know_again(context, url, visit)
        if not await _is_page(context, url + visit.address):
            pytest.skip("leads elsewhere, or is a file")
        page = await context.new_page()
        fetched, said = _listen(page)
        await page.goto(url + visit.address, wait_until="load")
        yield FirstVisit(visit, url + visit.address, page, fetched.copy(), said)
    finally:
        await context.close()


@pytest.fixture(scope="module")
async def scriptless(browser: Browser) -> AsyncIterator[tuple[Page, list[str]]]:
    """A phone that runs no scripts, so that it keeps nothing of a page but cookies, and what it says."""
    width, height, scheme, scripts = WITHOUT_SCRIPTS
    context = await browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, java_script_enabled=scripts
    )
    page = await context.new_page()
    yield page, _listen(page)[1]
    await context.close()


async def _know_again(context: BrowserContext, url: str, visit: Visit) -> None:
    """The visitor's cookies and no others."""
    await context.clear_cookies()
    for name, value in visit.cookies.items():
        await context.add_cookies([{"name": name, "value": value, "url": url}])


def _listen(page: Page) -> tuple[list[Request], list[str]]:
    fetched: list[Request] = []
    said: list[str] = []

    def note(request: Request) -> None:
        fetched.append(request)

    page.on("requestfinished", note)
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    return fetched, said


async def _is_page(context: BrowserContext, address: str) -> bool:
    answer = await context.request.get(address, max_redirects=0)
    assert answer.status < 500, address
    return answer.status == 200 and "text/html" in answer.headers.get("content-type", "")


async def test_a_page_is_accessible_fits_and_can_be_touched(
    opened: FirstVisit, scriptless: tuple[Page, list[str]], found: tuple[str, dict[str, Visit]]
) -> None:
    """axe finds nothing, nothing overflows, targets are large enough, and the console stays empty."""
    for look in LOOKS:
        await _look_at(opened.page, look)
        assert _worrying(opened.said) == [], look
        await _holds(opened.page, look, opened.visit.name)
        opened.said.clear()  # what axe made the browser say: it asks frames of mails, which may not answer
    page, said = scriptless
    said.clear()
    await _know_again(page.context, found[0], opened.visit)
    await page.goto(opened.address)
    assert _worrying(said) == [], WITHOUT_SCRIPTS
    await _holds(page, WITHOUT_SCRIPTS, opened.visit.name)


def _worrying(said: list[str]) -> list[str]:
    return [each for each in said if not each.startswith(HARMLESS)]


async def _look_at(page: Page, look: Look) -> None:
    """The page on another screen and in other colours, once these are there."""
    width, height, scheme, _scripts = look
    await page.set_viewport_size({"width": width, "height": height})
    await page.evaluate(NARROWED, width)
    await painted(page, scheme)


async def _holds(page: Page, look: Look, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    tall = await page.evaluate("document.documentElement.scrollHeight") > TALLEST
    await page.screenshot(path=PICTURES / f"{name}-{_look_id(look)}.png", full_page=not tall)
    if look[3]:  # axe is a script itself
        report = await examined(page, OF_COLOURS if look[2] == REPAINTED else WRONG_ONLY)
        assert report.violations_count == 0, (look, report.generate_report())
    assert await page.evaluate("document.documentElement.scrollWidth") <= look[0], look
    assert await page.evaluate(SMALL_TARGETS) == [], look


async def test_a_page_is_light_and_shows_where_the_keyboard_is(opened: FirstVisit) -> None:
    """At most 150 kB and three pictures or styles at a first visit; each stop of the Tab key has its ring."""
    sizes = [await request.sizes() for request in opened.fetched]
    assert sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes) <= MOST_BYTES
    assert (
        sum(each.resource_type in {"stylesheet", "image", "font"} for each in opened.fetched) <= MOST_REQUESTS
    )
    await _look_at(opened.page, LOOKS[0])
    for focus in await _stops(opened.page):
        assert focus["seen"], focus["html"]
        assert not focus["positive"], focus["html"]


async def _stops(page: Page) -> list[dict[str, Any]]:
    """Where the Tab key leads from the top of the page, until it leaves the page or has led far enough."""
    await page.evaluate(NOTING_STOPS)
    for _some in range(MOST_STOPS // STOPS_AT_ONCE):
        for _stop in range(STOPS_AT_ONCE):
            await page.keyboard.press("Tab")
        stops: list[dict[str, Any] | None] = await page.evaluate("stops")
        if None in stops:
            return [stop for stop in stops[: stops.index(None)] if stop]
    return [stop for stop in stops if stop]

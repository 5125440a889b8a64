"""Machines that read mails before people do change nothing: bots that fetch links, and a browser that clicks."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.async_api import Browser
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from tests.chaos.scanned_mails import Ground, lived
from tests.chaos.scanners import Clicker, fetch_all, listening, serving
from zi_workflow.domain.notices import MailKind

MORNINGS = 5
CLICKED_OF_A_KIND = 2
PAGE = re.compile(r"https?://[^/]+/(\w+)")
OF_A_QUIET_LIFE = {str(kind) for kind in MailKind} - {
    "alert",
    "test",
}  # these wait for trouble, or for somebody


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ground, str]]:
    """The mails of some mornings, and where their links are served."""
    with listening() as (taken, base_url):
        ground = lived(tmp_path_factory.mktemp("linkscan"), base_url, MORNINGS)
        with closing(ground.store), serving(taken, ground.app):
            yield ground, base_url


async def test_bots_that_fetch_every_link_of_every_mail_change_nothing(scanned: tuple[Ground, str]) -> None:
    """Three bots, GET and HEAD, redirects followed: every page answers, the database stays as it was."""
    ground, base_url = scanned
    assert set(ground.kinds()) == OF_A_QUIET_LIFE
    before, links = ground.digest(), ground.links(base_url)
    assert {PAGE.match(link)[1] for link in links} == {"programme", "t", "berhenti", "masuk"}  # type: ignore[index]
    assert set(await asyncio.to_thread(fetch_all, links)) <= {200, 410}
    assert ground.digest() == before


async def test_a_browser_that_clicks_everything_changes_nothing(
    browser: Browser, scanned: tuple[Ground, str]
) -> None:
    """On the latest pages of each kind every link and button is clicked and every form is submitted as it stands."""
    ground, base_url = scanned
    clicker = Clicker(browser)
    for link in _some_of_each(ground.links(base_url)):
        await clicker.scan(link, ground.digest)
    assert clicker.acted == []
    assert clicker.posts >= clicker.forms >= 2 * CLICKED_OF_A_KIND


def _some_of_each(links: list[str]) -> list[str]:
    kinds: dict[str, list[str]] = {}
    for link in links:
        found = PAGE.match(link)
        assert found is not None
        kinds.setdefault(found[1], []).append(link)
    return [link for several in kinds.values() for link in several[-CLICKED_OF_A_KIND:]]


@pytest.mark.parametrize(
    "page",
    [
        '<form method="post"><button>Ya</button></form>',
        '<form method="post"><input name="note" required><button>Kirim</button></form>',
        '<a href="/lagi">Lihat</a>',
    ],
    ids=["bare button", "only the browser insists", "link that acts"],
)
async def test_a_page_that_acts_is_found_out(browser: Browser, page: str) -> None:
    """The scan sees an act behind a button, behind a check that only the browser makes, and behind a link."""
    acts: list[str] = []

    async def answer(request: Request) -> HTMLResponse:
        if request.method == "POST" or request.url.path == "/lagi":
            acts.append(request.method)
        return HTMLResponse(f"<!doctype html>{page}")

    routes = [Route("/t", answer, methods=["GET", "POST"]), Route("/lagi", answer)]
    clicker = Clicker(browser)
    with listening() as (taken, base_url), serving(taken, Starlette(routes=routes)):
        await clicker.scan(f"{base_url}/t", lambda: str(len(acts)))
        assert clicker.acted == [f"{base_url}/t"]


def test_a_digest_sees_any_changed_value(scanned: tuple[Ground, str], tmp_path: Path) -> None:
    """Another value anywhere is another digest; the order of rows is not."""
    ground, _base_url = scanned
    before = ground.digest()
    with ground.store.engine.connect() as connection:
        connection.exec_driver_sql(
            "UPDATE message SET attempts = attempts + 1 WHERE id = (SELECT min(id) FROM message)"
        )
        connection.exec_driver_sql("COMMIT")
        assert ground.digest() != before
        connection.exec_driver_sql("BEGIN")
        connection.exec_driver_sql(
            "UPDATE message SET attempts = attempts - 1 WHERE id = (SELECT min(id) FROM message)"
        )
        connection.exec_driver_sql("COMMIT")
    assert ground.digest() == before

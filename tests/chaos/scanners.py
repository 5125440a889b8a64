"""What reads a mail before its receiver does: bots that fetch its links, and a browser that clicks on what it finds.

They know nothing of the pages: every link, button and form of a page is one to be tried.
"""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

import httpx
import uvicorn
from playwright.async_api import Browser, Page, Request
from playwright.async_api import Error as BrowserError
from starlette.types import ASGIApp

BOTS: Sequence[dict[str, str]] = (
    {"User-Agent": "Mozilla/5.0 (compatible; mail security scanner)"},
    {
        "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
        "Purpose": "prefetch",
        "Sec-Purpose": "prefetch;prerender",
        "X-Moz": "prefetch",
    },
    {"User-Agent": "python-httpx", "Accept": "*/*", "X-Purpose": "preview"},
)
"""A scanner that says so, a browser that reads ahead, and a preview of a chat."""
METHODS = ("HEAD", "GET")
WAIT, PAUSE, QUIET = 5_000, 40, 2  # milliseconds for what a click sets going; looks at nothing under way
THINGS = "a[href], button, input[type=submit], summary, [role=button]"
ADDRESSES = f"() => [...document.querySelectorAll('{THINGS}')].map(one => one.href || '')"
FORMS = "() => document.forms.length"
CLICKED = f"(number) => document.querySelectorAll('{THINGS}')[number].click()"
SUBMITTED = "(number) => HTMLFormElement.prototype.submit.call(document.forms[number])"
"""A bare submit of a form as it stands, past the browser's own checks."""


@contextmanager
def serving(listening: socket.socket, app: ASGIApp) -> Iterator[None]:
    """The application on a socket of this machine, until the end of the block."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        yield
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def listening() -> Iterator[tuple[socket.socket, str]]:
    """A free port of this machine, and the address of what will be served there."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        yield taken, f"http://127.0.0.1:{taken.getsockname()[1]}"


def fetch_all(links: Sequence[str]) -> Counter[int]:
    """Every link by every bot and method, redirects followed; how often which status was the answer."""
    seen: Counter[int] = Counter()
    with httpx.Client(follow_redirects=True, timeout=10) as client:
        for link in links:
            for headers in BOTS:
                for method in METHODS:
                    seen[client.request(method, link, headers=headers).status_code] += 1
    return seen


@dataclass
class Clicker:
    """A browser that opens a page, clicks each thing on it, and submits each form as it stands."""

    browser: Browser
    clicks: int = 0
    forms: int = 0
    posts: int = 0
    acted: list[str] = field(default_factory=list)
    _tried: set[str] = field(default_factory=set)
    _under_way: set[Request] = field(default_factory=set)

    async def scan(self, link: str, digest: Callable[[], str]) -> None:
        """Try everything on the page but links that were tried elsewhere; if anything changed, it stands in `acted`."""
        context = await self.browser.new_context()
        page = await context.new_page()
        page.on("request", self._begun)
        page.on("requestfinished", self._ended)
        page.on("requestfailed", self._ended)
        before = digest()
        await self._open(page, link)
        leads: list[str] = await page.evaluate(ADDRESSES)
        forms: int = await page.evaluate(FORMS)
        for number, address in enumerate(leads):
            if address not in self._tried:
                await self._do(page, link, CLICKED, number)
                self.clicks += 1
        self._tried.update(filter(None, leads))
        for number in range(forms):
            await self._do(page, link, SUBMITTED, number)
            self.forms += 1
        if digest() != before:
            self.acted.append(link)
        await context.close()

    async def _open(self, page: Page, link: str) -> None:
        self._under_way.clear()
        await page.goto(link, wait_until="load")

    async def _do(self, page: Page, link: str, script: str, number: int) -> None:
        """Open the page anew, do one thing and wait."""
        await self._open(page, link)
        try:
            await page.evaluate(script, number)
        except BrowserError as error:  # it led away before the script could say so
            if "navigation" not in str(error):
                raise
        await self._rest(page)

    async def _rest(self, page: Page) -> None:
        """Until nothing has been under way for a moment."""
        quiet = 0
        for _ in range(WAIT // PAUSE):
            await page.wait_for_timeout(PAUSE)
            quiet = 0 if self._under_way else quiet + 1
            if quiet == QUIET:
                return

    def _begun(self, request: Request) -> None:
        self._under_way.add(request)
        self.posts += request.method == "POST"

    def _ended(self, request: Request) -> None:
        self._under_way.discard(request)

"""Pages are made in the order in which they were asked for, and nobody waits for whoever takes long."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from starlette.types import Message, Receive, Scope, Send

from zi_workflow.web.turns import Turns

SOON = 5.0  # seconds; nothing here takes as long


class Pages:
    """Pages that are ready when a test says so; notes which were begun."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.ready: dict[str, asyncio.Event] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Begin, then wait to be ready; /broken fails at once."""
        self.begun.append(scope["path"])
        if scope["path"] == "/broken":
            raise LookupError
        await self.ready.setdefault(scope["path"], asyncio.Event()).wait()

    def finish(self, path: str) -> None:
        """Let a page be ready."""
        self.ready.setdefault(path, asyncio.Event()).set()


class Asking:
    """Asks through turns; each question is a task."""

    def __init__(self, longest: float = SOON) -> None:
        self.pages = Pages()
        self.turns = Turns(self.pages, at_once=1, longest=longest)
        self.asked: dict[str, asyncio.Task[None]] = {}

    async def ask(self, path: str, method: str = "GET") -> None:
        """Ask, and let everything happen that can."""
        scope = {"type": "http", "method": method, "path": path}
        self.asked[path] = asyncio.create_task(self.turns(scope, _nothing, _nowhere))
        await settled()


async def _nothing() -> Message:
    return {"type": "http.request"}


async def _nowhere(_message: Message) -> None:
    return None


async def settled() -> None:
    """Let every task run as far as it can."""
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.fixture
async def asking() -> AsyncIterator[Asking]:
    """Nobody has asked yet; what is left over is given up."""
    found = Asking()
    yield found
    for task in found.asked.values():
        task.cancel()


async def test_pages_are_made_one_after_the_other_in_the_order_in_which_they_were_asked_for(
    asking: Asking,
) -> None:
    """The second begins when the first is ready, the third after it."""
    for path in ("/a", "/b", "/c"):
        await asking.ask(path)
    assert asking.pages.begun == ["/a"]
    asking.pages.finish("/a")
    await settled()
    assert asking.pages.begun == ["/a", "/b"]
    asking.pages.finish("/b")
    await settled()
    assert asking.pages.begun == ["/a", "/b", "/c"]


async def test_whoever_takes_long_lets_the_others_pass_once() -> None:
    """A large file holds up nobody for longer than a moment, and its end gives no second turn away."""
    asking = Asking(longest=0.01)
    for path in ("/long", "/b"):
        await asking.ask(path)
    await asyncio.wait_for(_begun(asking.pages, "/b"), SOON)
    assert not asking.asked["/long"].done()
    for path in ("/long", "/b"):
        asking.pages.finish(path)
    await asyncio.gather(*asking.asked.values())
    asking.turns.longest = SOON
    for path in ("/c", "/d"):
        await asking.ask(path)
    assert asking.pages.begun == ["/long", "/b", "/c"]
    for task in asking.asked.values():
        task.cancel()


async def _begun(pages: Pages, path: str) -> None:
    while path not in pages.begun:
        await asyncio.sleep(0.001)


@pytest.mark.parametrize(("path", "method"), [("/form", "POST"), ("/static/zi.css", "GET")])
async def test_a_form_and_a_static_file_wait_for_nobody(asking: Asking, path: str, method: str) -> None:
    """Somebody's page that is being made does not hold them up, nor do they hold up a page."""
    await asking.ask("/a")
    await asking.ask(path, method)
    assert asking.pages.begun == ["/a", path]
    asking.pages.finish("/a")
    await asking.ask("/b")
    assert asking.pages.begun == ["/a", path, "/b"]


async def test_a_page_that_fails_gives_its_turn_back(asking: Asking) -> None:
    """The next one is made."""
    await asking.ask("/broken")
    with pytest.raises(LookupError):
        await asking.asked["/broken"]
    await asking.ask("/b")
    assert asking.pages.begun == ["/broken", "/b"]


async def test_whoever_leaves_while_waiting_or_being_answered_gives_their_turn_back(asking: Asking) -> None:
    """A browser that is closed costs nobody a turn."""
    for path in ("/a", "/b", "/c"):
        await asking.ask(path)
    asking.asked["/b"].cancel()
    asking.asked["/a"].cancel()
    await settled()
    assert asking.pages.begun == ["/a", "/c"]

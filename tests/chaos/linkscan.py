"""Every link of every mail of a programme's days, fetched and clicked by machines: nothing may change.

Run as `python -m tests.chaos.linkscan [MORNINGS]`; needs Chromium. Prints what was tried and fails if the digest of the
whole database is another one afterwards, or a link leads nowhere.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from playwright.async_api import async_playwright

from tests.chaos.ground import scratch
from tests.chaos.scanned_mails import Ground, lived
from tests.chaos.scanners import Clicker, fetch_all, listening, serving

MORNINGS = 10
OK, GONE = 200, 410  # gone: a later mail has another link for the same
_SECRET = re.compile(r"[A-Za-z0-9_-]{20,}")
_LAST = re.compile(r"/task/.*")


def shapes(links: Sequence[str], base_url: str) -> Counter[str]:
    """How many links lead to which kind of page."""
    return Counter(_LAST.sub("/task/...", _SECRET.sub("...", link.removeprefix(base_url))) for link in links)


async def click_all(links: Sequence[str], ground: Ground) -> Clicker:
    """Each link in Debian's Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        clicker = Clicker(browser)
        for link in links:
            await clicker.scan(link, ground.digest)
        await browser.close()
    return clicker


def scan(mornings: int, folder: Path) -> list[str]:
    """Scan, print, and say what is not as it must be."""
    with listening() as (taken, base_url):
        ground = lived(folder, base_url, mornings)
        with closing(ground.store):
            links = ground.links(base_url)
            begun = ground.digest()
            with serving(taken, ground.app):
                statuses = fetch_all(links)
                fetched = ground.digest()
                clicker = asyncio.run(click_all(links, ground))
            ended = ground.digest()
    print(f"{len(ground.mails)} mails: {_counts(ground.kinds())}")
    print(f"{len(links)} links: {_counts(shapes(links, base_url))}")
    print(f"{statuses.total()} fetches: {_counts(statuses)}")
    print(
        f"{clicker.clicks} clicks, {clicker.forms} forms submitted as they stood, {clicker.posts} POSTs among them"
    )
    wrong = [f"acted: {each}" for each in clicker.acted]
    wrong += ["fetching changed the database"] if fetched != begun else []
    wrong += ["clicking changed the database"] if ended != fetched else []
    wrong += [f"{many} answers {code}" for code, many in statuses.items() if code not in (OK, GONE)]
    print(f"database {begun[:16]} before, {fetched[:16]} after the fetches, {ended[:16]} after the clicks")
    return wrong


def _counts(counted: Counter[str] | Counter[int]) -> str:
    return ", ".join(f"{many} {name}" for name, many in sorted(counted.items(), key=str))


def main(mornings: str = str(MORNINGS)) -> int:
    """How it went; 1 when something is wrong."""
    if shutil.which("chromium") is None:
        print("Chromium is missing (Debian: apt-get install chromium)", file=sys.stderr)
        return 1
    with scratch("zi-linkscan-") as folder:
        wrong = scan(int(mornings), Path(folder))
    print("\n".join(wrong) or "no state changed")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

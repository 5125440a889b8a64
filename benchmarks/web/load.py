"""Clients that ask for one page as fast as they are answered: `python -m benchmarks.web.load URL TOKEN CLIENTS SECONDS`.

Each client waits for its answer before it asks again. Prints the answers' times in milliseconds as JSON; fails when any
answer was not the page.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

import httpx

from zi_workflow.web.cookies import PLAIN

OK = 200


async def client(asking: httpx.AsyncClient, url: str, until: float, taken: list[float]) -> None:
    """One client, always with one request on its way."""
    while (begun := time.perf_counter()) < until:
        answer = await asking.get(url)
        if answer.status_code != OK:
            raise SystemExit(f"{url}: {answer.status_code}")
        taken.append(1000 * (time.perf_counter() - begun))


async def clients(url: str, token: str, many: int, seconds: float) -> list[float]:
    """All of them at once, each on a connection of its own; the first answers open these and do not count."""
    taken: list[float] = []
    async with httpx.AsyncClient(cookies={PLAIN: token}, verify=False, timeout=60) as asking:  # noqa: S501 no TLS here
        await asyncio.gather(*(asking.get(url) for _ in range(many)))
        until = time.perf_counter() + seconds
        await asyncio.gather(*(client(asking, url, until, taken) for _ in range(many)))
    return taken


if __name__ == "__main__":
    print(json.dumps(asyncio.run(clients(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))))

"""Clients that ask for one page as fast as they are answered: `-m benchmarks.web.load PORT PATH TOKEN CLIENTS SECONDS`.

Each client waits for its answer before it asks again. Prints the answers' times in milliseconds as JSON; fails when any
answer was not the page. The standard library's client, a thread each: one that takes more of the processor counts its own
work as the server's, on a machine with two of them.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from http.client import HTTPConnection
from threading import Barrier

from zi_workflow.web.cookies import PLAIN

OK, PATIENCE = 200, 60


def ask(connection: HTTPConnection, path: str, headers: Mapping[str, str]) -> None:
    """The whole page."""
    connection.request("GET", path, headers=dict(headers))
    answer = connection.getresponse()
    answer.read()
    if answer.status != OK:
        raise SystemExit(f"{path}: {answer.status}")


def client(port: int, path: str, token: str, seconds: float, ready: Barrier) -> list[float]:
    """One client, always with one request on its way; the first answer opens its connection and does not count."""
    taken: list[float] = []
    headers = {"Cookie": f"{PLAIN}={token}", "Accept-Encoding": "gzip"}
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        ask(connection, path, headers)
        ready.wait(PATIENCE)
        until = time.perf_counter() + seconds
        while (begun := time.perf_counter()) < until:
            ask(connection, path, headers)
            taken.append(1000 * (time.perf_counter() - begun))
    return taken


def main(port: str, path: str, token: str, many: str, seconds: str) -> None:
    """All of them at once."""
    one = partial(client, int(port), path, token, float(seconds), Barrier(int(many)))
    with ThreadPoolExecutor(int(many)) as clients:
        running = [clients.submit(one) for _ in range(int(many))]
        print(json.dumps([each for one in running for each in one.result()]))


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Clients that ask for one page as fast as they are answered: `-m benchmarks.web.load PORT PATH TOKEN CLIENTS SECONDS`.

Each client waits for its answer before it asks again. Prints the answers' times in milliseconds as JSON; fails when any
answer was not the page. Bare sockets, a thread each, and as little as can be done about an answer: a client that takes
more of the processor counts its own work as the server's, on a machine with two of them.
"""

from __future__ import annotations

import json
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

from zi_workflow.web.cookies import PLAIN

PATIENCE = 60
OK, END, LENGTH = b"HTTP/1.1 200 ", b"\r\n\r\n", b"\r\ncontent-length: "
PIECE = 1 << 18


def ask(connection: socket.socket, request: bytes) -> None:
    """The whole page."""
    connection.sendall(request)
    answer = connection.recv(PIECE)
    while (head := answer.find(END)) < 0:
        answer += _more(connection)
    if not answer.startswith(OK):
        raise SystemExit(f"{request.splitlines()[0].decode()}: {answer[:100]!r}")
    at = answer.lower().index(LENGTH, 0, head + 2) + len(LENGTH)
    wanted = head + len(END) + int(answer[at : answer.index(b"\r", at)])
    had = len(answer)
    while had < wanted:
        had += len(_more(connection))


def _more(connection: socket.socket) -> bytes:
    some = connection.recv(PIECE)
    if not some:
        raise SystemExit("the server hung up")
    return some


def client(port: int, path: str, token: str, seconds: float, ready: Barrier) -> list[float]:
    """One client, always with one request on its way; the first answer opens its connection and does not count."""
    taken: list[float] = []
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {PLAIN}={token}\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        ask(connection, request)
        ready.wait(PATIENCE)
        until = time.perf_counter() + seconds
        while (begun := time.perf_counter()) < until:
            ask(connection, request)
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

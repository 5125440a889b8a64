"""The pages as `zi serve` serves them, without its schedule: `python -m benchmarks.web.server URL PORT [DESCRIPTOR]`.

As many processes make them as the service has by default; those after the first are told the socket that it listens on.
"""

from __future__ import annotations

import socket
import sys

import uvicorn

from benchmarks.web.ground import NOW
from flows.child_process import Child, Start, end_with_parent
from zi_workflow import bootstrap
from zi_workflow.cli.listening import listening
from zi_workflow.cli.shared_server import SharedServer
from zi_workflow.settings import Settings
from zi_workflow.web.app import create_app


def serve(url: str, taken: socket.socket) -> None:
    """Serve until a signal."""
    app = create_app(bootstrap.open_store(url), now=lambda: NOW)
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2)
    SharedServer(config).run(sockets=[taken])


def main(url: str, port: str, descriptor: str | None = None) -> None:
    """As the first process, or as one of the others."""
    if descriptor is not None:
        end_with_parent()
        return serve(url, socket.socket(fileno=int(descriptor)))
    with listening("127.0.0.1", int(port)) as taken:
        told = ["-m", "benchmarks.web.server", url, port, str(taken.fileno())]
        start = Start(told, keep=[taken.fileno()])
        beside = [Child("A server", start.spawn) for _ in range(Settings().web_processes - 1)]
        for child in beside:
            child.start()
        try:
            serve(url, taken)
        finally:
            for child in beside:
                child.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])

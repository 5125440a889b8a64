"""Takes a port before anything else starts, so that a busy one is a sentence; serves nothing itself."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from zi_workflow.domain.errors import N_, Problem, RefusedError


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A bound socket for a web server; RefusedError when the port is taken."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            message = N_("Port {port} is taken; choose another one with --port.")
            raise RefusedError(Problem(message, {"port": port})) from error
        yield listener

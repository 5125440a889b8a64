"""Keeps one Prefect server running as our child and points our process at it; knows no flow and imports no Prefect.

The server is a convenience (history, pages), never the truth: whoever starts flows asks `healthy()` first and does the
work by plain functions when it is not.
"""

from __future__ import annotations

import http
import http.client
import os
import socket
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path

from flows.child_process import Child, Start

LOOPBACK = "127.0.0.1"
START_SECONDS = 90.0

_SERVER: Mapping[str, str] = {
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(30 * 24 * 3600),
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
}
_BOTH: Mapping[str, str] = {
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "DO_NOT_TRACK": "1",
}


def environment(home: Path, url: str) -> dict[str, str]:
    """What the server and its clients agree on; nothing of a person's own Prefect profile leaks in."""
    return {
        **_BOTH,
        "PREFECT_HOME": str(home),
        "PREFECT_PROFILES_PATH": str(home / "profiles.toml"),
        "PREFECT_API_URL": f"{url}/api",
    }


class PrefectServer:
    """One supervised child server: started with us, restarted when it dies, ended with us even when we are killed."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = _free_port()
        self._healthy = threading.Event()
        self._child = Child("The Prefect server", self._spawn, self._look, self._healthy.clear)

    @property
    def url(self) -> str:
        """Address of its pages; the API lies below `/api`."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def pid(self) -> int | None:
        """The child's process id while there is one."""
        return self._child.pid

    def start(self) -> None:
        """Start the child and return at once; `wait_healthy` waits. Call before Prefect is imported."""
        self.home.mkdir(parents=True, exist_ok=True)
        os.environ.update(environment(self.home, self.url))
        self._child.start()

    def healthy(self) -> bool:
        """Whether it answers now (at most two seconds are spent on asking)."""
        if not self._healthy.is_set():
            return False
        if not _answers(self.port):
            self._healthy.clear()
        return self._healthy.is_set()

    def wait_healthy(self, seconds: float = START_SECONDS) -> bool:
        """Wait until it answers; False when it did not within the time."""
        return self._healthy.wait(seconds)

    def stop(self) -> None:
        """End the child: politely, then for good."""
        self._child.stop()

    def _look(self) -> None:
        """It is asked until it has come up, and again after somebody met it silent."""
        if not self._healthy.is_set() and _answers(self.port):
            self._healthy.set()

    def _spawn(self) -> subprocess.Popen[bytes]:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
        database = (self.home / "prefect.db").as_posix()
        told = {
            **inherited,
            **environment(self.home, self.url),
            **_SERVER,
            "PREFECT_SERVER_API_HOST": LOOPBACK,
            "PREFECT_SERVER_API_PORT": str(self.port),
            "PREFECT_SERVER_UI_API_URL": f"{self.url}/api",
            "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{database}",
        }
        with (self.home / "server.log").open("ab") as log:
            return Start(["-m", "flows.server_process", str(self.port)], told).spawn(log)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=2)
    try:
        connection.request("GET", "/api/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()

"""The supervised child server: started again when it dies, gone when it is stopped."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from flows.runtime import LOOPBACK, PrefectServer, environment
from tests.support.services import alive
from zi_workflow.clock import pause


def test_a_server_that_dies_is_started_again(prefect: PrefectServer) -> None:
    """Meanwhile it does not count as healthy; afterwards it answers at the same address."""
    first = prefect.pid
    assert first is not None
    url = prefect.url
    os.kill(first, signal.SIGKILL)
    for _ in range(100):
        if prefect.pid not in (None, first):
            break
        pause(0.2)
    assert not prefect.healthy()
    assert prefect.wait_healthy()
    assert prefect.healthy()
    assert prefect.url == url
    assert prefect.pid != first


def test_a_stopped_server_leaves_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even when it was stopped before it had come up."""
    for name in environment(tmp_path, ""):
        monkeypatch.setenv(name, "")
    server = PrefectServer(tmp_path)
    server.start()
    while server.pid is None:
        pause(0.05)
    pid = server.pid
    server.stop()
    assert alive([pid]) == []
    assert server.pid is None


def test_server_and_clients_share_nothing_with_the_testers_own_prefect(tmp_path: Path) -> None:
    """Home, profiles and database lie in our folder, the address is loopback, and nothing is reported home."""
    told = environment(tmp_path, f"http://{LOOPBACK}:4200")
    assert told["PREFECT_HOME"] == str(tmp_path)
    assert Path(told["PREFECT_PROFILES_PATH"]).is_relative_to(tmp_path)
    assert told["PREFECT_API_URL"] == "http://127.0.0.1:4200/api"
    assert told["DO_NOT_TRACK"] == "1"

"""Two processes make the pages of a running service: each answers alone, a dead one is replaced, none is left behind."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.support import visitors
from tests.support.programmes import small_office
from tests.support.services import children, environment, free_port, running, service, wait_for
from zi_workflow import bootstrap
from zi_workflow.clock import pause, utc_now

MAKER = "zi_workflow.cli.page_service"


def makers(pid: int) -> list[int]:
    """The processes that make pages beside the first."""
    return running(children(pid), MAKER)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A fresh data folder."""
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@contextmanager
def standing_still(pid: int) -> Iterator[None]:
    """The process does nothing for as long as the block lasts."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def _listens(pid: int) -> bool:
    """Whether the process has loaded everything and waits: it has asked for signals, and uses no processor."""
    before = _ticks(pid)
    pause(0.5)
    return 0 < before == _ticks(pid)


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _status(url: str, cookies: Mapping[str, str] | None = None) -> int:
    """What is answered on a connection of its own; 0: nobody answers."""
    try:
        return httpx.get(url, cookies=dict(cookies or {}), timeout=10).status_code
    except httpx.TransportError:
        return 0


def test_each_of_two_processes_answers_alone_and_knows_who_is_signed_in(data: Path, tmp_path: Path) -> None:
    """While one stands still the other one makes the pages of both; a killed one is started again."""
    log, port = tmp_path / "log", free_port()
    with closing(bootstrap.create_store(f"sqlite:///{data / 'zi.db'}")) as store:
        cookies = visitors.person(store, small_office(store).citra, utc_now())
    url = f"http://127.0.0.1:{port}"
    with service(environment(data, port=port), log) as process:
        (maker,) = wait_for(lambda: makers(process.pid), 60, log)
        for still in (process.pid, maker):
            wait_for(lambda: _status(f"{url}/kesehatan") == 200, 60, log)
            with standing_still(still):
                wait_for(lambda: _status(f"{url}/tugas", cookies) == 200, 60, log)
                assert _status(f"{url}/programme/ZI-1", cookies) == 200
        os.kill(maker, signal.SIGKILL)
        assert _status(f"{url}/tugas", cookies) == 200
        (after,) = wait_for(lambda: [each for each in makers(process.pid) if each != maker], 60, log)
        assert "A process that makes pages ended (-9); starting it again." in log.read_text()
        wait_for(lambda: _listens(after), 60, log)
        os.kill(after, signal.SIGTERM)
        (after,) = wait_for(lambda: [each for each in makers(process.pid) if each != after], 60, log)
        assert "A process that makes pages ended (0)" in log.read_text(), "it came to its own end"
        process.kill()
        process.wait()
        wait_for(lambda: not running([after], MAKER), 10, log)
    assert _status(url) == 0, "nobody holds the port"


@pytest.mark.parametrize(
    ("more", "number"),
    [({"web_processes": 1}, 0), ({"web_processes": 3}, 2), ({"clock_speed": 2, "web_processes": 2}, 0)],
    ids=["one", "three", "a trial clock belongs to one process"],
)
def test_the_settings_say_how_many_make_pages(
    data: Path, tmp_path: Path, more: Mapping[str, object], number: int
) -> None:
    """SIGTERM ends all of them."""
    log, port = tmp_path / "log", free_port()
    with service(environment(data, port=port, **more), log) as process:
        wait_for(lambda: _status(f"http://127.0.0.1:{port}/kesehatan") == 200, 60, log)
        beside = wait_for(lambda: [makers(process.pid)], 60, log)[0]
        assert len(beside) == number
        process.terminate()
        assert process.wait(20) == 0
        assert running(beside, MAKER) == []

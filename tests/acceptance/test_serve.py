"""The embedded service as a real process: a morning from schedule to mailbox, and clean ends."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from contextlib import closing
from email import message_from_bytes, policy
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select
from sqlmodel import col

from tests.support.clocks import wib
from tests.support.going_programmes import going
from tests.support.services import ZI, alive, children, environment, free_port, relay, service, wait_for
from zi_workflow import bootstrap
from zi_workflow.storage.tables import MessageRow, OccurrenceRow

MORNING = "daily:Asia/Jakarta:2025-01-02"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a programme that starts on 2 January 2025."""
    folder = tmp_path / "data"
    folder.mkdir()
    with closing(bootstrap.create_store(f"sqlite:///{folder / 'zi.db'}")) as store:
        going(store, wib(2025, 1, 2, 6))
    return folder


def _done(data: Path, key: str) -> OccurrenceRow | None:
    """The occurrence once it is marked as done."""
    statement = select(OccurrenceRow).where(col(OccurrenceRow.key) == key, col(OccurrenceRow.state) == "done")
    with closing(bootstrap.open_store(f"sqlite:///{data / 'zi.db'}")) as store, store.reading() as session:
        return session.scalars(statement).first()


def _runs(url: str, key: str) -> list[dict[str, object]]:
    """The Prefect runs with an idempotency key, as its API tells them."""
    wanted = {"flow_runs": {"idempotency_key": {"any_": [key]}}}
    answer = httpx.post(f"{url}/api/flow_runs/filter", json=wanted, timeout=20)
    found: list[dict[str, object]] = answer.raise_for_status().json()
    return found


def test_a_digest_hour_passes_and_the_mail_arrives(data: Path, tmp_path: Path) -> None:
    """APScheduler, occurrence, Prefect run and outbox bring the morning's digests; a killed service leaves no child."""
    log = tmp_path / "log"
    with relay() as (smtp_port, box):
        env = environment(
            data, port=free_port(), clock_start="2025-01-02T06:55+07:00", clock_speed=60, mail_mode="live",
            smtp_host="127.0.0.1", smtp_port=smtp_port, smtp_starttls="false",
        )  # fmt: skip
        with service(env, log) as process:
            wait_for(lambda: box.mails, 150, log)
            below = children(process.pid)
            assert len(alive(below)) == 1
            row = wait_for(lambda: _done(data, MORNING), 60, log)
            assert (row.reason, row.attempts) == ("prefect: Completed", 1)
            found = re.search(r"Runs of the flows: (\S+)", log.read_text())
            assert found is not None
            (run,) = _runs(found[1], MORNING)
            assert run["name"] == "daily Asia/Jakarta 2025-01-02"
            assert run["state_type"] == "COMPLETED"
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            wait_for(lambda: not alive(below), 10, log)
    mail = message_from_bytes(box.mails[0], policy=policy.SMTP)
    assert mail["Date"].datetime >= wib(2025, 1, 2, 7, 30)
    with closing(bootstrap.open_store(f"sqlite:///{data / 'zi.db'}")) as store, store.reading() as session:
        sent = session.scalars(
            select(MessageRow).where(col(MessageRow.message_id) == mail["Message-ID"])
        ).one()
        assert sent.kind == "digest"


def test_a_service_ends_cleanly_and_refuses_a_second_one(tmp_path: Path) -> None:
    """Without `zi init` it prepares its folder; a second one says why not; SIGTERM ends it within seconds."""
    data, log, port = tmp_path / "fresh", tmp_path / "log", free_port()
    env = environment(data, port=port)
    with service(env, log) as process:
        wait_for(lambda: f"http://127.0.0.1:{port}/" in log.read_text(), 60, log)
        wait_for(lambda: _answers(f"http://127.0.0.1:{port}/"), 30, log)
        second = subprocess.run(
            [ZI, "serve"], env=env, capture_output=True, text=True, timeout=60, check=False
        )
        assert second.returncode == 2
        assert second.stderr == f"Another service runs on the data folder {data} already.\n"
        other = environment(tmp_path / "other", port=port)
        third = subprocess.run(
            [ZI, "serve"], env=other, capture_output=True, text=True, timeout=60, check=False
        )
        assert third.returncode == 2
        assert third.stderr.startswith(f"Port {port} is taken")
        below = children(process.pid)
        process.terminate()
        assert process.wait(20) == 0
        assert alive(below) == []


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, follow_redirects=True, timeout=5).is_success
    except httpx.HTTPError:
        return False


def test_a_service_for_others_listens_where_it_is_told_and_shows_nobody_anything(tmp_path: Path) -> None:
    """Under its own names only; without signing in there is the door, and that it is alive."""
    log, port = tmp_path / "log", free_port()
    env = environment(tmp_path / "data", host="127.0.0.2", public_url="https://zi.example.go.id", port=port)
    with service(env, log):
        url = f"http://127.0.0.2:{port}"
        wait_for(lambda: f"{url}/" in log.read_text(), 60, log)
        wait_for(lambda: _answers(f"{url}/kesehatan"), 30, log)
        answer = httpx.get(url, headers={"Host": "zi.example.go.id"}, timeout=5)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/masuk")
        assert httpx.get(url, headers={"Host": "other.example"}, timeout=5).status_code == 400
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"http://127.0.0.1:{port}", timeout=5)

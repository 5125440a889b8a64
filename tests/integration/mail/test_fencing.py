"""A database that came back from a backup, or was copied, sends nothing by itself and nothing a second time."""

from __future__ import annotations

import shutil
import socket
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from sqlalchemy import select
from sqlmodel import col

from flows import dispatch
from notifications.archive import ArchiveUnavailableError
from notifications.resolving import reconcile
from tests.support.floods import NOW, Letter, put
from tests.support.machines import HOST, Closed, Machine
from tests.support.mailed_links import office_with_mail, rows, tokens
from zi_workflow.bootstrap import Store, do, open_store
from zi_workflow.cli.wiring import look_at_start
from zi_workflow.clock import FixedClock
from zi_workflow.domain.notices import MailKind
from zi_workflow.settings import Settings
from zi_workflow.storage.tables import MessageRow, NoticeRow
from zi_workflow.usecases import fence
from zi_workflow.usecases.fence import Check


@pytest.mark.parametrize("state", ["queued", "claimed", "uncertain"])
def test_an_alert_of_an_undone_past_ends_behind_the_fence(state: str, machine: Machine) -> None:
    """No hold keeps alerts back; what may have gone out after the backup does not go a second time."""
    with machine.store.writing() as session:
        put(session, Letter("alert", "ua-19", kind=MailKind.ALERT))
        row = session.scalars(select(MessageRow).where(col(MessageRow.key) == "alert")).one()
        row.state, row.owner, row.lease_until = state, "gone", NOW - timedelta(minutes=1)
    backup = machine.back_up()
    machine.letters("later")
    assert machine.delivers() == 3
    machine.restores(backup)
    assert machine.delivers() == 3
    assert machine.states()["alert"] == ("failed" if state == "uncertain" else "cancelled")


def test_after_a_restore_what_had_gone_out_is_found_and_does_not_go_again(machine: Machine) -> None:
    """Of four mails two had gone after the backup: these count as sent, the others go when somebody lets them."""
    machine.letters("a", "b", "c", "d")
    backup = machine.back_up()
    with machine.store.writing() as session:
        for row in session.scalars(select(MessageRow).where(col(MessageRow.key).in_(["c", "d"]))):
            row.next_at = NOW + timedelta(days=1)
    assert machine.delivers() == 3
    machine.restores(backup)
    assert machine.delivers() == 3
    assert machine.holds() == ["restored"]
    assert {machine.states()[key] for key in "abcd"} == {"held"}
    assert reconcile(machine.store, NOW, machine.relay) == 2
    assert reconcile(machine.store, NOW, machine.relay) == 0
    states = machine.states()
    assert (states["a"], states["b"], states["c"], states["d"]) == ("sent", "sent", "held", "held")
    with machine.store.reading() as session:
        told = session.scalars(select(col(NoticeRow.key)).where(col(NoticeRow.state) == "told")).all()
        assert fence.found(session) == 2
    assert set(told) == {"n:first", "n:a", "n:b"}
    assert machine.release() == 2
    assert machine.delivers() == 5
    assert len(set(machine.relay.taken)) == 5
    assert machine.holds() == []


def test_an_archive_out_of_reach_changes_nothing(machine: Machine) -> None:
    """Its silence is no sign that a mail did not go out."""
    machine.letters("a")
    backup = machine.back_up()
    machine.delivers()
    machine.restores(backup)
    machine.delivers()
    with pytest.raises(ArchiveUnavailableError):
        reconcile(machine.store, NOW, Closed())
    assert machine.states()["a"] == "held"


def test_without_a_fence_the_archive_is_not_asked(machine: Machine) -> None:
    """A hold for volume says nothing about what went out."""
    machine.letters("a")
    machine.relay.taken.append("anything")
    assert reconcile(machine.store, NOW, machine.relay) == 0
    assert machine.states()["a"] == "queued"


def test_a_crash_between_two_marks_is_seen_after_a_restore(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mark is kept after each batch: a backup from before the run does not reach it, though the run never ended."""
    monkeypatch.setattr(dispatch, "BATCH", 2)
    machine.letters("a", "b", "c", "d", "e")
    backup = machine.back_up()
    with pytest.raises(KeyboardInterrupt):
        machine.delivers(crashing=1)
    assert len(machine.relay.taken) == 3
    machine.restores(backup)
    assert machine.delivers() == 3
    assert machine.holds() == ["restored"]


def test_what_a_worker_held_in_the_lost_time_is_held_too(machine: Machine) -> None:
    """A backup in the midst of a delivery: nothing of it goes on by itself."""
    machine.letters("a", "b")
    with machine.store.writing() as session:
        row = session.scalars(select(MessageRow).where(col(MessageRow.key) == "a")).one()
        row.state, row.owner, row.lease_until = "claimed", "w9", NOW - timedelta(minutes=1)
    backup = machine.back_up()
    machine.delivers()
    machine.restores(backup)
    machine.delivers()
    assert {machine.states()[key] for key in "ab"} == {"held"}


def test_a_hold_for_volume_does_not_hide_a_restore(machine: Machine) -> None:
    """Both have to be looked at; the mark waits for the second."""
    with machine.store.writing() as session:
        put(session, Letter("bad", "ua-3", address="siapa@elsewhere.example"))
    machine.delivers()
    assert machine.holds() == ["address"]
    backup = machine.back_up()
    assert machine.release() == 1
    assert "bad" in {key for key, state in machine.states().items() if state == "queued"}
    machine.delivers()
    machine.restores(backup)
    machine.delivers()
    assert sorted(machine.holds()) == ["address", "restored"]
    machine.release()
    machine.delivers()
    assert machine.holds() == ["restored"]


@pytest.mark.parametrize("host", [HOST, "mesin-b"])
def test_a_copy_of_the_folder_sends_nothing(host: str, machine: Machine) -> None:
    """A replica, a trial copy, the restore of a whole folder, on this machine or another: its mark is a copy too."""
    machine.letters("a")
    copied = machine.folder.parent / "salinan"
    machine.store.close()
    shutil.copytree(machine.folder, copied)
    machine.store = open_store(machine.url)
    other = Machine(copied, host=host)
    with closing(other.store):
        assert other.delivers() == 0
        assert other.holds() == ["moved"]
    assert machine.delivers() == 2
    assert machine.holds() == []


def test_links_are_dead_after_a_restore(store: Store, tmp_path: Path) -> None:
    """One that was used in the lost time would work once more."""
    office, message = office_with_mail(store)
    tokens(office, message)
    with store.writing() as session:
        fence.check(session, Check(None, HOST), NOW)
        mark = fence.mark(session, HOST)
    assert mark is not None
    fence.keep(tmp_path, mark)
    kept = fence.kept(tmp_path)
    assert kept == mark
    ahead = type(mark)(mark.instance, HOST, mark.chains, mark.passed + 1)
    assert do(store, fence.check, Check(ahead, HOST), NOW) is not None
    assert {row.void_reason for row in rows(store)} == {"restored"}


@pytest.mark.parametrize(("mode", "holds"), [("live", ["restored"]), ("capture", ["restored"]), ("off", [])])
def test_a_start_looks_before_anything_is_served(
    mode: Literal["live", "capture", "off"],
    holds: list[str],
    machine: Machine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Links and sessions of the older database would else act until the first delivery; without mail there is no mark."""
    backup = machine.back_up()
    machine.letters("a")
    machine.delivers()
    machine.restores(backup)
    monkeypatch.setattr(socket, "gethostname", lambda: HOST)
    settings = Settings(data=machine.folder, database_url=machine.url, mail_mode=mode)
    look_at_start(settings, machine.store, FixedClock(NOW))
    assert machine.holds() == holds

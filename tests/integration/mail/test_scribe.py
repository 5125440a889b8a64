"""A second process composes the same mails, byte for byte; when it is not there, nothing is missing."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from flows import dispatch
from flows.dispatch import Aids, deliver_due
from notifications import scribe as scribes
from notifications.acting import Linking
from notifications.composing import Draft, UnusableMessageError, compose
from notifications.delivery import carry
from notifications.handling import Hands
from notifications.preparing import Preparation
from notifications.registry import SAMPLES
from notifications.scribe import Heard, Scribe, Worded
from notifications.supply import Stream
from notifications.transports.outcomes import Fate, Outcome
from tests.support import floods
from tests.support.floods import NOW, Letter
from tests.support.mails import ScriptedTransport
from tests.support.scribes import PATIENCE, await_ready
from zi_workflow.bootstrap import Store
from zi_workflow.clock import FixedClock
from zi_workflow.domain.errors import AwayError, Problem
from zi_workflow.usecases.mail_gate import gate

MAILS = 12


def drafts() -> list[Draft]:
    """One of every kind, in both languages."""
    return [
        Draft(
            id=f"{kind}-{lang}",
            person_id="ayu",
            programme_id="P",
            message_id=f"<{kind}-{lang}@example.go.id>",
            sender="zi@example.go.id",
            to_name="Ayu Lestari",
            to_address="ayu@example.go.id",
            at=NOW,
            facts=facts,
            lang=lang,
            linking=Linking.HIDDEN,
        )
        for kind, facts in SAMPLES.items()
        for lang in ("id", "en")
    ]


def process_of(scribe: Scribe) -> subprocess.Popen[bytes]:
    """Its process, while it has one."""
    assert scribe._beside is not None
    return scribe._beside.process


async def test_every_kind_of_mail_is_the_same_as_composed_here(scribe: Scribe) -> None:
    """All kinds in both languages, several times over the same line."""
    for _ in range(3):
        assert await scribe.compose(drafts()) == [compose(draft) for draft in drafts()]


async def test_a_mail_that_cannot_be_composed_fails_alone(scribe: Scribe) -> None:
    """The reason is the one that composing here gives; the next wave is composed beside again."""
    bad = replace(drafts()[0], to_address="ayu@")
    good = drafts()[1]
    first, second = await scribe.compose([bad, good])
    assert isinstance(first, UnusableMessageError)
    assert str(first) == str(compose(bad))
    assert second == compose(good)
    assert scribe.ready


async def test_when_its_process_dies_the_wave_is_composed_here(scribe: Scribe) -> None:
    """Nothing is missing, and it can be started again."""
    process_of(scribe).kill()
    assert await scribe.compose(drafts()) == [compose(draft) for draft in drafts()]
    assert not scribe.ready
    scribe.start()
    await_ready(scribe)
    assert await scribe.compose(drafts()[:1]) == [compose(drafts()[0])]


async def test_when_it_hangs_the_wave_is_composed_here(
    scribe: Scribe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its patience over, it is ended."""
    monkeypatch.setattr(scribes, "PATIENCE", 0.2)
    process = process_of(scribe)
    os.kill(process.pid, signal.SIGSTOP)
    assert await scribe.compose(drafts()[:1]) == [compose(drafts()[0])]
    assert process.returncode == -signal.SIGKILL


async def test_an_answer_that_nobody_waits_for_is_not_taken_for_another(scribe: Scribe) -> None:
    """A delivery that ends in the midst takes its scribe with it."""
    asking = asyncio.create_task(scribe.compose(drafts()))
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert not scribe.ready


def test_where_no_process_can_be_started_there_is_no_scribe(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither one that cannot be started nor one that ends at once is ever ready."""
    scribe = Scribe()
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    scribe.start()
    assert not scribe.ready
    monkeypatch.setattr(sys, "executable", "/bin/false")
    scribe.start()
    process_of(scribe).wait()
    assert not scribe.ready


def test_it_rests_only_when_it_was_not_needed_for_long(
    scribe: Scribe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its memory is given back then."""
    scribe.rest()
    assert scribe.ready
    monkeypatch.setattr(scribes, "IDLE", -1.0)
    process = process_of(scribe)
    scribe.rest()
    assert not scribe.ready
    assert process.returncode is not None


def test_it_ends_when_its_service_is_killed(tmp_path: Path) -> None:
    """SIGKILL leaves its service no time to say so."""
    said = tmp_path / "pid"
    code = (
        "import sys, time, pathlib; from notifications.scribe import Scribe; s = Scribe(); s.start()\n"
        "while not s.ready: time.sleep(0.02)\n"
        f"pathlib.Path({str(said)!r}).write_text(str(s._beside.process.pid)); time.sleep(600)"
    )
    service = subprocess.Popen([sys.executable, "-c", code])
    end = time.monotonic() + PATIENCE
    while not said.exists() or not said.read_text("utf-8"):
        assert time.monotonic() < end
        time.sleep(0.02)
    service.kill()
    service.wait()
    while Path(f"/proc/{said.read_text('utf-8')}/cmdline").exists():
        if b"scribing" not in Path(f"/proc/{said.read_text('utf-8')}/cmdline").read_bytes():
            break
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def outbox(sqlite_store: Store) -> Store:
    """A digest for each member of one unit."""
    return floods.digests(sqlite_store, MAILS)


async def hand_over(
    store: Store, transport: ScriptedTransport, scribe: Scribe, *, smooth: bool = False
) -> int:
    """One delivery behind the guards; how many mails it handled."""
    hands = Hands("w1", transport.name, Preparation(transport.sender), gate(None))
    return (await carry(store, FixedClock(NOW).now, transport, hands, 100, Stream(scribe, smooth))).handled


@pytest.mark.parametrize("smooth", [False, True])
async def test_a_delivery_with_a_scribe_hands_over_every_mail_once(
    outbox: Store, scribe: Scribe, monkeypatch: pytest.MonkeyPatch, smooth: bool
) -> None:
    """Several waves are composed beside, while earlier ones are on three lanes; or one, when all went well before."""
    waves: list[int] = []
    asked = scribe.compose

    async def compose_beside(several: list[Draft], heard: Heard) -> list[Worded]:
        waves.append(len(several))
        return await asked(several, heard)

    monkeypatch.setattr(scribe, "compose", compose_beside)
    transport = ScriptedTransport(lanes=3)
    assert await hand_over(outbox, transport, scribe, smooth=smooth) == MAILS
    assert sorted(address for address, _mail in transport.handed) == sorted(
        f"ua-{number}@example.go.id" for number in range(MAILS)
    )
    assert waves == ([MAILS] if smooth else [3, 6, 3])
    assert floods.states(outbox) == {"sent": MAILS}


async def test_what_is_composed_beside_is_put_back_when_the_relay_takes_nothing(
    outbox: Store, scribe: Scribe
) -> None:
    """Also what was not there yet: nothing stays in the worker's hands."""
    down = Outcome(Fate.RETRY, "mail", "421 closing", relay_down=True)
    await hand_over(outbox, ScriptedTransport([Outcome(Fate.SENT), down], lanes=1), scribe)
    assert floods.states(outbox) == {"sent": 1, "retry": MAILS - 1}


async def test_a_delivery_that_fails_leaves_no_wave_behind(outbox: Store, scribe: Scribe) -> None:
    """The store goes away while a wave is being composed: the error is heard, the wave is nobody's."""
    away = AwayError(Problem("away"))

    def at_data() -> None:
        raise away

    before = asyncio.all_tasks()  # a browser of other tests may have some of its own on this loop
    with pytest.raises(AwayError):
        await hand_over(outbox, ScriptedTransport(at_data=at_data, lanes=2), scribe)
    assert asyncio.all_tasks() == before


def test_a_scribe_is_started_by_a_full_batch_only(outbox: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few mails do not need one."""
    begun: list[Scribe] = []

    def begin(self: Scribe) -> None:
        begun.append(self)

    monkeypatch.setattr(Scribe, "start", begin)

    def started() -> int:
        aids = Aids(scribe=Scribe())
        deliver_due(outbox, FixedClock(NOW).now, ScriptedTransport(), "w1", gate(None), aids)
        return len(begun)

    assert started() == 0
    with outbox.writing() as session:
        for number in range(MAILS):
            floods.put(session, Letter(f"again{number}", f"ub-{number}", unit="ub"))
    monkeypatch.setattr(dispatch, "BATCH", MAILS)
    assert started() == 1

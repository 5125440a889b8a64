"""A fence is let go before the lost day's work was done again: its mails are asked about when they are made."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.floods import NOW, ON, Letter, put
from tests.support.machines import Closed, Machine
from zi_workflow.domain.notices import MailKind
from zi_workflow.usecases import lost_time


@pytest.fixture
def let_go(machine: Machine) -> Machine:
    """Two mails left after the backup, and of them the restored database knows nothing; somebody lets everything go."""
    backup = machine.back_up()
    machine.letters("a", "b")
    assert machine.delivers() == 3
    machine.restores(backup)
    with machine.store.writing() as session:
        put(session, Letter("waits", "ua-0", kind=MailKind.RETURNED), NOW - timedelta(minutes=1))
    assert machine.delivers() == 3
    assert machine.release() == 1
    return machine


def test_what_the_lost_day_had_told_goes_no_second_time(let_go: Machine) -> None:
    """The day's work makes it again, and one more: only that one leaves."""
    let_go.letters("a", "b", "c")
    assert let_go.delivers(archive=let_go.relay) == 5
    assert let_go.states() == {"first": "sent", "waits": "sent", "a": "sent", "b": "sent", "c": "sent"}
    assert len(set(let_go.relay.taken)) == 5


def test_while_the_archive_cannot_be_asked_they_wait_and_the_others_go(let_go: Machine) -> None:
    """A little later they are asked about."""
    let_go.letters("a", "c")
    assert let_go.delivers(archive=Closed()) == 4
    states = let_go.states()
    assert (states["waits"], states["a"], states["c"]) == ("sent", "queued", "queued")
    assert let_go.delivers(archive=let_go.relay, at=NOW + lost_time.AGAIN) == 5
    assert len(set(let_go.relay.taken)) == 5


def test_mails_of_a_later_day_are_not_asked_about(let_go: Machine) -> None:
    """They cannot have been made in the lost time."""
    with let_go.store.writing() as session:
        put(session, Letter("later", "ua-5", kind=MailKind.RETURNED, on=ON + timedelta(days=1)))
    assert let_go.delivers(archive=Closed()) == 5
    assert let_go.states()["later"] == "sent"

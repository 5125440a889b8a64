"""Whatever is done to a round in whatever order, and however often the relay says later: calendars end up right."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from notifications.transports.outcomes import Fate, Outcome
from tests.support import databases, rounds
from tests.support.calendars import Calendars, entry_of
from tests.support.mails import ScriptedTransport
from tests.support.rounds import MEETING, USUAL, Desk
from zi_workflow import bootstrap
from zi_workflow.domain.errors import ZiError

MEETINGS = [replace(MEETING, on=date(2025, 6, day), begins=time(9)) for day in (11, 12)]
PEOPLE = (*USUAL, "hana")
ADDRESSED = [person for person in PEOPLE if person != "gita"]
DOINGS = ("invite", "move", "add", "drop", "usual", "cancel", "deliver", "deliver", "away")


def _does(desk: Desk, doing: str, chance: Random, calendars: Calendars) -> None:
    meeting, person = chance.choice(MEETINGS), chance.choice(PEOPLE)
    known = desk.seen().meeting or meeting
    done: dict[str, Callable[[], object]] = {
        "invite": lambda: desk.invites(meeting=meeting),
        "move": lambda: desk.changes(meeting),
        "add": lambda: desk.changes(known, add=(person,)),
        "drop": lambda: desk.changes(known, drop=(person,)),
        "usual": lambda: desk.changes(known, usual=True),
        "cancel": desk.cancels,
        "away": lambda: rounds.goes_away(desk.store, "ayu", desk.at.date(), desk.at.date(), "dewi"),
        "deliver": lambda: _delivers(desk, chance, calendars),
    }
    with contextlib.suppress(ZiError):  # not now, or not to this person: nothing was done
        done[doing]()


def _delivers(desk: Desk, chance: Random, calendars: Calendars | None = None, busy: float = 0.4) -> None:
    desk.at = (desk.at + timedelta(days=1)).replace(hour=1)
    later = Outcome(Fate.RETRY, "data", "451 later")
    answers = [later if chance.random() < busy else Outcome(Fate.SENT, "data") for _number in range(30)]
    given_answers = list(answers)
    desk.delivers(ScriptedTransport(answers))
    if calendars is not None:
        arrived = zip(desk.mails, given_answers, strict=False)
        calendars.hear(mail for mail, answer in arrived if answer.fate is Fate.SENT)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(doings=st.lists(st.sampled_from(DOINGS), max_size=9), seed=st.integers(0, 2**16))
@example(
    doings=["invite", "away", "invite", "deliver", "cancel", "invite"], seed=17279
)  # an end that never went out
def test_calendars_end_up_right(doings: list[str], seed: int, sqlite_template: Path) -> None:
    """Every guest has the one true entry, nobody else has any, and nobody heard only of an end."""
    chance, calendars = Random(seed), Calendars()
    path = sqlite_template.with_name(f"history-{seed}.db")
    shutil.copyfile(sqlite_template, path)
    with contextlib.closing(bootstrap.open_store(databases.sqlite_url(path))) as store:
        rounds.settle(store)
        desk = Desk(store)
        away = iter(("away",))
        for doing in ("invite", *doings):
            if doing != "away" or next(away, None):
                _does(desk, doing, chance, calendars)
        for _number in range(4):  # a weekend may lie in between
            _delivers(desk, chance, calendars, busy=0)
        seen = desk.seen()
    path.unlink()
    assert seen.meeting is not None
    guests = {guest.person for guest in seen.guests} if seen.state == "invited" else set()
    for person in ADDRESSED:
        entries = calendars.of(person)
        if person in guests:
            # who was away when they were asked is asked through whoever acts for them
            assert entries == [entry_of(seen.meeting)] or (person == "ayu" and calendars.of("dewi")), person
        else:
            assert entries == [], person
    if "ayu" in guests and calendars.of("dewi"):
        assert calendars.of("dewi") == [entry_of(seen.meeting)]
    if "ayu" not in guests:
        assert calendars.of("dewi") == []
    assert calendars.alone == []

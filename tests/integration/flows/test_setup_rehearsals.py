"""What the rehearsal of a new programme says is what its first morning does."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from flows import day
from flows.setup_rehearsals import SetupRehearsals
from tests.support.clocks import wib
from tests.support.programmes import UNIT, small_office
from tests.support.setups import LIST
from zi_workflow import clock
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.messages import Letterhead
from zi_workflow.domain.people import Role
from zi_workflow.domain.people_sheets import read_people
from zi_workflow.domain.scopes import Office, Viewer
from zi_workflow.domain.setups import Rehearsing, Step
from zi_workflow.storage.queries.setups import SetupFacts, setup
from zi_workflow.storage.tables import MessageRow, Programme, Setup
from zi_workflow.usecases import setups
from zi_workflow.usecases.setup_orders import kept_rows
from zi_workflow.usecases.setups import BeginSetup, KeepStep, SetupOf

NOW = wib(2027, 11, 15, 6)  # few days are left of those whose days off are known
URL = "http://127.0.0.1:8000"
SECOND = "Eka;eka@contoh.go.id;anggota;tl"


def found(store: Store, setup_id: str) -> SetupFacts:
    """The setup as it stands."""
    with store.reading() as session:
        facts = setup(session, setup_id, None)
        assert facts is not None
        return facts


def prepared(store: Store, bureau: str) -> tuple[Viewer, str]:
    """A new unit's programme with everybody, whose rehearsal was asked for."""
    viewer = Viewer("-", bureau, "Biro", (Office(Role.ORGANISATION_BUREAU, "-", UNIT.agency),))
    typed = {"unit": "baru", "unit_code": "arsip", "unit_name": "Dinas Arsip", "agency": UNIT.agency, "zone": "WIB",
             "target": "wbk", "route": "tpn"}  # fmt: skip
    made = do(store, setups.begin, BeginSetup(viewer=viewer, typed=typed), NOW)
    steps: dict[Step, dict[str, Any]] = {
        Step.TIME: {"start": "2027-11-15", "days_off": "22/11/2027 Hari jadi"},
        Step.PEOPLE: {"people": kept_rows(read_people(f"{LIST}\n{SECOND}".encode()))},
    }
    for version, (step, fields) in enumerate(steps.items(), 1):
        command = KeepStep(viewer=viewer, setup_id=made, step=step, typed=fields, version=version)
        do(store, setups.keep, command, NOW)
    asked = SetupOf(viewer=viewer, setup_id=made, version=3)
    assert do(store, setups.begin_rehearsal, asked, NOW)
    assert not do(store, setups.begin_rehearsal, asked, NOW), "it runs already"
    return viewer, made


def test_who_gets_no_task_is_listed_too(sqlite_store: Store) -> None:
    """The second member of an area has no task by name; everybody of the team is in one of both lists."""
    office = small_office(sqlite_store, active=False)
    _viewer, made = prepared(sqlite_store, office.dewi)
    SetupRehearsals(sqlite_store, lambda: NOW, URL).run(made)
    figures = found(sqlite_store, made).figures
    assert figures is not None
    assert {"name": "Eka", "role": "member"} in figures["idle"]
    assert not {each["name"] for each in figures["idle"]} & {each["name"] for each in figures["people"]}


def test_the_rehearsed_figures_are_those_of_the_first_morning(sqlite_store: Store) -> None:
    """The same mails with the same subjects to the same people; the rehearsal itself wrote nothing but its figures."""
    office = small_office(sqlite_store, active=False)
    viewer, made = prepared(sqlite_store, office.dewi)
    SetupRehearsals(sqlite_store, lambda: NOW, URL).run(made)
    facts = found(sqlite_store, made)
    assert facts.rehearsal == Rehearsing.DONE
    figures = facts.figures
    assert figures is not None
    assert (figures["until"], figures["whole"]) == ("2027-12-31", False)
    with sqlite_store.reading() as session:
        assert session.exec(select(Programme).where(Programme.code != "ZI-1")).all() == []
    code = do(sqlite_store, setups.activate, SetupOf(viewer=viewer, setup_id=made, version=3), NOW)
    assert code == "arsip-2027"
    for days in range(7):
        on = NOW.date() + timedelta(days=days)
        if on.weekday() < 5:
            morning = wib(on.year, on.month, on.day, 7, 30)
            day.run_day(sqlite_store, "Asia/Jakarta", on, morning, letterhead=Letterhead(URL))
    with sqlite_store.reading() as session:
        sent = session.exec(select(MessageRow).order_by(col(MessageRow.sent_at), col(MessageRow.id))).all()
    first = [row for row in sent if row.on == NOW.date()]
    rehearsed = [(each["name"], each["subject"], each["text"]) for each in figures["letters"]]
    assert rehearsed == [(row.to_name, row.subject, row.text) for row in first[: len(rehearsed)]]
    assert figures["weeks"]["2027-W46"] >= len(first) > 10


def test_a_rehearsal_that_cannot_be_played_says_so(sqlite_store: Store) -> None:
    """What was typed turned out wrong meanwhile: no figures, and the page can offer another try."""
    office = small_office(sqlite_store, active=False)
    _viewer, made = prepared(sqlite_store, office.dewi)
    with sqlite_store.writing() as session:
        row = session.get_one(Setup, made)
        row.typed = {**row.typed, "start": "1999-01-01"}
    SetupRehearsals(sqlite_store, lambda: NOW, URL).run(made)
    facts = found(sqlite_store, made)
    assert (facts.rehearsal, facts.figures) == (Rehearsing.FAILED, None)


def test_one_that_is_ended_with_the_service_says_so(sqlite_store: Store) -> None:
    """Whoever comes back finds that it ended early, not that it still runs; those that wait are not begun."""
    office = small_office(sqlite_store, active=False)
    _viewer, made = prepared(sqlite_store, office.dewi)
    rehearsals = SetupRehearsals(sqlite_store, lambda: NOW, URL)
    thread = threading.Thread(target=rehearsals.run, args=(made,))
    thread.start()
    while found(sqlite_store, made).done == 0 and thread.is_alive():
        clock.pause(0.05)
    rehearsals.close()
    thread.join(20)
    assert not thread.is_alive()
    facts = found(sqlite_store, made)
    assert (facts.rehearsal, facts.figures) == (Rehearsing.FAILED, None)
    rehearsals(made)
    assert found(sqlite_store, made).rehearsal == Rehearsing.FAILED

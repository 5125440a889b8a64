"""What a round's papers say is read from its rows, and from the record once they were signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from tests.support import round_papers
from tests.support.clocks import wib
from tests.support.joint_sessions import joint
from tests.support.meetings import meeting
from tests.support.monev_rounds import NOW, QUARTER, opened_round
from tests.support.round_papers import HEAD, ON, SHA
from zi_workflow.bootstrap import Store
from zi_workflow.domain.errors import NotFoundError
from zi_workflow.domain.papers import (
    NO_WORK,
    Attendee,
    CarriedLine,
    Cause,
    CheckLine,
    Letter,
    MatrixSent,
    Member,
    Paper,
    PaperKind,
    Party,
    Progress,
    Venue,
    to_json,
)
from zi_workflow.papers.fields import fields
from zi_workflow.storage.queries import papers
from zi_workflow.storage.queries.programmes import programme_facts
from zi_workflow.storage.tables import Absence, EventRow, Person, Recommendation, Round, Task
from zi_workflow.usecases import round_stops
from zi_workflow.usecases.matrices import ask
from zi_workflow.usecases.round_stops import Postpone


def _read(store: Store, kind: PaperKind = PaperKind.MINUTES) -> Paper:
    with store.reading() as session:
        return papers.paper(session, "P", "2025-Q1", kind, ON)


def test_the_minutes_say_who_met_when_and_on_which_letter(store: Store) -> None:
    """Both parties, the team with its offices, the meeting of the session, the letter they came with."""
    round_papers.settled(store)
    said = _read(store)
    assert (said.agency, said.unit, said.quarter, said.held_on) == ("A", "Dinas Contoh", "2025-Q1", ON)
    assert said.assignment == Letter("094/7/ST/2025", date(2025, 4, 22))
    assert said.venue == Venue(ON, time(9), time(12), "Ruang Rapat Dinas", agenda="Capaian rencana aksi")
    assert said.team == (
        Member("chair", "Dewi Anggraini", "Auditor Madya"),
        Member("member", "Budi", "PPUPD Muda"),
    )
    assert said.party("team") == Party("team", "Dewi Anggraini", "Auditor Madya")
    assert said.party("unit") == Party("unit", "Eka Prasetya", "Kepala Dinas")
    assert said.guests == (
        Attendee("unit", "Eka Prasetya", "Kepala Dinas"),
        Attendee("unit", "Citra Mahardika"),
    )
    assert [(each.side, each.present) for each in said.attendance] == [
        ("team", True), ("unit", True), ("unit", False), ("guest", True),
    ]  # fmt: skip


def test_an_area_without_work_about_the_quarter_is_listed_as_having_none(sqlite_store: Store) -> None:
    """It was asked for no matrix; the list names it all the same, as the progress of the areas does."""
    unit = opened_round(sqlite_store)
    with unit.store.writing() as session:
        session.add(Task(id="T-PW", programme_id=unit.programme_id, code="PW-09", title="Monev triwulan", area="pw",
                         position=99, days=5, responsible="coordinator", verifier="team_lead",
                         planned_start=date(2025, 4, 8), planned_finish=date(2025, 4, 14)))  # fmt: skip
    with unit.store.writing() as session:
        facts, row = programme_facts(session, unit.programme_id), session.get_one(Round, unit.round().id)
        asked = ask(session, row, facts, NOW)
    with unit.store.reading() as session:
        said = papers.paper(session, unit.programme_id, QUARTER, PaperKind.MINUTES, ON)
    assert asked
    assert "pw" not in asked
    assert {each.area: each.state for each in said.matrices} == {
        **dict.fromkeys(asked, "asked"),
        "pw": NO_WORK,
    }
    rows = fields(said)["matriks"]
    assert isinstance(rows, list)
    assert [row["status"] for row in rows if row["area"] == "Penguatan Pengawasan"] == [
        "tidak ada kegiatan pada triwulan ini"
    ]


def test_the_minutes_say_what_was_sent_seen_found_recommended_and_left_over(store: Store) -> None:
    """Withdrawn findings are left out; a matrix sent in the evening UTC is of the next day in WIB."""
    round_papers.settled(store)
    said = _read(store)
    assert said.matrices == (MatrixSent("sdm", "asked"), MatrixSent("tl", "sent", date(2025, 4, 26)))
    (row,) = said.matrix
    assert (row.activity, row.percent, row.evidence) == ("Menyusun peta proses bisnis", 60, 2)
    assert said.checks == (
        CheckLine("", "A.I.1.iii.b", "", "fits"),
        CheckLine("", "A.I.1.iii.c", "", "incomplete", "Laporan tindak lanjut belum ada"),
    )
    assert [each.number for each in said.findings] == [1, 2]
    assert [(each.office, each.deadline) for each in said.recommendations] == [
        ("Koordinator Area", date(2025, 5, 28)), ("Sekretaris", date(2025, 6, 13)),
    ]  # fmt: skip
    assert said.carried == (
        CarriedLine("2024-Q4", 3, "pp", "Menetapkan standar pelayanan.", "Sekretaris", date(2025, 3, 14),
                    "in_progress", 1),
    )  # fmt: skip


def test_without_a_freeze_the_figures_are_not_called_frozen(store: Store) -> None:
    """The seal is then the chain's end alone."""
    round_papers.settled(store)
    said = _read(store)
    assert (said.frozen, said.progress, said.seal.snapshot_sha256) == (False, (), "")
    with store.reading() as session:
        head = session.get_one(EventRow, ("A", 1)).hash
    assert (said.seal.event_number, said.seal.chain_head) == (1, head)


def test_frozen_figures_are_those_of_the_freeze_with_its_hash(store: Store) -> None:
    """Nothing is computed anew: areas, late days and causes are those of the snapshot."""
    round_papers.settled(store)
    round_papers.frozen(store)
    said = _read(store)
    assert (said.frozen, said.progress_on, said.seal.snapshot_sha256) == (True, date(2025, 4, 28), SHA)
    assert said.progress[0] == Progress("tl", 3, 9, 2, 12, (Cause("sdm", 9.0), Cause("tl", 3.0)), 5)
    assert said.progress[2] == Progress("pp", 4, 7)
    assert [each.state for each in said.matrices] == ["not_sent", "sent"]


def test_papers_know_of_a_session_that_other_units_share(store: Store) -> None:
    """A unit that is alone in it, for the others were refused or left, meets alone however the session was opened."""
    first, second = joint(store)

    def said(kind: PaperKind) -> Paper:
        with store.reading() as session:
            return papers.paper(session, first.unit.programme_id, QUARTER, kind, NOW.date())

    assert all(said(kind).joint for kind in PaperKind)
    assert "ekspose bersama" in str(fields(said(PaperKind.INVITATION))["acara"])
    second.does(round_stops.stop, Postpone, reason="Unit berhalangan.")
    assert not any(said(kind).joint for kind in PaperKind)
    assert "ekspose bersama" not in str(fields(said(PaperKind.INVITATION))["acara"])


def test_what_is_written_before_the_meeting_says_the_day_that_people_were_asked_for(store: Store) -> None:
    """Held on 22 April: invitation and letter of assignment still ask for 30 April, all others say when it was."""
    held = meeting(store).later(wib(2025, 4, 22, 15))
    held.holds(date(2025, 4, 22), early=True)
    days = {}
    for kind in PaperKind:
        with store.reading() as session:
            read = papers.paper(session, held.unit.programme_id, QUARTER, kind, date(2025, 5, 2))
        days[kind] = fields(read)["hari_tanggal"]
    asked = {PaperKind.INVITATION, PaperKind.ASSIGNMENT}
    assert days == {
        kind: "Rabu, 30 April 2025" if kind in asked else "Selasa, 22 April 2025" for kind in PaperKind
    }


def test_who_acts_for_an_absent_head_signs_as_plh(store: Store) -> None:
    """The office stays the head's."""
    round_papers.settled(store)
    with store.writing() as session:
        session.add(Absence(id="x", person_id="eka", first=ON, last=ON, substitute_id="citra"))
    assert _read(store).party("unit") == Party("unit", "Citra Mahardika", "Kepala Dinas", capacity="plh")


def test_signed_minutes_say_what_they_said_whatever_changes_later(store: Store) -> None:
    """Names and words of the record, not of the rows as they are now."""
    round_papers.settled(store)
    before = _read(store)
    round_papers.on_record(store, to_json(before))
    with store.writing() as session:
        session.get_one(Person, "eka").name = "Somebody else"
        session.get_one(Recommendation, "r1").words = "Something else"
    said = _read(store)
    assert said.letter == Letter("700/12/BA/2025", ON)
    assert said.party("unit") == Party("unit", "Eka Prasetya", "Kepala Dinas", capacity="plt")
    assert said.party("team").number == "19860926 201505 1 001"
    assert (said.seal.event_number, said.seal.chain_head) == (7, "ef" * 32)
    assert replace(said, letter=before.letter, parties=before.parties, seal=before.seal) == before
    assert HEAD not in str(said)


def test_the_report_names_the_signed_minutes(store: Store) -> None:
    """It has no number of its own before it is issued."""
    round_papers.settled(store)
    round_papers.on_record(store, to_json(_read(store)))
    said = _read(store, PaperKind.REPORT)
    assert (said.minutes, said.letter) == (Letter("700/12/BA/2025", ON), Letter())


def test_a_round_that_does_not_exist_has_no_paper(store: Store) -> None:
    """The refusal is that of the round."""
    round_papers.settled(store)
    with store.reading() as session, pytest.raises(NotFoundError):
        papers.paper(session, "P", "2029-Q1", PaperKind.REPORT, ON)

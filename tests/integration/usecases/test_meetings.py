"""In the meeting: the team's word on tasks and items, and that it took place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.support.clocks import wib
from tests.support.meetings import Meeting, meeting
from tests.support.monev_rounds import CUTOFF, HELD
from tests.support.programmes import joins
from zi_workflow.bootstrap import Store
from zi_workflow.domain.errors import ConflictError, ForbiddenError, InputError, NotFoundError, RefusedError
from zi_workflow.domain.papers import MatrixSent, PaperKind
from zi_workflow.domain.people import Role
from zi_workflow.domain.round_states import NEXT, ROUND_STATE_NAMES, RoundState
from zi_workflow.papers.fields import fields
from zi_workflow.storage.evidence_folder import EvidenceFolder
from zi_workflow.storage.queries import papers
from zi_workflow.storage.queries.meetings import checks
from zi_workflow.storage.queries.snapshots import snapshot_of
from zi_workflow.storage.tables import MonevSession
from zi_workflow.usecases.round_checks import verify


@pytest.fixture
def round_(sqlite_store: Store) -> Meeting:
    """The meeting of the small unit."""
    return meeting(sqlite_store)


def said(round_: Meeting, target: str = "TL-01") -> tuple[str, str, str, int]:
    """Verdict, note, by whom and version of the word on a task."""
    with round_.store.reading() as session:
        row = checks(session, round_.unit.round().id)["task", target]
    return row.verdict, row.note, row.by, row.version


def test_the_team_s_word_on_a_task_is_kept_with_who_said_it(store: Store) -> None:
    """On both databases, with its event."""
    round_ = meeting(store)
    round_.checks(verdict="incomplete", note=" Lampiran belum ada. ")
    assert said(round_) == ("incomplete", "Lampiran belum ada.", "Fajar", 1)
    assert round_.events() == ["round.checked"]


def test_an_item_of_the_sheet_can_be_checked_too(sqlite_store: Store) -> None:
    """One that the sheet does not have cannot."""
    round_ = meeting(sqlite_store, whole=True)
    round_.checks("A.I.1.i.a", kind="item")
    with pytest.raises(InputError):
        round_.checks("A.I.9.i.a", kind="item")


def test_everything_that_is_wrong_with_a_word_is_said_at_once(round_: Meeting) -> None:
    """A task that is not there, no verdict, and too long a note."""
    with pytest.raises(InputError) as refused:
        round_.checks("TL-99", "perhaps", note="x" * 1001)
    assert len(refused.value.problems) == 3
    assert round_.events() == []


def test_the_second_of_two_editors_sees_what_the_first_wrote_and_can_save_over_it(round_: Meeting) -> None:
    """Nothing is lost unseen: a word on a page that is not the newest is refused with the newest."""
    round_.checks(verdict="missing", note="Tidak ada berkas.", seen=0)
    with pytest.raises(ConflictError) as refused:
        round_.checks(verdict="fits", by=round_.unit.gita, seen=0)
    assert refused.value.problems[0].params == {
        "who": "Fajar", "verdict": "not there yet", "note": "Tidak ada berkas.",
    }  # fmt: skip
    round_.checks(verdict="fits", by=round_.unit.gita, seen=1)
    assert said(round_) == ("fits", "", "Gita", 2)


def test_a_word_that_is_sent_twice_is_noted_once(round_: Meeting) -> None:
    """The second is the same form; the answer is the same."""
    assert [round_.checks(seen=0) for _ in range(2)] == [1, 1]
    assert round_.events() == ["round.checked"]


@pytest.mark.parametrize("who", ["ayu", "citra", "dewi", "eka", "hana"])
def test_nobody_of_the_unit_says_what_fits_or_what_was_found(round_: Meeting, who: str) -> None:
    """Those who see the round are told why; whoever has no office in it does not learn that it is there."""
    unit = round_.unit
    person = {"ayu": unit.office.ayu, "citra": unit.office.citra, "dewi": unit.office.dewi, "eka": unit.eka,
              "hana": unit.hana}[who]  # fmt: skip
    for act in (round_.checks, round_.finds, round_.holds):
        with pytest.raises(NotFoundError if who == "dewi" else ForbiddenError):
            act(by=person)
    assert round_.events() == []


def test_an_assistance_team_that_does_not_come_only_reads(round_: Meeting) -> None:
    """The session names who comes; the inspectorate may write without being named."""
    unit_id = round_.unit.office.unit_id
    other = joins(round_.store, unit_id, "Ira", Role.ASSISTANCE_TEAM, None, "ira@contoh.go.id")
    inspector = joins(round_.store, unit_id, "Joko", Role.INSPECTORATE, None, "joko@contoh.go.id")
    with pytest.raises(ForbiddenError):
        round_.checks(by=other)
    round_.checks(by=inspector)


def test_whoever_works_in_the_unit_does_not_check_it_even_as_inspector(round_: Meeting) -> None:
    """Nobody assesses a unit in which they work."""
    unit_id = round_.unit.office.unit_id
    both = joins(round_.store, unit_id, "Kiki", Role.INSPECTORATE, None, "kiki@contoh.go.id")
    round_.checks(by=both)
    round_.takes_office(both, Role.CHANGE_AGENT)
    with pytest.raises(ForbiddenError):
        round_.checks("TL-02", by=both)


@pytest.mark.parametrize("state", sorted(set(RoundState) - {RoundState.PREPARING, RoundState.HELD}))
def test_nothing_is_noted_before_the_round_is_opened_or_after_it_is_signed(
    round_: Meeting, state: str
) -> None:
    """The refusal names the state."""
    round_.becomes(state)
    for act in (round_.checks, round_.finds):
        with pytest.raises(RefusedError) as refused:
            act()
        assert refused.value.problems[0].params["state"] == ROUND_STATE_NAMES[state]


def test_a_meeting_that_took_place_is_held_on_its_day(store: Store) -> None:
    """On both databases; the day is kept."""
    round_ = meeting(store)
    round_.holds()
    assert (round_.unit.round().state, round_.unit.round().held_on) == ("held", HELD)
    assert round_.events()[-1] == "round.held"


@pytest.mark.parametrize("state", sorted(s for s in RoundState if RoundState.HELD not in NEXT[s]))
def test_a_round_is_held_only_from_where_it_may_be_and_the_refusal_names_both_states(
    round_: Meeting, state: str
) -> None:
    """The table of states decides."""
    round_.becomes(state)
    with pytest.raises(RefusedError) as refused:
        round_.holds()
    assert refused.value.problems[0].params == {
        "state": ROUND_STATE_NAMES[state], "to": ROUND_STATE_NAMES["held"],
    }  # fmt: skip
    assert round_.unit.round().state == state


def test_a_meeting_is_not_held_before_people_were_asked_to_come_unless_somebody_says_so(
    round_: Meeting,
) -> None:
    """The day in the invitation counts, and no day to come."""
    with pytest.raises(RefusedError):
        round_.holds(date(2025, 5, 1), early=True)
    with pytest.raises(RefusedError) as refused:
        round_.holds(date(2025, 4, 29))
    assert refused.value.problems[0].params["asked"] == HELD
    round_.holds(date(2025, 4, 29), early=True)
    assert round_.unit.round().held_on == date(2025, 4, 29)


def test_a_meeting_is_not_held_before_its_round_was_opened_nor_before_the_letter_of_assignment(
    round_: Meeting,
) -> None:
    """Opened on 14 April; both are said at once, and a day off is none of our business: what took place took place."""
    with round_.store.writing() as session:
        session.get_one(MonevSession, _session_id(round_)).letter_date = date(2025, 4, 22)
    with pytest.raises(RefusedError) as refused:
        round_.holds(date(2025, 4, 13), early=True)
    assert [sorted(each.params) for each in refused.value.problems] == [
        ["on", "opened", "today"], ["day", "on", "today"],
    ]  # fmt: skip
    with pytest.raises(RefusedError) as refused:
        round_.holds(date(2025, 4, 21), early=True)
    (wrong,) = refused.value.problems
    assert wrong.params["day"] == date(2025, 4, 22)
    assert round_.unit.round().state == "preparing"
    round_.holds(date(2025, 4, 26), early=True)
    assert round_.unit.round().held_on == date(2025, 4, 26)


def _session_id(round_: Meeting) -> str:
    held = round_.unit.round().session
    assert held is not None
    return held.id


def test_a_meeting_that_is_held_early_leaves_the_cutoff_as_people_were_told(
    store: Store, tmp_path: Path
) -> None:
    """The figures are of the day on which it is noted, and say so; the day that was told stays beside it."""
    round_ = meeting(store).later(wib(2025, 4, 22, 15))
    round_.holds(date(2025, 4, 22), early=True)
    found = round_.unit.round()
    assert (found.cutoff, found.frozen_on) == (CUTOFF, date(2025, 4, 22))
    with store.reading() as session:
        frozen = snapshot_of(session, found.id)
        assert frozen is not None
        assert (frozen.cutoff, frozen.facts["cutoff"]) == (date(2025, 4, 22), "2025-04-22")
        assert verify(session, round_.unit.programme_id, found.quarter, EvidenceFolder(tmp_path)).intact
        paper = papers.unsigned(session, found, PaperKind.MINUTES, date(2025, 4, 22))
    said = fields(replace(paper, matrices=(MatrixSent("tl", "not_sent"),)))
    figures = str(said["keterangan_angka"])
    assert figures.startswith("Angka dibekukan per 22 April 2025, sebelum batas waktu 25 April 2025.")
    assert said["matriks"][0]["status"] == "tidak menyampaikan sampai 22 April 2025, saat angka dibekukan"  # type: ignore[index]
    assert "paling lambat Jumat, 25 April 2025" in str(said["permintaan_dokumen"])


def test_a_round_without_an_early_meeting_has_one_day_for_both(round_: Meeting) -> None:
    """What is frozen is of the cutoff."""
    round_.holds()
    found = round_.unit.round()
    assert (found.cutoff, found.frozen_on) == (CUTOFF, CUTOFF)


def test_holding_twice_is_held_once(round_: Meeting) -> None:
    """A double click is no second meeting."""
    round_.holds()
    round_.holds()
    assert round_.events() == ["round.frozen", "round.held"]

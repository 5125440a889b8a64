"""Berita Acara and report go on record as they were signed, and stay so."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import databases
from tests.support.meetings import LATER, PARTIES, Meeting, meeting
from tests.support.monev_rounds import HELD
from zi_workflow import bootstrap
from zi_workflow.bootstrap import Store
from zi_workflow.domain import signatures
from zi_workflow.domain.errors import ConflictError, ForbiddenError, InputError, RefusedError, ZiError
from zi_workflow.domain.papers import UNIT, PaperKind, Party, from_json
from zi_workflow.domain.round_states import ROUND_STATE_NAMES, RoundState
from zi_workflow.domain.snapshots import seal
from zi_workflow.storage.queries import papers
from zi_workflow.storage.queries.monev import round_facts
from zi_workflow.storage.tables import Absence
from zi_workflow.usecases import events, findings
from zi_workflow.usecases.evidence import Handed
from zi_workflow.usecases.findings import WithdrawFinding
from zi_workflow.usecases.papers import sheet

RECORDED = signatures.CORRECTED
"""The states in which a paper is on record, so that the next one corrects it."""
CORRECTED = {"reason": "Nomor surat salah ketik.", "letter_number": "700/BA/46"}


@pytest.fixture
def round_(sqlite_store: Store) -> Meeting:
    """A meeting that was held, with a finding and a recommendation."""
    made = meeting(sqlite_store)
    made.checks(verdict="incomplete", note="Belum ditandatangani.")
    made.finds()
    made.recommends()
    made.holds()
    return made


def test_the_minutes_go_on_record_with_both_signers_and_everything_they_say(store: Store) -> None:
    """On both databases: facts sealed, the chain's end noted, the follow-up begun."""
    round_ = meeting(store)
    round_.finds()
    round_.recommends()
    round_.holds()
    with round_.store.reading() as session:
        before = events.chain_of(session, round_.unit.agency, checked=False)
    assert round_.signs() == 1
    (row,) = round_.records()
    assert (row.kind, row.number, row.letter_number, row.dated) == ("ba", 1, "700/BA/45", HELD)
    assert [(each["side"], each["number"], each["capacity"]) for each in row.signers] == [
        ("team", "19800101 200501 1 001", "definitive"), ("unit", "197505052000121002", "definitive"),
    ]  # fmt: skip
    assert (row.chain_number, row.chain_head) == (before.count, before.head)
    assert row.facts_sha256 == seal(row.facts)
    paper = from_json(row.facts)
    assert [each.words for each in paper.findings] == ["SOP belum ditetapkan."]
    assert [each.words for each in paper.recommendations] == ["Tetapkan SOP."]
    assert round_.unit.round().state == "ba_signed"
    assert round_.recommended()[0].task is not None


def test_the_minutes_name_the_items_of_the_sheet_that_were_looked_at(sqlite_store: Store) -> None:
    """With area and words like the tasks, after them and in the order of the sheet; on record and before."""
    round_ = meeting(sqlite_store, whole=True)
    for item in ("A.II.2.i.a", "A.I.1.i.a"):
        round_.checks(target=item, kind="item")
    round_.checks(target="MP-01")
    round_.holds()
    with round_.store.reading() as session:
        shown = sheet(session, round_.unit.programme_id, round_.quarter, PaperKind.MINUTES, HELD).paper
    assert [(each.area, each.target) for each in shown.checks] == [
        ("mp", "MP-01"), ("mp", "A.I.1.i.a"), ("tl", "A.II.2.i.a"),
    ]  # fmt: skip
    assert shown.checks[1].title == "Tim kerja ZI sudah berdiri"
    round_.signs()
    assert from_json(round_.records()[0].facts).checks == shown.checks


@pytest.mark.parametrize("state", sorted(set(RoundState) - {RoundState.HELD} - RECORDED[PaperKind.MINUTES]))
def test_minutes_are_signed_after_the_meeting_only_and_the_refusal_names_both_states(
    round_: Meeting, state: str
) -> None:
    """As the table of states has it."""
    round_.becomes(state)
    with pytest.raises(RefusedError) as refused:
        round_.signs()
    assert refused.value.problems[0].params == {
        "state": ROUND_STATE_NAMES[state], "to": ROUND_STATE_NAMES["ba_signed"],
    }  # fmt: skip
    assert (round_.records(), round_.unit.round().state) == ([], state)


@pytest.mark.parametrize(
    "state", sorted(set(RoundState) - {RoundState.BA_SIGNED} - RECORDED[PaperKind.REPORT])
)
def test_a_report_is_issued_after_the_minutes_only_and_the_refusal_names_both_states(
    round_: Meeting, state: str
) -> None:
    """As the table of states has it."""
    round_.becomes(state)
    with pytest.raises(RefusedError) as refused:
        round_.reports()
    assert refused.value.problems[0].params["to"] == ROUND_STATE_NAMES["report_issued"]
    assert refused.value.problems[0].params["state"] == ROUND_STATE_NAMES[state]


@pytest.mark.parametrize("state", sorted(set(RoundState) - {RoundState.REPORT_ISSUED}))
def test_a_round_is_closed_after_its_report_only_and_the_refusal_names_both_states(
    round_: Meeting, state: str
) -> None:
    """As the table of states has it."""
    round_.becomes(state)
    with pytest.raises(RefusedError) as refused:
        round_.closes()
    assert refused.value.problems[0].params["to"] == ROUND_STATE_NAMES["closed"]
    assert refused.value.problems[0].params["state"] == ROUND_STATE_NAMES[state]


def test_everything_that_is_missing_for_a_signature_is_said_at_once(round_: Meeting) -> None:
    """Each at its field; minutes need both parties, a file, and a day between the meeting and today."""
    party = replace(PARTIES[0], number="abc")
    said: dict[str, Any] = {"letter_number": " ", "dated": date(2025, 4, 29), "parties": (party,),
                            "file": Handed("BA.pdf"), "signed_by": round_.unit.eka}  # fmt: skip
    with pytest.raises(InputError) as refused:
        round_.signs(**said)
    assert [each.where for each in refused.value.problems] == [
        "letter_number", "dated", "team_number", "unit_name", "unit_number", "unit_title", "signed_by", "files",
    ]  # fmt: skip
    with pytest.raises(InputError):
        round_.signs(dated=date(2025, 5, 1))
    assert round_.records() == []


def test_a_deputy_who_was_named_signs_for_the_team_and_a_member_does_not(round_: Meeting) -> None:
    """Gita was named; the session has no third."""
    with pytest.raises(InputError):
        round_.signs(signed_by=round_.unit.office.citra)
    gita = replace(PARTIES[0], name="Dr. GITA, M.Si.")
    assert round_.signs(signed_by=round_.unit.gita, parties=(gita, PARTIES[1])) == 1


@pytest.mark.parametrize("name", ["Budi", "Fajarudin", "Gita Fajri"])
def test_the_name_for_the_team_is_that_of_who_was_chosen(round_: Meeting, name: str) -> None:
    """Another name, or one that only looks alike, is refused at its field, which names the person."""
    with pytest.raises(InputError) as refused:
        round_.signs(parties=(replace(PARTIES[0], name=name), PARTIES[1]))
    assert [(each.where, each.params) for each in refused.value.problems] == [
        ("team_name", {"name": "Fajar"})
    ]


def test_a_correction_asks_for_its_reason_at_its_field(round_: Meeting) -> None:
    """With everything else that is wrong, and of the report too."""
    round_.signs()
    with pytest.raises(InputError) as refused:
        round_.signs(letter_number=" ", reason=" ")
    assert [each.where for each in refused.value.problems] == ["letter_number", "reason"]
    round_.reports()
    with pytest.raises(InputError) as refused:
        round_.reports(letter_number="X")
    assert [each.where for each in refused.value.problems] == ["reason"]


@pytest.mark.parametrize("capacity", ["plt", "plh"])
def test_somebody_signs_in_the_capacity_they_had_then(round_: Meeting, capacity: str) -> None:
    """Plt. and Plh. are kept with the title of that day; anything else is refused."""
    acting = Party(UNIT, "Citra Mahardika", "Sekretaris Dinas", "198001012005012001", capacity)
    round_.signs(parties=(PARTIES[0], acting))
    assert round_.records()[0].signers[1]["capacity"] == capacity
    with pytest.raises(InputError):
        round_.signs(parties=(PARTIES[0], replace(acting, capacity="pjs")), **CORRECTED)


def test_who_acts_for_an_absent_head_is_proposed_as_plh(round_: Meeting) -> None:
    """From the absences of the day of the meeting."""
    unit = round_.unit
    with round_.store.writing() as session:
        session.add(
            Absence(id="a", person_id=unit.eka, first=HELD, last=HELD, substitute_id=unit.office.citra)
        )
    with round_.store.reading() as session:
        found = round_facts(session, unit.programme_id, round_.quarter)
        party = papers.unsigned(session, found, PaperKind.MINUTES, HELD).party(UNIT)
    assert (party.name, party.capacity) == ("Citra", "plh")


def test_a_correction_is_the_next_number_and_the_older_one_stays(round_: Meeting) -> None:
    """It needs a reason, and leaves the round where it is; so for the report."""
    round_.signs()
    assert round_.signs(**CORRECTED) == 2
    assert [(row.number, row.letter_number, row.reason) for row in round_.records()] == [
        (1, "700/BA/45", ""), (2, "700/BA/46", "Nomor surat salah ketik."),
    ]  # fmt: skip
    assert round_.unit.round().state == "ba_signed"
    round_.reports()
    assert round_.reports(reason="Lampiran tertinggal.", letter_number="700/LHM/10") == 2
    assert round_.unit.round().state == "report_issued"


def test_a_signature_that_is_sent_twice_is_one_record(round_: Meeting) -> None:
    """And the follow-up begins once."""
    assert [round_.signs(), round_.signs()] == [1, 1]
    assert len(round_.records()) == 1
    assert round_.events().count("round.signed") == 1


def test_what_changed_since_the_page_was_shown_is_not_signed_unseen(round_: Meeting) -> None:
    """The record seals what is there, so whoever signs has to have seen it."""
    seen = round_.unit.round().version
    round_.finds(words="Yang terakhir.")
    with pytest.raises(ConflictError):
        round_.signs(version=seen)


def test_nobody_of_the_unit_puts_a_paper_on_record(round_: Meeting) -> None:
    """Nor closes a round."""
    for act in (round_.signs, round_.reports, round_.closes):
        with pytest.raises(ForbiddenError):
            act(by=round_.unit.eka)


ACTS: dict[str, Callable[[Meeting], Any]] = {
    "check": lambda round_: round_.checks("TL-02", "missing"),
    "find": lambda round_: round_.finds(words="Baru."),
    "withdraw": lambda round_: round_.does(findings.withdraw, WithdrawFinding, number=1),
    "recommend": lambda round_: round_.recommends(1, "Baru."),
    "hold": lambda round_: round_.holds(),
    "sign": lambda round_: round_.signs(letter_number="X"),
    "correct": lambda round_: round_.signs(**CORRECTED),
    "report": lambda round_: round_.reports(),
    "report again": lambda round_: round_.reports(reason="Salah.", letter_number="Y"),
    "close": lambda round_: round_.closes(),
}
"""Everything that can be tried at a round, by name."""


def shown(row: Any) -> str:
    """Every column of a row."""
    return str({name: getattr(row, name) for name in type(row).model_fields})


@settings(max_examples=12, deadline=None)
@given(order=st.lists(st.sampled_from(sorted(ACTS)), min_size=3, max_size=12))
def test_a_record_never_changes_whatever_is_tried_afterwards(sqlite_template: Path, order: list[str]) -> None:
    """Every act in any order: what was on record before is there, byte for byte, and findings stay as they were signed."""
    with databases.copied(sqlite_template) as url, closing(bootstrap.open_store(url)) as store:
        round_ = meeting(store)
        round_.finds()
        round_.recommends()
        round_.holds()
        round_.signs()
        sealed = {(row.kind, row.number): shown(row) for row in round_.records()}
        found = [(row.number, row.words, row.withdrawn_at) for row in round_.found()]
        for name in order:
            with suppress(ZiError):
                ACTS[name](round_.later(LATER))
            now = {(row.kind, row.number): shown(row) for row in round_.records()}
            assert {key: now[key] for key in sealed} == sealed
            sealed = now
        assert [(row.number, row.words, row.withdrawn_at) for row in round_.found()] == found

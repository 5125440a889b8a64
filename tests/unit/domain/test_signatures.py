"""Who signed, as pages and papers write it, and what minutes say nothing of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from zi_workflow.domain.papers import TEAM, UNIT, Attendee, CheckLine, FindingLine, Paper, PaperKind, Party
from zi_workflow.domain.signatures import doubts, names, party_problems, service_number, signed_as
from zi_workflow.papers.sentences import signatory

MINUTES = Paper(
    PaperKind.MINUTES, "Pemerintah Contoh", "Dinas Contoh", "DC", "ZI", "WBK", "2025-Q1", "Asia/Jakarta",
    date(2025, 4, 30), attendance=(Attendee(UNIT, "Eka"),),
)  # fmt: skip


@pytest.mark.parametrize(
    "typed", ["198001012005011001", "19800101 200501 1 001", "19800101.200501.1.001", "19800101/200501-1 001"]
)
def test_a_nip_is_grouped_however_it_was_typed(typed: str) -> None:
    """Eight, six, one and three digits; on papers by the same function."""
    assert service_number(typed) == "19800101 200501 1 001"
    party = Party(UNIT, "Eka", "Kepala Dinas", typed)
    assert signatory(replace(MINUTES, parties=(party,)), UNIT)["nip"] == "19800101 200501 1 001"


@pytest.mark.parametrize("typed", ["", "12345678", "1980 0101", "1" * 19])
def test_any_other_number_stays_as_it_was_typed(typed: str) -> None:
    """An NRP of another service has no such groups."""
    assert service_number(typed) == typed


@pytest.mark.parametrize(
    ("capacity", "said"), [("plt", "Plt. Camat"), ("plh", "Plh. Camat"), ("definitive", "Camat")]
)
def test_who_acts_in_an_office_is_named_so(capacity: str, said: str) -> None:
    """In short, before the title."""
    assert signed_as("Camat", capacity) == said


@pytest.mark.parametrize(
    ("written", "known", "fits"),
    [
        ("Dr. Budi, S.E., M.Si.", "Budi", True),
        ("BUDI  CITRA, S.E.", "Budi Citra", True),
        ("Budi Citra", "Budi Citra, S.H.", True),
        ("Budiman", "Budi", False),
        ("Citra Budi", "Budi Citra", False),
        ("Budi", "Budi Citra", False),
    ],
)
def test_a_name_is_the_same_with_or_without_titles(written: str, known: str, fits: bool) -> None:
    """Word by word, whatever the letters' case."""
    assert names(written, known) is fits


@pytest.mark.parametrize("typed", ["198001012005011001", "19800101 200501 1 001"])
def test_two_signers_have_two_numbers(typed: str) -> None:
    """The same one, in groups or not, is wrong at both fields; none is asked for twice."""
    team = Party(TEAM, "Fajar", "Auditor", "19800101.200501.1.001")
    unit = Party(UNIT, "Eka", "Kepala Dinas", typed)
    assert [each.where for each in party_problems((team, unit), (TEAM, UNIT))] == [
        "team_number",
        "unit_number",
    ]
    assert list(party_problems((team,), (TEAM,))) == []
    without = [replace(each, number="") for each in (team, unit)]
    assert {each.message for each in party_problems(without, (TEAM, UNIT))} == {
        "Please write the NIP of who signed."
    }


def test_minutes_that_say_nothing_raise_a_doubt_each_and_full_ones_none() -> None:
    """Whoever was only asked to come was not there; a report has no such doubts."""
    assert len(list(doubts(MINUTES))) == 3
    full = replace(
        MINUTES, attendance=(Attendee(UNIT, "Eka", present=True),), checks=(CheckLine("tl", "TL-01", "SOP", "fits"),),
        findings=(FindingLine(1, "tl", "SOP belum ada."),),
    )  # fmt: skip
    assert list(doubts(full)) == []
    assert list(doubts(replace(MINUTES, kind=PaperKind.REPORT))) == []

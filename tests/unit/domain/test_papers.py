"""A paper's facts survive being kept, also after fields were added or taken away."""

from __future__ import annotations

import json
from datetime import date, time

from zi_workflow.domain.papers import (
    Cause,
    Letter,
    Paper,
    PaperKind,
    Party,
    Progress,
    RecommendationLine,
    Seal,
    Venue,
    from_json,
    signed,
    to_json,
)

ON = date(2025, 4, 30)
PAPER = Paper(
    PaperKind.MINUTES, "A", "Dinas Contoh", "U", "Pembangunan Zona Integritas", "wbk", "2025-Q1", "Asia/Jakarta", ON,
    letter=Letter("1", ON), venue=Venue(ON, time(9), None, "Ruang Rapat"), documents=("Matriks", "Bukti"),
    progress=(Progress("tl", 3, 9, 2, 12, (Cause("sdm", 9.5),)),), frozen=True, progress_on=ON,
    recommendations=(RecommendationLine(1, "sdm", "Menyelesaikan", "Sekretaris", date(2025, 5, 28)),),
    seal=Seal(3, "ab", "cd"),
)  # fmt: skip


def test_what_is_kept_of_a_paper_is_read_back_the_same() -> None:
    """Through JSON text, with days, times and nested parts."""
    kept = json.loads(json.dumps(to_json(PAPER)))
    assert from_json(kept) == PAPER
    assert kept["venue"]["begins"] == "09:00:00"
    assert kept["progress"][0]["causes"] == [{"area": "sdm", "days": 9.5}]


def test_a_paper_kept_by_an_older_or_newer_version_can_still_be_read() -> None:
    """Missing parts are empty, unknown ones left out."""
    kept = to_json(PAPER)
    del kept["carried"], kept["joint"], kept["progress"][0]["planned"]
    kept["weather"] = "dry"
    assert from_json(kept) == PAPER


def test_a_signed_paper_names_its_letter_and_those_who_signed() -> None:
    """A side that nobody signed for is empty; no signers leave those that were known."""
    chair = Party("team", "Dewi", "Auditor Madya", "1986", "plt")
    done = signed(PAPER, Letter("700/1", ON), (chair,), Seal(9, "ff"))
    assert (done.letter.number, done.party("team"), done.seal.event_number) == ("700/1", chair, 9)
    assert done.party("unit") == Party("unit")
    assert signed(done, Letter(), (), Seal()).parties == (chair,)

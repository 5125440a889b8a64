"""The year of a unit in its rounds of monev: from the trigger in April to the last follow-up in autumn."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from tests.support.monev_year import CODE, FOUND, SILENT, Year, at, begun
from tests.support.paper_texts import close, docx_words, pdf_words
from zi_workflow.domain.errors import ForbiddenError, ZiError
from zi_workflow.domain.notices import MailKind
from zi_workflow.domain.papers import PaperKind
from zi_workflow.domain.people import Role
from zi_workflow.domain.snapshots import read
from zi_workflow.papers import docx, pdf
from zi_workflow.storage.evidence_folder import EvidenceFolder
from zi_workflow.storage.queries import papers
from zi_workflow.storage.queries.follow_up import counts_by_round
from zi_workflow.storage.queries.monev import round_facts
from zi_workflow.storage.queries.snapshots import snapshot_of
from zi_workflow.storage.tables import MessageRow, MonevOrder, Snapshot
from zi_workflow.usecases.evidence import Handed
from zi_workflow.usecases.round_checks import verify

FIRST, SECOND, THIRD = "2025-Q1", "2025-Q2", "2025-Q3"
SCAN = Handed("Berita Acara.pdf", sha256=hashlib.sha256(b"scan").hexdigest())
PICTURES = Path("test-output/monev-year")


@dataclass(frozen=True)
class Lived:
    """The year, and what was kept of it on the way."""

    year: Year
    snapshot: dict[str, str]
    minutes: dict[str, bytes]
    refused: ZiError | None

    def round(self, quarter: str) -> str:
        """The round's id."""
        found: str = self.year.reads(round_facts, self.year.programme.id, quarter).id
        return found

    def frozen(self, quarter: str) -> Snapshot:
        """What was frozen of a round."""
        found: Snapshot = self.year.reads(snapshot_of, self.round(quarter))
        return found


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """January to October 2025, every working day of it."""
    year = begun(tmp_path_factory.mktemp("year"), date(2025, 4, 14))
    with closing(year.store):
        minutes = first_round(year)
        kept = {FIRST: year.reads(snapshot_of, round_id(year, FIRST)).sha256}
        refused = follow_up(year)
        later_rounds(year)
        kept[SECOND] = year.reads(snapshot_of, round_id(year, SECOND)).sha256
        yield Lived(year, kept, minutes, refused)


def round_id(year: Year, quarter: str) -> str:
    """The id of a round."""
    found: str = year.reads(round_facts, year.programme.id, quarter).id
    return found


def first_round(year: Year) -> dict[str, bytes]:
    """Triggered on 14 April, held on 30 April, signed on 2 May, reported on 5 May; the minutes as they were printed."""
    year.opens(FIRST, date(2025, 4, 30), date(2025, 4, 25))
    year.until(date(2025, 4, 24))
    year.fills(FIRST, SILENT)
    year.until(date(2025, 4, 30))
    year.meets(FIRST)
    year.until(date(2025, 5, 2))
    year.signs(FIRST, SCAN)
    paper = year.reads(papers.paper, year.programme.id, FIRST, PaperKind.MINUTES, year.on)
    year.until(date(2025, 5, 5))
    year.reports(FIRST, SCAN)
    return {"docx": docx.render(paper), "pdf": pdf.render(paper)}


def follow_up(year: Year) -> ZiError | None:
    """Four recommendations are closed before the summer, the fifth answer does not do; others are refused."""
    refused: ZiError | None = None
    year.until(date(2025, 5, 20))
    for number in (1, 2, 3):
        year.answers(FIRST, number)
    try:
        year.settles(FIRST, 1, by=Role.TEAM_LEAD)
    except ZiError as error:
        refused = error
    for number in (1, 2, 3):
        year.settles(FIRST, number)
    year.answers(FIRST, 5)
    year.settles(FIRST, 5, close=False)
    year.until(date(2025, 6, 3))
    year.answers(FIRST, 4)
    year.settles(FIRST, 4)
    year.until(date(2025, 7, 14))
    year.closes(FIRST)
    return refused


def later_rounds(year: Year) -> None:
    """The second round carries the fifth recommendation, which is closed in it; the third has nothing left of the first."""
    year.opens(SECOND, date(2025, 7, 30), date(2025, 7, 25))
    year.until(date(2025, 7, 24))
    year.fills(SECOND)
    year.until(date(2025, 7, 30))
    year.meets(SECOND, FOUND[3:4])
    year.until(date(2025, 8, 1))
    year.signs(SECOND, SCAN)
    year.until(date(2025, 8, 4))
    year.reports(SECOND, SCAN)
    year.until(date(2025, 9, 2))
    year.answers(FIRST, 5)
    year.settles(FIRST, 5)
    year.until(date(2025, 9, 3))
    year.answers(SECOND, 1)
    year.settles(SECOND, 1)
    year.until(date(2025, 10, 13))
    year.closes(SECOND)
    year.opens(THIRD, date(2025, 10, 29), date(2025, 10, 24))
    year.until(date(2025, 10, 29))
    year.meets(THIRD, ())


def test_two_areas_are_late_because_of_a_third(lived: Lived) -> None:
    """All of the delay of Manajemen Perubahan and of Pelayanan Publik comes from Tatalaksana, as it was frozen."""
    areas = read(lived.frozen(FIRST).facts).areas
    for area in ("mp", "pp"):
        assert areas[area].late_days > 0
        assert dict(areas[area].because) == {"tl": float(areas[area].late_days)}
    assert dict(areas["tl"].because) == {"tl": float(areas["tl"].late_days)}


def test_a_double_click_opened_one_round_and_told_everybody_once(lived: Lived) -> None:
    """One order a quarter; one invitation a person and round."""
    with lived.year.store.reading() as session:
        orders = session.scalars(select(col(MonevOrder.quarter)).order_by(col(MonevOrder.quarter))).all()
        keys = session.scalars(
            select(col(MessageRow.key)).where(col(MessageRow.kind) == str(MailKind.INVITATION))
        ).all()
    assert orders == [FIRST, SECOND, THIRD]
    assert len(keys) == len(set(keys)) == 3 * 10


def test_the_silent_area_is_frozen_as_not_having_sent(lived: Lived) -> None:
    """And the others as they wrote."""
    states = {area: each["state"] for area, each in read(lived.frozen(FIRST).facts).matrices.items()}
    assert states[SILENT] == "not_sent"
    assert states["mp"] == states["tl"] == "sent"


def test_the_minutes_say_what_happened_in_both_forms(lived: Lived) -> None:
    """Opened again by other libraries: day in words, letters, findings, recommendations, deadline, the seals."""
    snapshot = lived.frozen(FIRST)
    facts = [
        "Rabu", "tiga puluh", "April", "700/BA-1/2025", "700/1/ITPROV", "Inspektorat, S.E.", "Eka Prasetya", "Plt",
        *(finding for _area, finding, _advice in FOUND), *(advice for _area, _finding, advice in FOUND),
        "4 Juni 2025", snapshot.sha256,
    ]  # fmt: skip
    for form, words in (("docx", docx_words), ("pdf", pdf_words)):
        said = close(words(lived.minutes[form]))
        assert [fact for fact in facts if close(fact) not in said] == [], form


def test_only_the_chair_closes_and_four_of_five_were_followed_up_before_the_second_round(
    lived: Lived,
) -> None:
    """The fifth was carried into it and closed there: most, then all (item A.I.1.iii.c)."""
    assert isinstance(lived.refused, ForbiddenError)
    counts = lived.year.reads(counts_by_round, lived.year.programme.id)
    first, second, third = (counts[lived.round(quarter)] for quarter in (FIRST, SECOND, THIRD))
    assert (first.carried, first.new, first.closed, first.still_open, first.grade) == (0, 5, 4, 1, "B")
    assert (second.carried, second.new, second.closed, second.still_open, second.grade) == (1, 1, 2, 0, "A")
    assert (third.carried, third.new) == (0, 0)


def test_what_was_frozen_is_what_it_was_and_can_be_computed_again(lived: Lived, tmp_path: Path) -> None:
    """Half a year of work later: the same seal, the same figures from the log, signed papers and chain intact."""
    folder = EvidenceFolder(tmp_path)
    with folder.receiving([io.BytesIO(b"scan")]) as received:
        received[0].settle()
    for quarter, sha256 in lived.snapshot.items():
        assert lived.frozen(quarter).sha256 == sha256
        found = lived.year.reads(verify, lived.year.programme.id, quarter, folder)
        assert [each.part for each in found.misfits if each.part != "file"] == []


def test_every_round_is_where_it_belongs_and_pictures_of_its_minutes_are_kept(lived: Lived) -> None:
    """The first two are closed; the third was held today."""
    states = [
        lived.year.reads(round_facts, lived.year.programme.id, quarter).state
        for quarter in (FIRST, SECOND, THIRD)
    ]
    assert states == ["closed", "closed", "held"]
    paper = lived.year.reads(
        papers.paper, lived.year.programme.id, FIRST, PaperKind.MINUTES, at(lived.year.on, 9).date()
    )
    PICTURES.mkdir(parents=True, exist_ok=True)
    for number, picture in enumerate(pdf.pages(paper), 1):
        (PICTURES / f"{CODE}-berita-acara-{number}.png").write_bytes(picture)
    assert list(PICTURES.glob("*.png"))

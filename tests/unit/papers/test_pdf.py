"""Every paper as a PDF, opened again by pypdf; its pages as pictures lie in `test-output/papers`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.support.long_papers import HOSTILE, expected, hostile_paper, long_paper
from tests.support.paper_texts import close, pdf, pdf_marks, pdf_root, pdf_words
from zi_workflow.domain.papers import FindingLine, Paper, PaperKind
from zi_workflow.papers import pdf as papers
from zi_workflow.papers.sample import sample

PICTURES = Path("test-output/papers")
KINDS = pytest.mark.parametrize("kind", list(PaperKind))


@KINDS
def test_a_paper_says_every_fact_of_its_round(kind: PaperKind) -> None:
    """Names, numbers, dates, findings, figures and the line of its authenticity."""
    content = papers.render(sample(kind))
    written = close(pdf_words(content))
    assert {each for each in expected(sample(kind)) if each not in written} == set()


@KINDS
def test_a_paper_can_be_read_by_a_screen_reader(kind: PaperKind) -> None:
    """Tagged (PDF/UA-1), in Indonesian, with a title that is shown, headings and heads of tables."""
    content = papers.render(sample(kind))
    root = pdf_root(content)
    assert str(root["/Lang"]).startswith("id")
    assert pdf_marks(content, "/MarkInfo")["/Marked"]
    assert pdf_marks(content, "/ViewerPreferences")["/DisplayDocTitle"]
    assert "/StructTreeRoot" in root
    assert b"pdfuaid" in pdf(content).xmp_metadata.stream.get_data()  # type: ignore[union-attr]
    title = pdf(content).metadata
    assert title is not None
    assert "Triwulan I Tahun 2025, Dinas Perpustakaan dan Arsip" in str(title.title)


@KINDS
def test_the_same_facts_give_the_same_bytes(kind: PaperKind) -> None:
    """The date of the document is that of the facts, not of the machine; another day is another document."""
    made = papers.render(sample(kind))
    assert papers.render(sample(kind)) == made
    info = pdf(made).metadata
    assert info is not None
    assert info.creation_date is not None
    assert info.creation_date.date() == date(2025, 4, 30)
    assert papers.render(replace(sample(kind), made_on=date(2025, 5, 2))) != made


@KINDS
def test_what_people_typed_is_text_and_nothing_else(kind: PaperKind) -> None:
    """No mark of the layout's language is obeyed."""
    written = close(pdf_words(papers.render(hostile_paper(kind))))
    assert close(HOSTILE) in written


def test_characters_that_cannot_be_shown_are_named_by_their_number() -> None:
    """Signs that no font has; control characters and turned directions are left out."""
    words = "Rapat 日本 😀\x00\x08\x1b \u202etreboR selesai\ufffe"
    finding = FindingLine(1, "tl", words)
    written = close(pdf_words(papers.render(replace(sample(PaperKind.MINUTES), findings=(finding,)))))
    assert "Rapat[U+65E5][U+672C][U+1F600]treboRselesai" in written


@pytest.mark.parametrize("kind", [PaperKind.MINUTES, PaperKind.REPORT])
def test_a_long_table_has_its_head_on_every_page(kind: PaperKind) -> None:
    """Forty recommendations: each once, and the head of the table wherever it goes on."""
    paper = long_paper(kind)
    pages = [close(page.extract_text()) for page in pdf(papers.render(paper)).pages]
    with_rows = [text for text in pages if "Rekomendasike" in text]
    assert len(with_rows) > 2
    assert all("Penanggungjawab" in text for text in with_rows)
    whole = "".join(pages)
    assert [whole.count(close(f"Rekomendasi ke-{each}.")) for each in range(1, 41)] == [1] * 40


def test_an_empty_round_still_has_all_its_papers() -> None:
    """Dots where something is to be written by hand, and lists that say that they are empty."""
    for kind in PaperKind:
        bare = Paper(
            kind,
            "Pemerintah",
            "Dinas Contoh",
            "DC",
            "Zona Integritas",
            "wbk",
            "2025-Q1",
            "WIB",
            date(2025, 4, 1),
        )
        written = pdf_words(papers.render(bare))
        assert "Dinas Contoh" in written or "DINAS CONTOH" in written
        assert "Nihil." in written or kind is PaperKind.ATTENDANCE


@KINDS
def test_pages_are_kept_as_pictures_to_be_looked_at(kind: PaperKind) -> None:
    """One for every page of the sample and of a round with very much to say."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, paper in (("contoh", sample(kind)), ("panjang", long_paper(kind))):
        shown = papers.pages(paper)
        assert len(shown) == len(pdf(papers.render(paper)).pages)
        for number, picture in enumerate(shown, 1):
            assert picture.startswith(b"\x89PNG")
            (PICTURES / f"{kind}-{name}-{number}.png").write_bytes(picture)

"""What the papers say of a round, in both forms."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from docx import Document

from tests.support.paper_texts import close, docx_words, pdf, pdf_words
from zi_workflow.domain.papers import Cause, FindingLine, MatrixSent, Paper, PaperKind, Progress
from zi_workflow.papers import docx
from zi_workflow.papers import pdf as papers
from zi_workflow.papers.fields import fields
from zi_workflow.papers.sample import sample

KINDS = pytest.mark.parametrize("kind", list(PaperKind))
RESULTS = pytest.mark.parametrize("kind", [PaperKind.MINUTES, PaperKind.REPORT])
FORMS: tuple[Callable[[Paper], str], ...] = (
    lambda paper: close(docx_words(docx.render(paper))),
    lambda paper: close(pdf_words(papers.render(paper))),
)


@RESULTS
def test_recommendations_of_earlier_quarters_are_listed_with_their_state_and_not_called_open(
    kind: PaperKind,
) -> None:
    """One that was verified and closed meanwhile is among them."""
    paper = sample(kind)
    closed = replace(paper.carried[1], state="verified_closed")
    paper = replace(paper, carried=(paper.carried[0], closed))
    for words in FORMS:
        said = words(paper)
        assert close("Tindak lanjut rekomendasi triwulan sebelumnya") in said
        assert close("terverifikasi dan selesai") in said
        assert close("sebelumnya yang belum selesai") not in said


def test_a_report_counts_what_is_closed_among_what_was_carried_but_not_what_is_left() -> None:
    """Two carried, one of them closed: with two new ones, three are still to be followed up."""
    paper = sample(PaperKind.REPORT)
    paper = replace(paper, carried=(paper.carried[0], replace(paper.carried[1], state="verified_closed")))
    said = fields(paper)
    assert "tindak lanjut 2 rekomendasi triwulan sebelumnya, 1 di antaranya belum selesai" in str(
        said["ringkasan"]
    )
    assert "Tindak lanjut atas 3 rekomendasi" in str(said["penutup"])


@RESULTS
def test_areas_stand_in_the_order_of_the_regulation_by_the_names_of_the_pages(kind: PaperKind) -> None:
    """However the figures were kept; also in papers that were signed before."""
    keys = ("ak", "ext", "mp", "pp", "pw", "sdm", "tl", "um")
    paper = replace(
        sample(kind),
        progress=tuple(Progress(key, 1, 2) for key in keys),
        matrices=tuple(MatrixSent(key, "asked") for key in keys),
        findings=tuple(FindingLine(number, key, "Temuan") for number, key in enumerate(keys, 1)),
    )
    names = ["Manajemen Perubahan", "Penataan Tatalaksana", "Penataan Sistem Manajemen SDM Aparatur",
             "Penguatan Akuntabilitas Kinerja", "Penguatan Pengawasan", "Peningkatan Kualitas Pelayanan Publik",
             "Umum dan Evaluasi", "Pihak Luar"]  # fmt: skip
    said = fields(paper)
    for field, column in (("kemajuan", "area"), ("matriks", "area"), ("hasil_area", "nama")):
        rows = said[field]
        assert isinstance(rows, list)
        assert [(row["no"], row[column]) for row in rows] == [
            (str(number), name) for number, name in enumerate(names, 1)
        ]


@RESULTS
def test_progress_is_set_against_what_the_plan_has_finished_by_then(kind: PaperKind) -> None:
    """In the table of both forms, and in the report's sentences; a dash where an older record does not know it."""
    paper = replace(sample(kind), progress=(Progress("tl", 3, 40, 2, 12, (Cause("sdm", 9.0),), 27),))
    for words in FORMS:
        said = words(paper)
        assert close("Direncanakan selesai sampai saat itu") in said
        assert "27" in said
    assert "sedangkan 27 direncanakan selesai sampai 28 April 2025" in str(fields(paper)["ringkasan"])
    older = fields(replace(paper, progress=(Progress("tl", 3, 40),)))
    assert isinstance(older["kemajuan"], list)
    assert older["kemajuan"][0]["direncanakan"] == "-"
    assert "direncanakan" not in str(older["ringkasan"])


@RESULTS
def test_more_can_be_late_than_was_planned_to_be_finished_and_papers_say_why(kind: PaperKind) -> None:
    """By the forecast, with what should have begun and is due later; the same words in both forms and on the page."""
    paper = replace(sample(kind), progress=(Progress("tl", 3, 40, 12, 12, (), 11),))
    for words in FORMS:
        said = words(paper)
        assert close("Terlambat menurut perkiraan") in said
        assert (
            close("Kegiatan yang terlambat menurut perkiraan: termasuk yang seharusnya sudah dimulai.")
            in said
        )
        assert (
            close(
                "12 terlambat menurut perkiraan (termasuk yang seharusnya sudah dimulai), paling lama 12 hari"
            )
            in said
        ) == (kind is PaperKind.REPORT)
    assert "terlambat" not in str(fields(replace(paper, progress=()))["keterangan_angka"])


@KINDS
def test_a_joint_meeting_is_called_one(kind: PaperKind) -> None:
    """In every paper; of a unit alone nothing is said."""
    for words in FORMS:
        assert close("ekspose bersama beberapa unit kerja") in words(sample(kind))
        assert "ekspose" not in words(replace(sample(kind), joint=False))


@KINDS
def test_the_hash_of_the_figures_stands_on_papers_that_print_figures(kind: PaperKind) -> None:
    """An invitation or an attendance list has none; the end of the chain stands on all."""
    for words in FORMS:
        said = words(sample(kind))
        assert ("9c" * 32 in said) == (kind in (PaperKind.MINUTES, PaperKind.REPORT))
        assert "3f" * 32 in said


@KINDS
def test_signatures_in_a_docx_stay_on_the_page_of_the_last_paragraph(kind: PaperKind) -> None:
    """That paragraph and every one of the block are kept with what follows, and the block's row is whole."""
    document = Document(io.BytesIO(docx.render(sample(kind))))
    block = next(
        each for each in document.tables if "NIP. " in each.rows[0].cells[-1].text and len(each.rows) == 1
    )
    before = next(each for each in document.paragraphs if each._p.getnext() is block._tbl)
    assert before.text.startswith("Demikian")
    assert before.paragraph_format.keep_with_next
    inside = [each for cell in block.rows[0].cells for each in cell.paragraphs]
    assert all(each.paragraph_format.keep_with_next for each in inside)
    assert "cantSplit" in block.rows[0]._tr.xml


def test_signatures_in_a_pdf_stay_on_the_page_of_the_last_paragraph() -> None:
    """However far down the findings reach."""
    paper = sample(PaperKind.MINUTES)
    for many in range(1, 26):
        findings = tuple(FindingLine(number, "tl", "Belum ditetapkan.") for number in range(1, many + 1))
        shown = pdf(papers.render(replace(paper, findings=findings))).pages
        ends = [page.extract_text() for page in shown if "PIHAK KEDUA\n" in page.extract_text()]
        assert "Demikian Berita Acara" in ends[-1]


def test_no_row_of_the_progress_is_cut_by_the_end_of_a_page() -> None:
    """An area's causes stand on the page of its name."""
    row = Progress("um", 3, 9, 2, 12, (Cause("sdm", 9.0), Cause("tl", 3.0)))
    shown = pdf(papers.render(replace(sample(PaperKind.MINUTES), progress=(row,) * 3))).pages
    last = "Umum dan Evaluasi 9"
    for page in (each.extract_text() for each in shown):
        said = close(page)
        assert said.count(close(last)) == said.count(close("Tatalaksana 3 hari"))

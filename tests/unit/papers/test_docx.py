"""Every paper as DOCX, opened again as a plain archive and by python-docx."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest
from docx import Document

from tests.support.long_papers import HOSTILE, expected, hostile_paper, long_paper
from tests.support.paper_texts import close, docx_words
from zi_workflow.domain.papers import FindingLine, PaperKind
from zi_workflow.papers import docx
from zi_workflow.papers.own_templates import own_template
from zi_workflow.papers.sample import sample

KINDS = pytest.mark.parametrize("kind", list(PaperKind))
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@KINDS
def test_a_paper_says_every_fact_of_its_round(kind: PaperKind) -> None:
    """The same facts that its PDF says."""
    written = close(docx_words(docx.render(sample(kind))))
    assert {each for each in expected(sample(kind)) if each not in written} == set()


@KINDS
def test_nothing_of_a_tag_is_left(kind: PaperKind) -> None:
    """Every field is filled, in the body, the footer and the properties."""
    content = docx.render(sample(kind))
    document = Document(io.BytesIO(content))
    said = docx_words(content) + document.core_properties.author
    assert "{" not in said
    assert "Triwulan I Tahun 2025, Dinas Perpustakaan dan Arsip" in document.core_properties.title
    assert document.core_properties.language == "id-ID"


@KINDS
def test_the_same_facts_give_the_same_bytes(kind: PaperKind) -> None:
    """Nor do the templates that we build depend on the hour."""
    assert docx.render(sample(kind)) == docx.render(sample(kind))
    rebuilt = own_template(kind)
    own_template.cache_clear()
    assert own_template(kind) == rebuilt
    made = Document(io.BytesIO(docx.render(replace(sample(kind), made_on=date(2025, 5, 2)))))
    created = made.core_properties.created
    assert created is not None
    assert created.date() == date(2025, 5, 2)


@KINDS
def test_what_people_typed_is_text_and_nothing_else(kind: PaperKind) -> None:
    """No tag of a template and no element of the document is made of it; every part is still XML."""
    content = docx.render(hostile_paper(kind))
    assert close(HOSTILE) in close(docx_words(content))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(name))  # noqa: S314 - our own file


def test_what_no_document_can_hold_is_left_out_and_lines_stay_lines() -> None:
    """Control characters would break the file; a break and a tab are what they were."""
    finding = FindingLine(1, "tl", "satu\x00\x07\x0b\nd\u202eua\ttiga\ud800")
    content = docx.render(replace(sample(PaperKind.MINUTES), findings=(finding,)))
    cell = next(
        cell.text for table in Document(io.BytesIO(content)).tables for row in table.rows for cell in row.cells
        if cell.text.startswith("satu")
    )  # fmt: skip
    assert cell == "satu\ndua\ttiga"


def test_the_head_of_a_long_table_repeats_and_a_row_stays_whole() -> None:
    """The first row of every list is marked as its head; there is a row for each recommendation."""
    document = Document(io.BytesIO(docx.render(long_paper(PaperKind.MINUTES))))
    table = next(each for each in document.tables if each.rows[0].cells[2].text == "Rekomendasi")
    assert len(table.rows) == 41
    assert table.rows[0]._tr.find(f"{_W}trPr/{_W}tblHeader") is not None
    assert all(row._tr.find(f"{_W}trPr/{_W}cantSplit") is not None for row in table.rows)


@pytest.mark.parametrize("kind", [PaperKind.INVITATION, PaperKind.ASSIGNMENT])
def test_only_a_meeting_with_a_link_has_a_row_for_it(kind: PaperKind) -> None:
    """As its PDF has it."""
    paper = sample(kind)
    assert paper.venue is not None
    for link, rows in (
        ("https://rapat.example.go.id/1", [["Tautan", ":", "https://rapat.example.go.id/1"]]),
        ("", []),
    ):
        made = docx.render(replace(paper, venue=replace(paper.venue, link=link)))
        cells = [
            [cell.text for cell in row.cells]
            for each in Document(io.BytesIO(made)).tables
            for row in each.rows
        ]
        assert [row for row in cells if row[0] == "Tautan"] == rows

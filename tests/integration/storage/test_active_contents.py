"""A file that would act when it is opened is no evidence, and what only looks so is."""

from __future__ import annotations

import io

import pytest
from pypdf.generic import DictionaryObject, NameObject, NumberObject

from tests.support.evidence_samples import (
    CHART,
    CHART_MACROS,
    LINKED,
    MAIN,
    OLE,
    SCRIPTED_PDF,
    WORD,
    acting,
    action,
    e_signed,
    field,
    hidden,
    office,
    opening,
    related,
)
from zi_workflow.domain.evidence_files import FileKind, Unfit
from zi_workflow.storage.evidence_opening import verdict

CLICK = hidden("/URI", URI="https://contoh.go.id")
FIRST_PAGE = acting(
    lambda writer: writer.root_object.update({NameObject("/PageMode"): NameObject("/UseOutlines")})
)
FORM = acting(lambda writer: writer.root_object.update({NameObject("/NeedAppearances"): NumberObject(1)}))


def template_at(target: str) -> bytes:
    """A Word file made from a template."""
    return related("attachedTemplate", target, part="word/_rels/settings.xml.rels")


@pytest.mark.parametrize(
    "content",
    [
        SCRIPTED_PDF,
        opening("/Launch", F="calc.exe"),
        opening("/SubmitForm", F="http://contoh.example"),
        opening("/ImportData", F="a.fdf"),
        hidden("/JavaScript", JS="app.alert(1)"),
        hidden("/Launch", F="calc.exe"),
        acting(lambda writer: writer.add_attachment("a.exe", b"MZ")),
    ],
)
def test_a_pdf_that_acts_is_refused(content: bytes) -> None:
    """Scripts, programs, forms that send, files inside, also where nothing in the file leads to them."""
    assert verdict(io.BytesIO(content)) is Unfit.ACTIVE


@pytest.mark.parametrize("certified", [False, True])
def test_an_e_signed_pdf_is_a_pdf(certified: bool) -> None:
    """A signature's field, its looks, what it locks and what checks it later run nothing."""
    content = e_signed(certified=certified)
    assert all(word in content for word in (b"/ByteRange", b"/AcroForm", b"/ETSI.CAdES.detached"))
    assert verdict(io.BytesIO(content)) is FileKind.PDF


@pytest.mark.parametrize(
    "more",
    [
        ("A", action("/JavaScript", JS="app.alert(1)")),
        ("A", action("/Launch", F="calc.exe")),
        ("AA", DictionaryObject({NameObject("/E"): action("/SubmitForm", F="http://contoh.example")})),
    ],
)
def test_a_signature_excuses_nothing_that_acts(more: tuple[str, DictionaryObject]) -> None:
    """The field of a signature can be clicked like any other."""
    assert verdict(io.BytesIO(e_signed(more))) is Unfit.ACTIVE


@pytest.mark.parametrize("content", [CLICK, FIRST_PAGE, FORM])
def test_a_pdf_with_a_link_or_a_way_to_be_shown_is_a_pdf(content: bytes) -> None:
    """A reader follows a link; the file does nothing by itself."""
    assert verdict(io.BytesIO(content)) is FileKind.PDF


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (OLE, Unfit.OBJECTS),
        (office(MAIN, WORD, **{"word/activeX/activeX1.xml": "<a/>"}), Unfit.OBJECTS),
        (office(MAIN, WORD, **{"word/embeddings/a.exe": "MZ"}), Unfit.OBJECTS),
        (related("oleObject", "a.bin", outside=False), Unfit.OBJECTS),
        (LINKED, Unfit.LINKED),
        (related("image", "http://contoh.example/satu.png"), Unfit.LINKED),
        (related("frame", "http://contoh.example"), Unfit.LINKED),
        (office(MAIN, WORD, **{"xl/externalLinks/externalLink1.xml": "<a/>"}), Unfit.LINKED),
        (office(MAIN, WORD, **{"xl/connections.xml": "<a/>"}), Unfit.LINKED),
        (template_at("//server/templat/surat.dotx"), Unfit.LINKED),
        (template_at("file://server/templat/surat.dotx"), Unfit.LINKED),
        (template_at("file:////server/templat/surat.dotx"), Unfit.LINKED),
        (template_at("https://contoh.example/c:/surat.dotx"), Unfit.LINKED),
        (field(" DDEAUTO c:\\\\cmd.exe "), Unfit.LINKED),
        (field(" DDE", "AUTO calc "), Unfit.LINKED),
        (CHART_MACROS, Unfit.MACROS),
    ],
)
def test_an_office_file_that_acts_or_fetches_is_refused(content: bytes, found: Unfit) -> None:
    """Objects, controls, templates and pictures from elsewhere, data connections, DDE, also inside a chart's workbook."""
    assert verdict(io.BytesIO(content)) is found


@pytest.mark.parametrize(
    "content",
    [
        CHART,
        related("hyperlink", "https://contoh.go.id"),
        related("image", "media/image1.png", outside=False),
        template_at("file:///C:\\Users\\ayu\\Templat%20Dinas.dotx"),
        template_at("D:/Templat/surat.dotx"),
        field(" PAGE "),
        field(' HYPERLINK "https://contoh.go.id" '),
        office(MAIN, WORD, **{"word/printerSettings/printerSettings1.bin": "0"}),
    ],
)
def test_what_people_really_have_in_their_files_is_taken(content: bytes) -> None:
    """A chart with its workbook, links to click, pictures, a letterhead's template, page numbers, a printer's settings."""
    assert verdict(io.BytesIO(content)) is FileKind.DOCX

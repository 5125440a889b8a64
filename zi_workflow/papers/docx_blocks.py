"""The parts our own DOCX templates are built of: letterhead, paragraphs, tables whose head repeats, signatures.

A block that repeats or may be left out is written as the tags of a template, as an agency would write them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

Column = tuple[str, str, float]
"""Head of a column, the row's field, and its width in centimetres."""
CENTER, RIGHT, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
_FONT = "Arial"


def page() -> Any:
    """An empty A4 document in Indonesian with the seal in its footer."""
    made = Document()
    style = made.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "id-ID")
    style.element.rPr.append(language)
    style.paragraph_format.space_after = Pt(6)
    for level in (1, 2, 3):
        heading = made.styles[f"Heading {level}"]
        heading.font.name, heading.font.size, heading.font.bold = _FONT, Pt(11), True
        heading.font.color.rgb = None
        heading.element.rPr.rFonts.set(qn("w:asciiTheme"), "")
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            heading.element.rPr.rFonts.attrib.pop(qn(f"w:{theme}"), None)
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(2)
    section.top_margin, section.bottom_margin = Cm(2), Cm(2)
    _footer(section)
    core = made.core_properties
    core.title, core.author, core.comments = "", "", ""
    return made


def _footer(section: Any) -> None:
    said = section.footer.paragraphs[0]
    run = said.add_run("{{ keaslian }} Halaman ")
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    said._p.append(number)
    run.font.size = Pt(6.5)


def letterhead(made: Any, office: str = "INSPEKTORAT") -> None:
    """The agency's name over its office's, and a double line."""
    text(made, "{{ instansi_kapital }}", align=CENTER, bold=True, size=13, after=0)
    last = text(made, office, align=CENTER, bold=True, size=15, after=12)
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "thinThickSmallGap"), ("sz", "18"), ("space", "4"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    last._p.get_or_add_pPr().append(borders)


def text(
    made: Any, said: str, *, align: Any = None, bold: bool = False, size: float | None = None,
    after: float | None = None,
) -> Any:  # fmt: skip
    """A paragraph."""
    paragraph = made.add_paragraph()
    run = paragraph.add_run(said)
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    if align is not None:
        paragraph.alignment = align
    if after is not None:
        paragraph.paragraph_format.space_after = Pt(after)
    return paragraph


def heading(made: Any, said: str, level: int, align: Any = None) -> None:
    """A heading."""
    paragraph = made.add_heading(said, level)
    if align is not None:
        paragraph.alignment = align


def pairs(made: Any, rows: Iterable[tuple[str, str]]) -> None:
    """Names and values below each other, without lines."""
    table = made.add_table(rows=0, cols=3)
    for name, value in rows:
        cells = table.add_row().cells
        for cell, said, width in zip(cells, (name, ":", value), (3.4, 0.5, 12.6), strict=True):
            cell.width = Cm(width)
            _say(cell, said)


def numbered(made: Any, rows: str, column: str = "uraian", *, keep: bool = False) -> None:
    """A list of a row's texts with their numbers; `keep` them on one page with what follows."""
    text(made, f"{{%p for baris in {rows} %}}")
    row = text(made, f"{{{{ baris.no }}}}. {{{{ baris.{column} }}}}", after=3)
    row.paragraph_format.keep_with_next = keep or None
    text(made, "{%p endfor %}")


def listing(made: Any, rows: str, columns: Sequence[Column], size: float = 9) -> None:
    """A table of a list's rows; "Nihil." for an empty list."""
    text(made, f"{{%p if {rows} %}}")
    table = made.add_table(rows=1, cols=len(columns))
    table.style = "Table Grid"
    _row(table.rows[0], [head for head, _name, _width in columns], columns, size, bold=True)
    _repeat(table.rows[0])
    _row(table.add_row(), [f"{{%tr for baris in {rows} %}}"], columns, size)
    _row(table.add_row(), [f"{{{{ baris.{name} }}}}" for _head, name, _width in columns], columns, size)
    _row(table.add_row(), ["{%tr endfor %}"], columns, size)
    text(made, "{%p else %}")
    text(made, "Nihil.")
    text(made, "{%p endif %}")
    text(made, "", after=0, size=4)


def _row(
    row: Any, said: Sequence[str], columns: Sequence[Column], size: float, *, bold: bool = False
) -> None:
    for place, cell in enumerate(row.cells):
        cell.width = Cm(columns[place][2])
        _say(cell, said[place] if place < len(said) else "", size, bold=bold)
    whole = OxmlElement("w:cantSplit")
    row._tr.get_or_add_trPr().append(whole)


def _repeat(row: Any) -> None:
    """The row stands on top of every page that the table reaches."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _say(cell: Any, said: str, size: float = 11, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(said)
    run.font.size, run.bold = Pt(size), bold or None


def closing(made: Any, said: str) -> None:
    """The last paragraph, which is never on another page than the signatures under it."""
    text(made, said, align=JUSTIFY).paragraph_format.keep_with_next = True


def signatures(made: Any, *sides: tuple[str, ...]) -> None:
    """Beside each other: lines above the place for the signature, then name and NIP; a single one stands at the right."""
    shown = sides if len(sides) > 1 else ((), *sides)
    table = made.add_table(rows=1, cols=2)
    for cell, side in zip(table.rows[0].cells, shown, strict=True):
        cell.width = Cm(8.2)
        for line in side[:-2]:
            cell.add_paragraph(line).paragraph_format.space_after = Pt(0)
        if side:
            cell.add_paragraph("").paragraph_format.space_after = Pt(44)
            cell.add_paragraph().add_run(side[-2]).bold = True
            cell.add_paragraph(f"NIP. {side[-1]}")
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def ending(made: Any) -> None:
    """Copies, where there are any, and the line that lets the paper be compared with the chain of events."""
    text(made, "{%p if tembusan %}")
    text(made, "Tembusan:", after=2).paragraph_format.keep_with_next = True
    text(made, "{%p endif %}")
    numbered(made, "tembusan", "nama", keep=True)
    text(made, "{{ keaslian }}", size=7)


def turned(made: Any) -> None:
    """From here on pages lie on their side."""
    section = made.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(1.6)

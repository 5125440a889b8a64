"""Opens papers again, by libraries that did not make them, and gives their words in one line."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from zi_workflow.papers.fields import Fields

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def docx_words(content: bytes) -> str:
    """The body's and the footer's text: plain archive and XML, no library for documents."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [name for name in archive.namelist() if re.fullmatch(r"word/(document|footer\d*)\.xml", name)]
        roots = [ElementTree.fromstring(archive.read(name)) for name in sorted(parts)]  # noqa: S314 - our own file
    return one_line(" ".join(_paragraph(each) for root in roots for each in root.iter(f"{_W}p")))


def _paragraph(node: ElementTree.Element) -> str:
    return "".join(each.text or "" if each.tag == f"{_W}t" else "\n" for each in node.iter()
                   if each.tag in (f"{_W}t", f"{_W}br", f"{_W}tab"))  # fmt: skip


def pdf(content: bytes) -> PdfReader:
    """The PDF."""
    return PdfReader(io.BytesIO(content))


def pdf_root(content: bytes) -> dict[str, object]:
    """Its catalogue: language, marks, tree of its structure, with what it refers to."""
    root = pdf(content).trailer["/Root"].get_object()
    assert isinstance(root, DictionaryObject)
    return {key: value.get_object() for key, value in root.items()}


def pdf_marks(content: bytes, name: str) -> DictionaryObject:
    """A dictionary of the catalogue."""
    found = pdf_root(content)[name]
    assert isinstance(found, DictionaryObject)
    return found


def pdf_words(content: bytes) -> str:
    """The text of all pages."""
    return one_line(" ".join(page.extract_text() for page in pdf(content).pages))


def one_line(text: str) -> str:
    """Without breaks; what a narrow column breaks is compared by `close`."""
    return " ".join(text.split())


def close(text: str) -> str:
    """Without any space or hyphen, for a narrow column may break a word anywhere."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", text)


def texts(found: Fields) -> set[str]:
    """Every text of the fields, of lists too."""
    said = {each for each in found.values() if isinstance(each, str)}
    for rows in found.values():
        if isinstance(rows, list):
            for row in rows:
                said |= texts(row)
    return said - {""}

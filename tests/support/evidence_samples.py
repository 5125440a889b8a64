"""Small contents of files as people hand them in, and of files they must not; knows no form."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from zi_workflow.domain.evidence_files import MEDIA_TYPES, FileKind

Parts = Mapping[str, str | bytes]


def document(password: str = "", owner: str = "") -> bytes:
    """A PDF of one empty page, locked with a password, or with one that only changing it takes."""
    made, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(100, 100)
    if password or owner:
        writer.encrypt(password, owner or None, algorithm="AES-256")
    writer.write(made)
    return made.getvalue()


def acting(build: Callable[[PdfWriter], object]) -> bytes:
    """A PDF of one page to which something was added."""
    made, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(100, 100)
    build(writer)
    writer.write(made)
    return made.getvalue()


def action(kind: str, **more: str) -> DictionaryObject:
    """What a PDF does by itself, of that kind."""
    found = DictionaryObject({NameObject("/S"): NameObject(kind)})
    found.update({NameObject(f"/{name}"): TextStringObject(text) for name, text in more.items()})
    return found


def opening(kind: str, **more: str) -> bytes:
    """A PDF that does it when it is opened."""
    return acting(lambda writer: writer.root_object.update({NameObject("/OpenAction"): action(kind, **more)}))


def hidden(kind: str, **more: str) -> bytes:
    """A PDF that has it as an object to which nothing leads, packed with others into a stream."""
    made = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer._add_object(action(kind, **more))
    writer.write(made)
    return made.getvalue()


def related(
    kind: str, target: str, outside: bool = True, part: str = "word/_rels/document.xml.rels"
) -> bytes:
    """A Word file with a relation of that type."""
    mode = ' TargetMode="External"' if outside else ""
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    text = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{base}/{kind}" Target="{target}"{mode}/></Relationships>'
    )
    return office(MAIN, WORD, **{part: text})


def field(*pieces: str) -> bytes:
    """A Word file with a field whose instruction is cut into pieces."""
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    begun = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    return office(MAIN, WORD, **{MAIN: f'<w:document xmlns:w="w">{begun}{runs}</w:document>'})


def picture(name: str, width: int = 8, height: int = 8, mode: str = "RGB") -> bytes:
    """An empty picture of a format of Pillow's."""
    made = io.BytesIO()
    Image.new(mode, (width, height)).save(made, name)
    return made.getvalue()


def archive(*names: str, size: int = 3) -> bytes:
    """A ZIP with parts of these names, the same bytes at any time."""
    return packed(dict.fromkeys(names, "0" * size))


def packed(parts: Parts) -> bytes:
    """A ZIP of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as into:
        for name, text in parts.items():
            into.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def office(part: str, media_type: str, **more: str | bytes) -> bytes:
    """An office file with a main part of that type, and more parts, or others in place of these."""
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{part}" ContentType="{media_type}"/></Types>'
    )
    return packed({"[Content_Types].xml": types, part: "<main/>", **more})


def e_signed(*more: tuple[str, Any], certified: bool = False) -> bytes:
    """A PDF with a PAdES signature as services that sign for officials leave it; the signature itself is a dummy.

    `more` goes into the signature's field. A `certified` one says itself that it may not be changed, and brings the
    certificates that a later check needs.
    """
    return acting(lambda writer: _sign(writer, more, certified=certified))


def _sign(writer: PdfWriter, more: tuple[tuple[str, Any], ...], *, certified: bool) -> None:
    value = _named(
        Type="/Sig", Filter="/Adobe.PPKLite", SubFilter="/ETSI.CAdES.detached", Name=TextStringObject("Eka"),
        M=TextStringObject("D:20250430150000+07'00'"), Contents=ByteStringObject(b"\x30\x82" + bytes(2_000)),
        ByteRange=ArrayObject(NumberObject(n) for n in (0, 840, 4_844, 960)),
        Prop_Build=_named(App=_named(Name="/Contoh")),
    )  # fmt: skip
    look = StreamObject()
    look.update(
        _named(Type="/XObject", Subtype="/Form", BBox=ArrayObject(NumberObject(n) for n in (0, 0, 90, 30)))
    )
    field_ = _named(
        Type="/Annot", Subtype="/Widget", FT="/Sig", T=TextStringObject("Signature1"), F=NumberObject(132),
        Rect=ArrayObject(NumberObject(n) for n in (5, 5, 95, 35)), V=writer._add_object(value),
        AP=_named(N=writer._add_object(look)), P=writer.pages[0].indirect_reference,
        Lock=_named(Type="/SigFieldLock", Action="/All"),
    )  # fmt: skip
    field_.update({NameObject(f"/{name}"): each for name, each in more})
    placed = writer._add_object(field_)
    writer.pages[0][NameObject("/Annots")] = ArrayObject([placed])
    form = _named(Fields=ArrayObject([placed]), SigFlags=NumberObject(3))
    writer.root_object.update({NameObject("/AcroForm"): form})
    if certified:
        allowed = _named(Type="/TransformParams", P=NumberObject(1), V="/1.2")
        rule = _named(Type="/SigRef", TransformMethod="/DocMDP", TransformParams=allowed)
        value.update(_named(Reference=ArrayObject([rule])))
        known = _named(Certs=ArrayObject([writer._add_object(StreamObject())]))
        writer.root_object.update(_named(Perms=_named(DocMDP=field_.raw_get("/V")), DSS=known))


def _named(**values: Any) -> DictionaryObject:
    """A dictionary of a PDF; texts are names."""
    return DictionaryObject(
        {
            NameObject(f"/{key}"): NameObject(each) if type(each) is str else each
            for key, each in values.items()
        }
    )


WORD = f"{MEDIA_TYPES[FileKind.DOCX]}.main+xml"
MAIN = "word/document.xml"
PDF, LOCKED_PDF, OWNED_PDF = document(), document("rahasia"), document(owner="rahasia")
JPG, PNG = picture("JPEG"), picture("PNG")
DOCX = office(MAIN, WORD)
XLSX = office("xl/workbook.xml", f"{MEDIA_TYPES[FileKind.XLSX]}.main+xml")
MACROS = office(MAIN, WORD, **{"word/vbaProject.bin": "0"})
DOCM = office(MAIN, "application/vnd.ms-word.document.macroEnabled.main+xml")
ENTITIES = office(MAIN, WORD, **{MAIN: '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'})
PLAIN_ZIP = archive("a.txt")
BOMB = archive("word/document.xml", "word/media/a", size=200_000_000)
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(20)
SCRIPTED_PDF = opening("/JavaScript", JS="app.alert(1)")
OLE = office(MAIN, WORD, **{"word/embeddings/oleObject1.bin": "0"})
LINKED = related("attachedTemplate", "http://contoh.example/a.dotm", part="word/_rels/settings.xml.rels")
CHART = office(MAIN, WORD, **{"word/embeddings/Microsoft_Excel_Sheet.xlsx": XLSX})
CHART_MACROS = office(MAIN, WORD, **{"word/embeddings/Microsoft_Excel_Sheet.xlsx": MACROS})

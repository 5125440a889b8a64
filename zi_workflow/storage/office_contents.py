"""Looks into an Office file, which is an archive: its kind, and what it may not have; opens no part in its own program."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import IO, Any, BinaryIO
from xml.parsers import expat

from zi_workflow.domain.evidence_files import (
    MOST_PARTS,
    MOST_UNPACKED,
    PACKAGES,
    FileKind,
    Unfit,
    has_macros,
    is_dde,
    is_link,
    is_object,
    main_kind,
    wrong_relation,
)

_CHUNK = 1 << 16
_ENCRYPTED = 0x1
_TYPES = "[Content_Types].xml"
_RELATIONS = ".rels"
_INSTRUCTION, _SIMPLE_FIELD = "instrText", "fldSimple"
MOST_DEPTH = 2  # a chart's own workbook inside a document; deeper is a trap


def office(content: BinaryIO, depth: int = 0) -> FileKind | Unfit:
    """What the archive is, or why it is nothing that may be handed in; raises what a broken archive raises."""
    with zipfile.ZipFile(content) as archive:
        wrong = _by_size(archive, depth)
        if wrong is not None:
            return wrong
        names = set(archive.namelist())
        if _TYPES not in names:
            return Unfit.STRANGE
        types = dict(_types(archive))
        wrong = (
            _by_parts(names, types) or _by_relations(archive, names) or _by_packages(archive, names, depth)
        )
        if wrong is not None:
            return wrong
        return _by_main(archive, types)


def _by_size(archive: zipfile.ZipFile, depth: int) -> Unfit | None:
    entries = archive.infolist()
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        return Unfit.LOCKED
    much = len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED
    return Unfit.TOO_MUCH if much or depth > MOST_DEPTH else None


def _by_parts(names: set[str], types: dict[str, str]) -> Unfit | None:
    if any(map(has_macros, names)) or any(has_macros(*each) for each in types.items()):
        return Unfit.MACROS
    if any(map(is_object, names)):
        return Unfit.OBJECTS
    return Unfit.LINKED if any(map(is_link, names)) else None


def _by_relations(archive: zipfile.ZipFile, names: set[str]) -> Unfit | None:
    for name in sorted(names):
        if not name.lower().endswith(_RELATIONS):
            continue
        for tag, attributes in _elements(archive, name):
            if tag == "Relationship":
                outside = attributes.get("TargetMode", "").lower() == "external"
                wrong = wrong_relation(attributes.get("Type", ""), outside)
                if wrong is not None:
                    return wrong
    return None


def _by_packages(archive: zipfile.ZipFile, names: set[str], depth: int) -> Unfit | None:
    """What a chart brings along is looked into in the same way; its kind does not matter."""
    for name in sorted(names):
        if name.lower().endswith(PACKAGES):
            found = office(io.BytesIO(archive.read(name)), depth + 1)
            if isinstance(found, Unfit) and found is not Unfit.STRANGE:
                return found
    return None


def _by_main(archive: zipfile.ZipFile, types: dict[str, str]) -> FileKind | Unfit:
    kinds = {part: kind for part, media_type in types.items() if (kind := main_kind(media_type))}
    if not kinds:
        return Unfit.STRANGE
    main = next(iter(kinds))
    readable = set(archive.namelist())
    parts = [part for part in types if part in readable and part.lower().endswith(".xml")]
    for part in dict.fromkeys([main, *parts]):
        if any(is_dde(text) for text in _instructions(archive, part)):
            return Unfit.LINKED
    return kinds[main]


def _types(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The parts that are given a type of their own, with it."""
    for tag, attributes in _elements(archive, _TYPES):
        if tag == "Override":
            yield attributes["PartName"].removeprefix("/"), attributes["ContentType"]


def _elements(archive: zipfile.ZipFile, part: str) -> list[tuple[str, dict[str, str]]]:
    """The elements of a small part, names without their prefix."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = _parser()
    parser.StartElementHandler = lambda name, attributes: found.append((_bare(name), attributes))
    with archive.open(part) as stream:
        _parse(parser, stream)
    return found


def _instructions(archive: zipfile.ZipFile, part: str) -> list[str]:
    """The instructions of the fields of a part; one that is cut into pieces is put together."""
    simple: list[str] = []
    running: list[str] = []
    inside = False

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        inside = _bare(name) == _INSTRUCTION
        if _bare(name) == _SIMPLE_FIELD:
            simple.extend(text for key, text in attributes.items() if _bare(key) == "instr")
        if _bare(name) == "fldChar" and "begin" in attributes.values():
            running.append("")

    def end(_name: str) -> None:
        nonlocal inside
        inside = False

    def text(data: str) -> None:
        if inside:
            running[-1:] = [(running[-1] if running else "") + data]

    parser = _parser()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, end, text
    with archive.open(part) as stream:
        _parse(parser, stream)
    return [*simple, *running]


def _bare(name: str) -> str:
    return name.rpartition(":")[2]


def _parser() -> Any:
    """Reads XML without a document type, which office files never have and traps are made of."""
    parser = expat.ParserCreate()

    def refuse(*_declared: object) -> None:
        raise ValueError("document type")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def _parse(parser: Any, stream: IO[bytes]) -> None:
    while chunk := stream.read(_CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)

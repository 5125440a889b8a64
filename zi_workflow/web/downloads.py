"""Hands out a stored content as a file to save, never as a page: nothing in it runs here; knows no table."""

from __future__ import annotations

import hashlib
from urllib.parse import quote

from fastapi.responses import FileResponse, Response

from zi_workflow.domain.errors import N_, NotFoundError, Problem, RefusedError
from zi_workflow.domain.evidence_files import HEAD_BYTES, MEDIA_TYPES, FileKind, begun
from zi_workflow.storage.evidence_folder import EvidenceFolder

FILE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
_ANYTHING = "application/octet-stream"
_CHUNK = 1 << 20


def sent(folder: EvidenceFolder | None, digest: str | None, name: str) -> Response:
    """The content under its name, streamed. NotFoundError where it was never kept; RefusedError for one that is not what
    was handed in any more."""
    place = folder.place(digest) if folder is not None and digest else None
    if place is None or not place.is_file():
        raise NotFoundError(Problem(N_("The content of this file is not kept here.")))
    whole = hashlib.sha256()
    with place.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
        stream.seek(0)
        while chunk := stream.read(_CHUNK):
            whole.update(chunk)
    if whole.hexdigest() != digest:
        raise RefusedError(Problem(N_("This file was damaged on our disk and is not handed out.")))
    kind = _kind(head, name)
    headers = {
        "Content-Disposition": _disposition(_named(name, kind)),
        "Content-Security-Policy": FILE_POLICY,
        "X-Content-Type-Options": "nosniff",
    }
    return FileResponse(place, media_type=MEDIA_TYPES[kind] if kind else _ANYTHING, headers=headers)


def saved(content: bytes, name: str) -> Response:
    """A file that was just made, under its plain name; nobody keeps a copy on the way."""
    kind = FileKind(name.rpartition(".")[2])
    headers = {
        "Content-Disposition": _disposition(name),
        "Content-Security-Policy": FILE_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=MEDIA_TYPES[kind], headers=headers)


def _kind(head: bytes, name: str) -> FileKind | None:
    """What it is by its first bytes; of the archives that Office files are, by its name."""
    found = begun(head)
    if isinstance(found, FileKind):
        return found
    ending = name.rpartition(".")[2].lower()
    return FileKind(ending) if found is None and ending in (FileKind.DOCX, FileKind.XLSX) else None


def _named(name: str, kind: FileKind | None) -> str:
    """The name with an ending that fits the content, whatever its sender called it."""
    if kind is None or name.lower().endswith((f".{kind}", ".jpeg") if kind is FileKind.JPG else f".{kind}"):
        return name
    return f"{name}.{kind}"


def _disposition(name: str) -> str:
    plain = "".join(letter if letter.isascii() and letter not in '"\\/;%' else "_" for letter in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"

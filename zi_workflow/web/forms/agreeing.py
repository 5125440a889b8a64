"""What a page of consequences carries to the form that applies them, and back; knows no change by its kind."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from starlette.datastructures import FormData

from zi_workflow.i18n import _
from zi_workflow.usecases.foresight import Line, digest
from zi_workflow.usecases.links import FEWEST_LETTERS

MOST_LETTERS = 500
MOST_CARRIED = 100_000  # letters of what was seen; beyond that only its digest goes along
_MOST_UNPACKED = 2_000_000


@dataclass
class Agreement:
    """A form that applies what a page showed: the version that was shown, what was seen, and why it is done.

    `seen` is the digest of the lines, `basis` that of what they were made of.
    """

    version: int | None
    seen: str
    basis: str = ""
    lines: tuple[Line, ...] = ()
    reason: str = ""
    problems: dict[str, str] = field(default_factory=dict)


def packed(lines: Sequence[Line]) -> str:
    """What was seen, for a hidden field: the lines themselves, or their digest where they are too many."""
    text = json.dumps([list(line) for line in lines], ensure_ascii=False, separators=(",", ":"))
    found = base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode("ascii")
    return found if len(found) <= MOST_CARRIED else f"#{digest(lines)}"


def hidden(version: int, lines: Sequence[Line], basis: str) -> dict[str, str]:
    """The hidden fields of the form that applies what is shown."""
    return {"versi": str(version), "dilihat": packed(lines), "dasar": basis}


def unpacked(text: str) -> tuple[str, tuple[Line, ...]]:
    """The digest of what was seen and, if they came along, its lines; an empty digest for what is none of ours."""
    if text.startswith("#"):
        return text[1:], ()
    try:
        unpacker = zlib.decompressobj()
        raw = unpacker.decompress(base64.urlsafe_b64decode(text.encode("ascii")), _MOST_UNPACKED)
        lines = json.loads(raw.decode())
        found = tuple(tuple(str(part) for part in line) for line in lines if isinstance(line, list))
    except (ValueError, zlib.error, RecursionError, TypeError):
        return "", ()
    return digest(found), found


def read(form: FormData) -> Agreement:
    """The form; why it is done has to be said."""
    seen, lines = unpacked(value(form, "dilihat"))
    version = value(form, "versi")
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None
    found = Agreement(number, seen, value(form, "dasar"), lines, value(form, "alasan").strip())
    if number is None or not seen:
        found.problems["form"] = _("The form did not arrive as it should. Please fill it in again.")
    if sum(letter.isprintable() for letter in found.reason) < FEWEST_LETTERS:
        found.problems["alasan"] = _("Please say why, in at least {n} characters.", n=FEWEST_LETTERS)
    elif len(found.reason) > MOST_LETTERS:
        found.problems["alasan"] = _("Please write at most {n} characters.", n=MOST_LETTERS)
    return found


def value(form: FormData, name: str) -> str:
    """What a field holds; PostgreSQL's texts know no NUL."""
    found = form.get(name)
    return found.replace("\0", "") if isinstance(found, str) else ""

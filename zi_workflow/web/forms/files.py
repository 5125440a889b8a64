"""Files that come with a form: what each really is, and the sentence for one that is not taken; stores nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

from starlette.datastructures import FormData, UploadFile

from zi_workflow.domain.errors import N_
from zi_workflow.domain.evidence_files import MOST_BYTES, MOST_FILES, SIGNED, FileKind, Unfit
from zi_workflow.i18n import _
from zi_workflow.storage.evidence_contents import examine

_NAME_LENGTH = 200
UNFIT: Mapping[Unfit, str] = {
    Unfit.EMPTY: N_("{name} is empty. Please choose the file that has the content."),
    Unfit.STRANGE: N_("{name} is no PDF, Word, Excel, JPG or PNG file."),
    Unfit.OLD: N_(
        "{name} is an Office file of an old kind or with a password. Please save it as .docx or .xlsx without a "
        "password and choose that file."
    ),
    Unfit.MACROS: N_(
        "{name} has macros, which are not accepted. Please save it as .docx or .xlsx and choose that file."
    ),
    Unfit.LOCKED: N_("{name} is locked with a password. Please choose a copy without a password."),
    Unfit.BROKEN: N_("{name} cannot be opened: it is damaged or not complete. Please choose it anew."),
    Unfit.ACTIVE: N_(
        "{name} has something inside that runs, sends, or is a file of its own. Please open it, print it to a new PDF "
        "(“Save as PDF” in the print window), and choose that file."
    ),
    Unfit.OBJECTS: N_(
        "{name} has objects of other programs or controls inside. Please take them out or replace them by pictures, or "
        "save it as PDF, and choose that file."
    ),
    Unfit.LINKED: N_(
        "{name} fetches from other files or addresses when it is opened. Please break these links (in Excel: Data, Edit "
        "Links, Break Link) or save it as PDF, and choose that file."
    ),
    Unfit.TOO_MUCH: N_("{name} is too large inside to be checked. Please choose a smaller copy."),
}
_NOT_SIGNED = N_("{name} is no PDF, JPG or PNG file. Please choose the scan or the signed PDF.")
_OF_OFFICE = frozenset({Unfit.STRANGE, Unfit.OLD, Unfit.MACROS, Unfit.OBJECTS, Unfit.LINKED})
"""Where a signed paper is asked for, their sentences would send people to formats that are not taken either."""


def wrong_with(found: FileKind | Unfit, *, signed: bool = False) -> str | None:
    """The sentence about a file, with its `{name}`; None: it is taken, as evidence or as a signed paper."""
    if isinstance(found, FileKind):
        return _NOT_SIGNED if signed and found not in SIGNED else None
    return _NOT_SIGNED if signed and found in _OF_OFFICE else UNFIT[found]


@dataclass(frozen=True, slots=True)
class HandedFile:
    """A file as it came in; `name` is only what its sender calls it."""

    name: str
    content: BinaryIO


def texts(form: FormData) -> dict[str, str]:
    """The fields as they were typed; PostgreSQL's texts know no NUL."""
    return {name: each.replace("\0", "") for name, each in form.multi_items() if isinstance(each, str)}


def too_many_bytes() -> str:
    """What is said of files that are too large together."""
    return _("The files have more than {n} MB together.", n=MOST_BYTES // 1_000_000)


def read_files(
    form: FormData, most: int = MOST_FILES, *, signed: bool = False
) -> tuple[list[HandedFile], str]:
    """The files of a form, and what is wrong with them (as signed papers), in one go."""
    if getattr(form, "too_much", False):
        return [], too_many_bytes()
    sent = [each for _name, each in form.multi_items() if isinstance(each, UploadFile) and each.filename]
    if len(sent) > most:
        return [], _("Please choose at most {n} files.", n=most)
    files, wrong = [], []
    for each in sent:
        name = _bare(each.filename or "")
        sentence = wrong_with(examine(each.file), signed=signed)
        if sentence:
            wrong.append(_(sentence, name=name))
        files.append(HandedFile(name, each.file))
    return files, " ".join(wrong)


def _bare(name: str) -> str:
    """The last part of a name, on one line."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable()).strip()[-_NAME_LENGTH:] or "?"

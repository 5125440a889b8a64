"""Looks at a file that is handed in as evidence: its name and the hash of its content; keeps no copy."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.i18n import _

if TYPE_CHECKING:
    from zi_workflow.usecases.evidence import Handed

Evidence = Annotated[
    list[str] | None,
    typer.Option(
        "--evidence", metavar=_("NAME"), help=_("Name or link of a piece of evidence; may be repeated.")
    ),
]
File = Annotated[
    list[str] | None,
    typer.Option(
        "--file", metavar=_("FILE"), help=_("A file of evidence; its content is hashed, not copied.")
    ),
]


def handed(names: list[str] | None, files: list[str] | None) -> tuple[Handed, ...]:
    """The evidence that was named, links as their own place, then the files; InputError for one that cannot be read."""
    from zi_workflow.usecases.evidence import Handed

    links = (Handed(name[:300], name if "://" in name else "") for name in names or ())
    return (*links, *map(handed_file, files or ()))


def handed_file(name: str) -> Handed:
    """The evidence that a file is; InputError when it cannot be read."""
    from zi_workflow.usecases.evidence import Handed

    try:
        with Path(name).open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError):  # ValueError: a NUL in the name
        raise InputError(Problem(N_("This file cannot be read."), where=name.replace("\0", ""))) from None
    return Handed(Path(name).name, name, digest)


def fit_as_signed(name: str, option: str) -> None:
    """InputError for a file that a form would not take as a signed paper either: no PDF or picture, active, broken."""
    from zi_workflow.storage.evidence_contents import examine
    from zi_workflow.web.forms.files import wrong_with

    with Path(name).open("rb") as stream:
        sentence = wrong_with(examine(stream), signed=True)
    if sentence:
        raise InputError(Problem(sentence, {"name": Path(name).name}, where=option))

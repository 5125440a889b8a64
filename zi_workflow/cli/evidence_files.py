"""Looks at a file that is handed in as evidence: its name and the hash of its content; keeps no copy."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from zi_workflow.domain.errors import N_, InputError, Problem

if TYPE_CHECKING:
    from zi_workflow.usecases.evidence import Handed


def handed_file(name: str) -> Handed:
    """The evidence that a file is; InputError when it cannot be read."""
    from zi_workflow.usecases.evidence import Handed

    try:
        with Path(name).open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError):  # ValueError: a NUL in the name
        raise InputError(Problem(N_("This file cannot be read."), where=name.replace("\0", ""))) from None
    return Handed(Path(name).name, name, digest)

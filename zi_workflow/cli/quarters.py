"""Which round of which programme a command is about, as people write it; knows no round."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.i18n import _

_BY_NUMBER = re.compile(r"([0-9]{4})-?Q?([1-4])")
_BY_ROMAN = re.compile(r"(?:TW|TRIWULAN|QUARTER)?\s*(I{1,3}|IV)[\s-]+([0-9]{4})")
_ROMAN = ("I", "II", "III", "IV")

ProgrammeCode = Annotated[str, typer.Argument(metavar=_("PROGRAMME"), help=_("Code of the programme."))]
QuarterOf = Annotated[
    str, typer.Argument(metavar=_("QUARTER"), help=_("Which round, e.g. 2025-Q1 or 'I 2025'."))
]


def quarter_key(text: str) -> str:
    """The key of a round (`2025-Q1`); InputError for what is no quarter."""
    words = " ".join(text.upper().split())
    if found := _BY_NUMBER.fullmatch(words):
        return f"{found[1]}-Q{found[2]}"
    if found := _BY_ROMAN.fullmatch(words):
        return f"{found[2]}-Q{_ROMAN.index(found[1]) + 1}"
    message = N_("{text!r} is no quarter; write 2025-Q1 or 'I 2025'.")
    raise InputError(Problem(message, {"text": text[:40]}))

"""The forms that put a round off, call it off, move it in the plan or change its meeting; stores nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from starlette.datastructures import FormData

from zi_workflow.i18n import _
from zi_workflow.usecases.reasons import MOST_LETTERS
from zi_workflow.web.forms.acting import Filled, read_version
from zi_workflow.web.forms.files import texts


@dataclass
class FilledStop(Filled):
    """A reason or a day, and what was seen of its consequences."""

    day: date | None = None

    @property
    def seen(self) -> str:
        """Names what was shown of it; empty: nothing was."""
        return self.value("dilihat")


def read_stop(form: FormData) -> FilledStop:
    """Why."""
    filled = FilledStop(texts(form))
    if not filled.value("alasan"):
        filled.problems["alasan"] = _("Please write why.")
    elif len(filled.value("alasan")) > MOST_LETTERS:
        filled.problems["alasan"] = _("Please write at most {n} characters.", n=MOST_LETTERS)
    read_version(filled)
    return filled


def read_move(form: FormData) -> FilledStop:
    """For which day."""
    filled = FilledStop(texts(form))
    filled.day = filled.read_day("tanggal")
    read_version(filled)
    return filled

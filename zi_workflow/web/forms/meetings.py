"""The forms of a monev meeting: a word on a task or an item, files, who is there, and the day it was held."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import FormData

from zi_workflow.domain.meetings import Verdict
from zi_workflow.i18n import _
from zi_workflow.usecases.meetings import MOST_LETTERS
from zi_workflow.web.forms.acting import Filled, read_version
from zi_workflow.web.forms.evidence import ticked
from zi_workflow.web.forms.files import read_files, texts

MOST_NAME = 200


@dataclass
class Attended(Filled):
    """A list with boxes to tick: the keys of who is there, and of who was there on the page."""

    present: tuple[str, ...] = ()
    was: tuple[str, ...] = ()


def read_check(form: FormData) -> Filled:
    """A verdict with its note, about something, over the version that was seen."""
    filled = Filled(texts(form))
    if filled.value("verdict") not in list(Verdict):
        filled.problems["verdict"] = _("Please choose what it is: fits, not complete yet, or not there yet.")
    if len(filled.value("note")) > MOST_LETTERS:
        filled.problems["note"] = _("Please write at most {n} characters.", n=MOST_LETTERS)
    read_version(filled)
    return filled


def read_photo(form: FormData) -> Filled:
    """Files about something."""
    filled = Filled(texts(form))
    filled.files, wrong = read_files(form)
    if wrong or not filled.files:
        filled.problems["files"] = wrong or _("Please choose a photo or a file.")
    read_version(filled)
    return filled


def read_nothing(form: FormData) -> Filled:
    """A form that only has its button."""
    return Filled(texts(form))


def read_attendance(form: FormData) -> Attended:
    """Who was ticked, and who was ticked when the page was shown."""
    found = Attended(texts(form), present=tuple(ticked(form, "present")), was=tuple(ticked(form, "was")))
    read_version(found)
    return found


def read_guest(form: FormData) -> Filled:
    """A guest's name, office and side."""
    filled = Filled(texts(form), places=frozenset({"name", "office"}))
    if not filled.value("name"):
        filled.problems["name"] = _("Please write the name of the guest.")
    read_version(filled)
    return filled


def read_holding(form: FormData) -> Filled:
    """The day, in the field `on`."""
    filled = Filled(texts(form))
    filled.until = filled.read_day("on")
    return filled

"""Forms about pieces of evidence and their review: fields as values, and what is wrong with each; stores nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from starlette.datastructures import FormData

from zi_workflow.i18n import _
from zi_workflow.web.forms.acting import MOST_LETTERS, Filled, read_quarter, read_version
from zi_workflow.web.forms.files import read_files, texts

ACCEPT, RETURN = "accept", "return"


@dataclass
class Chosen(Filled):
    """A form with boxes to tick: codes of tasks and of items."""

    tasks: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


def read_replacement(form: FormData, on: date) -> Filled:
    """One file or a reference, and its quarter."""
    filled = Filled(texts(form))
    filled.files, wrong = read_files(form, most=1)
    if wrong:
        filled.problems["files"] = wrong
    elif not filled.files and not filled.value("reference"):
        filled.problems["files"] = _("Please choose a file, or write where the evidence is.")
    read_quarter(filled, on)
    _check_lengths(filled, "reference")
    return _seen(filled)


def read_share(form: FormData) -> Filled:
    """The tasks and items that were ticked, and one item that was typed."""
    typed = texts(form)
    items = [*ticked(form, "item"), *typed.get("more", "").replace(",", " ").split()]
    return _seen(Chosen(typed, tasks=tuple(ticked(form, "task")), items=tuple(dict.fromkeys(items))))


def read_verdict(form: FormData) -> Filled:
    """Accept or send back, with a note."""
    filled = Filled(texts(form))
    if filled.value("verdict") not in (ACCEPT, RETURN):
        filled.problems["form"] = _("Please press one of the buttons of the form.")
    elif filled.value("verdict") == RETURN and not filled.value("note"):
        filled.problems["note"] = _("Please write what is missing, so that it can be corrected.")
    _check_lengths(filled, "note")
    return filled


def read_withdrawal(form: FormData) -> Filled:
    """The reason."""
    filled = Filled(texts(form))
    if not filled.value("reason"):
        filled.problems["reason"] = _("Please write why it is withdrawn.")
    _check_lengths(filled, "reason")
    return _seen(filled)


def _seen(filled: Filled) -> Filled:
    """Whether the form says which version its sender saw."""
    read_version(filled)
    return filled


def ticked(form: FormData, name: str) -> list[str]:
    """The values of boxes that were ticked."""
    return [each.replace("\0", "") for each in form.getlist(name) if isinstance(each, str)]


def _check_lengths(filled: Filled, *names: str) -> None:
    for name in names:
        if len(filled.value(name)) > MOST_LETTERS:
            filled.problems[name] = _("Please write at most {n} characters.", n=MOST_LETTERS)

"""The forms of the agency's formats: words, work and a file; stores nothing."""

from __future__ import annotations

from starlette.datastructures import FormData

from zi_workflow.i18n import _
from zi_workflow.web.forms.acting import Filled, read_version
from zi_workflow.web.forms.evidence import Chosen, ticked
from zi_workflow.web.forms.files import read_files, texts

MOST = {"title": 200, "legal_basis": 300, "reason": 500}


def read(form: FormData, *, new: bool) -> Filled:
    """A format as it was typed; a new one needs a file, an edited one the version that was seen."""
    filled = Chosen(texts(form), tasks=tuple(ticked(form, "task")), items=tuple(ticked(form, "item")))
    filled.files, wrong = read_files(form, most=1)
    if wrong or (new and not filled.files):
        filled.problems["files"] = wrong or _("A format is a file; please choose one.")
    if not filled.value("title"):
        filled.problems["title"] = _("A format needs a title.")
    if not filled.value("legal_basis"):
        filled.problems["legal_basis"] = _("A format needs its legal basis.")
    if not filled.tasks and not filled.items:
        filled.problems["work"] = _("Please choose at least one task or item to which it belongs.")
    _check_lengths(filled)
    if not new:
        read_version(filled)
    return filled


def read_withdrawal(form: FormData) -> Filled:
    """The reason."""
    filled = Filled(texts(form))
    if not filled.value("reason"):
        filled.problems["reason"] = _("Please write why it is withdrawn.")
    _check_lengths(filled)
    read_version(filled)
    return filled


def _check_lengths(filled: Filled) -> None:
    for name, most in MOST.items():
        if len(filled.value(name)) > most:
            filled.problems[name] = _("Please write at most {n} characters.", n=most)

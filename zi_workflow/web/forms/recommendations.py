"""Forms about a recommendation: an answer and a decision, with everything that is wrong at once; stores nothing."""

from __future__ import annotations

from starlette.datastructures import FormData

from zi_workflow.domain.errors import N_
from zi_workflow.i18n import _
from zi_workflow.usecases.links import FEWEST_LETTERS
from zi_workflow.web.forms import acting
from zi_workflow.web.forms.acting import Asked, Filled, read_version
from zi_workflow.web.forms.steering import read

CLOSE, REJECT = "tutup", "tolak"
ANSWERING = N_(
    "The chair of the assistance team will be told; the task {code} is handed in at the same time."
)
DECIDING = N_(
    "Closing finishes the task {code} for good. Not accepting sends it back, and the unit reads your words as they are."
)


def read_answer(form: FormData, asked: Asked) -> Filled:
    """Words and evidence, and the version of the recommendation on the page."""
    filled = acting.read(form, asked)
    if sum(letter.isprintable() for letter in filled.value("note")) < FEWEST_LETTERS:
        message = _("Please say in words what was done, at least {n} characters.", n=FEWEST_LETTERS)
        filled.problems["note"] = message
    read_version(filled)
    return filled


def read_decision(form: FormData) -> Filled:
    """Close or not accept, with words."""
    filled = read(form, lambda _filled: ("note",))
    if filled.value("verdict") not in (CLOSE, REJECT):
        filled.problems["form"] = _("Please press one of the buttons of the form.")
    read_version(filled)
    return filled

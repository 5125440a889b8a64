"""Reads what somebody who steers sends about a task, with everything that is wrong at once; decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from starlette.datastructures import FormData

from zi_workflow.i18n import _
from zi_workflow.usecases.links import FEWEST_LETTERS
from zi_workflow.web.forms.acting import MOST_LETTERS, Filled


def read(form: FormData, texts: Callable[[Filled], Sequence[str]]) -> Filled:
    """The fields as they were typed; each of `texts`, which may depend on them, needs a few words."""
    # PostgreSQL's texts know no NUL
    filled = Filled(
        {name: each.replace("\0", "") for name, each in form.multi_items() if isinstance(each, str)}
    )
    for name in texts(filled):
        if sum(letter.isprintable() for letter in filled.value(name)) < FEWEST_LETTERS:
            filled.problems[name] = _("Please type at least {n} characters.", n=FEWEST_LETTERS)
        elif len(filled.value(name)) > MOST_LETTERS:
            filled.problems[name] = _("Please write at most {n} characters.", n=MOST_LETTERS)
    return filled


def free_note(filled: Filled) -> None:
    """A note that may be empty is at most as long as any other."""
    if len(filled.value("note")) > MOST_LETTERS:
        filled.problems["note"] = _("Please write at most {n} characters.", n=MOST_LETTERS)

"""What is typed into an area's matrix, and the list of changes that a page carries to its button; stores nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from starlette.datastructures import FormData

from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.domain.matrices import TOLD, Line, Told, filled, unfit, unsaid
from zi_workflow.domain.matrix_sheets import text
from zi_workflow.i18n import _, sentence
from zi_workflow.web.forms.acting import Filled, unreadable
from zi_workflow.web.forms.files import texts
from zi_workflow.web.forms.short import text as field_text

MARKS = dict(zip(TOLD, ("realisasi", "persen", "kendala", "solusi"), strict=True))
"""What the fields of a line are called; a number follows."""
SEND = "kirim"
_MOST_LINES = 400


def field(column: str, number: int) -> str:
    """The name of a line's field; the lines of a page are counted from 1."""
    return f"{MARKS[column]}-{number}"


def read(form: FormData, lines: Sequence[Line], on: date) -> Filled:
    """The form over the lines of its page, with everything that is wrong at once."""
    typed = Filled(texts(form))
    if "versi" not in typed.typed:
        typed.problems.update(unreadable().problems)
        return typed
    numbers = numbers_of(typed)
    told = told_of(typed)
    for task, number in numbers.items():
        if task in told and not _is_percent(typed.value(field("percent", number))):
            typed.problems[field("percent", number)] = _("Please write a whole number from 0 to 100.")
    for task, said in told.items():
        for column, problem in unfit("", said):
            typed.problems.setdefault(field(column, numbers[task]), sentence(problem))
    if sends(typed):
        _ask_for_the_rest(typed, [line for line in lines if line.task in told], told, on)
    return typed


def sends(typed: Filled) -> bool:
    """Whether it is to be sent, not only kept."""
    return typed.value("langkah") == SEND


def numbers_of(typed: Filled) -> dict[str, int]:
    """The place of each task on the page."""
    found = {typed.value(f"tugas-{number}"): number for number in range(1, _MOST_LINES)}
    return {task: number for task, number in found.items() if task}


def told_of(typed: Filled) -> dict[str, Told]:
    """What was typed, by task; a percentage that is none is 0 until it is put right."""
    return {task: _told(typed, number) for task, number in numbers_of(typed).items()}


def _told(typed: Filled, number: int) -> Told:
    said = {column: text(typed.value(field(column, number))) for column in TOLD if column != "percent"}
    percent = typed.value(field("percent", number)).removesuffix("%").strip()
    return Told(percent=int(percent) if _is_percent(percent) else 0, **said)


def _is_percent(typed: str) -> bool:
    bare = typed.removesuffix("%").strip()
    return bare.isascii() and bare.isdigit() and len(bare) <= 3 and int(bare) <= 100


def _ask_for_the_rest(typed: Filled, lines: Sequence[Line], told: Mapping[str, Told], on: date) -> None:
    numbers = numbers_of(typed)
    known = [line for line in lines if field("percent", numbers[line.task]) not in typed.problems]
    full = [filled(line, told[line.task], line.told) for line in known]
    for task, column, problem in unsaid(full, on):
        typed.problems.setdefault(field(column, numbers[task]), sentence(replace(problem, where="")))


def carried(told: Mapping[str, Told]) -> str:
    """The words of a sheet as the page of its changes carries them to its button."""
    return json.dumps({task: [getattr(said, name) for name in TOLD] for task, said in told.items()})


def read_carried(form: FormData) -> dict[str, Told]:
    """The words that the page carried; InputError for what is none of ours."""
    torn = InputError(Problem(N_("The list did not arrive as it should. Please choose it again.")))
    try:
        kept: Any = json.loads(field_text(form, "isi"))
        rows = {task: Told(*row) for task, row in kept.items()}
    except (ValueError, TypeError, AttributeError):
        raise torn from None
    for said in rows.values():
        texts_ = (said.realisation, said.obstacle, said.solution)
        if type(said.percent) is not int or not all(isinstance(each, str) for each in texts_):
            raise torn
    return rows

"""What is typed in the steps of a new programme, as it is kept; judges nothing but the form of the list of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from zi_workflow.domain.calendars import WEEKDAYS
from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.domain.people_sheets import MOST_BYTES, SheetRow, read_people
from zi_workflow.domain.setups import FIELDS, Step
from zi_workflow.i18n import _, sentence
from zi_workflow.storage.people_files import read_list
from zi_workflow.usecases.setup_orders import kept_rows
from zi_workflow.web.uploads import READ_FIELD_BYTES, read_form

MOST_LETTERS = 60_000
MOST_PASTED = 500_000
"""Letters of a pasted list: some five thousand lines, as many as a workbook may have."""
LIST_BYTES = 16_000_000
"""Of a field so much is read where a list is sent: the largest file's lines again, as the page of changes carries them."""
_DIGITS = 10
_LISTS = frozenset({"week", "people"})


@dataclass
class Filled:
    """The fields of a step as they were typed or kept, and what is wrong with each; `list_problems` are many."""

    typed: Mapping[str, Any]
    problems: dict[str, str] = field(default_factory=dict)
    list_problems: Sequence[str] = ()
    version: int = 0

    def value(self, name: str) -> Any:
        """What stands in a field."""
        return self.typed.get(name, "")

    def week(self) -> Sequence[str]:
        """The ticked working days."""
        found: Sequence[str] = self.typed.get("week", WEEKDAYS[:5])
        return found


def read(form: FormData, step: Step) -> dict[str, Any]:
    """The fields of a step; the list of people is read apart."""
    typed: dict[str, Any] = {name: text(form, name) for name in FIELDS[step] if name not in _LISTS}
    if step is Step.TIME and ("week" in form or "whole_week" in form):
        typed["week"] = [day for day in WEEKDAYS if day in form.getlist("week")]
    return typed


def read_version(form: FormData) -> int:
    """The version of the page that was sent; 0 for a form that is none of ours."""
    given = text(form, "version")
    return int(given) if given.isascii() and given.isdigit() and len(given) < _DIGITS else 0


async def received(request: Request, field_bytes: int = READ_FIELD_BYTES) -> tuple[FormData, bytes | None]:
    """The form, whose files are closed, and the content of the chosen one; raises as `read_form` does."""
    form = await read_form(request, field_bytes)
    try:
        chosen = form.get("file")
        given = isinstance(chosen, UploadFile) and bool(chosen.filename)
        content = await chosen.read(MOST_BYTES + 1) if given and isinstance(chosen, UploadFile) else None
    finally:
        await form.close()
    return form, content


def read_people_list(form: FormData, content: bytes | None) -> tuple[SheetRow, ...]:
    """The list: of the chosen file, else what was pasted; InputError with every mistake of its form."""
    if content is not None:
        return read_list(content)
    pasted = whole(form, "pasted")
    if len(pasted) > MOST_PASTED:
        message = N_(
            "What was pasted has {n} characters, more than the {most} that are taken in this way. Please hand in the "
            "whole list as a file (CSV or Excel) instead."
        )
        raise InputError(Problem(message, {"n": len(pasted), "most": MOST_PASTED}))
    return read_people(pasted.encode())


def with_rows(typed: Mapping[str, Any], rows: tuple[SheetRow, ...]) -> dict[str, Any]:
    """The step of the people with its lines."""
    return {**typed, "people": kept_rows(rows)}


def refused(typed: Mapping[str, Any], error: InputError, version: int) -> Filled:
    """The form over what was typed, with every problem under its field."""
    found: dict[str, list[str]] = {}
    many: list[str] = []
    for problem in error.problems:
        if problem.where in _FIELDS:
            found.setdefault(problem.where, []).append(sentence(replace(problem, where="")))
        else:
            many.append(sentence(replace(problem, where="") if problem.where == "people" else problem))
    return Filled(typed, {name: " ".join(said) for name, said in found.items()}, tuple(many), version)


_FIELDS = frozenset(name for names in FIELDS.values() for name in names) - {"people"}


def text(form: FormData, name: str) -> str:
    """What was typed into a field, as far as any field of ours goes."""
    return whole(form, name)[:MOST_LETTERS]


def whole(form: FormData, name: str) -> str:
    """All that was typed into a field, however long; PostgreSQL's texts know no NUL."""
    value = form.get(name)
    return value.replace("\0", "") if isinstance(value, str) else ""


def too_large() -> str:
    """What is said of a file that is not kept."""
    return _("The file has more than {n} MB.", n=MOST_BYTES // 1_000_000)

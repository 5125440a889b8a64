"""What is sent about a task, from a link or signed in: its fields as values, and what is wrong with each; stores nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from starlette.datastructures import FormData

from zi_workflow.domain.evidence import quarters_around
from zi_workflow.domain.links import Purpose
from zi_workflow.domain.tasks import latest_promise
from zi_workflow.i18n import _
from zi_workflow.usecases.deeds import Situation
from zi_workflow.usecases.links import FEWEST_LETTERS
from zi_workflow.web.forms.files import HandedFile, read_files, texts, too_many_bytes

MOST_LETTERS = 500
_VERSION_DIGITS = 10
_TEXTS = frozenset({"note", "obstacle", "reference"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form asks for: `wanted`, evidence; `note`, a typed word; a new date from `on` to `latest`."""

    purpose: Purpose
    wanted: bool
    note: bool
    on: date
    latest: date


@dataclass
class Filled:
    """The fields as they were typed, the files, and the sentences about what is wrong, by field."""

    typed: Mapping[str, str]
    files: list[HandedFile] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)
    progress: int | None = None
    until: date | None = None
    quarter: str | None = None
    places: frozenset[str] = frozenset()  # fields at which a use case's sentence about them is shown

    def value(self, name: str) -> str:
        """What was typed into a field, without blanks around it."""
        return self.typed.get(name, "").strip()

    def read_day(self, name: str) -> date | None:
        """The day of a field; None, and a sentence at the field, where it has none."""
        try:
            return date.fromisoformat(self.value(name))
        except ValueError:
            self.problems[name] = _("Please choose a date.")
            return None


def by_link(purpose: Purpose, situation: Situation) -> Asked:
    """Of the page of a link: a machine that presses its button types no note."""
    wanted = bool(situation.task.evidence_wanted)
    return _asked(purpose, situation, note=not (purpose is Purpose.SUBMIT and wanted))


def signed(purpose: Purpose, situation: Situation) -> Asked:
    """Of somebody who is signed in: a word only where a reason is needed."""
    return _asked(purpose, situation, note=purpose in (Purpose.MORE_TIME, Purpose.HAND_OVER))


def _asked(purpose: Purpose, situation: Situation, *, note: bool) -> Asked:
    task, on = situation.task, situation.on
    return Asked(purpose, bool(task.evidence_wanted), note, on, latest_promise(on, task.deadline))


def blank(values: Mapping[str, str]) -> Filled:
    """A form that nobody has filled in yet."""
    return Filled(values)


def too_large() -> Filled:
    """A form of which nothing could be kept because it is larger than what is read at all."""
    return Filled({}, problems={"files": too_many_bytes()})


def unreadable() -> Filled:
    """A form that did not arrive as our page sends it."""
    return Filled({}, problems={"form": _("The form did not arrive as it should. Please fill it in again.")})


def read(form: FormData, asked: Asked) -> Filled:
    """The form of a purpose, with everything that is wrong at once."""
    filled = Filled(texts(form))
    if asked.purpose is Purpose.SUBMIT:
        filled.files, wrong = read_files(form)
        if wrong:
            filled.problems["files"] = wrong
        _check_evidence(filled, asked)
        read_quarter(filled, asked.on)
    elif asked.note:
        _check_note(filled)
    if asked.purpose is Purpose.REPORT:
        _read_progress(filled)
    if asked.purpose is Purpose.MORE_TIME:
        _read_until(filled, asked.on, asked.latest)
    for name in filled.typed:
        if len(filled.value(name)) > MOST_LETTERS:
            place = name if name in _TEXTS else "form"
            filled.problems.setdefault(place, _("Please write at most {n} characters.", n=MOST_LETTERS))
    return filled


def read_version(filled: Filled) -> int:
    """The version of the task that the sender saw; without one the form is none of ours."""
    text = filled.value("version")
    if text.isascii() and text.isdigit() and len(text) < _VERSION_DIGITS:
        return int(text)
    if not filled.problems:
        filled.problems.update(unreadable().problems)
    return 0


def _check_note(filled: Filled) -> None:
    if sum(letter.isprintable() for letter in filled.value("note")) < FEWEST_LETTERS:
        filled.problems["note"] = _("Please type a short note, at least {n} characters.", n=FEWEST_LETTERS)


def _check_evidence(filled: Filled, asked: Asked) -> None:
    """A file or a reference; where no evidence is asked for, a note does."""
    if filled.files or filled.value("reference") or "files" in filled.problems:
        return
    if asked.wanted:
        filled.problems["files"] = _("Please choose a file, or write where the evidence is.")
    elif asked.note:
        _check_note(filled)


def read_quarter(filled: Filled, on: date) -> None:
    """The quarter that evidence is said to be for; left open it is the task's own."""
    text = filled.value("quarter")
    if text and text not in quarters_around(on):
        filled.problems["quarter"] = _("Please choose a quarter from the list.")
    else:
        filled.quarter = text or None


def _read_progress(filled: Filled) -> None:
    text = filled.value("progress").removesuffix("%").strip()
    if text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= 100:
        filled.progress = int(text)
    else:
        filled.problems["progress"] = _("Please write a whole number from 0 to 100.")


def _read_until(filled: Filled, today: date, latest: date) -> None:
    filled.until = filled.read_day("until")
    if filled.until is None:
        return
    if filled.until < today:
        filled.problems["until"] = _("Please choose a date that has not passed.")
    elif filled.until > latest:
        filled.problems["until"] = _("Please choose a date not after {day}.", day=latest)

"""Reads typed values out of a plain document, noting every problem with its line; knows no plan, no format."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from zi_workflow.domain.errors import N_, Problem

Path = tuple[str | int, ...]
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHOWN = 40  # characters of a wrong value


def shown(value: object) -> str:
    """A wrong value as the file has it, cut short; a list or mapping only as brackets, however deep it is."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, Mapping):
        return "{...}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[...]"
    if isinstance(value, str):
        return _quoted(value)
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _quoted(text: str) -> str:
    """In quotes that close even where the text is cut."""
    if len(text) <= _SHOWN and len(repr(text)) <= _SHOWN + 2:
        return repr(text)
    cut = text[:_SHOWN]
    while len(repr(cut)) > _SHOWN + 2:  # escapes make it longer
        cut = cut[:-1]
    return repr(f"{cut}...")


def _dotted(path: Path) -> str:
    """`tasks[2].days`."""
    steps = (f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


@dataclass(slots=True)
class Notes:
    """Problems found so far; `lines` maps places of the document to 1-based lines."""

    lines: Mapping[Path, int]
    found: list[Problem] = field(default_factory=list)

    def add(self, path: Path, where: str, message: str, /, **params: object) -> None:
        """Note a problem at a place, or at the nearest place around it whose line is known."""
        self.keep(path, Problem(message, params, where=where))

    def keep(self, path: Path, problem: Problem) -> None:
        """Take over a problem with its line; where no line is known the path itself names the place."""
        line = self.line(path)
        named = problem.where or line is not None
        self.found.append(replace(problem, line=line, where=problem.where if named else _dotted(path)))

    def line(self, path: Path) -> int | None:
        """The line of a place, or of the nearest place around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


class Fields:
    """One mapping of a document, read key by key; a wrong value is noted and read as if it were left out."""

    def __init__(self, data: Mapping[str, object], path: Path, notes: Notes, where: str = "") -> None:
        """`where` names the mapping in sentences (a task id)."""
        self.data, self.path, self.notes, self.where = data, path, notes, where

    def expect(self, required: Collection[str], optional: Collection[str] = ()) -> None:
        """Note unknown keys and missing ones."""
        known = (*required, *optional)
        for key in self.data:
            if key not in known:
                message = N_("{key} is not a known key here; known: {known}.")
                self.note(key, message, key=shown(key), known=", ".join(known))
        for key in required:
            if key not in self.data:
                self.note(key, N_("{key} is missing."), key=shown(key))

    def note(self, key: str | int, message: str, /, **params: object) -> None:
        """Note a problem at a key."""
        self.notes.add((*self.path, key), self.where, message, **params)

    def text(self, key: str) -> str | None:
        """A text that is not blank."""
        value = self.data.get(key)
        if isinstance(value, str) and value.strip():
            return value
        if key in self.data:
            message = N_("{key} must be a text, not {value}; put quotes around numbers and yes or no.")
            self.note(key, message, key=shown(key), value=shown(value))
        return None

    def whole(self, key: str) -> int | None:
        """A whole number, with its sign."""
        value = self.data.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if key in self.data:
            message = N_("{key} must be a whole number in plain digits such as 12, not {value}.")
            self.note(key, message, key=shown(key), value=shown(value))
        return None

    def day(self, key: str, *, optional: bool = True) -> date | None:
        """A date, as YAML or as text; null counts as left out where the key is optional."""
        if key not in self.data or (optional and self.data[key] is None):
            return None
        return self.as_day(self.data[key], key, key)

    def as_day(self, value: object, key: str, at: str | int) -> date | None:
        """A value of this mapping as a date; YYYY-MM-DD is the only form."""
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if isinstance(value, str) and _ISO.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass  # a day that no month has
        message = N_("{key} must be a date written YYYY-MM-DD that exists, not {value}.")
        self.note(at, message, key=shown(key), value=shown(value))
        return None

    def items(self, key: str) -> Sequence[object] | None:
        """A list; null counts as left out."""
        value = self.data.get(key)
        if isinstance(value, list):
            return value
        if value is not None:
            message = N_("{key} must be a list, not {value}.")
            self.note(key, message, key=shown(key), value=shown(value))
        return None

    def inside(self, key: str) -> Fields | None:
        """A mapping; null counts as left out."""
        value = self.data.get(key)
        if isinstance(value, Mapping):
            return Fields(value, (*self.path, key), self.notes, self.where)
        if value is not None:
            message = N_("{key} must be a mapping of keys to values, not {value}.")
            self.note(key, message, key=shown(key), value=shown(value))
        return None

    def at(self, key: str) -> Fields:
        """The same notes, one level down: for the places of a list."""
        return Fields({}, (*self.path, key), self.notes, self.where)

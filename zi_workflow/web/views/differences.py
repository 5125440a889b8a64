"""What somebody saw before they agreed and what would happen now, side by side; trusts nothing that came with a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zi_workflow import i18n, wording
from zi_workflow.i18n import _
from zi_workflow.usecases.foresight import Line
from zi_workflow.web.views import words
from zi_workflow.web.views.consequences import Named

MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing as it was seen and as it is now; empty: it is not there."""

    what: str
    seen: str
    now: str


def differences(
    seen: Sequence[Line], now: Sequence[Line], named: Named, names: Mapping[str, str]
) -> list[Difference]:
    """Everything that differs, at most MOST_SHOWN of it."""
    reader = _Reader(named, names)
    was, become = _by_key(seen), _by_key(now)
    found = [
        Difference(reader.what(key), reader.value(key, was.get(key)), reader.value(key, become.get(key)))
        for key in dict.fromkeys((*become, *was))
        if was.get(key) != become.get(key)
    ]
    return [each for each in found if each.what][:MOST_SHOWN]


def _by_key(lines: Sequence[Line]) -> dict[Line, Line]:
    """What a line is about, and what it says of that; what is repeated counts once."""
    found: dict[Line, Line] = {}
    for line in (part for each in lines for part in _parts(each)):
        shape = _SHAPES.get(line[0]) if line else None
        if shape is not None and len(line) == sum(shape):
            found[line[: shape[0]]] = line[shape[0] :]
    return found


def _parts(line: Line) -> Sequence[Line]:
    """The expected and the planned end stand in one line, and each is compared by itself."""
    if line and line[0] == "finish" and len(line) == 5:
        return (line[:3], ("planned", *line[3:]))
    return (line,)


# kind: how many parts say what it is about, and how many say what of it
_SHAPES: Mapping[str, tuple[int, int]] = {
    "day": (2, 1),
    "move": (2, 4),
    "finish": (1, 2),
    "planned": (1, 2),
    "told": (5, 1),
    "dropped": (5, 0),
    "mail": (7, 2),
    "handed": (3, 1),
    "office": (3, 1),
    "decides": (4, 2),
    "off": (2, 1),
    "given": (2, 1),
    "moved": (3, 4),
    "ends": (2, 2),
}


@dataclass(frozen=True)
class _Reader:
    """Puts lines into words, with what tasks and people are called."""

    named: Named
    names: Mapping[str, str]

    def what(self, key: Line) -> str:
        """What it is about; empty for what nobody has words for."""
        return _ABOUT[key[0]](self, *key[1:]) if key[0] in _ABOUT else ""

    def value(self, key: Line, said: Line | None) -> str:
        """What is said of it."""
        if said is None:
            return ""
        return _SAYS[key[0]](self, *said) if key[0] in _SAYS else ""

    def task(self, code: str) -> str:
        """A task, or all of them."""
        return self.named.task(code) if code else _("All tasks together")

    def told(self, _programme: str, kind: str, task: str, who: str) -> str:
        """A notice that is written."""
        return f"{words.notice_kind(kind)}: {self.task(task)}, {self.names.get(who, '')}"

    def mail(self, _programme: str, task: str, kind: str, _about: str, level: str, rung: str) -> str:
        """A mail of the ladder."""
        return f"{words.notice_kind(kind, _number(rung), _number(level))}: {self.task(task)}"

    def ends(self, *said: str) -> str:
        """When and to whom a mail went, and goes."""
        parts = [end.partition(" ") for end in said]
        shown = [
            f"{_day(day)} {self.names.get(who, '')}".strip() if day else "–" for day, _mark, who in parts
        ]
        return " → ".join(shown)


def _office(role: str, area: str) -> str:
    return f"{words.role(role)}, {words.area(area)}" if area else words.role(role)


_ABOUT: Mapping[str, Callable[..., str]] = {
    "day": lambda _reader, _programme: _("Day on which it was looked at"),
    "move": lambda reader, task: reader.task(task),
    "moved": lambda reader, code, task: f"{code}: {reader.task(task)}",
    "finish": lambda _reader: _("Expected finish"),
    "planned": lambda _reader: _("Planned finish"),
    "ends": lambda _reader, code: _("Expected finish of {code}", code=code),
    "told": _Reader.told,
    "mail": _Reader.mail,
    "handed": lambda reader, _programme, task: reader.task(task),
    "decides": lambda reader, _programme, task, _part: reader.task(task),
    "office": lambda _reader, role, area: _office(role, area),
    "off": lambda _reader, day: _day(day),
    "given": lambda _reader, day: _day(day),
}
_SAYS: Mapping[str, Callable[..., str]] = {
    "day": lambda _reader, day: _day(day),
    "move": lambda _reader, *days: _spans(*days),
    "moved": lambda _reader, *days: _spans(*days),
    "finish": lambda _reader, *ends: _from_to(*ends),
    "planned": lambda _reader, *ends: _from_to(*ends),
    "ends": lambda _reader, *ends: _from_to(*ends),
    "told": lambda _reader, day: _day(day),
    "mail": _Reader.ends,
    "handed": lambda _reader, _mark: _("changes hands"),
    "decides": lambda reader, *people: " → ".join(reader.names.get(who, "–") for who in people),
    "office": lambda _reader, day: _day(day),
    "off": lambda _reader, _mark: _("day off"),
    "given": lambda _reader, _mark: _("working day"),
}


def _spans(start: str, end: str, new_start: str, new_end: str) -> str:
    """Both sides: two editors may see the same new days of a task, and other old ones."""
    return f"{_day(start)} – {_day(end)} → {_day(new_start)} – {_day(new_end)}"


def _from_to(before: str, after: str) -> str:
    return f"{_day(before)} → {_day(after)}"


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


def _day(text: str) -> str:
    try:
        return wording.short_date(date.fromisoformat(text), i18n.language())
    except ValueError:
        return ""

"""What somebody saw before they agreed and what would happen now, side by side; trusts nothing that came with a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    for line in lines:
        shape = _SHAPES.get(line[0]) if line else None
        if shape is not None and len(line) == sum(shape):
            found[line[: shape[0]]] = line[shape[0] :]
    return found


# kind: how many parts say what it is about, and how many say what of it
_SHAPES: Mapping[str, tuple[int, int]] = {
    "day": (2, 1),
    "move": (2, 4),
    "finish": (1, 4),
    "told": (5, 1),
    "dropped": (5, 0),
    "mail": (7, 2),
}


class _Reader:
    def __init__(self, named: Named, names: Mapping[str, str]) -> None:
        self.named, self.names = named, names

    def what(self, key: Line) -> str:
        """What it is about."""
        match key:
            case ("day", _programme):
                return _("Day on which it was looked at")
            case ("move", task):
                return self.named.task(task)
            case ("finish",):
                return _("Expected finish")
            case ("told", _programme, kind, task, who):
                return f"{words.notice_kind(kind)}: {self.named.task(task)}, {self.names.get(who, '')}"
            case ("mail", _programme, task, kind, _about, level, rung):
                what = words.notice_kind(kind, _number(rung), _number(level))
                whole = self.named.task(task) if task else _("All tasks together")
                return f"{what}: {whole}"
        return ""

    def value(self, key: Line, said: Line | None) -> str:
        """What is said of it."""
        if said is None:
            return ""
        kind = key[0]
        if kind == "move":
            return f"{_day(said[2])} – {_day(said[3])}"
        if kind == "finish":
            return _day(said[1])
        if kind == "mail":
            return self._mail(said)
        return _day(said[0]) if said else ""

    def _mail(self, said: Line) -> str:
        ends = [end.partition(" ") for end in said]
        shown = [f"{_day(day)} {self.names.get(who, '')}".strip() if day else "–" for day, _mark, who in ends]
        return " → ".join(shown)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


def _day(text: str) -> str:
    try:
        return wording.short_date(date.fromisoformat(text), i18n.language())
    except ValueError:
        return ""

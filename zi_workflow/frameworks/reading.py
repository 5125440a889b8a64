"""Turns a TOML table into a frozen dataclass and reports everything that does not fit; knows no field by name."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from zi_workflow.domain.errors import N_, Problem
from zi_workflow.domain.frameworks import Link

T = TypeVar("T")
MOST = 9_999
MOST_PLACES = 6
_MUST_BE: Mapping[type, str] = {
    str: N_("{key!r} must be a text that is not empty."),
    int: N_("{key!r} must be a whole number."),
    Decimal: N_("{key!r} must be a number."),
    bool: N_("{key!r} must be true or false."),
    date: N_("{key!r} must be a date."),
}


class Reader:
    """Reads tables of one file into dataclasses; `problems` collects what is wrong, each with file and table or id."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def read(self, kind: type[T], table: object, name: str) -> T | None:
        """The table as `kind`, or None when it does not fit; `name` says which table it is."""
        if not isinstance(table, dict):
            self._say(name, N_("This must be a table."))
            return None
        before = len(self.problems)
        fields = {field.name: field for field in dataclasses.fields(typing.cast(Any, kind))}
        for key in table:
            if key not in fields:
                self._say(name, N_("Unknown key {key!r}; known: {known}."), key=key, known=", ".join(fields))
        values: dict[str, Any] = {}
        for key, field in fields.items():
            if key in table:
                values[key] = self._value(_hints(typing.cast(Any, kind))[key], table[key], name, key)
            elif field.default is dataclasses.MISSING:
                self._say(name, N_("{key!r} is missing."), key=key)
        return kind(**values) if len(self.problems) == before else None

    def _value(self, hint: Any, raw: object, name: str, key: str) -> Any:
        origin = typing.get_origin(hint)
        if origin is types.UnionType:
            return self._value(next(a for a in typing.get_args(hint) if a is not type(None)), raw, name, key)
        if origin is tuple:
            return self._list(typing.get_args(hint)[0], raw, name, key)
        if hint is Link:
            return self._link(raw, name, key)
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            return self._choice(hint, raw, name, key)
        if dataclasses.is_dataclass(hint):
            return self.read(typing.cast(type[Any], hint), raw, f"{name} {key}")
        return self._plain(hint, raw, name, key)

    def _list(self, hint: Any, raw: object, name: str, key: str) -> tuple[Any, ...] | None:
        if not isinstance(raw, list):
            self._say(name, N_("{key!r} must be a list."), key=key)
            return None
        return tuple(self._value(hint, one, name, _label(one) or key) for one in raw)

    def _link(self, raw: object, name: str, key: str) -> Link | None:
        code, mark, number = raw.partition("#") if isinstance(raw, str) else ("", "", "")
        counted = number.isdecimal() and int(number) > 0
        if not code or " " in code or (mark and not counted):
            message = N_("{value!r} is not a dependency; write for example 'TL-02' or 'TL-03#1'.")
            self._say(name, message, value=raw if isinstance(raw, str) else "?")
            return None
        return Link(code, int(number) if mark else None)

    def _choice(self, hint: type[StrEnum], raw: object, name: str, key: str) -> StrEnum | None:
        known = [str(member) for member in hint]
        if not isinstance(raw, str):
            self._say(name, _MUST_BE[str], key=key)
            return None
        if raw not in known:
            message = N_("{key!r} is {value!r}; known: {known}.")
            self._say(name, message, key=key, value=raw, known=", ".join(known))
            return None
        return hint(str(raw))

    def _plain(self, hint: type, raw: object, name: str, key: str) -> object:
        if hint in (int, Decimal):
            return self._number(hint, raw, name, key)
        if not isinstance(raw, hint) or isinstance(raw, datetime) or (hint is str and not str(raw).strip()):
            self._say(name, _MUST_BE[hint], key=key)
            return None
        if isinstance(raw, str) and printable(raw) != raw:
            self._say(name, N_("{key!r} holds a character that cannot be printed."), key=key)
            return None
        return raw

    def _number(self, hint: type, raw: object, name: str, key: str) -> object:
        """No number of a framework is negative or large; a huge one would be as many digits of every later sentence."""
        number = isinstance(raw, int | Decimal) and not isinstance(raw, bool)
        exact = Decimal(typing.cast(Decimal, raw)) if number else Decimal("nan")
        if not exact.is_finite() or (hint is int and not isinstance(raw, int)):
            self._say(name, _MUST_BE[hint], key=key)
        elif not 0 <= exact <= MOST:
            self._say(name, N_("{key!r} lies between {least} and {most}."), key=key, least=0, most=MOST)
        elif typing.cast(int, exact.as_tuple().exponent) < -MOST_PLACES:
            self._say(name, N_("{key!r} has more than {most} decimal places."), key=key, most=MOST_PLACES)
        else:
            return raw if hint is int else exact
        return None

    def _say(self, name: str, message: str, **params: object) -> None:
        self.problems.append(Problem(message, params, where=f"{self.file} [{printable(name)[:60]}]"))


def printable(text: str) -> str:
    """The text without control characters; line breaks and tabs stay."""
    return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")


def _label(raw: object) -> str:
    """The id of a nested table, to say which one is meant."""
    return label(raw, ("code", "day"))


def label(raw: object, keys: tuple[str, ...]) -> str:
    """The first of these keys that is a plain value: a table or list in its place is nobody's name."""
    values = [raw[key] for key in keys if key in raw] if isinstance(raw, dict) else []
    return next((str(value) for value in values if isinstance(value, str | date) and value), "")


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)

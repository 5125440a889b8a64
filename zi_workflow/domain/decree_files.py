"""Reads decrees of days off from the bytes of a JSON, TOML or CSV file; knows no unit and no calendar in use."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from zi_workflow.domain.calendars import DayKind, DayOff, Decree, DecreeStatus
from zi_workflow.domain.errors import N_, InputError, Problem, Word, Words
from zi_workflow.domain.local_days import beyond_age, read_day

MOST_BYTES = 1_000_000
_KEYS = ("number", "signed", "title", "source", "days", "status", "year")
_WORDS: Mapping[str, str] = {
    "number": "number",
    "nomor": "number",
    "signed": "signed",
    "ditetapkan": "signed",
    "title": "title",
    "judul": "title",
    "source": "source",
    "sumber": "source",
    "day": "day",
    "tanggal": "day",
    "kind": "kind",
    "jenis": "kind",
    "name": "name",
    "keterangan": "name",
    "nama": "name",
    "hari": "days",
    "tahun": "year",
}
FIELD_NAMES: Mapping[str, str] = {
    "number": N_("number (of a decree)"),
    "signed": N_("signed (of a decree)"),
    "title": N_("title (of a decree)"),
    "source": N_("source (of a decree)"),
    "day": N_("day (of a decree)"),
    "kind": N_("kind (of a decree)"),
    "name": N_("name (of a decree)"),
}
"""What the columns are called, as message ids."""

KIND_NAMES: Mapping[DayKind, str] = {
    DayKind.NATIONAL: N_("national day off"),
    DayKind.COLLECTIVE_LEAVE: N_("collective leave"),
    DayKind.LOCAL: N_("local day off"),
    DayKind.WORKING: N_("working day"),
}
KIND_WORDS: Mapping[str, DayKind] = {
    **{str(kind).replace("_", " "): kind for kind in DayKind},
    **{name: kind for kind, name in KIND_NAMES.items()},
    "libur nasional": DayKind.NATIONAL,
    "hari libur nasional": DayKind.NATIONAL,
    "cuti bersama": DayKind.COLLECTIVE_LEAVE,
    "libur lokal": DayKind.LOCAL,
    "libur daerah": DayKind.LOCAL,
    "hari kerja": DayKind.WORKING,
}
"""How files write kinds of days, lower case; `working` gives a day back."""


def read_decrees(raw: bytes, suffix: str) -> tuple[Decree, ...]:
    """The decrees of a file by its name's ending (.json, .toml, .csv); InputError with every mistake at once.

    JSON and TOML hold one decree (number, signed, title, source, days of day, kind, name) or a list `decrees`; a CSV
    file has a line a day and the decree's own columns filled at least in the first line.
    """
    if len(raw) > MOST_BYTES:
        raise InputError(Problem(N_("The file is larger than {most} bytes."), {"most": MOST_BYTES}))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(Problem(N_("The file is not text in UTF-8."))) from None
    problems: list[Problem] = []
    found = [decree for each in _tables(text, suffix) if (decree := _decree(each, problems)) is not None]
    if not found and not problems:
        problems.append(Problem(N_("The file holds no decree.")))
    if problems:
        raise InputError(problems)
    return tuple(found)


def _tables(text: str, suffix: str) -> list[Any]:
    match suffix.lower().lstrip("."):
        case "json":
            data = _parsed(json.loads, text, "JSON")
        case "toml":
            data = _parsed(tomllib.loads, text, "TOML")
        case "csv":
            return _from_csv(text)
        case _:
            raise InputError(Problem(N_("A decree is a .json, .toml or .csv file.")))
    if isinstance(data, dict):
        data = data.get("decrees", [data])
    if not isinstance(data, list):
        raise InputError(Problem(N_("The file holds no decree.")))
    return data


def _parsed(load: Any, text: str, language: str) -> Any:
    """The parsers give their reasons in English only; the line is what helps."""
    try:
        return load(text)
    except RecursionError:
        raise InputError(Problem(N_("The file is nested too deeply to be read."))) from None
    except ValueError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else None
        raise InputError(Problem(N_("This is not {language}."), {"language": language}, line)) from None


def _from_csv(text: str) -> list[Any]:
    first = text.splitlines()[0] if text.splitlines() else ""
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count)))
    header = [_WORDS.get(name.strip().lower(), "") for name in lines[0]] if lines else []
    if missing := [name for name in ("number", "signed", "day", "kind", "name") if name not in header]:
        message = N_("The column “{name}” is missing.")
        raise InputError([Problem(message, {"name": _called(name)}, line=1) for name in missing])
    decree: dict[str, Any] = {"days": []}
    for number, cells in enumerate(lines[1:], 2):
        row = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name}
        if not any(row.values()):
            continue
        for name in ("number", "signed", "title", "source"):
            if row.get(name) and decree.setdefault(name, row[name]) != row[name]:
                message = N_("“{name}” differs from the first line; one file is one decree.")
                raise InputError(Problem(message, {"name": _called(name)}, line=number))
        decree["days"].append(
            {**{name: row.get(name, "") for name in ("day", "kind", "name")}, "line": number}
        )
    return [decree]


def _called(field: str) -> Word:
    return Word(FIELD_NAMES[field])


def _in_english(table: Mapping[Any, Any]) -> dict[Any, Any]:
    """The table by our keys, whichever of both languages it is written in."""
    return {_WORDS.get(str(key).strip().lower(), key): value for key, value in table.items()}


def _decree(table: Any, problems: list[Problem]) -> Decree | None:
    if not isinstance(table, dict):
        problems.append(Problem(N_("The file holds no decree.")))
        return None
    table = _in_english(table)
    before = len(problems)
    number = _text(table, "number", 120, problems, required=True)
    problems += [
        Problem(N_("Unknown key {key!r}."), {"key": str(key)[:40]}, where=number)
        for key in table
        if key not in _KEYS
    ]
    signed = _day(table.get("signed"), "signed", number, problems)
    title = _text(table, "title", 300, problems) or number
    source = _text(table, "source", 300, problems)
    days = tuple(_days(table.get("days"), number, problems))
    if not days and len(problems) == before:
        problems.append(Problem(N_("The decree names no day."), where=number))
    if len(problems) > before or signed is None:
        return None
    return Decree(number, signed, title, source, DecreeStatus.FIXED, days[0].day.year, days)


def _days(value: Any, number: str, problems: list[Problem]) -> Iterator[DayOff]:
    seen: set[date] = set()
    for each in value if isinstance(value, list) else []:
        entry = _in_english(each) if isinstance(each, dict) else {}
        line = entry.get("line")
        day = _day(entry.get("day"), "day", number, problems, line)
        kind = KIND_WORDS.get(str(entry.get("kind", "")).strip().lower().replace("_", " "))
        if kind is None:
            params = {"kind": str(entry.get("kind", ""))[:40], "known": Words(KIND_NAMES.values())}
            problems.append(
                Problem(N_("Unknown kind of day {kind!r}; known: {known}."), params, line, number)
            )
        name = _text(entry, "name", 200, problems, required=True, line=line)
        if day in seen:
            problems.append(Problem(N_("{day} stands there twice."), {"day": day}, line, number))
        if day is not None and kind is not None:
            seen.add(day)
            yield DayOff(day, kind, name)


def _text(
    table: Mapping[str, Any],
    key: str,
    most: int,
    problems: list[Problem],
    *,
    required: bool = False,
    line: int | None = None,
) -> str:
    value = table.get(key, "")
    text = value.strip() if isinstance(value, str) else ""
    if (value and not isinstance(value, str)) or (required and not text) or len(text) > most:
        message = N_("“{name}” has to be a text of at most {most} characters.")
        problems.append(Problem(message, {"name": _called(key), "most": most}, line=line))
    return text


def _day(value: Any, key: str, number: str, problems: list[Problem], line: int | None = None) -> date | None:
    if value is None or value == "":
        problems.append(Problem(N_("“{name}” is missing."), {"name": _called(key)}, line, number))
        return None
    if isinstance(value, date):
        found: date | None = date(value.year, value.month, value.day)
    else:
        found = read_day(value.strip()) if isinstance(value, str) else None
    if found is None:
        message = N_("“{name}” is not a date: {value!r}; write 31/12/2026 or 2026-12-31.")
        shown = value[:40] if isinstance(value, str) else "?"
        problems.append(Problem(message, {"name": _called(key), "value": shown}, line, number))
    elif wrong := beyond_age(found):
        message = N_("“{name}” is {day}; a decree and its days lie between {first} and {last}.")
        problems.append(Problem(message, {"name": _called(key), **wrong}, line, number))
    return found

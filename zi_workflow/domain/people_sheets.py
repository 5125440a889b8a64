"""Reads a list of people from the bytes of a CSV file, in whatever dialect an office program wrote it; knows no unit."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zi_workflow.domain.errors import N_, InputError, Problem, Word, Words
from zi_workflow.domain.local_days import beyond_age, read_day
from zi_workflow.domain.people import AREA_ROLES, ROLE_NAMES, Role
from zi_workflow.domain.sentences import AREA_NAMES
from zi_workflow.domain.typed import straight

MOST_BYTES = 4_000_000

_ORDINAL = "ordinal"
COLUMNS: Mapping[str, str] = {
    "name": "name",
    "nama": "name",
    "nama lengkap": "name",
    "office": "office",
    "jabatan": "office",
    "email": "email",
    "e-mail": "email",
    "surel": "email",
    "alamat surel": "email",
    "phone": "phone",
    "telepon": "phone",
    "no hp": "phone",
    "no. hp": "phone",
    "nomor hp": "phone",
    "role": "role",
    "peran": "role",
    "area": "area",
    "from": "from",
    "mulai": "from",
    "to": "to",
    "sampai": "to",
    **dict.fromkeys(("no", "no.", "nomor", "nr", "#"), _ORDINAL),
}
"""Headers in English and Indonesian, lower case, to the field they fill; a column of ordinals fills none."""

COLUMN_NAMES: Mapping[str, str] = {
    "name": N_("Name (column)"),
    "office": N_("Office (column)"),
    "email": N_("Email (column)"),
    "phone": N_("Phone (column)"),
    "role": N_("Role (column)"),
    "area": N_("Area (column)"),
    "from": N_("From (column)"),
    "to": N_("To (column)"),
    _ORDINAL: N_("No. (column)"),
}
"""What the columns are called, as message ids."""

ROLE_WORDS: Mapping[str, Role] = {
    **{str(role).replace("_", " "): role for role in Role},
    **{name.lower(): role for role, name in ROLE_NAMES.items()},
    "anggota": Role.MEMBER,
    "koordinator": Role.COORDINATOR,
    "koordinator area": Role.COORDINATOR,
    "ketua pokja": Role.COORDINATOR,
    "agen perubahan": Role.CHANGE_AGENT,
    "sekretaris": Role.SECRETARY,
    "sekretaris tim": Role.SECRETARY,
    "sekretaris tim kerja": Role.SECRETARY,
    "ketua tim": Role.TEAM_LEAD,
    "ketua tim kerja": Role.TEAM_LEAD,
    "kepala": Role.HEAD,
    "kepala unit": Role.HEAD,
    "tim pendamping": Role.ASSISTANCE_TEAM,
    "tpi": Role.INTERNAL_ASSESSOR,
    "tim penilai internal": Role.INTERNAL_ASSESSOR,
    "inspektorat": Role.INSPECTORATE,
    "biro organisasi": Role.ORGANISATION_BUREAU,
    "pimpinan instansi": Role.AGENCY_HEAD,
    "tpn": Role.NATIONAL_ASSESSOR,
    "tim penilai nasional": Role.NATIONAL_ASSESSOR,
}
"""How people write roles, lower case: every name that the pages show, in both languages, and what is usual beside."""

MOST_LINES_ABOVE = 15
_SPACES = re.compile(r"[\s\u00a0\u2007\u202f\u200b\ufeff]+")
BEGINS = N_("An office begins between {first} and {last}, not on {day}.")
ENDS = N_(
    "An office ends between {first} and {last}, not on {day}; leave the last day empty where it has no end."
)
"""What is said of a day that cannot be meant (`local_days.beyond_age`)."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line of the file as text, trimmed; `start` and `end` are the days of the role, where given."""

    line: int
    name: str = ""
    office: str = ""
    email: str = ""
    phone: str = ""
    role: str = ""
    area: str = ""
    start: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the file as it is meant: a person in a role."""

    line: int
    name: str
    office: str
    email: str | None
    phone: str | None
    role: Role
    area: str | None
    start: date | None
    end: date | None


def read_people(raw: bytes) -> tuple[SheetRow, ...]:
    """The rows of a CSV file; InputError with every mistake of its form at once.

    UTF-8 (with or without a mark), UTF-16 with a mark, else Windows-1252; separated by semicolons, commas or tabs.
    """
    if len(raw) > MOST_BYTES:
        raise InputError(Problem(N_("The file is larger than {most} bytes."), {"most": MOST_BYTES}))
    text = _decoded(raw)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        lines = [(reader.line_num, [trimmed(cell) for cell in cells]) for cells in reader]
    except csv.Error:
        raise InputError(Problem(N_("This line is not CSV."), line=reader.line_num)) from None
    return rows_from(lines)


def rows_from(lines: Iterable[tuple[int, list[str]]]) -> tuple[SheetRow, ...]:
    """The rows of a table by its header, each line with its number; InputError with every mistake of its form at once."""
    filled = [(number, cells) for number, cells in lines if any(cells)]
    if not filled:
        raise InputError(Problem(N_("The file is empty.")))
    filled = filled[heading([cells for _number, cells in filled]) :]
    fields = _fields(*filled[0])
    problems = [
        Problem(
            N_("The line has {n} cells, the header {known}."),
            {"n": len(cells), "known": len(fields)},
            line=at,
        )
        for at, cells in filled[1:]
        if len(cells) > len(fields) and any(cells[len(fields) :])
    ]
    if problems:
        raise InputError(problems)
    return tuple(_row(number, dict(zip(fields, cells, strict=False))) for number, cells in filled[1:])


def entry(row: SheetRow, areas: Mapping[str, str]) -> tuple[Entry | None, list[Problem]]:
    """What a row means, or everything that is wrong with it; `areas` maps lower-case keys and titles to keys.

    The syntax of the address is not looked at.
    """
    problems: list[Problem] = []
    if not row.name:
        problems.append(Problem(N_("The name is missing."), line=row.line))
    for text, most in ((row.name, 200), (row.office, 200), (row.phone, 40), (row.email, 254)):
        if len(text) > most:
            params = {"text": text[:40], "most": most}
            problems.append(Problem(N_("{text!r} is longer than {most} characters."), params, line=row.line))
    role = ROLE_WORDS.get(row.role.lower().replace("_", " "))
    if role is None:
        params = {"role": row.role, "known": Words(ROLE_NAMES.values())}
        problems.append(Problem(N_("Unknown role {role!r}; known: {known}."), params, line=row.line))
    area = _area(row, role, areas, problems)
    days = ((row.start, BEGINS), (row.end, ENDS))
    start, end = (_day(text, message, row.line, problems) for text, message in days)
    if start and end and end < start:
        params = {"start": start, "end": end}
        problems.append(
            Problem(N_("The role ends on {end}, before it starts on {start}."), params, line=row.line)
        )
    if problems or role is None:
        return None, problems
    email = row.email.lower() or None
    return Entry(row.line, row.name, row.office, email, row.phone or None, role, area, start, end), []


def _area(row: SheetRow, role: Role | None, areas: Mapping[str, str], problems: list[Problem]) -> str | None:
    if role is not None and role not in AREA_ROLES:
        return None
    area = areas.get(row.area.lower())
    if area is None and row.area:
        params = {
            "area": row.area,
            "known": Words(AREA_NAMES.get(key, key) for key in dict.fromkeys(areas.values())),
        }
        problems.append(Problem(N_("Unknown area {area!r}; known: {known}."), params, line=row.line))
    elif area is None and role is not None:
        problems.append(
            Problem(N_("The role {role} needs an area."), {"role": Word(ROLE_NAMES[role])}, line=row.line)
        )
    return area


def _day(text: str, beyond: str, line: int, problems: list[Problem]) -> date | None:
    """The day of a cell; `beyond` says what is wrong with one that cannot be meant."""
    found = read_day(text) if text else None
    if text and found is None:
        message = N_("{text!r} is not a date; write 31/12/2025 or 2025-12-31.")
        problems.append(Problem(message, {"text": text[:40]}, line=line))
    elif found and (wrong := beyond_age(found)):
        problems.append(Problem(beyond, wrong, line=line))
    return found


def _decoded(raw: bytes) -> str:
    encodings = ["utf-16"] if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    if raw[:2].count(0) == 1:
        raise InputError(Problem(N_("The file is UTF-16 without a byte order mark; save it as UTF-8.")))
    raise InputError(Problem(N_("The file is not text in UTF-8, UTF-16 or Windows-1252.")))


def _delimiter(text: str) -> str:
    """What parts the line that reads most like a header; lines of a title may stand above it."""
    lines = [line for line in text.splitlines() if line.strip()][:MOST_LINES_ABOVE]
    header = lines[0] if lines else ""
    return max(";,\t", key=lambda mark: (max(map(_known_in(mark), lines), default=0), header.count(mark)))


def _known_in(mark: str) -> Callable[[str], int]:
    return lambda line: sum(bool(field_of(trimmed(cell.strip().strip('"')))) for cell in line.split(mark))


def heading(lines: Sequence[Sequence[str]]) -> int:
    """Which of the filled lines is the header: the first with names and roles, else the first with columns we know."""
    near = [{field_of(cell) for cell in cells} - {"", _ORDINAL} for cells in lines[:MOST_LINES_ABOVE]]
    whole = (number for number, fields in enumerate(near) if fields >= {"name", "role"})
    most = max(range(len(near)), key=lambda number: (len(near[number]) > 1, -number), default=0)
    return next(whole, most)


def trimmed(cell: str) -> str:
    """A cell without marks that turn it and blanks around it, and with one blank inside, whatever kind of blank."""
    return _SPACES.sub(" ", straight(cell)).strip()


def field_of(name: str) -> str:
    """The field that a column of this name fills; empty for one that is unknown."""
    return COLUMNS.get(name.lower().replace("_", " "), "")


def _fields(line: int, header: list[str]) -> list[str]:
    while header and not header[-1]:
        header = header[:-1]
    fields = [field_of(name) for name in header]
    # the ordinals' column first: its name ends in a full stop, as the sentence does
    known = Words(sorted(COLUMN_NAMES.values(), key=lambda name: name != COLUMN_NAMES[_ORDINAL]))
    problems = [
        Problem(N_("Unknown column {name!r}; known: {known}."), {"name": name, "known": known}, line=line)
        for name, field in zip(header, fields, strict=True)
        if not field
    ]
    given = [field for field in fields if field]
    problems += [
        Problem(N_("The column “{name}” stands there twice."), {"name": Word(COLUMN_NAMES[name])}, line=line)
        for name in dict.fromkeys(given)
        if given.count(name) > 1
    ]
    problems += [
        Problem(N_("The column “{name}” is missing."), {"name": Word(COLUMN_NAMES[name])}, line=line)
        for name in ("name", "role")
        if name not in given
    ]
    if problems:
        raise InputError(problems)
    return fields


def _row(line: int, cells: Mapping[str, str]) -> SheetRow:
    named: Iterator[tuple[str, str]] = (
        ({"from": "start", "to": "end"}.get(name, name), value)
        for name, value in cells.items()
        if name != _ORDINAL
    )
    return SheetRow(line, **dict(named))

"""Reads the files of a framework folder and of a calendar folder as they are; judges nothing but their shape."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from zi_workflow.domain.calendars import Decree
from zi_workflow.domain.errors import N_, Problem
from zi_workflow.domain.frameworks import (
    Area,
    Component,
    Edition,
    Framework,
    Ladder,
    Milestone,
    Stage,
    SubSection,
    TaskTemplate,
    Threshold,
)
from zi_workflow.frameworks.reading import Reader, label

T = TypeVar("T")
FILES = ("edition", "areas", "stages", "items", "tasks", "ladders", "thresholds")
# Which tables stand in which file, and what they become.
_LISTS: dict[str, dict[str, type]] = {
    "areas": {"areas": Area, "components": Component},
    "stages": {"stages": Stage},
    "items": {"subsections": SubSection},
    "tasks": {"tasks": TaskTemplate, "milestones": Milestone},
    "thresholds": {"thresholds": Threshold},
}
_SINGLES: dict[str, tuple[str, type]] = {"edition": ("edition", Edition), "ladders": ("ladder", Ladder)}


@dataclass
class Draft:
    """What a folder holds, checked for shape only.

    `broken` are ids of tables that did not fit, `unread` the files (of FILES) that are missing, unreadable or empty.
    """

    tables: dict[str, list[Any]] = field(default_factory=dict)
    edition: Edition | None = None
    ladder: Ladder | None = None
    broken: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def all(self, table: str, kind: type[T]) -> tuple[T, ...]:
        """The entries of a table that fit."""
        return tuple(entry for entry in self.tables.get(table, ()) if isinstance(entry, kind))

    def framework(self) -> Framework:
        """The whole; only of a draft without problems."""
        assert self.edition is not None
        assert self.ladder is not None
        return Framework(
            edition=self.edition,
            areas=self.all("areas", Area),
            components=self.all("components", Component),
            stages=self.all("stages", Stage),
            subsections=self.all("subsections", SubSection),
            tasks=self.all("tasks", TaskTemplate),
            milestones=self.all("milestones", Milestone),
            ladder=self.ladder,
            thresholds=self.all("thresholds", Threshold),
        )


def draft_of(folder: Traversable) -> Draft:
    """Every table of a framework folder."""
    draft = Draft()
    for name in FILES:
        file = f"{name}.toml"
        data = _toml(folder.joinpath(file), file, draft.problems)
        if data is None:
            draft.unread.add(name)
            continue
        reader = Reader(file)
        if name in _SINGLES:
            table, kind = _SINGLES[name]
            _unknown_tables(data, (table,), file, draft.problems)
            setattr(draft, table, reader.read(kind, data.get(table), table))
        else:
            _unknown_tables(data, _LISTS[name], file, draft.problems)
            for table, kind in _LISTS[name].items():
                draft.tables[table] = _entries(reader, kind, data.get(table), table, draft.broken)
                if not draft.tables[table]:
                    draft.unread.add(name)
        draft.problems += reader.problems
    return draft


def decrees_of(folder: Traversable) -> tuple[tuple[Decree, ...], list[Problem]]:
    """The decrees of every file of a calendar folder, in order of signature, and what is wrong with them."""
    problems: list[Problem] = []
    found: list[Decree] = []
    for path in _files(folder):
        data = _toml(path, path.name, problems)
        if data is None:
            continue
        reader = Reader(path.name)
        _unknown_tables(data, ("decrees",), path.name, problems)
        read = _entries(reader, Decree, data.get("decrees"), "decrees", set())
        found += [decree for decree in read if isinstance(decree, Decree)]
        problems += reader.problems
    return tuple(sorted(found, key=lambda decree: (decree.signed, decree.number))), problems


def digest(folder: Traversable) -> str:
    """Eight letters that change with any byte of the folder's data files."""
    total = hashlib.sha256()
    for path in _files(folder):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:8]


def _files(folder: Traversable) -> list[Traversable]:
    return sorted((p for p in folder.iterdir() if p.name.endswith(".toml")), key=lambda path: path.name)


def _toml(path: Traversable, file: str, problems: list[Problem]) -> dict[str, Any] | None:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except OSError:
        problems.append(Problem(N_("The file cannot be read."), where=file))
    except UnicodeDecodeError:
        problems.append(Problem(N_("The file is not text in UTF-8."), where=file))
    except RecursionError:
        problems.append(Problem(N_("The file is nested too deeply to be read."), where=file))
    except ValueError as error:  # also of a number with thousands of digits
        line = re.search(r"line (\d+)", str(error))
        problems.append(
            Problem(N_("This is not TOML."), line=int(line[1]) if line else None, where=file),
        )
    return None


def _entries(reader: Reader, kind: type, raw: object, table: str, broken: set[str]) -> list[Any]:
    if not isinstance(raw, list) or not raw:
        reader.problems.append(
            Problem(N_("This list of tables is missing."), where=f"{reader.file} [{table}]")
        )
        return []
    read: list[Any] = []
    for number, entry in enumerate(raw, 1):
        name = _name(entry)
        one = reader.read(kind, entry, name or f"{table} {number}")
        read.append(one)
        if one is None:
            broken.update([name, *_inside(entry)])
    return read


def _name(entry: object) -> str:
    return label(entry, ("code", "key", "predicate", "number"))


def _inside(entry: object) -> Iterable[str]:
    items = entry.get("items", ()) if isinstance(entry, dict) else ()
    return [_name(item) for item in items] if isinstance(items, list) else []


def _unknown_tables(data: dict[str, Any], known: Iterable[str], file: str, problems: list[Problem]) -> None:
    for table in data:
        if table not in known:
            message = N_("Unknown table {table!r}; known: {known}.")
            problems.append(Problem(message, {"table": table, "known": ", ".join(known)}, where=file))

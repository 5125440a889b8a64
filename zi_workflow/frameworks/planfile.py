"""Turns the text of a YAML or JSON file into plain data with line numbers; knows nothing of what the data means."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.domain.fields import Path, shown
from zi_workflow.domain.plan_documents import plan_from
from zi_workflow.domain.plan_parts import Plan

MOST_BYTES = 4_000_000
DEEPEST = 32  # levels of nesting
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data, the 1-based line of every place in it, and what its reader had to note (keys given twice or unusable)."""

    data: object
    lines: Mapping[Path, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read_plan(raw: bytes, default_days_off: frozenset[date], as_of: date) -> Plan:
    """The plan in a file as seen on `as_of`; InputError with every mistake of the file at once."""
    document = read_document(raw)
    return plan_from(document.data, document.lines, default_days_off, as_of, document.problems)


def read_document(raw: bytes) -> Document:
    """The data of one YAML or JSON document in UTF-8. Raises InputError when it cannot be read at all."""
    text = _decoded(raw)
    try:
        return _Builder().build(text)
    except yaml.YAMLError as error:
        if text.lstrip().startswith(
            "{"
        ):  # JSON that YAML 1.1 does not cover: tabs, long keys, escaped slashes
            document = _json(text)
            if document is not None:
                return document
        raise InputError(_unreadable(error)) from None


def _decoded(raw: bytes) -> str:
    if len(raw) > MOST_BYTES:
        message = N_("The file is larger than {most} megabytes.")
        raise InputError(Problem(message, {"most": MOST_BYTES // 1_000_000}))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InputError(Problem(N_("The file is not text in UTF-8."), line=line)) from None
    if "\0" in text:
        raise InputError(
            Problem(N_("The file is not text in UTF-8."), line=text[: text.index("\0")].count("\n") + 1)
        )
    if not text.strip():
        raise InputError(Problem(N_("The file is empty.")))
    return text


def _unreadable(error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None and "nesting depth" in str(getattr(error, "problem", "")):
        return _too_deep(mark.line + 1)  # the scanner reads ahead and has a bound of its own
    if mark is None:
        return Problem(N_("The file holds characters that are not allowed in YAML."))
    message = N_(
        "The YAML cannot be read at column {column}; look for a missing colon, indentation or quote."
    )
    return Problem(message, {"column": mark.column + 1}, line=mark.line + 1)


def _too_deep(line: int) -> Problem:
    return Problem(N_("The file is nested deeper than {most} levels."), {"most": DEEPEST}, line)


def _json(text: str) -> Document | None:
    """The data of JSON text, None when it is no JSON; without lines, as its reader keeps none."""
    problems: list[Problem] = []

    def pairs(items: list[tuple[str, object]]) -> dict[str, object]:
        data = dict(items)
        if len(data) < len(items):
            keys = [key for key, _ in items]
            twice = sorted({key for key in keys if keys.count(key) > 1})
            where = str(data.get("id", ""))
            problems.extend(
                Problem(N_("{key} is given twice."), {"key": shown(key)}, None, where) for key in twice
            )
        return data

    try:
        data = json.loads(text, object_pairs_hook=pairs)
        json.dumps(data, ensure_ascii=False).encode()  # half a surrogate pair could never be shown to anybody
        return Document(data, {}, tuple(problems))
    except (ValueError, RecursionError):
        return None


@dataclass(slots=True)
class _Level:
    """An open list or mapping: where it stands, what it holds so far, the key that waits for its value."""

    data: list[object] | dict[str, object]
    path: Path
    key: str | None = None
    lost: bool = False  # the key was no word: its value is read and left out


class _Builder:
    """Builds plain data from YAML events, level by level: depth is bounded and aliases are shared, never copied."""

    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []
        self.anchors: dict[str, object] = {}
        self.levels: list[_Level] = []
        self.documents: list[object] = []
        self.resolver: Any = yaml.resolver.Resolver()

    def build(self, text: str) -> Document:
        """Read all events of a text."""
        event: Any
        for event in yaml.parse(text, Loader=_LOADER):
            self._take(event, event.start_mark.line + 1)
        if len(self.documents) > 1:
            raise InputError(Problem(N_("The file holds more than one document.")))
        return Document(self.documents[0] if self.documents else None, self.lines, tuple(self.problems))

    def _take(self, event: Any, line: int) -> None:
        if isinstance(event, yaml.ScalarEvent):
            if self._wants_key():
                self._set_key(event.value, line)
            else:
                self._keep(event, self._scalar(event, line), line)
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:
                message = N_("There is no anchor {name} before this place.")
                raise InputError(Problem(message, {"name": shown(event.anchor)}, line))
            self._place(self.anchors[event.anchor], line)
        elif isinstance(event, yaml.MappingStartEvent):
            self._open(event, {}, line)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._open(event, [], line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self.levels.pop()

    def _wants_key(self) -> bool:
        return bool(self.levels) and isinstance(self.levels[-1].data, dict) and self.levels[-1].key is None

    def _set_key(self, key: str, line: int) -> None:
        level = self.levels[-1]
        if key in level.data:
            self.problems.append(Problem(N_("{key} is given twice."), {"key": shown(key)}, line))
        level.key = key

    def _keep(self, event: Any, value: object, line: int) -> Path:
        if event.anchor is not None:
            self.anchors[event.anchor] = value
        return self._place(value, line)

    def _place(self, value: object, line: int) -> Path:
        """Put a value where the reading stands; its path."""
        if not self.levels:
            self.documents.append(value)
            return ()
        level = self.levels[-1]
        if self._wants_key():
            self.problems.append(Problem(N_("A key must be a single word."), line=line))
            level.key, level.lost = "", True
            return (*level.path, "")
        if isinstance(level.data, dict):
            path: Path = (*level.path, level.key or "")
            if not level.lost:
                level.data[level.key or ""] = value
            level.key, level.lost = None, False
        else:
            path = (*level.path, len(level.data))
            level.data.append(value)
        self.lines[path] = line
        return path

    def _open(self, event: Any, data: list[object] | dict[str, object], line: int) -> None:
        if len(self.levels) == DEEPEST:
            raise InputError(_too_deep(line))
        if event.tag not in (None, "!", f"{_TAG}map", f"{_TAG}seq"):
            self._unknown_tag(event.tag, line)
        self.levels.append(_Level(data, self._keep(event, data, line)))

    def _unknown_tag(self, tag: str, line: int) -> None:
        self.problems.append(Problem(N_("The tag {tag} is not known here."), {"tag": shown(tag)}, line))

    def _scalar(self, event: Any, line: int) -> object:
        """The value of a word: what it stands for in YAML, or the word itself when it stands for nothing that exists."""
        tag = event.tag
        if tag is None or tag == "!":
            tag = self.resolver.resolve(yaml.ScalarNode, event.value, event.implicit)
        kind = str(tag).removeprefix(_TAG)
        if kind not in _VALUES:
            self._unknown_tag(str(tag), line)
            return event.value
        try:
            return _VALUES[kind](yaml.ScalarNode(tag, event.value))
        except (ValueError, OverflowError, KeyError):
            return event.value  # 2025-02-30, or a number of a thousand digits


_WHOLE = re.compile(r"[+-]?(0|[1-9][0-9]*)")


def _whole(node: Any) -> object:
    """A whole number in plain digits; YAML 1.1 would read 010 as 8, 1_0 as 10 and 1:30 as 90."""
    return int(node.value) if _WHOLE.fullmatch(node.value) else node.value


_CONSTRUCTOR = yaml.constructor.SafeConstructor()
_VALUES: Mapping[str, Callable[[Any], object]] = {
    "null": lambda node: None,
    "str": lambda node: node.value,
    "bool": _CONSTRUCTOR.construct_yaml_bool,
    "int": _whole,
    "float": _CONSTRUCTOR.construct_yaml_float,
    "timestamp": _CONSTRUCTOR.construct_yaml_timestamp,
    "merge": lambda node: node.value,
    "value": lambda node: node.value,
}

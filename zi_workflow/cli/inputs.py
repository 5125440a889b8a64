"""What commands share at their edge: dates, files and JSON; knows no facts of the programme."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from zi_workflow.domain.errors import N_, InputError, Problem, ZiError

T = TypeVar("T")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day_option(text: str, option: str) -> date:
    """The date of an option written YYYY-MM-DD; InputError names the option otherwise."""
    if _ISO.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass  # a day that no month has
    message = N_("{text!r} is not a date; write YYYY-MM-DD.")
    raise InputError(Problem(message, {"text": text[:40]}, where=option))


def read_bytes(name: str, most: int) -> bytes:
    """At most `most` + 1 bytes of a file (`-` is standard input), so that its reader can refuse what is too large.

    Raises InputError when it cannot be opened.
    """
    try:
        if name == "-":
            return sys.stdin.buffer.read(most + 1)
        with Path(name).open("rb") as stream:
            return stream.read(most + 1)
    except FileNotFoundError:
        message = N_("There is no such file.")
    except IsADirectoryError:
        message = N_("This is a folder, not a file.")
    except PermissionError:
        message = N_("This file may not be read.")
    except (OSError, ValueError):  # ValueError: a NUL in the name
        message = N_("This file cannot be read.")
    raise InputError(Problem(message, where=name.replace("\0", "")))


class Gathering:
    """Reads one input after the other and keeps what is wrong with each, to say all of it at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def read(self, otherwise: T, reader: Callable[..., T], *arguments: object) -> T:
        """What the reader makes of its arguments, or `otherwise` when it refuses them."""
        try:
            return reader(*arguments)
        except ZiError as error:
            self.problems += error.problems
            return otherwise

    def each(self, reader: Callable[..., T], texts: Iterable[str], *arguments: object) -> list[T]:
        """What the reader makes of each of them; what it refuses is left out."""
        found = [self.read(None, reader, text, *arguments) for text in texts]
        return [each for each in found if each is not None]

    def settle(self) -> None:
        """InputError with everything that was refused, each once."""
        if self.problems:
            said = {(p.message, p.where, p.line, str(p.params)): p for p in self.problems}
            raise InputError(said.values())


@contextmanager
def naming(file: str) -> Iterator[None]:
    """Every problem of the block stands at its place in this file."""
    try:
        yield
    except InputError as error:
        name = file.replace("\0", "")
        places = [
            p.where if p.where.startswith(name) else f"{name} {p.where}".strip() for p in error.problems
        ]
        raise InputError(replace(p, where=w) for p, w in zip(error.problems, places, strict=True)) from None


def print_json(data: object) -> None:
    """One JSON document on standard output."""
    json.dump(data, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")

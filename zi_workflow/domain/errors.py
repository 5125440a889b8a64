"""One family of errors that are sentences; knows nothing of languages or of who reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


def N_(message: str) -> str:
    """Mark an English message id for extraction; the edge translates it."""
    return message


class Word(str):
    """An English message id among the facts of a sentence, such as the name of a state; the edge translates it."""

    __slots__ = ()


class Words(tuple[str, ...]):
    """English message ids among the facts of a sentence, such as the names that are known; the edge translates them."""

    __slots__ = ()


@dataclass(frozen=True)
class Problem:
    """One sentence about one place of an input.

    `message` is an English message id with named `{fields}`, filled from `params` after translation, days
    written out and each `Word` translated; `line` is 1-based; `where` is language-free (a task id, a file, a table, a cell).
    """

    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    line: int | None = None
    where: str = ""


class ZiError(Exception):
    """A mistake of a person or a refusal of a rule; carries every problem found at once."""

    code = "error"
    retryable = False

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("; ".join(p.message.format(**p.params) for p in self.problems))


class InputError(ZiError):
    """The input cannot be used as it is; nothing was saved."""

    code = "input"


class NotFoundError(ZiError):
    """There is no such thing, or not for this actor."""

    code = "not_found"


class RefusedError(ZiError):
    """A rule of the programme does not allow this move now."""

    code = "refused"


class ForbiddenError(RefusedError):
    """They see it, and their office does not reach that far."""

    code = "forbidden"


class ConflictError(ZiError):
    """Somebody else changed it meanwhile (optimistic lock)."""

    code = "conflict"


class BusyError(ZiError):
    """The store is busy; trying again later can help."""

    code = "busy"
    retryable = True


class AwayError(BusyError):
    """The store cannot be reached; whether the last change was saved is not known, so it is not simply repeated."""

"""Reads a form with files while it comes in and stops keeping it at the limit; knows no field."""

from __future__ import annotations

from fastapi import HTTPException, Request
from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException
from starlette.types import Message

from zi_workflow.domain.evidence_files import MOST_BYTES, MOST_FILES

# More than a form of ours may have, so that whoever sends a little too much gets their form back with what they typed.
_READ_FILES = 10 * MOST_FILES
_READ_FIELDS = 100
_READ_FIELD_BYTES = 200_000
_AROUND = 200_000  # the words of the form and the lines between its parts
_PATIENCE = 100_000_000  # so much more is read and thrown away, so that the browser can show the answer
_UNREADABLE = 422


class TooMuchError(MultiPartException):
    """The form is larger than what is accepted; nothing of it was kept."""


class UnreadableError(HTTPException):
    """What came is no form, or no form of ours: broken, or with hundreds of files or fields."""

    def __init__(self) -> None:
        super().__init__(_UNREADABLE)


async def read_form(request: Request) -> FormData:
    """The form, at most MOST_BYTES of files; raises TooMuchError and UnreadableError.

    It may have more files and longer fields than are accepted; whoever reads them says so.
    """
    # outside an application the parser's own errors come through, after it has closed its files
    scope = {key: value for key, value in request.scope.items() if key != "app"}
    limited = Request(scope, _Limited(request).receive)
    try:
        return await limited.form(
            max_files=_READ_FILES, max_fields=_READ_FIELDS, max_part_size=_READ_FIELD_BYTES
        )
    except TooMuchError:
        raise
    except MultiPartException as error:
        raise UnreadableError from error


class _Limited:
    """Passes the body on and counts its bytes."""

    def __init__(self, request: Request) -> None:
        self._receive = request.receive
        self._bytes = 0

    async def receive(self) -> Message:
        """The next piece of the body; TooMuchError past the limit, after the rest was thrown away."""
        message = await self._receive()
        self._bytes += len(message.get("body", b""))
        if self._bytes > MOST_BYTES + _AROUND:
            while message.get("more_body", False) and self._bytes < _PATIENCE:
                message = await self._receive()
                self._bytes += len(message.get("body", b""))
            raise TooMuchError("too much")
        return message

"""Reads a form with files while it comes in and keeps no file beyond the limit; knows no field."""

from __future__ import annotations

from urllib.parse import quote_plus, unquote_to_bytes

from fastapi import HTTPException, Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.types import Message

from zi_workflow.domain.evidence_files import MOST_BYTES, MOST_FILES
from zi_workflow.domain.typed import straight

# More than a form of ours may have, so that whoever sends a little too much gets their form back with what they typed.
_READ_FILES = 10 * MOST_FILES
_READ_FIELDS = 1_000
READ_FIELD_BYTES = 200_000
_AROUND = 200_000  # the words of the form and the lines between its parts
_PATIENCE = 100_000_000  # so much is read and thrown away, so that the browser can show the answer
_UNREADABLE = 422


class TooMuchError(MultiPartException):
    """The form is larger than what is read at all; nothing of it was kept."""


class UnreadableError(HTTPException):
    """What came is no form, or no form of ours: broken, or with hundreds of files or fields."""

    def __init__(self) -> None:
        super().__init__(_UNREADABLE)


class SparedForm(FormData):
    """A form of which the files were thrown away, because they are too large together; its words are all there."""

    too_much = True


async def read_form(request: Request, field_bytes: int = READ_FIELD_BYTES) -> FormData:
    """The form, without marks that turn the direction of its words or of the names of its files.

    A SparedForm when its files have more than MOST_BYTES; raises TooMuchError and UnreadableError.
    It may have more files and longer fields than are accepted; whoever reads them says so. Of a field as much as
    `field_bytes` is read: a form that takes whole tables says how much that is.
    """
    kind = request.headers.get("content-type", "").lower()
    multipart = kind.startswith("multipart/form-data")
    limited = _Limited(request, _PATIENCE if multipart else MOST_BYTES + _AROUND)
    # outside an application the parser's own errors come through, after it has closed its files
    scope = {key: value for key, value in request.scope.items() if key != "app"}
    received = Request(scope, limited.receive)
    try:
        if multipart:
            return _straight(await _read_parts(received, field_bytes))
        if not kind.startswith("application/x-www-form-urlencoded"):
            return FormData()
        cut = _Cutting(received.headers, received.stream(), max_fields=_READ_FIELDS,
                       max_part_size=field_bytes + _AROUND)  # fmt: skip
        cut.most = field_bytes
        return _straight(await cut.parse())
    except TooMuchError:
        raise
    except MultiPartException as error:
        raise UnreadableError from error


def _straight(form: FormData) -> FormData:
    items = form.multi_items()
    for _name, value in items:
        if isinstance(value, UploadFile) and value.filename:
            value.filename = straight(value.filename)
    return type(form)([(name, straight(value) if isinstance(value, str) else value) for name, value in items])


async def _read_parts(request: Request, field_bytes: int) -> FormData:
    parser = _Sparing(request.headers, request.stream(), max_files=_READ_FILES, max_fields=_READ_FIELDS,
                      max_part_size=field_bytes)  # fmt: skip
    form = await parser.parse()
    if not parser.too_much:
        return form
    await form.close()
    return SparedForm([each for each in form.multi_items() if isinstance(each[1], str)])


class _Sparing(MultiPartParser):
    """Stops keeping files, and each field's text, at the limit and goes on reading the words that stand behind them."""

    too_much = False
    _kept = 0

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        """A piece of a field or of a file."""
        if self._current_part.file is not None:
            self._kept += end - start
            self.too_much = self.too_much or self._kept > MOST_BYTES
            if self.too_much:
                return
        else:
            end = self._cut(start, end)
        super().on_part_data(data, start, end)

    def on_part_end(self) -> None:
        """A field that was cut ends with a whole letter."""
        part = self._current_part
        if part.file is None and len(part.data) >= self.max_part_size:
            part.data = bytearray(bytes(part.data).decode(errors="ignore").encode())
        super().on_part_end()

    def _cut(self, start: int, end: int) -> int:
        """Where to stop: of a longer field as much is kept as is read, and its reader says that it is too long."""
        return min(end, start + max(self.max_part_size - len(self._current_part.data), 0))


class _Cutting(FormParser):
    """Keeps of each field of a form without files as much as is read, in whole letters."""

    most = READ_FIELD_BYTES

    def on_field_data(self, data: bytes, start: int, end: int) -> None:
        """A piece of a field's value."""
        end = min(end, start + max(self.most - len(self._field_value), 0))
        super().on_field_data(data, start, end)

    def on_field_end(self) -> None:
        """A field that was cut ends with a whole letter."""
        if len(self._field_value) >= self.most:
            raw = unquote_to_bytes(bytes(self._field_value).replace(b"+", b" "))
            self._field_value = bytearray(quote_plus(raw.decode(errors="ignore")).encode())
        super().on_field_end()


class _Limited:
    """Passes the body on and counts its bytes."""

    def __init__(self, request: Request, most: int) -> None:
        self._receive, self._most, self._bytes = request.receive, most, 0

    async def receive(self) -> Message:
        """The next piece of the body; TooMuchError past the limit, after some of the rest was thrown away."""
        message = await self._receive()
        self._bytes += len(message.get("body", b""))
        if self._bytes > self._most:
            while message.get("more_body", False) and self._bytes < _PATIENCE:
                message = await self._receive()
                self._bytes += len(message.get("body", b""))
            raise TooMuchError("too much")
        return message

"""Reads what is short, such as a form without files, and nothing that is longer; knows no field."""

from __future__ import annotations

from fastapi import HTTPException, Request
from starlette.datastructures import FormData
from starlette.types import Message, Receive

MOST_BYTES = 4_096
_TOO_LARGE = 413


async def read_short(request: Request, fields: int = 8) -> FormData:
    """The form; HTTPException for one that is too long."""
    body = limited(request.receive, MOST_BYTES)
    return await Request(request.scope, body).form(max_files=0, max_fields=fields)


def text(form: FormData, name: str) -> str:
    """What was typed into a field; PostgreSQL's texts know no NUL."""
    value = form.get(name)
    return value.replace("\0", "") if isinstance(value, str) else ""


def limited(receive: Receive, most: int) -> Receive:
    """The body as it comes in, up to so many bytes; then HTTPException."""
    read = 0

    async def receive_some() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > most:
            raise HTTPException(_TOO_LARGE)
        return message

    return receive_some

"""Reads the answer about optional mail, from our form or from a mail provider's one click; knows no link and no person."""

from __future__ import annotations

from fastapi import HTTPException, Request
from starlette.types import Message, Receive

MOST_BYTES = 4_096
ONE_CLICK = ("List-Unsubscribe", "One-Click")  # RFC 8058 section 3.2
_ANSWERS = {"no": False, "yes": True}
_UNREADABLE, _TOO_LARGE = 400, 413


async def read_answer(request: Request) -> bool:
    """Whether the mail is wanted; HTTPException for what is neither the one click nor our form, or is too long."""
    form = await Request(request.scope, _short(request.receive)).form(max_files=0, max_fields=4)
    if form.get(ONE_CLICK[0]) == ONE_CLICK[1]:
        return False
    answer = _ANSWERS.get(str(form.get("wanted")))
    if answer is None:
        raise HTTPException(_UNREADABLE)
    return answer


def _short(receive: Receive) -> Receive:
    """The body as it comes in, up to the limit."""
    read = 0

    async def receive_some() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > MOST_BYTES:
            raise HTTPException(_TOO_LARGE)
        return message

    return receive_some

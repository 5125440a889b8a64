"""Reads the answer about optional mail, from our form or from a mail provider's one click; knows no link and no person."""

from __future__ import annotations

from fastapi import HTTPException, Request

from zi_workflow.web.forms.short import MOST_BYTES, read_short

__all__ = ["MOST_BYTES", "read_answer"]

ONE_CLICK = ("List-Unsubscribe", "One-Click")  # RFC 8058 section 3.2
_ANSWERS = {"no": False, "yes": True}
_UNREADABLE = 400


async def read_answer(request: Request) -> bool:
    """Whether the mail is wanted; HTTPException for what is neither the one click nor our form, or is too long."""
    form = await read_short(request, fields=4)
    if form.get(ONE_CLICK[0]) == ONE_CLICK[1]:
        return False
    answer = _ANSWERS.get(str(form.get("wanted")))
    if answer is None:
        raise HTTPException(_UNREADABLE)
    return answer

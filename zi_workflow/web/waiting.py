"""The answer to somebody who has tried too often: when to come again; counts nothing."""

from __future__ import annotations

from datetime import datetime

from fastapi.responses import Response

from zi_workflow.i18n import ngettext
from zi_workflow.web.refusals import refusal

TOO_MANY = 429


def please_wait(until: datetime, now: datetime) -> Response:
    """A page with the minutes, and the seconds for machines."""
    seconds = max(int((until - now).total_seconds()), 1)
    sentence = ngettext(
        "That was tried too often. Please try again in {n} minute.",
        "That was tried too often. Please try again in {n} minutes.",
        -(-seconds // 60),
    )
    answer = refusal(TOO_MANY, [sentence])
    answer.headers["Retry-After"] = str(seconds)
    return answer

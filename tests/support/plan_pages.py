"""The pages that change a plan, as a browser fills them in: a form's fields, and what a page carries; holds no claim."""

from __future__ import annotations

import re
from html import unescape

from httpx import AsyncClient, Response

from tests.support.clocks import wib

NOON = wib(2025, 1, 8, 12)
"""The Wednesday of the small office's first whole week."""
TASK = "/programme/ZI-1/task/{}/ubah"
APPLY = "/programme/ZI-1/ubah/terapkan"


def fields(answer: Response, form: int = 0) -> dict[str, str]:
    """What a form of the page holds before anybody types: inputs, texts and chosen options."""
    page = re.findall(r"<form.*?</form>", answer.text.partition("<main")[2], re.DOTALL)[form]
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        kept = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if kept.get("type") != "checkbox" and "name" in kept:
            found[kept["name"]] = unescape(kept.get("value", ""))
    for name, inside in re.findall(r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL):
        options = re.findall(r'<option value="([^"]*)"( selected)?', inside)
        found[name] = next((value for value, chosen in options if chosen), options[0][0])
    for name, inside in re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>(.*?)</textarea>', page, re.DOTALL):
        found[name] = unescape(inside)
    return found


async def looks(browser: AsyncClient, task: str, **typed: str) -> Response:
    """Open the form of a task, type, and ask what it does."""
    form = fields(await browser.get(TASK.format(task)))
    return await browser.post(TASK.format(task), data={**form, **typed})


async def agrees(browser: AsyncClient, shown: Response, reason: str = "Kesepakatan rapat.") -> Response:
    """Type a reason on the page of consequences and apply it."""
    return await browser.post(APPLY, data={**fields(shown), "alasan": reason})

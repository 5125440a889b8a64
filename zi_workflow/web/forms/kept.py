"""What was typed into a form whose sender has to sign in first; knows no field, keeps no secret and no file."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from zi_workflow.web.uploads import read_form

SECRETS = frozenset({"sandi", "kini", "baru", "ulang", "kode"})
"""Fields that are typed anew; a password never stands in a page."""


@dataclass(frozen=True, slots=True)
class Typed:
    """One field as it was typed."""

    name: str
    text: str


async def typed_in(request: Request) -> list[Typed]:
    """The fields of a form that nobody has read yet; raises as `read_form` does. Files have to be chosen again."""
    form = await read_form(request)
    try:
        return [
            Typed(name, text)
            for name, text in form.multi_items()
            if isinstance(text, str) and text and name not in SECRETS
        ]
    finally:
        await form.close()

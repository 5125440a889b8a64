"""The description of the interface (OpenAPI), made from the routes themselves; nothing of it comes from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from fastapi import APIRouter
from fastapi.openapi.utils import get_openapi

from zi_workflow.web.api.sent import Act

_ABOUT = (
    "The same work as on the pages, by the same rules, for programs. Every question carries a personal token, which is "
    "made at /akun/token, as `Authorization: Bearer zi_…`; cookies are not looked at. A change names the version that "
    "was seen (`If-Match` or the field `version`) and may carry an `Idempotency-Key`. Refusals are "
    "application/problem+json with sentences and their places; `?lang=en` asks for them in English."
)
_SHAPE: dict[str, Any] = Act.model_json_schema()
ACT_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/json": {"schema": _SHAPE},
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {
                    **{name: {"type": "string", "maxLength": 500} for name in _SHAPE["properties"]},
                    "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
                },
            }
        },
    },
}
"""What may be sent about a task: JSON, or a form with files."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked for, as the readable page shows it; `said` are its paragraphs, as message ids."""

    method: str
    path: str
    said: tuple[str, ...]
    fields: tuple[str, ...]


def describing(routers: Iterable[APIRouter], version: str) -> Callable[[], dict[str, Any]]:
    """What gives the description when it is first asked for, and the same one ever after."""
    known = tuple(routers)

    @cache
    def description() -> dict[str, Any]:
        routes = [route for router in known for route in router.routes]
        found = get_openapi(title="zi-workflow", version=version, description=_ABOUT, routes=routes)
        bearer = {"type": "http", "scheme": "bearer", "description": "A personal token, made at /akun/token."}
        found.setdefault("components", {})["securitySchemes"] = {"token": bearer}
        found["security"] = [{"token": []}]
        return found

    return description


def operations(description: Mapping[str, Any]) -> Iterator[Operation]:
    """Every operation of a description, in its order."""
    for path, methods in description["paths"].items():
        for method, said in methods.items():
            fields = tuple(each["name"] for each in said.get("parameters", ()) if each["in"] != "path")
            yield Operation(method.upper(), path, _paragraphs(said.get("description", "")), fields)


def _paragraphs(text: str) -> tuple[str, ...]:
    """A docstring is broken into lines where the source ends, which says nothing."""
    return tuple(" ".join(each.split()) for each in text.split("\n\n") if each.strip())

"""Refusals for programs (RFC 9457): a status, a code, and sentences with their places; never a traceback."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse

from zi_workflow import i18n
from zi_workflow.domain.errors import BusyError, NotFoundError, ZiError
from zi_workflow.domain.errors import Problem as Sentence
from zi_workflow.domain.personal_tokens import API
from zi_workflow.i18n import _

MEDIA = "application/problem+json"
UNUSABLE, NOT_FOUND, CONFLICT, BUSY, BAD_REQUEST, FORBIDDEN = 422, 404, 409, 503, 400, 403
NOT_SIGNED_IN, NOT_ALLOWED, TOO_LARGE, TOO_MANY, FAILED = 401, 405, 413, 429, 500
STATUS = {
    "forbidden": FORBIDDEN,
    "not_found": NOT_FOUND,
    "busy": BUSY,
    "conflict": CONFLICT,
    "refused": CONFLICT,
}
CODES = {
    BAD_REQUEST: "input",
    NOT_SIGNED_IN: "token",
    FORBIDDEN: "forbidden",
    NOT_FOUND: "not_found",
    NOT_ALLOWED: "method",
    CONFLICT: "conflict",
    TOO_LARGE: "input",
    UNUSABLE: "input",
    TOO_MANY: "too_many",
    BUSY: "busy",
}


def of_api(path: str) -> bool:
    """Whether a program asks."""
    return path.startswith(API)


def problem(
    status: int,
    problems: Iterable[Mapping[str, Any]],
    code: str = "",
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The refusal; each of `problems` is a sentence with its place, where it has one."""
    found = [dict(each) for each in problems]
    body = {
        "type": "about:blank",
        "title": _titles().get(status, _("This is not possible")),
        "status": status,
        "code": code or CODES.get(status, "error"),
        "detail": " ".join(each["sentence"] for each in found),
        "problems": found,
    }
    return JSONResponse(body, status, headers=dict(headers or {}), media_type=MEDIA)


def said(
    status: int, sentence: str, place: str = "", headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """A refusal of one sentence."""
    return problem(status, [{"sentence": sentence, "place": place}], headers=headers)


def of_error(error: ZiError) -> JSONResponse:
    """The refusal for an error; one for all things that are not there, so that nobody learns which are."""
    if isinstance(error, NotFoundError):
        return not_there()
    status = STATUS.get(error.code, UNUSABLE)
    headers = {"Retry-After": "5"} if isinstance(error, BusyError) else {}
    return problem(status, map(_placed, error.problems), error.code, headers)


def _placed(found: Sentence) -> dict[str, Any]:
    line = {"line": found.line} if found.line is not None else {}
    return {"sentence": i18n.sentence(replace(found, where="", line=None)), "place": found.where, **line}


def not_there() -> JSONResponse:
    """What does not exist, or not for whoever asks."""
    return said(NOT_FOUND, _("There is nothing here, or nothing that this token may see."))


def of_status(status: int) -> JSONResponse:
    """The refusal where nothing is known but the status."""
    if status == NOT_FOUND:
        return not_there()
    sentences = {
        NOT_ALLOWED: _("This address does not know that method."),
        TOO_LARGE: _("What was sent is too large."),
        FAILED: _("The mistake is ours and is in the log. Nothing was changed."),
    }
    return said(status, sentences.get(status, _("What was sent cannot be read.")))


def unreadable(errors: Iterable[Mapping[str, Any]]) -> JSONResponse:
    """What does not have the shape that the description asks for, each place on its own."""
    places = dict.fromkeys(".".join(map(str, each.get("loc", ()))) for each in errors)
    sentence = _("This is missing or does not have the form that the description of the interface asks for.")
    return problem(UNUSABLE, [{"sentence": sentence, "place": place} for place in places])


def _titles() -> dict[int, str]:
    return {
        NOT_SIGNED_IN: _("A token is needed"),
        FORBIDDEN: _("This is not open to you"),
        NOT_FOUND: _("This does not exist"),
        CONFLICT: _("This is not possible now"),
        UNUSABLE: _("This cannot be used"),
        BAD_REQUEST: _("This cannot be used"),
        TOO_LARGE: _("This cannot be used"),
        TOO_MANY: _("Too many questions"),
        BUSY: _("The service is busy"),
        FAILED: _("Something went wrong"),
    }


def asked_by_program(request: Request) -> bool:
    """Whether the answer has to be one for programs."""
    return of_api(request.url.path)

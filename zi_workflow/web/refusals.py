"""Answers for what cannot be shown: a sentence in the reader's language and a way on; never a traceback."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from zi_workflow import i18n
from zi_workflow.domain.errors import BusyError, NotFoundError, ZiError
from zi_workflow.i18n import _
from zi_workflow.web.api import problems
from zi_workflow.web.headers import HEADERS, PAGE_POLICY
from zi_workflow.web.rendering import page

NOT_FOUND, BAD_REQUEST, FORBIDDEN, UNUSABLE, FAILED, BUSY = 404, 400, 403, 422, 500, 503
TOO_LARGE = 413
RETRY_SECONDS = "5"


def answer_refusals(app: FastAPI) -> None:
    """Let the app answer every refusal and failure with a page."""

    @app.exception_handler(ZiError)
    def _refused(request: Request, error: ZiError) -> Response:
        return problems.of_error(error) if problems.asked_by_program(request) else refused(error)

    @app.exception_handler(HTTPException)
    def _unanswered(request: Request, error: HTTPException) -> Response:
        if problems.asked_by_program(request):
            return problems.of_status(error.status_code)
        return refusal(_unreadable_status(request) if error.status_code == BAD_REQUEST else error.status_code)

    @app.exception_handler(RequestValidationError)
    def _unreadable(request: Request, error: RequestValidationError) -> Response:
        if problems.asked_by_program(request):
            return problems.unreadable(error.errors())
        return refusal(_unreadable_status(request))

    @app.exception_handler(Exception)
    def _failed(request: Request, error: Exception) -> Response:
        answer = problems.of_status(FAILED) if problems.asked_by_program(request) else refusal(FAILED)
        answer.headers.update(HEADERS | {"Content-Security-Policy": PAGE_POLICY})  # outside all middleware
        return answer


def _unreadable_status(request: Request) -> int:
    """Whether an address or a form cannot be read."""
    return UNUSABLE if request.method == "POST" else BAD_REQUEST


def refused(error: ZiError) -> Response:
    """The page for an error; one for all things that are not there, so that nobody learns which are."""
    status = problems.STATUS.get(error.code, BAD_REQUEST)
    sentences = [] if isinstance(error, NotFoundError) else [i18n.sentence(p) for p in error.problems]
    answer = refusal(status, sentences)
    if isinstance(error, BusyError):
        answer.headers["Retry-After"] = RETRY_SECONDS
    return answer


def refusal(status: int, sentences: list[str] | None = None) -> Response:
    """A page with the status, and the sentences or else the advice that belongs to it."""
    titles = {
        FORBIDDEN: _("This is not open to you"),
        NOT_FOUND: _("This page does not exist"),
        BAD_REQUEST: _("This address cannot be read"),
        UNUSABLE: _("This form cannot be read"),
        TOO_LARGE: _("This form cannot be read"),
        BUSY: _("The service is busy"),
        FAILED: _("Something went wrong"),
    }
    advice = {
        NOT_FOUND: _("Perhaps the address was mistyped, or what it named is not there any more."),
        BAD_REQUEST: _("Please check the address, or start from the list of programmes."),
        UNUSABLE: _("Please go back, look at what you filled in, and send it again. Nothing was changed."),
        TOO_LARGE: _("Please go back, look at what you filled in, and send it again. Nothing was changed."),
        BUSY: _("Please try again in a few seconds."),
        FAILED: _("The mistake is ours and is in the log. Nothing was changed."),
    }
    title = titles.get(status, _("This is not possible"))
    reasons = sentences or [advice.get(status, _("Please start from the list of programmes."))]
    return page("errors/refusal.html", status, title=title, sentences=reasons)

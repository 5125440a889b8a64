"""Turns a template and its facts into a page in the language in use; knows no query and no route."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from pathlib import Path

from fastapi.responses import HTMLResponse
from jinja2 import FileSystemLoader, StrictUndefined

from zi_workflow import i18n, wording
from zi_workflow.web.current import can, current, steers
from zi_workflow.web.drafts import draft_key, person_mark
from zi_workflow.web.language import link
from zi_workflow.web.menu import main_menu, programme_menu
from zi_workflow.web.repeated import repeated
from zi_workflow.web.spoken import Spoken
from zi_workflow.web.views import words

OK = 200
TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment(lang: str) -> Spoken:
    """The templates in a language, with everything they may call."""
    found = Spoken(
        lang,
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.globals.update(
        _=i18n._,
        ngettext=i18n.ngettext,
        language=i18n.language,
        link=link,
        full_date=_full_date,
        short_date=_short_date,
        instant=_instant,
        words=words,
        current=current,
        can=can,
        steers=steers,
        main_menu=main_menu,
        programme_menu=programme_menu,
        draft_key=draft_key,
        person_mark=person_mark,
        repeated=repeated,
    )
    return found


def page(template: str, status: int = 200, **facts: object) -> HTMLResponse:
    """A whole page."""
    return HTMLResponse(environment(i18n.language()).get_template(template).render(facts), status)


def preview_page(template: str, status: int = 200, **facts: object) -> HTMLResponse:
    """A page that answers a form before anything is saved; who goes on from it can come back.

    The reader's own browser keeps it, or it would ask on the way back whether to send the form again; signing out
    clears it there. An answer with a mistake or a conflict is not kept.
    """
    answer = page(template, status, **facts)
    if status == OK:
        answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _full_date(day: date) -> str:
    return wording.full_date(day, i18n.language())


def _short_date(day: date) -> str:
    return wording.short_date(day, i18n.language())


def _instant(at: datetime, zone: str) -> str:
    return wording.instant(at, zone, i18n.language())

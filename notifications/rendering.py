"""Turns the facts of a mail into subject, text and HTML; knows no address and sends nothing."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined, select_autoescape

from notifications.inlining import InliningLoader
from notifications.registry import EMAILS
from zi_workflow import i18n
from zi_workflow.domain.messages import Rendered
from zi_workflow.domain.notices import MailFacts

__all__ = ["Rendered", "render"]

FOLDER = Path(__file__).parent / "emails"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=InliningLoader(FOLDER, "style.css"),
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default_for_string=False),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    # Fields are {named}, as everywhere in the product; what comes back is plain text and is escaped like any.
    environment.install_gettext_callables(i18n._, i18n.ngettext, newstyle=False)  # type: ignore[attr-defined]
    return environment


def render(facts: MailFacts, lang: str = "id", unsubscribe: str = "") -> Rendered:
    """The mail in that language; the same facts give the same words. A template's mistake raises TemplateError.

    `unsubscribe` is the address at which the receiver can do without an optional mail.
    """
    with i18n.using(lang):
        letter = EMAILS[facts.kind].of(facts).letter
        subject, text, html = (
            _environment()
            .get_template(f"{facts.kind}/{part}.j2")
            .render(letter=letter, lang=lang, unsubscribe=unsubscribe)
            for part in ("subject.txt", "body.txt", "body.html")
        )
    return Rendered(subject.strip(), text.strip() + "\n", html.strip() + "\n")


def render_to_paste(facts: MailFacts, lang: str = "id") -> str:
    """The same in short, to be pasted into a chat: one sentence a line, the link at the end."""
    with i18n.using(lang):
        letter = EMAILS[facts.kind].of(facts).letter
        return _environment().get_template("paste.txt.j2").render(letter=letter).strip() + "\n"

"""A fragment that says the same is made once, for all who look; one that asks who looks is refused."""

from __future__ import annotations

import pytest
from jinja2 import DictLoader, Environment

from zi_workflow.web import current
from zi_workflow.web.rendering import TEMPLATES, environment
from zi_workflow.web.repeated import repeated

FRAGMENT = "{% macro row(title) %}<b>{{ title }}</b>{{ counted() }}{% endmacro %}"
PAGE = "{% from 'row' import row %}{{ repeated(row, title) }}"


class Counted:
    """How often a fragment was made."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> str:
        self.times += 1
        return ""


def page(counted: object) -> Environment:
    """Templates of a page with one fragment."""
    found = Environment(loader=DictLoader({"row": FRAGMENT, "page": PAGE}), autoescape=True)
    found.globals.update(repeated=repeated, counted=counted)
    return found


def test_the_same_facts_are_made_once_and_changed_ones_anew() -> None:
    """Page after page."""
    counted = Counted()
    template = page(counted).get_template("page")
    said = [template.render(title=title) for title in ("<a>", "<a>", "b", "<a>")]
    assert said == ["<b>&lt;a&gt;</b>", "<b>&lt;a&gt;</b>", "<b>b</b>", "<b>&lt;a&gt;</b>"]
    assert counted.times == 2


def test_a_fragment_that_asks_who_looks_is_an_error_and_the_page_around_it_may_ask_again() -> None:
    """What one reader may see would be shown to the next."""
    with pytest.raises(RuntimeError, match="who looks"):
        page(current.current).get_template("page").render(title="c")
    assert current.current() is None


def test_the_fragments_of_our_pages_are_looked_up_by_macros_that_stay() -> None:
    """One that is imported with its page's context is another one for each page, and would never be found again."""
    files = [path.read_text() for path in TEMPLATES.rglob("*.html") if "repeated(" in path.read_text()]
    assert files
    for text in files:
        name = text.split("repeated(", 1)[1].split(",", 1)[0]
        [imported] = [
            line for line in text.splitlines() if line.startswith("{% from") and f"import {name}" in line
        ]
        assert "with context" not in imported


@pytest.mark.parametrize("lang", ["id", "en"])
def test_each_language_has_its_own_fragments(lang: str) -> None:
    """A row is not shown in the language of whoever saw it first."""
    other = environment("en" if lang == "id" else "id")
    mine, theirs = (each.get_template("portfolio/row.html").module for each in (environment(lang), other))
    assert vars(mine)["line"] is not vars(theirs)["line"]

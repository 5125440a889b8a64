"""What depends on the language alone is said when a template is compiled, each language for itself; the rest in the page."""

from __future__ import annotations

import pytest
from jinja2 import DictLoader

from zi_workflow import i18n
from zi_workflow.web.language import link
from zi_workflow.web.spoken import Spoken

TEMPLATE = (
    '{{ _("Units") }} {{ link("/unit") }} {{ language() }} '
    '{{ _("{n} MB", n=number) }} {{ _(title) }} {{ link("/a", b=c) }}'
)
SAID = {
    "id": "Unit /unit id 3 MB Unit /a?b=%3C",
    "en": "Units /unit?lang=en en 3 MB Units /a?b=%3C&amp;lang=en",
}


def said(environment: Spoken, lang: str) -> str:
    """The template as a page in a language."""
    with i18n.using(lang):
        return environment.get_template("a").render(number=3, title="Units", c="<")


def made(lang: str) -> Spoken:
    """An environment with the one template."""
    found = Spoken(lang, loader=DictLoader({"a": TEMPLATE}), autoescape=True)
    found.globals.update(_=i18n._, link=link, language=i18n.language)
    return found


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_each_language_has_its_own_words_and_facts_are_filled_in_later(lang: str) -> None:
    """Whichever language was in use when the template was compiled."""
    assert said(made(lang), lang) == SAID[lang]


def test_what_is_compiled_holds_the_words_and_not_the_question_for_them() -> None:
    """Nobody asks for a heading in every page; what takes facts is still asked."""
    code = made("id").compile(TEMPLATE, raw=True)
    assert "Unit /unit id" in code
    assert "'{n} MB'" in code


def test_what_is_said_at_once_is_escaped_as_everything_else() -> None:
    """A translation cannot bring markup into a page."""
    found = Spoken("en", loader=DictLoader({"a": """{{ _("<b>") }}"""}), autoescape=True)
    found.globals.update(_=i18n._)
    assert found.get_template("a").render() == "&lt;b&gt;"

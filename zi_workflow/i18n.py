"""Turns English message ids into the reader's language, days and words among their facts too; knows no programme.

Indonesian is the default. Catalogues are compiled gettext files, one per part of the product, in
`locale/<lang>/LC_MESSAGES`.
"""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path

from zi_workflow.domain.errors import Problem, Word, Words
from zi_workflow.wording import full_date

LANGUAGES = ("id", "en")
_INFLECTED = (date, Word, Words)
LOCALE_DIR = Path(__file__).parent / "locale"
_language: ContextVar[str] = ContextVar("zi_language", default="id")


@cache
def translations(lang: str) -> _gettext.NullTranslations:
    """All catalogues of a language chained into one; message ids themselves for English."""
    chain = _gettext.NullTranslations()
    for path in sorted((LOCALE_DIR / lang / "LC_MESSAGES").glob("*.mo")):
        with path.open("rb") as stream:
            catalogue = _gettext.GNUTranslations(stream)
        catalogue.add_fallback(chain)
        chain = catalogue
    return chain


def language() -> str:
    """The language in use in this context."""
    return _language.get()


def use(lang: str) -> None:
    """Choose the language for the rest of this context (one of LANGUAGES)."""
    _language.set(lang)


@contextmanager
def using(lang: str) -> Iterator[None]:
    """Choose the language for a block."""
    token = _language.set(lang)
    try:
        yield
    finally:
        _language.reset(token)


def _(message: str, /, **params: object) -> str:
    """The sentence in the language in use, with its named fields filled."""
    text = _found(language(), message) if message else ""
    return text.format(**_said(params)) if params else text


def ngettext(one: str, many: str, n: int, /, **params: object) -> str:
    """The singular or plural sentence in the language in use; `{n}` is the number."""
    return _found_for(language(), one, many, n).format(n=n, **_said(params))


@lru_cache(maxsize=4096)
def _found(lang: str, message: str) -> str:
    """A mail asks for dozens of sentences, each of which may stand in the last catalogue of the chain."""
    return translations(lang).gettext(message)


@lru_cache(maxsize=4096)
def _found_for(lang: str, one: str, many: str, n: int) -> str:
    return translations(lang).ngettext(one, many, n)


def _said(params: Mapping[str, object]) -> Mapping[str, object]:
    """The facts of a sentence, with its days and its words of ours in the language in use."""
    for each in params.values():  # a loop, as a page says a hundred sentences: `any` takes twice the time
        if isinstance(each, _INFLECTED):
            return {name: _in_words(each) for name, each in params.items()}
    return params


def _in_words(fact: object) -> object:
    if isinstance(fact, Word):
        return _found(language(), fact)
    if isinstance(fact, Words):
        return ", ".join(_found(language(), each) for each in fact)
    if isinstance(fact, date) and not isinstance(fact, datetime):
        return full_date(fact, language())
    return fact


def sentence(problem: Problem) -> str:
    """A problem as one sentence with its place in front."""
    text = translations(language()).gettext(problem.message).format(**_said(problem.params))
    places = [_("line {line}", line=problem.line)] if problem.line is not None else []
    places += [problem.where] if problem.where else []
    return f"{', '.join(places)}: {text}" if places else text

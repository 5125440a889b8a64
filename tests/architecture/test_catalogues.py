"""Everything that people read exists in Indonesian."""

from __future__ import annotations

import ast
from collections import defaultdict

from tests.support import catalogues, sources


def test_every_message_id_has_an_indonesian_translation() -> None:
    """No sentence of the product falls back to English for an Indonesian reader."""
    translated = {ids for _part, ids, strings in catalogues.messages() if all(strings)}
    missing = {place: ids for ids, place in catalogues.used_ids().items() if ids not in translated}
    assert missing == {}


def test_no_sentence_hides_inside_an_f_string() -> None:
    """Extraction does not look there, so nobody would miss the translation."""
    hidden = [
        f"{sources.name(path)}:{node.lineno}"
        for path in sources.python_files(*sources.PACKAGES)
        for text in ast.walk(sources.tree(path))
        if isinstance(text, ast.JoinedStr)
        for node in ast.walk(text)
        if isinstance(node, ast.Call) and sources.dotted(node.func).split(".")[-1] in catalogues.KEYWORDS
        if node.args and isinstance(node.args[0], ast.Constant)
    ]
    assert hidden == []


def test_no_catalogue_keeps_a_sentence_that_nobody_uses() -> None:
    """A translation of a removed sentence is dead weight."""
    used = catalogues.used_ids()
    unused = [(part, ids) for part, ids, _strings in catalogues.messages() if ids not in used]
    assert unused == []


def test_one_sentence_has_one_translation() -> None:
    """Two parts may share an id only if they say it the same way."""
    said: dict[catalogues.Ids, set[tuple[str, ...]]] = defaultdict(set)
    for _part, ids, strings in catalogues.messages():
        said[ids].add(strings)
    assert {ids: texts for ids, texts in said.items() if len(texts) > 1} == {}


def test_translations_keep_the_fields_of_their_ids() -> None:
    """A field that is lost or renamed would break the sentence at run time."""
    wrong = [
        (part, ids, strings)
        for part, ids, strings in catalogues.messages()
        if any(catalogues.fields(text) - {"n"} != catalogues.fields(ids[-1]) - {"n"} for text in strings)
    ]
    assert wrong == []


def test_compiled_catalogues_equal_their_sources() -> None:
    """What runs is what was reviewed (`make catalogues` compiles them)."""
    stale = [
        part
        for part, catalogue in catalogues.catalogues().items()
        if catalogues.compiled(part) != catalogues.translations(catalogue)
    ]
    assert stale == []


def test_catalogues_know_that_indonesian_has_one_plural_form() -> None:
    """Babel writes a wrong header for Indonesian; gettext would then pick a form that is not there."""
    headers = {
        part: (catalogues.INDONESIAN / f"{part}.po").read_text("utf-8") for part in catalogues.catalogues()
    }
    wrong = [part for part, text in headers.items() if "nplurals=1; plural=0;" not in text.split("\n\n")[0]]
    assert wrong == []


def test_no_catalogue_entry_is_marked_fuzzy() -> None:
    """A guess of a tool is not a translation; gettext would leave it out."""
    fuzzy = [
        (part, message.id)
        for part, catalogue in catalogues.catalogues().items()
        for message in catalogue
        if message.id and message.fuzzy
    ]
    assert fuzzy == []


def test_indonesian_texts_are_official_and_calm() -> None:
    """Formal register: no exclamation marks."""
    loud = [(part, strings) for part, _ids, strings in catalogues.messages() if "!" in _words(strings)]
    assert loud == []


def _words(strings: tuple[str, ...]) -> str:
    return " ".join(strings).replace("!r}", "}").replace("!s}", "}")

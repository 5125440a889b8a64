"""What is wrong with an agency's template, each with the field and the place: read first, then tried on a sample.

A template may name fields, repeat with `for` over a list and choose with `if`; everything else is refused before it runs.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from jinja2 import TemplateError, nodes

from zi_workflow.domain.errors import N_, Problem
from zi_workflow.domain.papers import PaperKind
from zi_workflow.papers import docx
from zi_workflow.papers.fields import fields
from zi_workflow.papers.sample import empty_sample, sample
from zi_workflow.papers.sandbox import FILTERS, TESTS, TooMuchError
from zi_workflow.papers.template_tags import ANY_ROWS, HALF, halves, parsed

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

MOST_DEPTH = 2
MOST_XML = 3_000_000
_LOOP = dict.fromkeys(("index", "index0", "first", "last", "length"), "")
_FOOTNOTES = "footnotes+xml"
_SHOWN = 90
_NO_WORK = N_("Filled with sample facts a tag of this template does not work.")
_NO_SEAL = N_(
    "The template does not print the end of the chain of events; please write the field keaslian, best in its footer."
)
_UNKNOWN = N_("There is no field {field!r}; did you mean {near!r}?")
_NO_FIELD = N_("There is no field {field!r}.")
_NO_LIST = N_("{field!r} is no list, so that for cannot repeat over it.")
_LIST = N_("{field!r} is a list; use for to show its rows.")
_REFUSED = N_("Only fields, for, if and the filters {filters} may be used here.")
_DEEP = N_("A for may stand in one other for, no deeper.")
NO_DOCX = N_("This is no DOCX that can be read.")
TOO_LONG = N_("Filled with sample facts this template becomes longer than any paper.")
NO_DOCUMENT = N_("Filled with sample facts this template gives no document that can be opened ({said}).")


def problems(content: bytes, kind: PaperKind) -> list[Problem]:
    """Everything that is wrong with it; nothing: papers of this kind can be made with it."""
    try:
        document = docx.opened(content)
        parts = list(_parts(document))
        read = [(name, *halves(xml)) for name, xml in parts]
    except Exception:  # whatever the libraries say of a file that is no document
        return [Problem(NO_DOCX)]
    if sum(len(text) for _name, text in parts) > MOST_XML:
        return [Problem(TOO_LONG)]
    known = {**fields(sample(PaperKind.REPORT)), ANY_ROWS: [_Anything()]}  # in which no list is empty
    found = [Problem(HALF, where=_shown(text)) for _name, _xml, texts in read for text in texts]
    found += [problem for name, xml, _texts in read for problem in _read(name, _lines(document, xml), known)]
    return list(_once(found)) or _tried(content, kind)


def _tried(content: bytes, kind: PaperKind) -> list[Problem]:
    """Filled with lists of some rows, and with empty ones: a tag that is out of place may show in one alone."""
    try:
        for paper in (sample(kind), empty_sample(kind)):
            if paper.seal.chain_head not in _words(docx.opened(docx.render(paper, content))):
                return [Problem(_NO_SEAL)]
    except TooMuchError:
        return [Problem(TOO_LONG)]
    except TemplateError:
        return [Problem(_NO_WORK)]
    except Exception as error:  # whatever the libraries say of a document that cannot be put together
        return [Problem(NO_DOCUMENT, {"said": str(error)[:200]})]
    return []


def _words(document: DocxTemplate) -> str:
    return re.sub(r"<[^>]+>", "", "".join(xml for _name, xml in _parts(document)))


def _parts(document: DocxTemplate) -> Iterator[tuple[str, str]]:
    """Each part that may have tags, as XML."""
    yield "document.xml", document.get_xml()
    for uri in (document.HEADER_URI, document.FOOTER_URI):
        for _key, part in document.get_headers_footers(uri):
            yield part.partname.filename, document.get_part_xml(part)
    for part in document.docx.part.package.iter_parts():
        if part.content_type.endswith(_FOOTNOTES):
            yield part.partname.filename, part.blob.decode("utf-8")


def _lines(document: DocxTemplate, xml: str) -> str:
    """As docxtpl will hand it to Jinja, with a line for each paragraph."""
    patched: str = document.patch_xml(xml)
    return re.sub(r"<w:p([ >])", r"\n<w:p\1", patched).replace("</w:p>", "</w:p>\n").replace("%}{%", "%}\n{%")


def _read(name: str, text: str, known: Mapping[str, Any]) -> Iterable[Problem]:
    lines = text.split("\n")

    def place(line: int) -> str:
        return _shown("".join(lines[line - 1 : line])) or name

    tags, found = parsed(text)
    looked = _Look(known)
    looked.statements(tags.body if tags else (), {}, 0)
    return [Problem(message, params, where=place(line)) for message, params, line in (*found, *looked.found)]


def _shown(xml: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", xml).split())[:_SHOWN]


def _once(found: Iterable[Problem]) -> Iterator[Problem]:
    seen: list[Problem] = []
    for problem in found:
        if problem not in seen:
            seen.append(problem)
            yield problem


class _Look:
    """Walks the tags with what each name stands for: a text, a list of rows, or a row of columns."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        self.known = known
        self.found: list[tuple[str, dict[str, object], int]] = []

    def statements(self, body: Iterable[nodes.Node], scope: Mapping[str, Any], depth: int) -> None:
        for node in body:
            if isinstance(node, nodes.Output):
                self._output(node, scope)
            elif isinstance(node, nodes.For):
                self._for(node, scope, depth)
            elif isinstance(node, nodes.If):
                self._value(node.test, scope)
                for part in (node.body, node.elif_, node.else_):
                    self.statements(part, scope, depth)
            else:
                self._refuse(node)

    def _output(self, node: nodes.Output, scope: Mapping[str, Any]) -> None:
        for each in node.nodes:
            if isinstance(each, nodes.TemplateData):
                continue
            if not isinstance(self._value(each, scope), (str, _Anything)):
                self._say(_LIST, each, field=_name(each))

    def _for(self, node: nodes.For, scope: Mapping[str, Any], depth: int) -> None:
        if depth == MOST_DEPTH:
            self._say(_DEEP, node)
            return
        if not isinstance(node.target, nodes.Name) or node.recursive:
            self._refuse(node)
            return
        rows = self._value(node.iter, scope)
        if isinstance(rows, str):
            if rows != _MISSING:
                self._say(_NO_LIST, node, field=_name(node.iter))
            rows = []
        inner = {**scope, node.target.name: rows[0] if rows else _Anything(), "loop": _LOOP}
        if node.test is not None:
            self._value(node.test, inner)
        self.statements(node.body, inner, depth + 1)
        self.statements(node.else_, scope, depth)

    def _value(self, node: nodes.Node, scope: Mapping[str, Any]) -> Any:
        """What the expression stands for; a text where it is none of ours or was complained of."""
        if isinstance(node, nodes.Name):
            return self._field(node, node.name, {**self.known, **scope}, node.name)
        if isinstance(node, nodes.Getattr):
            row = self._value(node.node, scope)
            if isinstance(row, (str, list)):
                return row if row == _MISSING else self._field(node, node.attr, {}, _name(node))
            return self._field(node, node.attr, row, _name(node))
        allowed = isinstance(
            node, (nodes.Const, nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand, nodes.CondExpr)
        )
        named = (isinstance(node, nodes.Filter) and node.name in FILTERS) or (
            isinstance(node, nodes.Test) and node.name in TESTS
        )
        if not allowed and not named:
            self._refuse(node)
            return _MISSING
        for child in node.iter_child_nodes():
            self._value(child, scope)
        return ""

    def _field(self, node: nodes.Node, name: str, names: Mapping[str, Any], shown: str) -> Any:
        if name in names:
            return names[name]
        near = difflib.get_close_matches(name, list(names), 1)
        if near:
            self._say(_UNKNOWN, node, field=shown, near=near[0])
        else:
            self._say(_NO_FIELD, node, field=shown)
        return _MISSING

    def _refuse(self, node: nodes.Node) -> None:
        self._say(_REFUSED, node, filters=", ".join(FILTERS))

    def _say(self, message: str, node: nodes.Node, **params: object) -> None:
        self.found.append((message, params, node.lineno))


_MISSING = "\0"  # stands for a field that was complained of already


class _Anything(dict[str, Any]):
    """A row of a list that was complained of already: it has every column."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> str:
        return _MISSING


def _name(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_name(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else ""

"""Says what depends on nothing but the language once, when a template is compiled, not in every page; knows no template.

A page asks for up to three hundred sentences, headings and addresses that are the same each time. There is one set of
compiled templates for each language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer

from zi_workflow import i18n
from zi_workflow.web.language import link

SAYING: Mapping[str, Callable[..., str]] = {"_": i18n._, "language": i18n.language, "link": link}
"""Functions of a template that give the same for the same words in one language."""
DIRECT = frozenset({*SAYING, "ngettext", "full_date", "short_date", "instant", "repeated"})
"""Plain functions that want nothing of a template's context: they need not be looked at in each of a page's calls."""


class _Direct(CodeGenerator):
    """Calls a plain function as Python does, not by way of the context, which asks each time what it wants to be told."""

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        plain = isinstance(node.node, nodes.Name) and node.node.name in DIRECT
        if not plain or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for each in (*node.args, *node.kwargs):
            self.visit(each, frame)
            self.write(", ")
        self.write(")")


class Spoken(Environment):
    """Compiles for one language; pages are rendered in it, too."""

    code_generator_class = _Direct

    def __init__(self, lang: str, **options: Any) -> None:
        super().__init__(**options)
        self.lang = lang

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        with i18n.using(self.lang):
            return super()._generate(_Saying().visit(source), name, filename, defer_init)


class _Saying(NodeTransformer):
    """Puts what a call says in its place, where all it is told stands in the template."""

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:
        self.generic_visit(node)
        if not isinstance(node.node, nodes.Name) or node.node.name not in SAYING:
            return node
        if node.kwargs or node.dyn_args or node.dyn_kwargs:
            return node
        if not all(isinstance(each, nodes.Const) for each in node.args):
            return node
        words = [each.value for each in node.args if isinstance(each, nodes.Const)]
        return nodes.Const(SAYING[node.node.name](*words), lineno=node.lineno)

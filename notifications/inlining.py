"""Inlines the style sheet into the HTML templates once, when they are loaded; knows no mail's content."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from css_inline import CSSInliner, inline_fragment
from jinja2 import Environment, FileSystemLoader

HTML = ".html.j2"
_STATEMENT = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)


class InliningLoader(FileSystemLoader):
    """Loads templates from a folder; HTML ones come with the rules of the style sheet on their elements."""

    def __init__(self, folder: Path, sheet: str) -> None:
        super().__init__(folder)
        self._css = (folder / sheet).read_text(encoding="utf-8")

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """A template's source, its path, and whether it is still up to date."""
        source, path, current = super().get_source(environment, template)
        return (inlined(source, self._css) if template.endswith(HTML) else source), path, current


def inlined(source: str, css: str) -> str:
    """The template with the style sheet's rules as style attributes; its own style block (dark mode) stays.

    The inliner parses HTML, so template code hides from it: statements as comments, which may stand anywhere,
    expressions as words, which may stand in text and attributes.
    """
    hidden: list[str] = []

    def hide(shape: str) -> Callable[[re.Match[str]], str]:
        def replace(found: re.Match[str]) -> str:
            hidden.append(found[0])
            return shape.format(len(hidden) - 1)

        return replace

    html = _EXPRESSION.sub(hide("zi_{}_iz"), _STATEMENT.sub(hide("<!--zi_{}_iz-->"), source))
    if "<html" in html:
        inliner = CSSInliner(
            extra_css=css,
            keep_style_tags=True,
            keep_at_rules=True,
            minify_css=True,
            load_remote_stylesheets=False,
        )
        html = inliner.inline(html)
    else:
        html = inline_fragment(html, css, minify_css=True)
    return re.sub(r"(?:<!--)?zi_(\d+)_iz(?:-->)?", lambda found: hidden[int(found[1])], html)

"""Where a template's tags run: only fields, strict about unknown ones, and stopped when they write too much."""

from __future__ import annotations

from typing import Any

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

FILTERS = ("upper", "lower", "title", "capitalize", "trim", "default", "length", "join")
TESTS = ("defined", "undefined")
MOST_WRITTEN = 8_000_000  # characters of one part: some thousand pages


class TooMuchError(Exception):
    """A part became longer than any paper."""


class _Measured(Template):
    def render(self, *args: Any, **kwargs: Any) -> str:
        written, size = [], 0
        for piece in self.generate(*args, **kwargs):
            size += len(piece)
            if size > MOST_WRITTEN:
                raise TooMuchError
            written.append(piece)
        return "".join(written)


def sandbox() -> ImmutableSandboxedEnvironment:
    """No globals, few filters; what a field holds is escaped for XML and never read as a tag."""
    env = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    env.template_class = _Measured
    env.globals.clear()
    env.filters = {name: env.filters[name] for name in FILTERS}
    env.tests = {name: env.tests[name] for name in TESTS}
    return env

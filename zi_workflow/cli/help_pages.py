"""Help pages in the language in use; knows how the parser lays them out, no command."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from typer._click import Command, Context
from typer._click.formatting import HelpFormatter
from typer.core import TyperGroup

from zi_workflow.domain.errors import N_
from zi_workflow.i18n import _

# The parser says these in English only.
HEADINGS: Mapping[str, str] = {
    "Arguments": N_("Arguments"),
    "Options": N_("Options"),
    "Commands": N_("Commands"),
}
USAGE = {"[OPTIONS]": N_("[OPTIONS]"), "COMMAND": N_("COMMAND"), "[ARGS]...": N_("[ARGS]...")}
# What the parser calls the kind of a value. A positional argument has its name already.
KINDS: Mapping[str, str] = {
    "str": N_("<text>"),
    "int": N_("<number>"),
    "int range": N_("<number>"),
    "float": N_("<number>"),
}
SHOW_HELP = "Show this message and exit."
_KIND = re.compile(rf" <({'|'.join(KINDS)})>$")
_EXTRAS = re.compile(r" {1,2}\[([^\[\]]+)\]$")


class HelpPage(HelpFormatter):
    """Says the parser's own words in the reader's language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line with the call."""
        words = " ".join(_(USAGE[word]) if word in USAGE else word for word in args.split(" "))
        super().write_usage(prog, words, _("Usage:") + " ")

    def write_heading(self, heading: str) -> None:
        """The heading of a section."""
        super().write_heading(_(HEADINGS[heading]) if heading in HEADINGS else heading)

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Options or commands with what they do."""
        super().write_dl([(_named(name), _said(help)) for name, help in rows], col_max, col_spacing)


def _named(name: str) -> str:
    kind = _KIND.search(name)
    if kind is None:
        return name
    return name[: kind.start()] + (f" {_(KINDS[kind[1]])}" if name.startswith("-") else "")


def _said(help: str) -> str:
    if help == SHOW_HELP:
        return _("Show this message and exit.")
    return _EXTRAS.sub(lambda found: f"  [{'; '.join(map(_extra, found[1].split('; ')))}]", help)


def _extra(extra: str) -> str:
    if extra == "required":
        return _("required")
    if extra.startswith("default: "):
        return _("default: {value}", value=extra.removeprefix("default: "))
    return extra


class HelpContext(Context):
    """A call whose help is a HelpPage."""

    formatter_class = HelpPage


def with_help_pages(command: Command) -> Command:
    """The command, and those below it, with help in the reader's language."""
    command.context_class = HelpContext
    if isinstance(command, TyperGroup):
        for each in command.commands.values():
            with_help_pages(each)
    return command

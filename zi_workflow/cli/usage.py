"""Words for wrong command lines; knows the parser's mistakes, nothing of the programme."""

from __future__ import annotations

import re

from typer._click.exceptions import (
    BadOptionUsage,
    BadParameter,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)

from zi_workflow import i18n
from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.i18n import _

_TOO_MANY = re.compile(r"unexpected extra argument.* \((.*)\)")
_TOO_LARGE = re.compile(r"less than or equal to (\S+)")
_TOO_SMALL = re.compile(r"greater than or equal to (\S+)")

__all__ = ["NoArgsIsHelpError", "UsageError", "sentence", "unknown_language"]


def unknown_language(lang: str) -> InputError:
    """The refusal of a language without a catalogue."""
    message = N_("Unknown language {lang!r}; known: {known}.")
    return InputError(Problem(message, {"lang": lang, "known": ", ".join(i18n.LANGUAGES)}))


def sentence(error: UsageError) -> str:
    """A parser's refusal as a sentence in the language in use, with the way to the help."""
    path = error.ctx.command_path if error.ctx else "zi"
    way_out = _("See: {path} --help", path=path)
    return f"{_reason(error)} {way_out}"


def _reason(error: UsageError) -> str:
    if isinstance(error, NoSuchOption):
        return _("There is no option {name}.", name=error.option_name)
    if isinstance(error, MissingParameter):
        return _("{name} is missing.", name=_name(error))
    if isinstance(error, BadParameter):
        return _("{name} cannot be used: {why}", name=_name(error), why=_why(error.message))
    if isinstance(error, BadOptionUsage):
        return _("{name} needs a value.", name=error.option_name)
    if error.message.startswith("No such command"):
        return _("There is no command {name}.", name=error.message.split("'")[1])
    if error.message.startswith("Missing command"):
        return _("A command is missing.")
    if found := _TOO_MANY.search(error.message):
        return _("Nothing more is expected here: {words}.", words=found[1])
    return error.message


def _why(message: str) -> str:
    """The parser's reason, which it gives in English only."""
    if "valid integer" in message:
        return _("it is not a whole number.")
    if found := _TOO_LARGE.search(message):
        return _("it is above {limit}.", limit=found[1])
    if found := _TOO_SMALL.search(message):
        return _("it is below {limit}.", limit=found[1])
    return message


def _name(error: BadParameter) -> str:
    if error.param is None:
        return str(error.param_hint or "")
    return error.param.get_error_hint()

"""Words for wrong command lines; knows the parser's mistakes, nothing of the programme."""

from __future__ import annotations

from typer._click.exceptions import (
    BadParameter,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)

from zi_workflow import i18n
from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.i18n import _

__all__ = ["NoArgsIsHelpError", "UsageError", "sentence", "unknown_language"]


def unknown_language(lang: str) -> InputError:
    """The refusal of a language without a catalogue."""
    message = N_("Unknown language {lang!r}; known: {known}.")
    return InputError(Problem(message, {"lang": lang, "known": ", ".join(i18n.LANGUAGES)}))


def sentence(error: UsageError) -> str:
    """A parser's refusal as a sentence in the language in use, with the way to the help."""
    path = error.ctx.command_path if error.ctx else "zi"
    return f"{_reason(error)} {_('See: {path} --help', path=path)}"


def _reason(error: UsageError) -> str:
    if isinstance(error, NoSuchOption):
        return _("There is no option {name}.", name=error.option_name)
    if isinstance(error, MissingParameter):
        return _("{name} is missing.", name=_name(error))
    if isinstance(error, BadParameter):
        return _("{name} cannot be used: {why}", name=_name(error), why=error.message)
    if error.message.startswith("No such command"):
        return _("There is no command {name}.", name=error.message.split("'")[1])
    if error.message.startswith("Missing command"):
        return _("A command is missing.")
    return error.message


def _name(error: BadParameter) -> str:
    if error.param is None:
        return str(error.param_hint or "")
    return error.param.get_error_hint()

"""The `zi` command: finds the group that is asked for and imports only that; knows no facts of the programme."""

from __future__ import annotations

import errno
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import typer
from typer._click import Command, Context
from typer.core import TyperCommand, TyperGroup

from zi_workflow import i18n
from zi_workflow.cli import usage
from zi_workflow.cli.commands import COMMANDS
from zi_workflow.cli.help_pages import HelpContext, with_help_pages
from zi_workflow.domain.errors import ZiError
from zi_workflow.i18n import _

USER_MISTAKE = 2
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)


class LazyGroup(TyperGroup):
    """A group whose commands are imported when they are called, not when they are listed."""

    listing = False
    context_class = HelpContext

    def list_commands(self, ctx: Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        if self.listing:
            return TyperCommand(cmd_name, help=_(entry.help))
        module = importlib.import_module(f"zi_workflow.cli.{entry.module}")
        command = typer.main.get_command(module.app)
        command.name = cmd_name
        return with_help_pages(command)

    def format_help(self, ctx: Context, formatter: Any) -> None:
        self.listing = True
        super().format_help(ctx, formatter)


def build() -> LazyGroup:
    """The root command in the language in use."""
    return LazyGroup(
        name="zi",
        help=_("Carries a unit through the build-up of an integrity zone. --lang en for English."),
        rich_markup_mode=None,
        no_args_is_help=True,
    )


def _take_language(argv: Sequence[str]) -> list[str]:
    """Read `--lang xx` wherever it stands; the rest is the command."""
    rest: list[str] = []
    chosen = os.environ.get("ZI_LANG", i18n.LANGUAGES[0])
    words = iter(argv)
    for word in words:
        if word == "--lang":
            chosen = next(words, "")
        elif word.startswith("--lang="):
            chosen = word.partition("=")[2]
        else:
            rest.append(word)
    i18n.use(chosen if chosen in i18n.LANGUAGES else i18n.LANGUAGES[0])
    if chosen not in i18n.LANGUAGES:
        raise usage.unknown_language(chosen)
    return rest


def main(argv: Sequence[str]) -> int:
    """Run one command line; the exit status (0 done, 2 a mistake of the user)."""
    try:
        words = _take_language(argv)
        status = int(build().main(words, prog_name="zi", standalone_mode=False) or 0)
        if sys.stdout is not None:  # a closed one
            sys.stdout.flush()
        return status
    except ZiError as error:
        for problem in error.problems:
            print(i18n.sentence(problem), file=sys.stderr)
        return USER_MISTAKE
    except usage.NoArgsIsHelpError as error:
        print(error.format_message())
        return USER_MISTAKE
    except usage.UsageError as error:
        print(usage.sentence(error), file=sys.stderr)
        return USER_MISTAKE
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except OSError as error:
        if error.errno not in NO_ROOM or error.filename is not None:
            raise
        _drop_output()
        print(_("The output cannot be written."), file=sys.stderr)
        return 1


def _drop_output() -> None:
    """What still waits to be written goes nowhere, lest the interpreter tries again when it ends."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run() -> None:
    """Entry point of the `zi` script."""
    sys.exit(main(sys.argv[1:]))

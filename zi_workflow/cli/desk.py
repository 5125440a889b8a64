"""Where a command does its work: the open store, the instant, who acts and when; knows no use case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

import typer

from zi_workflow.domain.errors import N_, InputError, NotFoundError, Problem, RefusedError
from zi_workflow.domain.scopes import CONSOLE, at_console
from zi_workflow.i18n import _

if TYPE_CHECKING:
    from zi_workflow.bootstrap import Store
    from zi_workflow.domain.people import Role
    from zi_workflow.domain.scopes import Viewer
    from zi_workflow.storage.engine import Session
    from zi_workflow.storage.queries.programmes import ProgrammeFacts


Command = TypeVar("Command")
Result = TypeVar("Result")

Json = Annotated[bool, typer.Option("--json", help=_("Print the result as JSON."))]
On = Annotated[
    str | None,
    typer.Option("--on", metavar="YYYY-MM-DD", help=_("The day it happened; today when left out.")),
]
By = Annotated[
    str | None,
    typer.Option("--by", metavar=_("PERSON"), help=_("Address or name of whoever did it; else the console.")),
]


class Desk:
    """One command's view: everything happens at one instant."""

    def __init__(self, store: Store, now: datetime) -> None:
        self.store, self.now = store, now

    def do(self, usecase: Callable[[Session, Command, datetime], Result], command: Command) -> Result:
        """Run a use case in its transaction."""
        from zi_workflow.bootstrap import do

        return do(self.store, usecase, command, self.now)

    def try_out(self, usecase: Callable[[Session, Command, datetime], Result], command: Command) -> Result:
        """What `do` would give; nothing is saved, and what it refuses is refused."""
        from zi_workflow.bootstrap import try_out

        return try_out(self.store, usecase, command, self.now)

    def read(self, query: Callable[..., Result], *arguments: Any) -> Result:
        """Run a query that returns plain values."""
        with self.store.reading() as session:
            return query(session, *arguments)

    def programme(self, code: str) -> ProgrammeFacts:
        """The programme with this code; NotFoundError names the ones there are."""
        from zi_workflow.storage.queries.programmes import programme_by_code

        return self.read(programme_by_code, code)

    def today(self, zone: str) -> date:
        """The date in a zone."""
        return self.now.astimezone(ZoneInfo(zone)).date()

    def day(self, text: str | None, zone: str) -> date:
        """The day that is claimed, today when none is; RefusedError for one in the future."""
        from zi_workflow.cli.inputs import day_option

        today = self.today(zone)
        day = today if text is None else day_option(text, "--on")
        if day > today:
            message = N_("{on} lies in the future; today is {today}.")
            raise RefusedError(Problem(message, {"on": day, "today": today}, where="--on"))
        return day

    def actor(self, who: str | None, unit_id: str | None = None) -> str:
        """The id of whoever acts; the console when nobody is named."""
        return CONSOLE if who is None else self.person(who, "--by", unit_id)

    def viewer(self, who: str | None, role: Role, unit_id: str, agency: str) -> Viewer:
        """Whoever acts, with their offices; the console, in that role of the unit, when nobody is named."""
        from zi_workflow.storage.queries.viewers import viewer_of_person

        if who is None:
            return at_console(role, unit_id, agency)
        return self.read(viewer_of_person, self.person(who, "--by", unit_id), self.now)

    def person(self, who: str, option: str, unit_id: str | None = None) -> str:
        """The id of the one active person with this address, name or id; those of the unit go before others."""
        from zi_workflow.storage.queries.people import find

        found = self.read(find, who, unit_id)
        if not found:
            message = N_("Nobody is known by the address or name {who!r}.")
            raise NotFoundError(Problem(message, {"who": who}, where=option))
        if len(found) > 1:
            message = N_(
                "Several people have the address or name {who!r}; give the id that 'zi people list --json' shows."
            )
            raise InputError(Problem(message, {"who": who}, where=option))
        return found[0].id


@contextmanager
def open_desk() -> Iterator[Desk]:
    """The store of the settings, open for one command; InputError when there is none."""
    from zi_workflow import bootstrap, settings

    chosen = settings.load()
    with closing(bootstrap.open_store(chosen)) as store:
        yield Desk(store, bootstrap.clock_of(chosen).now())


def show_json(value: object) -> None:
    """Print dataclasses, dates and collections as one JSON document."""
    from zi_workflow.cli.inputs import print_json
    from zi_workflow.domain.events import plain

    print_json(plain(_simple(value)))


def _simple(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return _simple(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): _simple(each) for key, each in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return _simple(value._asdict())
    if isinstance(value, list | tuple | set | frozenset):
        return [_simple(each) for each in value]
    return value

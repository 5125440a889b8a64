"""`zi tick`: does a day's work once more by plain functions, without schedule and Prefect; knows no step of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from zi_workflow.domain.errors import N_, Problem, RefusedError
from zi_workflow.i18n import _, ngettext, sentence

if TYPE_CHECKING:
    from flows.ground import Ground
    from zi_workflow.usecases.zones import Zone

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@dataclass(frozen=True)
class Done:
    """What a tick changed in one zone."""

    zone: str
    on: str
    programmes: int
    stages: int
    notices: int
    mails: int
    delivered: int
    problems: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether anything is different from before."""
        return bool(self.stages or self.notices or self.mails or self.delivered)


@dataclass(frozen=True)
class Rounds:
    """What a tick changed about monev rounds: units whose order it went on with, rounds it froze, how many it proposed."""

    opened: int
    frozen: tuple[str, ...]
    proposed: int
    problems: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether anything is different from before."""
        return bool(self.opened or self.frozen or self.proposed)


@app.command(help=_("Do a day's work for all active programmes; a second time changes nothing."))
def tick(
    on: Annotated[
        str | None, typer.Option("--on", metavar="YYYY-MM-DD", help=_("The day; today when left out."))
    ] = None,
    json: Annotated[bool, typer.Option("--json", help=_("Print the result as JSON."))] = False,
) -> None:
    """Build-up, analysis, notices, digests and delivery of one day in every zone."""
    from zi_workflow import bootstrap, settings
    from zi_workflow.cli.inputs import day_option, print_json

    chosen = settings.load()
    day = None if on is None else day_option(on, "--on")
    with closing(bootstrap.open_store(chosen)) as store:
        from zi_workflow.cli.wiring import ground_of, most_quiet

        ground = ground_of(chosen, store, bootstrap.clock_of(chosen))
        _check_clock(ground, most_quiet(chosen))
        done = list(_zones(ground, day))
        rounds = _rounds(ground, done)
    if json:
        changed = rounds.changed or any(each.changed for each in done)
        print_json({"changed": changed, "zones": [asdict(each) for each in done], "rounds": asdict(rounds)})
        return
    if not done:
        print(_("No programme is active yet; there is nothing to do."))
    for each in done:
        print(_words(each))
    if rounds.changed or rounds.problems:
        print(_round_words(rounds))


def _check_clock(ground: Ground, quiet: timedelta | None) -> None:
    """RefusedError when the clock is in doubt; after a long silence the programmes are computed all the same."""
    from schedules.recomputing import recompute
    from zi_workflow.bootstrap import do
    from zi_workflow.domain.clock_doubts import Way
    from zi_workflow.usecases import clock_watch
    from zi_workflow.usecases.clock_watch import Look

    now = ground.now()
    doubt = do(ground.store, clock_watch.witness, Look(quiet), now)
    if doubt is not None:
        if doubt.way is Way.AHEAD:
            recompute(ground.store, now)
        raise RefusedError(clock_watch.words(doubt))


def _zones(ground: Ground, day: date | None) -> Iterator[Done]:
    from zi_workflow.usecases.zones import active_zones

    now = ground.now()
    with ground.store.reading() as session:
        zones = active_zones(session)
    today = {zone.name: now.astimezone(ZoneInfo(zone.name)).date() for zone in zones}
    if day is not None and zones and day > min(today.values()):
        message = N_("{day} lies in the future; today is {today}.")
        params = {"day": day, "today": min(today.values())}
        raise RefusedError(Problem(message, params, where="--on"))
    for zone in zones:
        yield _one(ground, zone, day or today[zone.name])


def _one(ground: Ground, zone: Zone, on: date) -> Done:
    """The zone's day, its mail handed over as the settings ask for it."""
    from flows import day

    report = day.run_day(
        ground.store, zone.name, on, ground.now(), letterhead=ground.letterhead, deliver=False
    )
    problems = tuple(f"{code}: {sentence(p)}" for code, error in report.problems for p in error.problems)
    delivered = ground.deliver()
    return Done(
        zone.name,
        on.isoformat(),
        report.programmes,
        report.stages,
        report.notices,
        report.mails,
        delivered,
        problems,
    )


def _rounds(ground: Ground, done: list[Done]) -> Rounds:
    """Rounds whose cutoff day is over are frozen with the figures of that day; those of the year ahead proposed."""
    from flows import rounds

    report = rounds.do_rounds(ground, [each.zone for each in done])
    problems = tuple(f"{place}: {sentence(p)}" for place, error in report.problems for p in error.problems)
    return Rounds(report.opened, tuple(report.frozen), report.proposed, problems)


def _round_words(rounds: Rounds) -> str:
    lines = [_("Monev rounds frozen: {names}.", names=", ".join(rounds.frozen))] if rounds.frozen else []
    if rounds.opened:
        lines.append(
            ngettext(
                "{n} unit of an order to open monev rounds done.",
                "{n} units of an order to open monev rounds done.",
                rounds.opened,
            )
        )
    if rounds.proposed:
        lines.append(ngettext("{n} monev round proposed.", "{n} monev rounds proposed.", rounds.proposed))
    return "\n".join([*lines, *rounds.problems])


def _words(done: Done) -> str:
    what = {**asdict(done), "on": date.fromisoformat(done.on)}
    counts = _(
        "{stages} stages moved, {notices} notices, {mails} mails put in, {delivered} delivered", **what
    )
    return "\n".join(
        [_("{zone}, {on}, {programmes} programmes: {counts}.", counts=counts, **what), *done.problems]
    )

"""`zi round recommendations|answer|settle`: what was recommended and what became of it; holds no rule of it.

The console answers as whoever leads the unit's team when nobody is named. It never closes as itself: who decides for
the assistance team is a person, so `settle` needs `--by` and asks whether they are the chair or the named deputy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from zi_workflow.cli.desk import By, Desk, Json, open_desk, show_json
from zi_workflow.cli.evidence_files import Evidence, File
from zi_workflow.cli.quarters import ProgrammeCode, QuarterOf, quarter_key
from zi_workflow.cli.round_options import places
from zi_workflow.domain.errors import N_, ForbiddenError, InputError, Problem, RefusedError
from zi_workflow.i18n import _

if TYPE_CHECKING:
    from zi_workflow.domain.permissions import Decision
    from zi_workflow.domain.scopes import Viewer
    from zi_workflow.storage.queries.programmes import ProgrammeFacts
    from zi_workflow.usecases.follow_up_answers import Before
    from zi_workflow.usecases.follow_up_lists import FollowedLine

Number = Annotated[
    int, typer.Argument(metavar=_("NUMBER"), help=_("Number of the recommendation in its round."), min=1)
]
Yes = Annotated[bool, typer.Option("--yes", help=_("Do it; else only a preview is shown."))]
CLOSE, REJECT = "close", "reject"


def add_to(app: typer.Typer) -> None:
    """Add the commands to those on rounds."""
    app.command(
        help=_("List the recommendations of a programme, or of one round with what was carried into it.")
    )(recommendations)
    app.command(
        help=_("Answer a recommendation with words and evidence: its task is handed in; --yes does it.")
    )(answer)
    app.command(
        help=_("Close a recommendation or reject its answer, as the chair of the team; --yes does it.")
    )(settle)


def recommendations(
    code: ProgrammeCode,
    quarter: Annotated[
        str | None, typer.Argument(metavar=_("QUARTER"), help=_("Only those before this round."))
    ] = None,
    json: Json = False,
) -> None:
    """List them."""
    from zi_workflow.storage.queries.invitations import round_of
    from zi_workflow.usecases.follow_up_lists import before_round, of_programme

    with places(), open_desk() as desk:
        facts = desk.programme(code)
        today = desk.today(facts.zone)
        if quarter is None:
            found = desk.read(of_programme, facts.unit_id, facts.id, today)
        else:
            row_id = desk.read(lambda session: round_of(session, facts.id, quarter_key(quarter)).id)
            found = desk.read(before_round, _unit(facts), row_id, today)
    if json:
        show_json([_plain(each) for each in found])
    else:
        print("\n".join(_lines(facts, found)))


def answer(
    code: ProgrammeCode,
    quarter: QuarterOf,
    number: Number,
    words: Annotated[str, typer.Option("--words", metavar=_("TEXT"), help=_("What was done."))] = "",
    evidence: Evidence = None,
    file: File = None,
    yes: Yes = False,
    by: By = None,
    json: Json = False,
) -> None:
    """Answer one."""
    from zi_workflow.cli.evidence_files import handed
    from zi_workflow.domain.people import Role
    from zi_workflow.usecases.follow_up_answers import Answer, may_answer
    from zi_workflow.usecases.follow_up_answers import answer as usecase

    with places(), open_desk() as desk:
        facts = desk.programme(code)
        viewer = desk.viewer(by, Role.TEAM_LEAD, facts.unit_id, facts.agency)
        common = _at(facts, viewer, quarter, number)
        before = _look(desk, common)
        _ask(before, may_answer(before, viewer))
        command = Answer(**common, words=words, evidence=handed(evidence, file))
        state = _done(desk, usecase, command, before, yes=yes)
    _show(
        before,
        state,
        yes,
        json,
        N_("The answer hands in the task {task}; the chair of the assistance team will be told."),
    )


def settle(
    code: ProgrammeCode,
    quarter: QuarterOf,
    number: Number,
    verdict: Annotated[str, typer.Argument(metavar="close|reject", help=_("What the chair says."))],
    note: Annotated[
        str, typer.Option("--note", metavar=_("TEXT"), help=_("What was seen, or what is missing."))
    ] = "",
    yes: Yes = False,
    by: By = None,
    json: Json = False,
) -> None:
    """Decide on an answer."""
    from zi_workflow.domain.people import Role
    from zi_workflow.usecases.follow_up_answers import Settle, may_settle
    from zi_workflow.usecases.follow_up_answers import settle as usecase

    if verdict not in (CLOSE, REJECT):
        raise InputError(
            Problem(N_("{word!r} is no decision; write close or reject."), {"word": verdict[:40]})
        )
    if by is None:
        message = N_("The chair of the assistance team decides, never the console; name them with --by.")
        raise RefusedError(Problem(message, where="--by"))
    with places(), open_desk() as desk:
        facts = desk.programme(code)
        viewer = desk.viewer(by, Role.ASSISTANCE_TEAM, facts.unit_id, facts.agency)
        common = _at(facts, viewer, quarter, number)
        before = _look(desk, common)
        _ask(before, may_settle(before, viewer))
        command = Settle(**common, close=verdict == CLOSE, note=note)
        state = _done(desk, usecase, command, before, yes=yes)
    told = (
        N_("This finishes the task {task} for good.")
        if verdict == CLOSE
        else N_("This sends the task {task} back.")
    )
    _show(before, state, yes, json, told)


def _at(facts: ProgrammeFacts, viewer: Viewer, quarter: str, number: int) -> dict[str, Any]:
    return {"viewer": viewer, "programme_id": facts.id, "quarter": quarter_key(quarter), "number": number}


def _look(desk: Desk, common: dict[str, Any]) -> Before:
    from zi_workflow.usecases.follow_up_answers import look

    return desk.read(look, *common.values(), desk.now)


def _ask(before: Before, decision: Decision) -> None:
    from zi_workflow.usecases.follow_up_answers import UNSIGNED

    if not decision.allowed:
        raise ForbiddenError(Problem(decision.reason))
    if before.task is None:
        raise RefusedError(Problem(UNSIGNED))


def _done(desk: Desk, usecase: Any, command: Any, before: Before, *, yes: bool) -> str:
    """Where it stands now; a preview saves nothing, and refuses whatever doing it would."""
    if yes:
        return str(desk.do(usecase, command))
    desk.try_out(usecase, command)
    return before.row.state


def _show(before: Before, state: str, done: bool, json: bool, told: str) -> None:
    """What was done, or what would be."""
    from zi_workflow.domain.recommendations import RECOMMENDATION_STATE_NAMES

    row = before.row
    if json:
        show_json(
            {"number": row.number, "quarter": before.quarter, "task": row.task, "state": state, "done": done}
        )
        return
    lines = [f"{before.quarter} {row.number} ({row.task}): {row.words}", _(told, task=row.task or "")]
    lines.append(_("State: {state}", state=_(RECOMMENDATION_STATE_NAMES[state])))
    lines.append(_("Saved.") if done else _("Nothing was saved; --yes does it."))
    print("\n".join(lines))


def _unit(facts: ProgrammeFacts) -> Any:
    from zi_workflow.domain.scopes import Scope

    return Scope(units=frozenset({facts.unit_id}))


def _plain(line: FollowedLine) -> dict[str, Any]:
    row = line.row
    names = (
        "quarter",
        "number",
        "area",
        "words",
        "office",
        "responsible",
        "deadline",
        "task",
        "age",
        "answered_on",
    )
    return {**{name: getattr(row, name) for name in names}, "state": str(row.state), "closed_on": row.closed_on,
            "days_late": line.late}  # fmt: skip


def _lines(facts: ProgrammeFacts, found: list[FollowedLine]) -> list[str]:
    from zi_workflow.web.views import recommendations as views
    from zi_workflow.web.views import words

    lines = [f"{facts.code}, {facts.unit_name}"]
    for each in found:
        row = each.row
        said = [words.quarter(row.quarter), words.area(row.area), _("Due: {day}", day=row.deadline)]
        said += [views.status(row.state).word, views.late(each)]
        said += [_("carried over: {age}", age=row.age)] if row.age else []
        lines += [f"{row.task} {row.words}", "  " + ", ".join(part for part in said if part)]
    return lines if found else [*lines, _("There are no recommendations yet.")]

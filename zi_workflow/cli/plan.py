"""The `zi plan` commands: a plan file in, the engine's answer out; stores nothing."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from zi_workflow.cli.inputs import day_option, print_json, read_bytes
from zi_workflow.domain.analysis import analyse, to_json
from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.domain.plan_parts import Plan
from zi_workflow.i18n import _

app = typer.Typer(
    help=_("Compute a plan file: forecast, causes, blockers."),
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)

File = Annotated[
    str, typer.Argument(metavar=_("FILE"), help=_("A plan in YAML or JSON; - is standard input."))
]
AsOf = Annotated[str, typer.Option("--as-of", metavar="YYYY-MM-DD", help=_("The day to look at."))]


@app.command(help=_("Forecast, causes and blockers of a plan file."))
def check(
    file: File,
    as_of: AsOf,
    json: Annotated[bool, typer.Option("--json", help=_("Print the result as JSON."))] = False,
) -> None:
    """Print the analysis of a plan as text, or as the JSON of docs/planning.md section 6."""
    day = day_option(as_of, "--as-of")
    plan = _read(file, day)
    analysis = analyse(plan, day)
    if json:
        print_json(to_json(analysis))
        return
    from zi_workflow.cli.plan_words import Words

    print("\n".join(Words(plan).overview(analysis)))


@app.command(help=_("Explain in a paragraph why a task stands where it stands."))
def why(
    task: Annotated[str, typer.Argument(metavar=_("TASK"), help=_("The id of a task."))],
    file: File,
    as_of: AsOf,
) -> None:
    """Print one paragraph about one task."""
    day = day_option(as_of, "--as-of")
    plan = _read(file, day)
    if task not in {known.id for known in plan.tasks}:
        raise NotFoundError(Problem(N_("There is no task {id!r} in the plan."), {"id": task}))
    from zi_workflow.cli.plan_words import Words
    from zi_workflow.domain.sentences import explain

    words = Words(plan)
    print(" ".join(words.sentence(sentence) for sentence in explain(plan, analyse(plan, day), task)))


def _read(file: str, day: date) -> Plan:
    from zi_workflow.frameworks.loader import national_days_off
    from zi_workflow.frameworks.planfile import MOST_BYTES, read_plan

    return read_plan(read_bytes(file, MOST_BYTES), national_days_off(), day)

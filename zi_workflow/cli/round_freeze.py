"""`zi round freeze|verify|diff`: the frozen figures of a round, whether they still hold, and beside another's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zi_workflow.cli.desk import By, Json, open_desk, show_json
from zi_workflow.cli.quarters import ProgrammeCode, QuarterOf, quarter_key
from zi_workflow.domain.errors import N_, Problem, RefusedError
from zi_workflow.i18n import _

if TYPE_CHECKING:
    from zi_workflow.cli.desk import Desk
    from zi_workflow.domain.snapshots import Frozen

MISFIT = 1
Yes = Annotated[bool, typer.Option("--yes", help=_("Do it; else only a preview is shown."))]
Other = Annotated[
    str, typer.Argument(metavar=_("QUARTER"), help=_("The round to put beside it, e.g. 2025-Q2."))
]


def freeze(
    code: ProgrammeCode, quarter: QuarterOf, yes: Yes = False, by: By = None, json: Json = False
) -> None:
    """Figures of a round, sealed for good."""
    from zi_workflow.cli import freeze_words
    from zi_workflow.domain.people import Role
    from zi_workflow.domain.snapshots import read, seal
    from zi_workflow.storage.queries.snapshots import frozen_days
    from zi_workflow.usecases import freezing
    from zi_workflow.usecases.freezing import Freeze

    with open_desk() as desk:
        facts = desk.programme(code)
        viewer = desk.viewer(by, Role.ASSISTANCE_TEAM, facts.unit_id, facts.agency)
        command = Freeze(viewer=viewer, programme_id=facts.id, quarter=quarter_key(quarter))
        before = facts.id in desk.read(frozen_days, [facts.id], command.quarter)
        said = desk.read(freezing.preview, command, desk.now)
        sealed = desk.do(freezing.freeze, command).sha256 if yes else seal(said)
    if json:
        show_json({"frozen": yes or before, "sha256": sealed, "facts": said})
    else:
        print("\n".join(freeze_words.figures(read(said), sealed, done=yes, before=before)))


def verify(code: ProgrammeCode, quarter: QuarterOf, json: Json = False) -> None:
    """Whether a frozen round still is what was frozen."""
    from zi_workflow import settings
    from zi_workflow.cli import freeze_words
    from zi_workflow.storage.evidence_folder import EvidenceFolder
    from zi_workflow.usecases import round_checks

    folder = EvidenceFolder(Path(settings.load().data) / settings.EVIDENCE_FOLDER)
    with open_desk() as desk:
        facts = desk.programme(code)
        found = desk.read(round_checks.verify, facts.id, quarter_key(quarter), folder)
    if json:
        show_json(freeze_words.verified_json(found))
    else:
        print("\n".join(freeze_words.verified(found)))
    if not found.intact:
        raise typer.Exit(MISFIT)


def diff(code: ProgrammeCode, quarter: QuarterOf, other: Other, json: Json = False) -> None:
    """Two frozen rounds beside each other."""
    from zi_workflow.cli import freeze_words
    from zi_workflow.domain.comparisons import compare

    with open_desk() as desk:
        facts = desk.programme(code)
        one, two = (_frozen(desk, facts.id, quarter_key(each)) for each in (quarter, other))
    if one.quarter == two.quarter:
        raise RefusedError(Problem(N_("Choose two different rounds."), where=one.quarter))
    found = compare(one, two)
    if json:
        show_json(freeze_words.compared_json(found))
    else:
        print("\n".join(freeze_words.compared(found)))


def add_to(app: typer.Typer) -> None:
    """Put the commands into the group."""
    app.command("freeze", help=_("Freeze a round's figures by hand, from its cutoff day on; --yes does it."))(
        freeze
    )
    app.command(
        "verify",
        help=_("Compute a frozen round anew and re-hash its files; exit status 1 if anything differs."),
    )(verify)
    app.command("diff", help=_("Show two frozen rounds beside each other, area by area."))(diff)


def _frozen(desk: Desk, programme_id: str, quarter: str) -> Frozen:
    from zi_workflow.usecases.frozen_rounds import frozen

    return desk.read(frozen, programme_id, quarter)

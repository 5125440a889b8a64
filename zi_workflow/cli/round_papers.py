"""`zi round paper`: writes a paper of a round to a file; holds no layout."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zi_workflow.cli.desk import Json, open_desk, show_json
from zi_workflow.cli.quarters import ProgrammeCode, QuarterOf, quarter_key
from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.i18n import _

Kind = Annotated[
    str,
    typer.Argument(
        metavar=_("PAPER"), help=_("undangan, surat-tugas, daftar-hadir, berita-acara or laporan.")
    ),
]
To = Annotated[
    str,
    typer.Option(
        "--to", metavar=_("FILE"), help=_("Where to write it; its ending, .docx or .pdf, says as what.")
    ),
]


def paper(code: ProgrammeCode, quarter: QuarterOf, kind: Kind, to: To, json: Json = False) -> None:
    """A paper as it stands today, or as it was signed."""
    from zi_workflow import settings
    from zi_workflow.domain.papers import to_json
    from zi_workflow.storage.evidence_folder import EvidenceFolder
    from zi_workflow.usecases import papers

    wanted, form = papers.kind_named(kind), papers.form_named(Path(to).suffix.removeprefix("."))
    folder = EvidenceFolder(Path(settings.load().data) / settings.EVIDENCE_FOLDER)
    with open_desk() as desk:
        facts = desk.programme(code)
        sheet = desk.read(papers.sheet, facts.id, quarter_key(quarter), wanted, desk.today(facts.zone))
    content = papers.made(sheet, form, folder)
    try:
        Path(to).write_bytes(content)
    except (OSError, ValueError):  # ValueError: a NUL in the name
        raise InputError(Problem(N_("This file cannot be written."), where=to.replace("\0", ""))) from None
    if json:
        show_json({"file": to, "facts": to_json(sheet.paper)})
    else:
        print(_("Written to {file}.", file=to))


def add_to(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("paper", help=_("Write a paper of a round to a file: DOCX or PDF."))(paper)

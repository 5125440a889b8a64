"""`zi round sign|report|close`: a signed paper goes on record, and a round closes; after a preview."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zi_workflow.cli.desk import By, Json, open_desk, show_json
from zi_workflow.cli.inputs import day_option
from zi_workflow.cli.quarters import ProgrammeCode, QuarterOf
from zi_workflow.cli.round_meeting import Yes, common
from zi_workflow.cli.round_options import places
from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.i18n import _

if TYPE_CHECKING:
    from zi_workflow.cli.desk import Desk
    from zi_workflow.domain.papers import PaperKind
    from zi_workflow.storage.queries.programmes import ProgrammeFacts
    from zi_workflow.usecases.record_drafts import Draft
    from zi_workflow.usecases.signing import PutOnRecord

FileOf = Annotated[str, typer.Option("--file", metavar=_("FILE"), help=_("The scan or the signed PDF."))]
LetterOf = Annotated[
    str | None,
    typer.Option("--letter", metavar=_("TEXT"), help=_("Number of the letter; a correction keeps it.")),
]
Dated = Annotated[
    str | None,
    typer.Option("--dated", metavar="YYYY-MM-DD", help=_("Date of the letter; a correction keeps it.")),
]
TeamSigner = Annotated[
    list[str] | None,
    typer.Option(
        "--team", metavar=_("NAME"), help=_("name=, nip=, title= or as= of who signs for the team.")
    ),
]
UnitSigner = Annotated[
    list[str] | None,
    typer.Option(
        "--unit", metavar=_("NAME"), help=_("name=, nip=, title= or as= of who signs for the unit.")
    ),
]
SignedBy = Annotated[
    str | None,
    typer.Option("--signed-by", metavar=_("PERSON"), help=_("Chair or named deputy; else the chair.")),
]
Reason = Annotated[
    str, typer.Option("--reason", metavar=_("TEXT"), help=_("Why what is on record is corrected."))
]
_FIELDS = {"name": "name", "nip": "number", "title": "title", "as": "capacity"}


def sign(
    code: ProgrammeCode, quarter: QuarterOf, file: FileOf, letter: LetterOf = None, dated: Dated = None,
    team: TeamSigner = None, unit: UnitSigner = None, signed_by: SignedBy = None, reason: Reason = "",
    yes: Yes = False, by: By = None, json: Json = False,
) -> None:  # fmt: skip
    """The Berita Acara as both signed it."""
    from zi_workflow.domain.papers import PaperKind
    from zi_workflow.usecases import signing
    from zi_workflow.usecases.signing import Sign

    with places(), open_desk() as desk:
        facts = desk.programme(code)
        same = common(desk, facts, quarter, by)
        begun = _begun(desk, facts, same["quarter"], PaperKind.MINUTES)
        said = _said(begun, letter, dated, {"team": team, "unit": unit})
        signer = desk.person(signed_by, "--signed-by", facts.unit_id) if signed_by else begun.signed_by
        make = partial(Sign, **same, **said, reason=reason, signed_by=signer)
        _put(desk, signing.sign, make, file, (facts, begun), yes, json)


def report(
    code: ProgrammeCode, quarter: QuarterOf, file: FileOf, letter: LetterOf = None, dated: Dated = None,
    team: TeamSigner = None, reason: Reason = "", yes: Yes = False, by: By = None, json: Json = False,
) -> None:  # fmt: skip
    """The report as it was signed."""
    from zi_workflow.domain.papers import PaperKind
    from zi_workflow.usecases import signing
    from zi_workflow.usecases.signing import Report

    with places(), open_desk() as desk:
        facts = desk.programme(code)
        same = common(desk, facts, quarter, by)
        begun = _begun(desk, facts, same["quarter"], PaperKind.REPORT)
        said = _said(begun, letter, dated, {"team": team})
        make = partial(Report, **same, **said, reason=reason)
        _put(desk, signing.report, make, file, (facts, begun), yes, json)


def close(
    code: ProgrammeCode, quarter: QuarterOf, yes: Yes = False, by: By = None, json: Json = False
) -> None:
    """Nothing more happens in the round."""
    from dataclasses import asdict

    from zi_workflow.cli import meeting_words
    from zi_workflow.usecases import closing
    from zi_workflow.usecases.closing import Close

    with places(), open_desk() as desk:
        facts = desk.programme(code)
        command = Close(**common(desk, facts, quarter, by))
        coming = desk.read(closing.preview, command, desk.now)
        if yes:
            coming = desk.do(closing.close, command) or coming
    if json:
        show_json({"closed": yes, "recommendations": asdict(coming)})
    else:
        print("\n".join(meeting_words.closed(coming, yes)))


def add_to(app: typer.Typer) -> None:
    """Put the commands into the group."""
    app.command(
        "sign", help=_("Put the signed minutes of a round on record, or a correction; --yes does it.")
    )(sign)
    app.command("report", help=_("Put the report of a round on record, or a correction; --yes does it."))(
        report
    )
    app.command("close", help=_("Close a round: what is open goes into the next one; --yes does it."))(close)


def _put(
    desk: Desk,
    usecase: Callable[..., int],
    make: Callable[..., PutOnRecord],
    file: str,
    of: tuple[ProgrammeFacts, Draft],
    yes: bool,
    json: bool,
) -> None:
    """Shows what goes on record, and puts it there when it was asked for."""
    from dataclasses import asdict

    from zi_workflow import settings
    from zi_workflow.cli import meeting_words
    from zi_workflow.cli.evidence_files import fit_as_signed, handed_file
    from zi_workflow.i18n import sentence
    from zi_workflow.storage.evidence_folder import EvidenceFolder
    from zi_workflow.usecases import record_drafts, signing
    from zi_workflow.web.views.record_differences import lines

    facts, begun = of
    command = make(file=handed_file(file))
    fit_as_signed(file, "--file")
    number = desk.read(signing.foresee, command, desk.now)
    doubts = desk.read(signing.foresee_doubts, command, desk.now)
    differs = record_drafts.corrects(begun.before, command)
    if yes:
        folder = EvidenceFolder(Path(settings.load().data) / settings.EVIDENCE_FOLDER)
        with Path(file).open("rb") as content, folder.receiving([content]) as received:
            number = desk.do(partial(usecase, received=received), command)
    if json:
        signers = [asdict(each) for each in command.parties]
        said = {"on_record": yes, "number": number, "sha256": command.file.sha256, "signers": signers}
        show_json({**said, "differs": differs, "warnings": [sentence(each) for each in doubts]})
    else:
        shown = lines(differs, facts.unit_name) if begun.before else None
        print("\n".join(meeting_words.paper(command, number, (doubts, shown), yes)))


def _begun(desk: Desk, facts: ProgrammeFacts, quarter: str, kind: PaperKind) -> Draft:
    """What the record that is corrected says; of the first one who signs by the offices of the day."""
    from zi_workflow.storage.queries.monev import round_facts
    from zi_workflow.usecases import record_drafts

    with desk.store.reading() as session:
        found = round_facts(session, facts.id, quarter)
        return record_drafts.draft(session, found, kind, desk.today(facts.zone))


def _said(
    begun: Draft, letter: str | None, dated: str | None, signers: dict[str, list[str] | None]
) -> dict[str, Any]:
    """The letter and who signs, as it begins, with what the options say instead."""
    from dataclasses import replace

    from zi_workflow.domain.papers import Party

    by_side = {each.side: each for each in begun.parties}
    parties = tuple(
        replace(by_side.get(side, Party(side)), **_fields(texts or (), f"--{side}"))
        for side, texts in signers.items()
    )
    before = begun.before
    if before is None and dated is None:
        raise InputError(Problem(N_("Please choose a date."), where="--dated"))
    day = day_option(dated, "--dated") if dated is not None else before and before.dated
    number = letter if letter is not None else before.letter_number if before else ""
    return {"letter_number": number, "dated": day, "parties": parties}


def _fields(texts: list[str] | tuple[str, ...], option: str) -> dict[str, str]:
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if name not in _FIELDS or not equals:
            message = N_("{text!r} is none of name=, nip=, title= and as=.")
            raise InputError(Problem(message, {"text": text[:40]}, where=option))
        found[_FIELDS[name]] = value
    return found

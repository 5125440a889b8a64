"""`zi round sign|report|close`: a signed paper goes on record, and a round closes; after a preview."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zi_workflow.cli.desk import By, Json, open_desk, show_json
from zi_workflow.cli.inputs import Gathering, day_option
from zi_workflow.cli.quarters import ProgrammeCode, QuarterOf
from zi_workflow.cli.round_meeting import Yes, common
from zi_workflow.cli.round_options import places
from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.i18n import _

if TYPE_CHECKING:
    from datetime import date

    from zi_workflow.cli.desk import Desk
    from zi_workflow.domain.papers import PaperKind
    from zi_workflow.storage.queries.programmes import ProgrammeFacts
    from zi_workflow.usecases.evidence import Handed
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
        read = Gathering()
        facts, same = common(desk, read, code, quarter, by)
        begun = _begun(desk, facts, same["quarter"], PaperKind.MINUTES)
        said = _said(read, begun, (letter, dated, desk.today(facts.zone)), {"team": team, "unit": unit})
        signer = begun.signed_by
        if signed_by:
            signer = read.read(signer, desk.person, signed_by, "--signed-by", facts.unit_id)
        command = Sign(**same, **said, reason=reason, signed_by=signer, file=_file(read, file))
        number = _foresee(desk, read, command)
        _put(desk, signing.sign, command, (facts, begun, number), yes, json)


def report(
    code: ProgrammeCode, quarter: QuarterOf, file: FileOf, letter: LetterOf = None, dated: Dated = None,
    team: TeamSigner = None, reason: Reason = "", yes: Yes = False, by: By = None, json: Json = False,
) -> None:  # fmt: skip
    """The report as it was signed."""
    from zi_workflow.domain.papers import PaperKind
    from zi_workflow.usecases import signing
    from zi_workflow.usecases.signing import Report

    with places(), open_desk() as desk:
        read = Gathering()
        facts, same = common(desk, read, code, quarter, by)
        begun = _begun(desk, facts, same["quarter"], PaperKind.REPORT)
        said = _said(read, begun, (letter, dated, desk.today(facts.zone)), {"team": team})
        command = Report(**same, **said, reason=reason, file=_file(read, file))
        number = _foresee(desk, read, command)
        _put(desk, signing.report, command, (facts, begun, number), yes, json)


def close(
    code: ProgrammeCode, quarter: QuarterOf, yes: Yes = False, by: By = None, json: Json = False
) -> None:
    """Nothing more happens in the round."""
    from dataclasses import asdict

    from zi_workflow.cli import meeting_words
    from zi_workflow.usecases import closing
    from zi_workflow.usecases.closing import Close

    with places(), open_desk() as desk:
        _facts, same = common(desk, Gathering(), code, quarter, by)
        command = Close(**same)
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
    command: PutOnRecord,
    of: tuple[ProgrammeFacts, Draft, int],
    yes: bool,
    json: bool,
) -> None:
    """Shows what goes on record, and puts it there when it was asked for."""
    from dataclasses import asdict

    from zi_workflow import settings
    from zi_workflow.cli import meeting_words
    from zi_workflow.i18n import sentence
    from zi_workflow.storage.evidence_folder import EvidenceFolder
    from zi_workflow.usecases import record_drafts, signing
    from zi_workflow.web.views.record_differences import lines

    facts, begun, number = of
    doubts = desk.read(signing.foresee_doubts, command, desk.now)
    differs = record_drafts.corrects(begun.before, command)
    if yes:
        folder = EvidenceFolder(Path(settings.load().data) / settings.EVIDENCE_FOLDER)
        with Path(command.file.reference).open("rb") as content, folder.receiving([content]) as received:
            number = desk.do(partial(usecase, received=received), command)
    if json:
        signers = [asdict(each) for each in command.parties]
        said = {"on_record": yes, "number": number, "sha256": command.file.sha256, "signers": signers}
        show_json({**said, "differs": differs, "warnings": [sentence(each) for each in doubts]})
    else:
        shown = lines(differs, facts.unit_name) if begun.before else None
        print("\n".join(meeting_words.paper(command, number, (doubts, shown), yes)))


def _file(read: Gathering, name: str) -> Handed:
    """The file that goes on record; one that cannot be taken is gathered."""
    from zi_workflow.cli.evidence_files import fit_as_signed, handed_file
    from zi_workflow.usecases.evidence import Handed

    found = read.read(None, handed_file, name)
    if found is None:
        return Handed(name, name, "")
    read.read(None, fit_as_signed, name, "--file")
    return found


def _foresee(desk: Desk, read: Gathering, command: PutOnRecord) -> int:
    """The number that it would have; everything that is wrong with it at once, with what was gathered before."""
    from zi_workflow.usecases import signing

    if not read.problems:
        return desk.read(signing.foresee, command, desk.now)
    read.read(0, desk.read, signing.foresee, command, desk.now)
    read.settle()
    return 0


def _begun(desk: Desk, facts: ProgrammeFacts, quarter: str, kind: PaperKind) -> Draft:
    """What the record that is corrected says; of the first one who signs by the offices of the day."""
    from zi_workflow.storage.queries.monev import round_facts
    from zi_workflow.usecases import record_drafts

    with desk.store.reading() as session:
        found = round_facts(session, facts.id, quarter)
        return record_drafts.draft(session, found, kind, desk.today(facts.zone))


def _said(
    read: Gathering,
    begun: Draft,
    of: tuple[str | None, str | None, date],
    signers: dict[str, list[str] | None],
) -> dict[str, Any]:
    """The letter and who signs, as it begins, with what the options say instead; what is wrong is gathered.

    `of` is number and date of the letter as they were typed, and the day that stands for a date that cannot be read.
    """
    from dataclasses import replace

    from zi_workflow.domain.papers import Party

    by_side = {each.side: each for each in begun.parties}
    parties = tuple(
        replace(by_side.get(side, Party(side)), **dict(read.each(_field, texts or (), f"--{side}")))
        for side, texts in signers.items()
    )
    letter, dated, today = of
    before = begun.before
    day = before.dated if before else today
    if dated is not None:
        day = read.read(day, day_option, dated, "--dated")
    elif before is None:
        read.problems.append(Problem(N_("Please choose a date."), where="--dated"))
    number = letter if letter is not None else before.letter_number if before else ""
    return {"letter_number": number, "dated": day, "parties": parties}


def _field(text: str, option: str) -> tuple[str, str]:
    """A field of who signs, and what it says."""
    name, equals, value = text.partition("=")
    if name not in _FIELDS or not equals:
        message = N_("{text!r} is none of name=, nip=, title= and as=.")
        raise InputError(Problem(message, {"text": text[:40]}, where=option))
    return _FIELDS[name], value

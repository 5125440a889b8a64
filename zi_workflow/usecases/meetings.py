"""What the assistance team does in a monev meeting: says what fits, and notes that it took place; knows no page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, select

from zi_workflow.domain.errors import N_, ConflictError, ForbiddenError, InputError, Problem, RefusedError
from zi_workflow.domain.evidence import UseKind
from zi_workflow.domain.meetings import VERDICT_NAMES, Verdict, unsigned
from zi_workflow.domain.messages import PLAIN, Letterhead
from zi_workflow.domain.people import Role
from zi_workflow.domain.round_states import RoundState, moved
from zi_workflow.domain.scopes import CONSOLE, Action, Place, Viewer, may
from zi_workflow.frameworks import loader
from zi_workflow.storage.queries.invitations import invitation, round_of
from zi_workflow.storage.queries.monev import SessionFacts, session_facts, team_of
from zi_workflow.storage.queries.programmes import ProgrammeFacts
from zi_workflow.storage.tables import Check, Person, Task
from zi_workflow.usecases import invitations
from zi_workflow.usecases.carrying_over import take_over
from zi_workflow.usecases.conducting import Conduct, Conducted, begin, look, record
from zi_workflow.usecases.freezing import cutoff_of, freeze_now
from zi_workflow.usecases.invitation_commands import Held
from zi_workflow.usecases.round_sessions import staying_of
from zi_workflow.usecases.task_moves import local_date

MOST_LETTERS = 1000
ONLY_TEAM = N_("Only the team that comes to this round and the inspectorate write down what is found.")


@dataclass(frozen=True, kw_only=True)
class NoteCheck(Conduct):
    """The team's word on a task or an item (`kind` as evidence uses have it, `target` its code).

    `seen` is the version of the word on their page: 0 where there was none, None: whatever stands there.
    """

    kind: str
    target: str
    verdict: str
    note: str = ""
    seen: int | None = None


@dataclass(frozen=True, kw_only=True)
class Hold(Conduct):
    """The meeting took place on a day; `early`: it is meant, although that lies before the day people were asked for."""

    on: date
    early: bool = False
    letterhead: Letterhead = PLAIN

    @property
    def reason(self) -> str:
        """The mails say by themselves why they come."""
        return ""


def writes(session: Session, viewer: Viewer, programme: ProgrammeFacts, session_id: str | None) -> bool:
    """Whether they write in a round: who may conduct it and comes for the team, or is of the inspectorate."""
    if not may(viewer, Action.CONDUCT, Place(programme.unit_id, programme.agency)).allowed:
        return False
    if viewer.person_id == CONSOLE or viewer.holds(Role.INSPECTORATE):
        return True
    team = team_of(session, session_id) if session_id else ()
    return any(each.person_id == viewer.person_id for each in team)


def begin_noting(session: Session, command: Conduct, now: datetime) -> Conducted | None:
    """The round in which something is noted; None when this very form came before.

    As `conducting.begin`; ForbiddenError for who does not come with the team, RefusedError where nothing can be noted.
    """
    found = begin_of_team(session, command, now)
    if found is not None:
        unsigned(found.place, found.round.state)
    return found


def begin_of_team(session: Session, command: Conduct, now: datetime) -> Conducted | None:
    """As `conducting.begin`, for the team of this round and the inspectorate alone; in any state."""
    found = begin(session, command, now)
    if found is not None and not writes(session, command.viewer, found.programme, found.round.session_id):
        raise ForbiddenError(Problem(ONLY_TEAM, where=found.place))
    return found


def note_check(session: Session, command: NoteCheck, now: datetime) -> int:
    """The version that the word has now. ConflictError says what somebody else noted meanwhile; InputError."""
    found = begin_noting(session, command, now)
    home = round_of(session, command.programme_id, command.quarter).id
    row = session.get(Check, (home, command.kind, command.target), populate_existing=True)
    before = row.version if row is not None else 0
    if found is None:
        return before
    words = _read(session, found, command)
    if row is not None and command.seen is not None and command.seen != before:
        raise _noted_meanwhile(session, found, row)
    row = row or Check(round_id=home, kind=command.kind, target=command.target, verdict="", noted_by="",
                       noted_at=now)  # fmt: skip
    row.verdict, row.note, row.version = command.verdict, words, before + 1
    row.noted_by, row.noted_at = command.viewer.person_id, now
    session.add(row)
    said = {"kind": command.kind, "target": command.target, "verdict": command.verdict, "note": words}
    record(session, "round.checked", command, found, said, now)
    return row.version


def _read(session: Session, found: Conducted, command: NoteCheck) -> str:
    """The note as it is kept; InputError with everything that is wrong."""
    problems = []
    if not _is_there(session, found, command):
        problems.append(Problem(N_("There is no such task or item."), where=command.target))
    if command.verdict not in list(Verdict):
        problems.append(Problem(N_("Please choose what it is: fits, not complete yet, or not there yet.")))
    note = command.note.strip()
    if len(note) > MOST_LETTERS:
        message = N_("The note has {n} characters; at most {most}.")
        problems.append(Problem(message, {"n": len(note), "most": MOST_LETTERS}))
    if problems:
        raise InputError(problems)
    return note


def kind_of(framework: str, code: str) -> UseKind:
    """What a code names: an item of the framework's sheet, or else a task."""
    found = any(item.code == code for item in loader.items_of(framework))
    return UseKind.ITEM if found else UseKind.TASK


def _is_there(session: Session, found: Conducted, command: NoteCheck) -> bool:
    if command.kind == UseKind.ITEM:
        return kind_of(found.programme.framework, command.target) is UseKind.ITEM
    known = select(Task.id).where(Task.programme_id == found.programme.id, Task.code == command.target)
    return command.kind == UseKind.TASK and session.exec(known).first() is not None


def _noted_meanwhile(session: Session, found: Conducted, row: Check) -> ConflictError:
    by = session.get(Person, row.noted_by)
    params = {
        "who": by.name if by is not None else row.noted_by,
        "verdict": VERDICT_NAMES[row.verdict],
        "note": row.note or "-",
    }
    message = N_("{who} noted meanwhile: {verdict} ({note}). That counts until you save yours over it.")
    return ConflictError(Problem(message, params, where=row.target))


def hold(session: Session, command: Hold, now: datetime) -> None:
    """The meeting took place: nobody is asked to it any more, and figures that nobody froze are frozen now.

    What is open of earlier rounds lies before it from now on, closed or not, so that its minutes say it.

    RefusedError (state, a day to come, before the day people were asked for unless it is meant, before the opening or
    the letter of assignment), and as `begin_of_team`.
    """
    found = begin_of_team(session, command, now)
    if found is None:
        return
    to = _becomes_held(session, found, command)
    mails = _tell(session, found, command, now)
    freeze_now(session, found, now, command.viewer.person_id)
    take_over(session, found, now)
    found.round.state, found.round.held_on = str(to), command.on
    said = {"state": str(to), "held_on": command.on, "mails": mails}
    record(session, "round.held", command, found, said, now)


def _tell(session: Session, found: Conducted, command: Hold, now: datetime) -> int:
    """End the round's invitation; how many mails go.

    Who of the team was asked through it to a joint session that still comes for other units is asked through those.
    """
    seen = invitation(session, found.round.id, command.quarter)
    if not seen.is_open:
        return 0
    ends = Held(programme_id=command.programme_id, quarter=command.quarter, actor=command.viewer.person_id,
                on=found.on, letterhead=command.letterhead, permitted=True, held_on=command.on)  # fmt: skip
    mails = len(invitations.end(session, ends, now).letters)
    staying = staying_of(session, command, found.round, now)
    if staying is None or staying.meeting.on == command.on:
        return mails
    return mails + len(invitations.change(session, staying, now).letters)


def foresee(session: Session, command: Hold, now: datetime) -> date | None:
    """The day whose figures would be frozen by holding it now; None where they are frozen already. Raises as `hold`."""
    found = look(session, command.viewer, command.programme_id, command.quarter, now)
    if not writes(session, command.viewer, found.programme, found.round.session_id):
        raise ForbiddenError(Problem(ONLY_TEAM, where=found.place))
    _becomes_held(session, found, command)
    return None if found.round.frozen_at else cutoff_of(found.round, found.programme.zone, now).on


def _becomes_held(session: Session, found: Conducted, command: Hold) -> RoundState:
    to = moved(found.place, found.round.state, RoundState.HELD)
    if found.round.session_id is None:
        raise RefusedError(Problem(N_("Nobody opened this round yet."), where=found.place))
    wrong = list(_of_day(found, command, session_facts(session, found.round.session_id)))
    if wrong:
        raise RefusedError([replace(each, where=found.place) for each in wrong])
    return to


def _of_day(found: Conducted, command: Hold, held: SessionFacts) -> Iterator[Problem]:
    """What speaks against the day: a day off does not, for what took place took place."""
    params: dict[str, Any] = {"on": command.on, "today": found.on}
    opened = local_date(held.made_at, found.programme.zone)
    if command.on > found.on:
        yield Problem(N_("{on} lies in the future; today is {today}."), params)
    elif command.on < opened:
        message = N_("The round was opened on {opened}; its meeting cannot have taken place on {on}.")
        yield Problem(message, {**params, "opened": opened})
    elif command.on < held.meeting.on and not command.early:
        message = N_(
            "People were asked to come on {asked}; say so if the meeting took place on {on} already."
        )
        yield Problem(message, {**params, "asked": held.meeting.on})
    if held.letter_date is not None and command.on < held.letter_date:
        message = N_(
            "The letter of assignment is dated {day}, after {on}; if the meeting was on {on}, please correct the letter "
            "first."
        )
        yield Problem(message, {**params, "day": held.letter_date})

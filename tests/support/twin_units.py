"""Two units that know nothing of each other, with everybody, a plan and a morning's mails; holds no claim."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from flows import day
from tests.support import visitors
from tests.support.clocks import wib
from tests.support.met_rounds import met
from tests.support.programmes import START, joins, plan, planned
from tests.support.recommendations import recommend
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.invitations import Meeting
from zi_workflow.domain.messages import Letterhead
from zi_workflow.domain.people import AREA_ROLES, Role
from zi_workflow.domain.scopes import Office, Viewer
from zi_workflow.domain.teams import Duty
from zi_workflow.storage.evidence_folder import EvidenceFolder
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries.evidence import pieces_of_task
from zi_workflow.storage.queries.invitations import round_of
from zi_workflow.storage.queries.programmes import programme_facts
from zi_workflow.storage.queries.viewers import viewer_of
from zi_workflow.storage.tables import (
    MessageRow,
    MonevOrder,
    MonevOrderUnit,
    MonevSession,
    MonevTeamMember,
    PaperTemplate,
    Person,
    Round,
)
from zi_workflow.usecases import formats, matrices, tasks
from zi_workflow.usecases.evidence import Handed
from zi_workflow.usecases.formats import AddFormat, FormatWords
from zi_workflow.usecases.programmes import ActivateProgramme, CreateFromPlan, activate, create_from_plan
from zi_workflow.usecases.setups import BeginSetup, begin
from zi_workflow.usecases.units import NewUnit

NOW = wib(2025, 2, 3, 9)
MORNING = wib(2025, 2, 3, 7, 30)
CANARY = "Kenari"
"""Stands in every name and title of the second unit, and nowhere else."""
TASK = "TL-01"
QUARTER, MEETS = "2025-Q1", date(2025, 4, 30)
NOBODY = "01940000-0000-7000-8000-000000000000"


@dataclass
class Twin:
    """One of the units: its programme, its people by role, and its mails."""

    code: str
    word: str
    agency: str
    unit_id: str = ""
    people: dict[Role, str] = field(default_factory=dict)
    mails: list[str] = field(default_factory=list)
    piece: str = ""
    format: str = ""
    order: str = ""
    photo: str = ""
    draft: str = "019400000000-0000-0000-0000-00000000"

    def address(self, template: str, mail: int = 0) -> str:
        """The address of something of this unit under a route's path."""
        known = {"code": self.code, "task": TASK, "id": self.mails[mail], "kind": "digest", "token": "A" * 32}
        known |= {"purpose": "start", "path": "zi.css", "draft": self.draft, "step": "waktu"}
        known |= {"decision": "verify", "quarter": QUARTER, "area": "tl"}
        known |= {"paper": "berita-acara", "ext": "pdf"}
        known |= {"person": self.people.get(Role.MEMBER, NOBODY)}
        known |= {"number": "1", "piece": self.piece or NOBODY, "format": self.format or NOBODY}
        known |= {"order": self.order or NOBODY, "file": self.photo or NOBODY}
        return template.replace(":path}", "}").format(**known)


def twins(store: Store, *, agencies: tuple[str, str] = ("satu", "dua")) -> tuple[Twin, Twin]:
    """Both, on the morning of 3 February 2025 after their digests went out."""
    made = Twin("ZI-SATU", "Merpati", agencies[0]), Twin("ZI-DUA", CANARY, agencies[1])
    for twin in made:
        _settle(store, twin)
    letterhead = Letterhead("http://127.0.0.1:8000")
    day.run_day(store, "Asia/Jakarta", MORNING.date(), MORNING, letterhead=letterhead)
    for twin in made:
        twin.mails = mails_of(store, twin)
        _came_back(store, twin)
    return made


def _came_back(store: Store, twin: Twin) -> None:
    """Since then mail to its member comes back."""
    with store.writing() as session:
        session.get_one(Person, twin.people[Role.MEMBER]).suppressed = "bounced"


def mails_of(store: Store, twin: Twin) -> list[str]:
    """Ids of the messages of a unit that were kept whole, those to its member first."""
    with store.reading() as session:
        rows = session.exec(
            select(MessageRow)
            .where(MessageRow.unit_id == twin.unit_id, col(MessageRow.html).is_not(None))
            .order_by(col(MessageRow.id))
        )
        return [row.id for row in sorted(rows, key=lambda row: row.person_id != twin.people[Role.MEMBER])]


def content_of(twin: Twin) -> tuple[bytes, str]:
    """What is in the unit's files, and its hash."""
    content = f"%PDF-{twin.word}".encode()
    return content, hashlib.sha256(content).hexdigest()


def lay_files(folder: Path, *them: Twin) -> Path:
    """The folder of evidence, with the files of these units in it."""
    for content, digest in map(content_of, them):
        place = EvidenceFolder(folder).place(digest)
        place.parent.mkdir(parents=True)
        place.write_bytes(content)
    return folder


def cookies(store: Store, twin: Twin, role: Role, now: datetime = NOW) -> dict[str, str]:
    """Of the unit's holder of a role."""
    return visitors.person(store, twin.people[role], now)


def bearer(store: Store, twin: Twin, role: Role, now: datetime = NOW) -> dict[str, str]:
    """The header of a program of theirs; a token that the person has already, if this store gave them one."""
    person = twin.people[role]
    if person not in _TOKENS:
        _TOKENS[person] = visitors.token_of(store, person, now)
    return visitors.bearer(_TOKENS[person])


_TOKENS: dict[str, str] = {}


def _settle(store: Store, twin: Twin) -> None:
    planned_tasks = [planned(f"TL-0{n}", 3, area="tl", title=f"{twin.word} tugas {n}") for n in (1, 2, 3)]
    unit = NewUnit(twin.code.lower(), f"Dinas {twin.word}", twin.agency)
    command = CreateFromPlan(code=twin.code, unit=unit, plan=plan(*planned_tasks), actor="cli", on=START)
    facts = do(store, create_from_plan, command, wib(2025, 1, 2))
    twin.unit_id = facts.unit_id
    for role in Role:
        area = "tl" if role in AREA_ROLES else None
        email = f"{role}@{twin.word.lower()}.example"
        twin.people[role] = joins(store, facts.unit_id, f"{twin.word} {role}", role, area, email)
    done = ActivateProgramme(programme_id=facts.id, actor="cli", on=START)
    do(store, activate, done, wib(2025, 1, 2))
    type_in(store, twin, NOW)
    with store.writing() as session:
        session.add(Round(id=new_id(session, NOW), programme_id=facts.id, quarter=QUARTER, planned_on=MEETS))
    open_round(store, twin, facts.id, NOW)
    recommend(store, facts.id, "TL-02", twin.people[Role.ASSISTANCE_TEAM], NOW)
    with store.writing() as session:
        twin.photo = met(session, round_of(session, facts.id, QUARTER), twin.word, content_of(twin)[1], NOW)
        keep_template(session, twin)
    common = {"programme_id": facts.id, "task": "TL-03", "actor": "cli", "on": START}
    do(store, tasks.start, tasks.Start(**common), wib(2025, 1, 2))  # type: ignore[arg-type]
    show_something(store, twin, facts.id, "TL-03", wib(2025, 1, 2))


def keep_template(session: Session, twin: Twin) -> None:
    """A template that the unit's agency kept once; two units of one agency have the same."""
    if session.exec(select(PaperTemplate).where(PaperTemplate.agency == twin.agency)).first() is not None:
        return
    said: dict[str, Any] = {"kind": "berita-acara", "number": 1, "name": f"{twin.word} templat.docx"}
    session.add(
        PaperTemplate(id=new_id(session, NOW), agency=twin.agency, sha256=content_of(twin)[1], added_by="test",
                      added_at=NOW, withdrawn_at=NOW, **said)
    )  # fmt: skip


def open_round(store: Store, twin: Twin, programme_id: str, now: datetime) -> None:
    """Its round is under preparation: a meeting to come, its assistance team, matrices that are asked for; no mail."""
    chair = twin.people[Role.ASSISTANCE_TEAM]
    meeting = Meeting(MEETS, time(9), time(12), f"Ruang {twin.word}").to_json()
    common: dict[str, Any] = {"agency": twin.agency, "quarter": QUARTER, "meeting": meeting}
    with store.writing() as session:
        twin.order = new_id(session, now)
        order = MonevOrder(
            id=twin.order, cutoff=MEETS, state="done", via=twin.order, made_by=chair, made_at=now, **common
        )
        held = MonevSession(id=new_id(session, now), made_at=now, **common)
        session.add_all([order, held])
        session.flush()
        session.add(
            MonevOrderUnit(order_id=twin.order, programme_id=programme_id, position=0, state="opened")
        )
        session.add(MonevTeamMember(session_id=held.id, person_id=chair, duty=Duty.CHAIR))
        row = round_of(session, programme_id, QUARTER)
        row.state, row.session_id, row.planned_on, row.cutoff = "preparing", held.id, MEETS, MEETS
        session.add(row)
        session.flush()
        matrices.ask(session, row, programme_facts(session, programme_id), now)


def show_something(store: Store, twin: Twin, programme_id: str, task: str, now: datetime) -> None:
    """A file as evidence of a task that was begun, which is handed in, and the same as a format of the agency."""
    evidence = (Handed(f"{twin.word} laporan.pdf", sha256=content_of(twin)[1]),)
    handed = tasks.Submit(programme_id=programme_id, task=task, actor="cli", on=now.date(), evidence=evidence)
    do(store, tasks.submit, handed, now)
    account = visitors.account(store, twin.people[Role.ORGANISATION_BUREAU], now)
    with store.reading() as session:
        viewer = viewer_of(session, account, now)
        twin.piece = pieces_of_task(session, programme_id, task)[0].id
    words = FormatWords(title=f"Format {twin.word}", legal_basis=f"Pergub {twin.word}", tasks=("UM-02",))
    file = Handed(f"{twin.word}.pdf", sha256=content_of(twin)[1])
    command = AddFormat(viewer=viewer, agency=twin.agency, words=words, file=file)
    twin.format = do(store, formats.add, command, now)


def type_in(store: Store, twin: Twin, now: datetime) -> None:
    """Let the team lead begin another programme."""
    lead = Office(Role.TEAM_LEAD, twin.unit_id, twin.agency)
    viewer = Viewer("-", twin.people[Role.TEAM_LEAD], "", (lead,))
    typed = {"unit": twin.unit_id, "target": "wbk", "title": f"{twin.word} baru", "start": "2025-03-03"}
    twin.draft = do(store, begin, BeginSetup(viewer=viewer, typed=typed), now)

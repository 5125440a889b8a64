"""A programme for looking at pages: the framework's own, four months in, two areas late because of a third."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from flows import day
from notifications.acting import Linking
from tests.support import databases
from tests.support.clocks import wib
from zi_workflow import bootstrap
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.messages import Letterhead
from zi_workflow.domain.people_sheets import SheetRow
from zi_workflow.storage.queries import pages
from zi_workflow.storage.tables import metadata
from zi_workflow.usecases.people import ImportPeople, import_people
from zi_workflow.usecases.programmes import ActivateProgramme, CreateProgramme, activate, create
from zi_workflow.usecases.units import NewUnit

CODE = "dispursip-2025"
UNIT = "Dinas Perpustakaan dan Arsip Provinsi Contoh"
START, TODAY = date(2025, 1, 2), date(2025, 4, 30)
NOW = wib(2025, 4, 30, 9)
LATE_AREA = "tl"
PEOPLE = (
    ("Ayu Lestari, S.Kom.", "coordinator", "tl"),
    ("Budi Santoso, S.IP.", "coordinator", "pp"),
    ("Citra Dewanti, S.E.", "coordinator", "mp"),
    ("Eka Wibowo, S.Sos.", "coordinator", "sdm"),
    ("Fajar Nugraha, S.E.", "coordinator", "ak"),
    ("Gita Maharani, S.H.", "coordinator", "pw"),
    ("Hadi Prasetyo, M.Si.", "team_lead", ""),
    ("Dra. Indah Permata, M.Si.", "head", ""),
    ("Joko Susilo, S.E.", "assistance_team", ""),
    ("Kartika Sari, A.Md.", "member", "tl"),
)


def build(url: str, base_url: str = "http://127.0.0.1:8000", linking: Linking = Linking.NONE) -> Store:
    """The programme on the morning of 30 April 2025, with the mails of its last three office days."""
    store = bootstrap.open_store(url)
    now = wib(2025, 1, 2)
    facts = do(store, create, _programme(), now)
    do(store, import_people, ImportPeople(unit_id=facts.unit_id, rows=_people(), actor="test", on=START), now)
    do(store, activate, ActivateProgramme(programme_id=facts.id, actor="test", on=START), now)
    _work(store, facts.id)
    for number in (28, 29, 30):
        on = date(2025, 4, number)
        day.run_day(
            store,
            "Asia/Jakarta",
            on,
            wib(2025, 4, number, 7, 30),
            letterhead=Letterhead(base_url),
            linking=linking,
        )
    return store


def build_file(
    folder: Path, base_url: str = "http://127.0.0.1:8000", linking: Linking = Linking.NONE
) -> Store:
    """The same on a new SQLite file."""
    url = databases.sqlite_url(folder / "zi.db")
    bootstrap.create_store(url, durable=False).close()
    return build(url, base_url, linking)


def _programme() -> CreateProgramme:
    unit = NewUnit(code="dispursip", name=UNIT)
    return CreateProgramme(code=CODE, target="wbk", start=START, actor="test", on=START, unit=unit)


def _people() -> list[SheetRow]:
    return [
        SheetRow(
            line=number,
            name=name,
            office=f"Jabatan {number}",
            email="" if role == "member" else f"pejabat{number}@contoh.go.id",
            role=role,
            area=area,
        )
        for number, (name, role, area) in enumerate(PEOPLE, 2)
    ]


def _work(store: Store, programme_id: str) -> None:
    """Everybody but one area has kept to the plan; what waits for that area has not begun."""
    states, tasks = metadata.tables["task_state"], metadata.tables["task"]
    with store.writing() as session:
        rows = pages.tasks(session, programme_id)
        ids = dict(
            session.execute(
                tasks.select()
                .with_only_columns(tasks.c.code, tasks.c.id)
                .where(tasks.c.programme_id == programme_id)
            ).all()
        )
        for row in rows:
            values = _done_by_plan(row)
            if values:
                session.execute(states.update().where(states.c.task_id == ids[row.code]).values(values))


def _done_by_plan(row: pages.TaskRow) -> dict[str, object]:
    start, finish = row.planned_start, row.planned_finish
    if (
        start is None
        or finish is None
        or start >= TODAY
        or (row.area == LATE_AREA and start > date(2025, 2, 1))
    ):
        return {}
    if finish >= TODAY:
        return {"state": "in_progress", "started": start, "progress": 40}
    return {"state": "done", "started": start, "submitted": finish, "verified": finish, "finished": finish}

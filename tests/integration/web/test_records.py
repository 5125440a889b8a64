"""The record in plain words: a sentence for every kind of event, filters, pages, and whether the chain is whole."""

from __future__ import annotations

import ast
import re
from datetime import date

import pytest
from httpx import AsyncClient
from sqlalchemy import text as sql

from tests.support import sources, visitors
from tests.support.answers import text
from tests.support.mailed_links import NOW, events
from tests.support.programmes import START, Office, joins
from zi_workflow.bootstrap import do
from zi_workflow.domain.edits import SetDates
from zi_workflow.domain.people import Role
from zi_workflow.i18n import _
from zi_workflow.usecases.editing import EditProgramme, apply
from zi_workflow.web.views.records import OF_SERVICE, SENTENCES

PAGE = "/programme/ZI-1/riwayat"
_KIND = re.compile(r"[a-z]+\.[a-z_]+")
NO_EVENTS = {"mail.mark"}
"""Looks like one and is the place of a fault."""


@pytest.fixture
def citra(phone: AsyncClient, office: Office) -> AsyncClient:
    """Citra, who leads the unit, signed in; something was done."""
    office.finishes("PP-02", START, START)
    return visitors.sign_in(phone, visitors.person(office.store, office.citra, NOW))


def kinds_written() -> set[str]:
    """Every text of a use case that has the form of a kind of event, `noun.verb`."""
    return {
        node.value
        for path in sources.python_files("zi_workflow")
        if "usecases" in path.parts
        for node in ast.walk(sources.tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _KIND.fullmatch(node.value)
    } - NO_EVENTS


def test_every_kind_of_event_that_the_product_writes_has_a_sentence() -> None:
    """Whoever adds a kind is asked for its sentence here, and for the name of a kind that is new."""
    written = kinds_written()
    assert len(written) > 40
    assert written - set(SENTENCES) == set()
    assert {kind.partition(".")[0] for kind in SENTENCES} == set(OF_SERVICE) | {"unit"}


async def test_what_was_done_is_told_in_sentences(citra: AsyncClient, office: Office) -> None:
    """The newest first, with links to its tasks, from the first day of the programme on."""
    shown = await citra.get(PAGE)
    words = text(shown)
    assert words.index("Anda menerima pekerjaan") < words.index("membuat program ini")
    assert 'href="/programme/ZI-1/task/PP-02"' in shown.text
    assert events(office)[-1].hash in shown.text


async def test_the_record_is_narrowed_by_task_person_and_kind(citra: AsyncClient, office: Office) -> None:
    """Each in the address; what fits nothing says so."""
    only = text(await citra.get(f"{PAGE}?tugas=PP-02"))
    assert "Hanya yang dilakukan pada PP-02." in only
    assert "membuat program ini" not in only
    by_citra = text(await citra.get(f"{PAGE}?orang={office.citra}"))
    assert "Anda menerima pekerjaan" in by_citra
    assert "memulai pekerjaan" not in by_citra
    plan = text(await citra.get(f"{PAGE}?jenis=programme"))
    assert "membuat program ini" in plan
    assert "Anda menerima pekerjaan" not in plan
    assert "Tidak ada" in text(await citra.get(f"{PAGE}?tugas=TIADA"))


async def test_a_long_record_has_pages(citra: AsyncClient, office: Office) -> None:
    """50 events each; past the end is the last."""
    for number in range(50):
        joins(office.store, office.unit_id, f"Orang {number}", Role.MEMBER, "tl")
    first, last = text(await citra.get(PAGE)), text(await citra.get(f"{PAGE}?page=99"))
    assert "Orang 49" in first
    assert "Orang 49" not in last
    assert "membuat program ini" in last


async def test_what_is_about_a_person_s_account_is_told_to_nobody_else(
    citra: AsyncClient, office: Office
) -> None:
    """It is in the record of the service."""
    await citra.post("/akun/token", data={"nama": "rahasia saya", "hari": "30"})
    assert "rahasia saya" not in (await citra.get(PAGE)).text
    assert (await citra.get("/riwayat")).status_code == 403
    citra.cookies.clear()
    visitors.sign_in(citra, visitors.administrator(office.store, NOW))
    told = text(await citra.get("/riwayat?jenis=account"))
    assert _("{who} made the token “{token}” for a program.", who="Citra", token="rahasia saya") in told


async def test_a_chain_that_was_tampered_with_is_said_to_be_broken(
    citra: AsyncClient, office: Office
) -> None:
    """Where it is asked for; before that it is whole."""
    assert "Rantai utuh" in text(await citra.get(f"{PAGE}?periksa=ya"))
    with office.store.engine.begin() as connection:
        for trigger in connection.execute(sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(sql(f"DROP TRIGGER {trigger.name}"))
        connection.execute(sql("UPDATE event SET actor = 'orang lain' WHERE number = 2"))
    assert "Rantai terputus pada peristiwa 2" in text(await citra.get(f"{PAGE}?periksa=ya"))


async def test_the_record_of_a_task_says_from_when_to_when_a_plan_moved_it(
    citra: AsyncClient, office: Office
) -> None:
    """Whoever asks why a date is another finds who moved it, and only what concerns that task."""
    change = SetDates("TL-01", date(2025, 2, 3), date(2025, 2, 7))
    command = EditProgramme(
        programme_id=office.programme_id,
        changes=(change,),
        actor=office.citra,
        on=START,
        reason="Ruang penuh",
    )
    do(office.store, apply, command, NOW)
    only = text(await citra.get(f"{PAGE}?tugas=TL-01"))
    assert "TL-01: direncanakan Senin, 3 Februari 2025 sampai Jumat, 7 Februari 2025, sebelumnya" in only
    assert "Ruang penuh" in only
    assert "TL-02: direncanakan" not in only
    assert "TL-02: direncanakan" in text(await citra.get(PAGE))

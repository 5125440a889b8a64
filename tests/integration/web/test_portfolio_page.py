"""Whoever looks after many units sees them beside each other, fairly, and asks the store a handful of times."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import event, update
from sqlmodel import col, select

from tests.support import twin_units, visitors
from tests.support.twin_units import NOW, Twin
from zi_workflow.bootstrap import Store
from zi_workflow.domain.people import Role
from zi_workflow.storage.tables import PortfolioRow, Round
from zi_workflow.web.app import create_app


@pytest.fixture
def units(sqlite_store: Store) -> tuple[Twin, Twin]:
    """Two units of one agency: one lost days itself, the other inherited more."""
    own, other = twin_units.twins(sqlite_store, agencies=("satu", "satu"))
    figures: dict[str, dict[str, Any]] = {
        own.unit_id: {"late_tasks": 2, "late_days": 4, "own_days": 3.5, "inherited_days": 0.5, "cause": "tl", "progress": 20,
                      "silent_since": date(2025, 2, 1)},
        other.unit_id: {"late_tasks": 7, "late_days": 9, "own_days": 1, "inherited_days": 8, "cause": "ext", "progress": 60,
                        "silent_since": date(2025, 1, 15)},
    }  # fmt: skip
    with sqlite_store.writing() as session:
        for unit_id, values in figures.items():
            session.execute(update(PortfolioRow).where(col(PortfolioRow.unit_id) == unit_id).values(**values))
    return own, other


def client(store: Store, signed: dict[str, str]) -> AsyncClient:
    """Asks as somebody who is signed in."""
    transport = ASGITransport(create_app(store, now=lambda: NOW))
    return AsyncClient(transport=transport, base_url="http://127.0.0.1", cookies=signed)


def inspectorate(store: Store, units: tuple[Twin, Twin]) -> AsyncClient:
    """Asks as the inspectorate."""
    return client(store, twin_units.cookies(store, units[0], Role.INSPECTORATE))


def shown(page: str) -> list[str]:
    """The codes of the programmes in the order of the page."""
    return re.findall(r'class="title" href="/programme/([^"]+)"', page)


async def test_who_caused_most_themselves_comes_first(sqlite_store: Store, units: tuple[Twin, Twin]) -> None:
    """Not who is latest: what outsiders cost stands apart, and sorts apart."""
    async with inspectorate(sqlite_store, units) as asking:
        assert shown((await asking.get("/unit")).text) == ["ZI-SATU", "ZI-DUA"]
        assert shown((await asking.get("/unit?sort=-inherited")).text) == ["ZI-DUA", "ZI-SATU"]
        text = re.sub(r"<[^>]+>", " ", (await asking.get("/unit")).text)
    assert "2 program; 2 di antaranya terlambat." in text
    assert "3,5" in text
    assert "Rab, 15 Jan 2025" in text
    assert "19 hari yang lalu" in text


async def test_causes_are_ways_to_their_units(sqlite_store: Store, units: tuple[Twin, Twin]) -> None:
    """Each figure leads to exactly the rows that it counts."""
    async with inspectorate(sqlite_store, units) as asking:
        page = (await asking.get("/unit")).text
        links = re.findall(r'href="(/unit\?cause=[^"]+)"', page)
        assert links == ["/unit?cause=ext", "/unit?cause=tl"]
        assert [shown((await asking.get(link)).text) for link in links] == [["ZI-DUA"], ["ZI-SATU"]]
        assert shown((await asking.get("/unit?silent=long")).text) == ["ZI-DUA"]
        assert shown((await asking.get("/unit?q=kenari")).text) == ["ZI-DUA"]


async def test_rounds_show_the_last_and_the_next(sqlite_store: Store, units: tuple[Twin, Twin]) -> None:
    """One that was called off is neither."""
    with sqlite_store.writing() as session:
        row = session.exec(select(PortfolioRow).where(PortfolioRow.unit_id == units[0].unit_id)).one()
        for number, (on, state) in enumerate(
            [
                (date(2025, 1, 20), "scheduled"),
                (date(2025, 1, 27), "cancelled"),
                (date(2025, 4, 30), "scheduled"),
            ]
        ):
            session.add(
                Round(
                    id=f"r{number}",
                    programme_id=row.programme_id,
                    quarter=f"2024-Q{number}",
                    planned_on=on,
                    state=state,
                )
            )
    async with inspectorate(sqlite_store, units) as asking:
        text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", (await asking.get("/unit?q=Merpati")).text))
    assert "Rab, 30 Apr 2025 terakhir Sen, 20 Jan 2025" in text


async def test_the_way_down_is_open_and_only_to_look(sqlite_store: Store, units: tuple[Twin, Twin]) -> None:
    """The inspectorate opens a unit's programme, and works nowhere in it."""
    async with inspectorate(sqlite_store, units) as asking:
        assert (await asking.get(f"/programme/{units[1].code}")).status_code == 200
        assert (await asking.get(f"/tugas/{units[1].code}/{twin_units.TASK}")).status_code == 403


async def test_it_is_the_inspectorate_s_home(sqlite_store: Store, units: tuple[Twin, Twin]) -> None:
    """After signing in they see all units at once."""
    async with inspectorate(sqlite_store, units) as asking:
        assert (await asking.get("/beranda")).headers["Location"] == "/unit"


async def test_a_page_asks_as_often_for_one_row_as_for_many(
    sqlite_store: Store, units: tuple[Twin, Twin]
) -> None:
    """Neither the number of rows nor that of tasks decides how often, and no task is read."""

    async def asked(address: str) -> list[str]:
        statements: list[str] = []

        def note(_c: Any, _cur: Any, statement: str, *_rest: Any) -> None:
            statements.append(statement)

        async with client(sqlite_store, signed) as asking:
            event.listen(sqlite_store.engine, "before_cursor_execute", note)
            assert (await asking.get(address)).status_code == 200
            event.remove(sqlite_store.engine, "before_cursor_execute", note)
        return statements

    signed = visitors.administrator(sqlite_store, NOW)
    one, both = await asked("/unit?q=kenari"), await asked("/unit?q=dinas")
    assert len(one) == len(both) <= 10
    assert not [statement for statement in both if "FROM task" in statement]


async def test_a_service_without_a_programme_says_when_that_changes(empty: AsyncClient) -> None:
    """An empty portfolio explains itself."""
    assert "Belum ada program yang dianalisis." in (await empty.get("/unit")).text

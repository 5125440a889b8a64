"""The page for doing without the weekly summary: looking changes nothing, one click and our form do, nothing else can."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import select
from sqlmodel import col

from flows.day import run_day
from tests.support.clocks import wib
from tests.support.mails import composed
from tests.support.programmes import Office, small_office
from tests.support.rows import all_rows
from zi_workflow.bootstrap import Store
from zi_workflow.domain.messages import Letterhead
from zi_workflow.domain.notices import MailKind
from zi_workflow.domain.subscriptions import PATH
from zi_workflow.storage.queries.subscriptions import wants
from zi_workflow.storage.tables import MessageRow, Subscription, metadata
from zi_workflow.web.app import create_app
from zi_workflow.web.forms.subscriptions import MOST_BYTES

MON = date(2025, 1, 13)
NOW = wib(2025, 1, 13, 8)
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
MULTIPART = {"List-Unsubscribe": (None, "One-Click")}
PROVIDER = {"Origin": "https://surel.example", "Sec-Fetch-Site": "cross-site"}


@pytest.fixture
def office(sqlite_store: Store) -> Office:
    """Its three officers' first summary waits."""
    office = small_office(sqlite_store)
    web = Letterhead("https://zi.contoh.go.id")
    run_day(sqlite_store, "Asia/Jakarta", MON, wib(2025, 1, 13, 7, 30), letterhead=web)
    return office


@pytest.fixture
def address(office: Office) -> str:
    """The path of the way out in Ayu's mail."""
    with office.store.writing() as session:
        query = select(MessageRow).where(
            col(MessageRow.kind) == MailKind.WEEKLY, col(MessageRow.person_id) == office.ayu
        )
        ready = composed(session, session.execute(query).scalars().one(), NOW)
    assert ready is not None
    found = re.fullmatch(r"<https://zi\.contoh\.go\.id(/berhenti/[\w-]{32})>", ready["List-Unsubscribe"])
    assert found is not None
    return found[1]


@pytest.fixture
async def reader(office: Office) -> AsyncIterator[AsyncClient]:
    """Asks for pages, follows nothing."""
    transport = ASGITransport(create_app(office.store, now=lambda: NOW))
    async with AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


def wanted(office: Office) -> bool:
    """Whether Ayu wants the summary."""
    with office.store.reading() as session:
        return wants(session, office.ayu, MailKind.WEEKLY)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_looking_changes_nothing(
    reader: AsyncClient, office: Office, address: str, method: str
) -> None:
    """Scanners open and re-open it; the page names nobody and holds one button."""
    before = all_rows(office.store)
    answers = [await reader.request(method, address) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {200}
    assert all_rows(office.store) == before
    if method == "GET":
        text = answers[0].text
        assert text.count("<button") == 1
        assert "Anda menerima ringkasan mingguan." in text
        assert not re.search("Ayu|contoh.go.id", text)


@pytest.mark.parametrize("form", [{"data": ONE_CLICK}, {"files": MULTIPART}, {"data": {"wanted": "no"}}])
async def test_one_click_of_a_provider_or_of_a_reader_is_enough(
    reader: AsyncClient, office: Office, address: str, form: dict[str, object]
) -> None:
    """From another site, without a cookie, twice: answered on the spot, not by a redirection (RFC 8058)."""
    answers = [await reader.post(address, headers=PROVIDER, **form) for _ in range(2)]  # type: ignore[arg-type]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert "Anda tidak lagi menerima ringkasan mingguan." in answers[1].text
    assert "set-cookie" not in answers[0].headers
    assert not wanted(office)


async def test_the_same_page_leads_back(reader: AsyncClient, office: Office, address: str) -> None:
    """Terima lagi."""
    await reader.post(address, data=ONE_CLICK)
    assert "Terima lagi" in (await reader.get(address)).text
    answer = await reader.post(address, data={"wanted": "yes"})
    assert "Anda kembali menerima ringkasan mingguan." in answer.text
    assert wanted(office)


async def test_an_answer_changes_nothing_but_the_answer(
    reader: AsyncClient, office: Office, address: str
) -> None:
    """Other people's summaries, digests and tasks stay as they were."""
    with office.store.reading() as session:
        others = select(metadata.tables["message"]).where(col(MessageRow.person_id) != office.ayu)
        before = [str(row) for row in session.execute(others)]
    await reader.post(address, data=ONE_CLICK)
    with office.store.reading() as session:
        assert [str(row) for row in session.execute(others)] == before
        assert session.execute(select(col(Subscription.person_id))).scalars().all() == [office.ayu]


@pytest.mark.parametrize(
    "data", [{}, {"wanted": "maybe"}, {"List-Unsubscribe": "Two-Click"}, {"kind": "digest", "wanted": ""}]
)
async def test_a_form_that_says_nothing_changes_nothing(
    reader: AsyncClient, office: Office, address: str, data: dict[str, str]
) -> None:
    """A program that presses the button without ticking the box is refused."""
    before = all_rows(office.store)
    answer = await reader.post(address, data=data)
    assert answer.status_code == 422
    assert "Formulir ini tidak dapat dibaca" in answer.text
    assert all_rows(office.store) == before


async def test_a_long_form_and_a_file_are_refused(reader: AsyncClient, office: Office, address: str) -> None:
    """Nobody fills our memory or our disk over a link that everybody may call."""
    before = all_rows(office.store)
    long = await reader.post(address, data={**ONE_CLICK, "x": "x" * MOST_BYTES})
    file = await reader.post(address, files={"List-Unsubscribe": ("a.txt", b"One-Click")})
    assert "Formulir ini tidak dapat dibaca" in long.text
    assert [long.status_code, file.status_code] == [413, 422]
    assert all_rows(office.store) == before


@pytest.mark.parametrize("token", ["A" * 32, "x", "disamarkan", "A" * 500, "%2e%2e%2f" * 4])
async def test_a_link_that_never_was_gets_one_answer_that_tells_nothing(
    reader: AsyncClient, office: Office, token: str
) -> None:
    """The same page and status whatever it looks like, and whether one looks or acts."""
    before = all_rows(office.store)
    looked, acted = await reader.get(PATH + token), await reader.post(PATH + token, data=ONE_CLICK)
    assert (looked.status_code, acted.status_code) == (404, 404)
    if "%2f" not in token:  # a slash makes another address
        assert looked.text == acted.text
        assert looked.text == (await reader.get(PATH + "B" * 32)).text
    assert all_rows(office.store) == before


async def test_the_page_speaks_english_where_it_is_asked_to(reader: AsyncClient, address: str) -> None:
    """By the same switch as every page."""
    assert "You receive the weekly summary." in (await reader.get(f"{address}?lang=en")).text

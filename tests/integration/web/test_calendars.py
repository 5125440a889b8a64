"""Calendars to take along: what stands in the file, that it shows no more than its owner sees, and the month's page."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from icalendar import Calendar

from tests.support import twin_units, visitors
from tests.support.answers import text
from tests.support.mailed_links import NOW, events
from tests.support.programmes import Office
from tests.support.twin_units import CANARY
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.agendas import Entry, EntryKind, Revision
from zi_workflow.domain.edits import SetDates
from zi_workflow.domain.people import Role
from zi_workflow.domain.scopes import Office as Office_
from zi_workflow.domain.scopes import Viewer
from zi_workflow.storage.tables import Round, Unit
from zi_workflow.usecases import editing
from zi_workflow.usecases.accounts import ChangeAccount, close
from zi_workflow.usecases.agendas import personal
from zi_workflow.usecases.analyses import Analyse, analyse
from zi_workflow.usecases.people import EndMembership, end_membership
from zi_workflow.usecases.personal_tokens import MakeFeed, make_feed
from zi_workflow.web.app import create_app
from zi_workflow.web.calendars import calendar_file

PAGE = "/akun/kalender"


@pytest.fixture
def citra(phone: AsyncClient, office: Office) -> AsyncClient:
    """Citra, who leads the unit, signed in; the programme was computed this morning."""
    computed(office)
    return visitors.sign_in(phone, visitors.person(office.store, office.citra, NOW))


def computed(office: Office) -> None:
    """The day's figures."""
    do(office.store, analyse, Analyse(office.programme_id, NOW.date()), NOW)


async def address(browser: AsyncClient, unit_id: str = "") -> str:
    """The path of a new calendar of the person, as the page shows it once."""
    made = await browser.post(PAGE, data={"unit": unit_id})
    assert made.status_code == 201, made.text
    found = re.search(r"/kalender/[A-Za-z0-9_-]{32}\.ics", made.text)
    assert found is not None
    return found[0]


def entries(answer: Response) -> dict[str, Any]:
    """The events of a file, by their summary."""
    calendar: Any = Calendar.from_ical(answer.content)
    return {str(each["SUMMARY"]): each for each in calendar.walk("VEVENT")}


async def test_a_unit_s_calendar_has_every_open_task_by_its_last_day(
    citra: AsyncClient, office: Office
) -> None:
    """As whole days; nobody has to sign in to fetch it."""
    path = await address(citra, office.unit_id)
    citra.cookies.clear()
    answer = await citra.get(path)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    found = entries(answer)
    assert [key for key in found if "PP-02" in key] == ["Tenggat: PP-02 (PP-02)"]
    due = found["Tenggat: PP-02 (PP-02)"]["DTSTART"].dt
    assert type(due) is date
    assert due == date(2025, 1, 6)
    office.finishes("PP-02", NOW.date() - timedelta(days=3), NOW.date())
    assert "PP-02" not in (await citra.get(path)).text


async def test_one_s_own_calendar_has_only_what_is_one_s_own(phone: AsyncClient, office: Office) -> None:
    """Budi's has no task of Ayu's."""
    computed(office)
    visitors.sign_in(phone, visitors.person(office.store, office.budi, NOW))
    found = entries(await phone.get(await address(phone)))
    assert {re.sub(r".*\((.*)\)", r"\1", key) for key in found if "Tenggat" in key} == {"PP-01", "PP-02"}


async def test_an_entry_keeps_its_name_and_rises_with_every_change(
    citra: AsyncClient, office: Office
) -> None:
    """A calendar program moves the entry that it has instead of adding a second one."""
    path = await address(citra, office.unit_id)
    before = entries(await citra.get(path))["Tenggat: PP-02 (PP-02)"]
    change = SetDates("PP-02", date(2025, 7, 1), date(2025, 7, 3))
    command = editing.EditProgramme(
        programme_id=office.programme_id, changes=(change,), actor=office.citra, on=NOW.date()
    )
    do(office.store, editing.apply, command, NOW)
    computed(office)
    after = entries(await citra.get(path))["Tenggat: PP-02 (PP-02)"]
    assert after["UID"] == before["UID"]
    assert after["DTSTART"].dt == date(2025, 7, 3) != before["DTSTART"].dt
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt >= before["LAST-MODIFIED"].dt


async def test_a_file_that_did_not_change_is_not_sent_again(citra: AsyncClient) -> None:
    """By its ETag."""
    path = await address(citra)
    first = await citra.get(path)
    again = await citra.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_hours_of_a_meeting_carry_the_unit_s_zone(citra: AsyncClient, office: Office) -> None:
    """With its rules in the file, so that no calendar program has to know them."""
    begins, ends = time(9), time(12)
    revision = Revision(3, datetime(2025, 7, 1, tzinfo=UTC))
    entry = Entry("1", EntryKind.ROUND, "ZI-1", "Dinas", "Asia/Makassar", "2025-Q2", "Monev", date(2025, 7, 8),
                  revision, begins, ends)  # fmt: skip
    content = calendar_file("Kalender", [entry], "https://zi.example.go.id")
    found: Any = Calendar.from_ical(content)
    event = found.walk("VEVENT")[0]
    assert event["DTSTART"].params["TZID"] == "Asia/Makassar"
    assert event["DTSTART"].dt.astimezone(UTC) == datetime(2025, 7, 8, 1, tzinfo=UTC)
    assert [str(each["TZID"]) for each in found.walk("VTIMEZONE")] == ["Asia/Makassar"]
    assert event["URL"] == "https://zi.example.go.id/programme/ZI-1"
    assert calendar_file("Kalender", [entry], "https://zi.example.go.id") == content


async def test_whoever_left_the_unit_gets_nothing_of_it(citra: AsyncClient, office: Office) -> None:
    """Their own calendar is empty from that day on, the unit's is not there."""
    own, unit = await address(citra), await address(citra, office.unit_id)
    assert entries(await citra.get(unit))
    last = NOW.date() - timedelta(days=1)
    command = EndMembership(
        unit_id=office.unit_id, person_id=office.citra, last=last, actor="cli", on=NOW.date()
    )
    do(office.store, end_membership, command, NOW)
    assert entries(await citra.get(own)) == {}
    assert (await citra.get(unit)).status_code == 404


@pytest.mark.parametrize("how", ["revoked", "renewed", "closed account"])
async def test_an_address_that_works_no_more_is_like_one_that_never_was(
    citra: AsyncClient, office: Office, how: str
) -> None:
    """The same bytes; what was done is in the record."""
    path = await address(citra)
    if how == "revoked":
        button = re.search(rf'action="({PAGE}/[^"]+)"', (await citra.get(PAGE)).text)
        assert button is not None
        assert (await citra.post(button[1])).status_code == 303
        assert events(office)[-1].kind == "account.feed_revoked"
    elif how == "renewed":
        await address(citra)
    else:
        account = visitors.account(office.store, office.citra, NOW)
        do(office.store, close, ChangeAccount(account, "test"), NOW)
    gone, never = await citra.get(path), await citra.get(f"/kalender/{'A' * 32}.ics")
    assert gone.status_code == 404
    assert (gone.content, gone.status_code) == (never.content, never.status_code)


@pytest.mark.parametrize("role", Role)
async def test_nobody_gets_another_unit_s_calendar(sqlite_store: Store, role: Role) -> None:
    """Neither makes an address of it nor reads it by one that was made while they could."""
    own, other = twin_units.twins(sqlite_store)
    app = create_app(sqlite_store, now=lambda: twin_units.NOW)
    signed = twin_units.cookies(sqlite_store, own, role, twin_units.NOW)
    async with AsyncClient(
        transport=ASGITransport(app), base_url="http://127.0.0.1", cookies=signed
    ) as client:
        refused = await client.post(PAGE, data={"unit": other.unit_id})
        assert refused.status_code == 404
        account = visitors.account(sqlite_store, own.people[role], twin_units.NOW)
        for unit_id in (None, own.unit_id, other.unit_id):
            command = MakeFeed(account, own.people[role], unit_id)
            secret = do(sqlite_store, make_feed, command, twin_units.NOW)
            answer = await client.get(f"/kalender/{secret}.ics")
            assert CANARY not in answer.text
            assert answer.status_code == (404 if unit_id == other.unit_id else 200)
        for page in (PAGE, "/kalender", "/kalender?bulan=2025-01"):
            assert CANARY not in (await client.get(page)).text


async def test_the_month_names_what_is_due_and_the_days_off(citra: AsyncClient, office: Office) -> None:
    """Each day once; the months beside it are links; an address that is no month shows this one."""
    shown = text(await citra.get("/kalender?bulan=2025-06"))
    assert "Juni 2025" in shown
    assert "Hari libur:" in shown
    assert "Sen, 2 Jun 2025 (hari ini)" in shown
    earlier = await citra.get("/kalender?bulan=2025-01")
    assert "bulan=2024-12" in earlier.text
    assert text(await citra.get("/kalender?bulan=nanti")) == shown


def test_whoever_conducts_rounds_has_those_of_every_unit_they_reach(office: Office) -> None:
    """The inspectorate's office lies in another unit; of an agency elsewhere nothing stands there."""
    with office.store.writing() as session:
        agency = session.get_one(Unit, office.unit_id).agency
        session.add(
            Round(id="R", programme_id=office.programme_id, quarter="2025-Q2", planned_on=date(2025, 7, 15))
        )
    for of, seen in ((agency, ["2025-Q2"]), ("lain", [])):
        viewer = Viewer("", "p", "Fajar", (Office_(Role.INSPECTORATE, "inspektorat", of),))
        with office.store.reading() as session:
            assert [each.code for each in personal(session, viewer, NOW)] == seen


def test_a_calendar_without_entries_is_a_whole_file_all_the_same() -> None:
    """RFC 5545 wants a component in it."""
    calendar: Any = Calendar.from_ical(calendar_file("Kosong", [], ""))
    assert [each.name for each in calendar.subcomponents] == ["VTIMEZONE"]


def test_a_calendar_says_how_often_to_look_again_as_a_duration() -> None:
    """Both ways of saying it: RFC 7986's, and the older one that Outlook reads."""
    content = calendar_file("Kosong", [], "").decode()
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in content
    assert "X-PUBLISHED-TTL:PT6H\r\n" in content

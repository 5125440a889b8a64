"""A programme's settings on their page: what another ladder changes is shown, applied once, and refused when stale."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape

import pytest
from httpx import ASGITransport, AsyncClient, Response

from tests.support import visitors
from tests.support.answers import text
from tests.support.clocks import wib
from tests.support.programmes import Office, small_office
from tests.support.rows import all_rows
from zi_workflow.bootstrap import Store
from zi_workflow.domain.ladder_rules import ProgrammeLadder
from zi_workflow.domain.situations import Rules
from zi_workflow.storage.queries.rules import hours_of, own_ladder
from zi_workflow.web.app import create_app

NOW = wib(2025, 1, 6, 6)
PAGE = "/programme/ZI-1/pengaturan"
TYPED = {
    "rungs": "5 2", "level1": "2", "level2": "5", "level3": "9", "level4": "14", "level5": "20", "holding1": "1",
    "holding2": "2", "holding3": "4", "holding4": "8", "holding5": "13", "review_days": "4", "separate_from": "4",
}  # fmt: skip
LADDER = ProgrammeLadder(Rules((5, 2), (2, 5, 9, 14, 20), (1, 2, 4, 8, 13), 4), 4)


@pytest.fixture
def office(sqlite_store: Store) -> Office:
    """The small office on its first days."""
    return small_office(sqlite_store)


@pytest.fixture
async def browser(office: Office) -> AsyncIterator[AsyncClient]:
    """Citra, who leads the team, signed in."""
    app = create_app(office.store, now=lambda: NOW)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield visitors.sign_in(client, visitors.person(office.store, office.citra, NOW))


def carried(answer: Response) -> dict[str, str]:
    """What the page of the changes sends with its button."""
    found = dict(reversed(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.text)))
    return {name: unescape(value) for name, value in found.items()}


async def test_another_ladder_is_shown_with_its_mornings_and_then_kept(
    browser: AsyncClient, office: Office
) -> None:
    """First nothing is saved; the button keeps it, a second press changes nothing more."""
    before = all_rows(office.store)
    shown = await browser.post(f"{PAGE}/tangga", data={"version": "0", **TYPED})
    assert shown.status_code == 200, text(shown)
    words = text(shown)
    for said in (
        "7, 3, 1, 0 → menjadi 5, 2",
        "mulai tingkat 3 → menjadi mulai tingkat 4",
        "10 pagi berikutnya",
        "TL-01",
    ):
        assert said in words, said
    assert all_rows(office.store) == before
    for _n in range(2):
        answer = await browser.post(f"{PAGE}/tangga/terapkan", data=carried(shown))
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}?selesai=tangga")
    with office.store.reading() as session:
        own = own_ladder(session, office.programme_id)
    assert own is not None
    assert (own.ladder, own.version) == (LADDER, 1)
    assert "Program ini memiliki tangga sendiri." in text(await browser.get(PAGE))


async def test_every_mistake_is_said_at_once_and_what_was_typed_stays(
    browser: AsyncClient, office: Office
) -> None:
    """What is no number, and what contradicts itself."""
    before = all_rows(office.store)
    wrong = {
        **TYPED,
        "rungs": "besok",
        "level2": "",
        "holding1": "x",
        "review_days": "-1",
        "separate_from": "9",
    }
    answer = await browser.post(f"{PAGE}/tangga", data={"version": "0", **wrong})
    assert answer.status_code == 422
    for field in ("rungs", "thresholds", "holding", "review_days"):
        assert f'id="{field}-wrong"' in answer.text, field
    assert 'value="besok"' in answer.text
    wrong = {**TYPED, "rungs": "7,7", "level2": "1", "review_days": "0", "separate_from": "9"}
    for path in ("tangga", "tangga/terapkan"):
        answer = await browser.post(f"{PAGE}/{path}", data={"version": "0", **wrong})
        assert answer.status_code == 422
        for field in ("rungs", "thresholds", "review_days", "separate_from"):
            assert f'id="{field}-wrong"' in answer.text, (path, field)
    assert all_rows(office.store) == before


@pytest.mark.parametrize("typed", ["99999999999", "1000", "61", "9" * 5000])
async def test_a_number_outside_is_answered_with_what_is_allowed(browser: AsyncClient, typed: str) -> None:
    """However many digits it has, it is a whole number; the field still holds it."""
    answer = await browser.post(f"{PAGE}/tangga", data={"version": "0", **TYPED, "level5": typed})
    assert answer.status_code == 422
    assert "bilangan bulat hari kerja dari 1 sampai 60." in text(answer)
    assert f'value="{typed}"' in answer.text


async def test_a_stale_page_changes_nothing_and_shows_both(browser: AsyncClient, office: Office) -> None:
    """Of two windows one wins; the other sees what holds beside what was typed, and can send it again."""
    shown = await browser.post(f"{PAGE}/tangga", data={"version": "0", **TYPED})
    other = await browser.post(f"{PAGE}/tangga", data={"version": "0", **TYPED, "review_days": "6"})
    assert (await browser.post(f"{PAGE}/tangga/terapkan", data=carried(other))).status_code == 303
    before = all_rows(office.store)
    for path, form in (("tangga/terapkan", carried(shown)), ("tangga", {"version": "0", **TYPED})):
        answer = await browser.post(f"{PAGE}/{path}", data=form)
        assert answer.status_code == 409
        assert "berlaku sekarang: 6; isian Anda: 4" in text(answer)
    assert all_rows(office.store) == before
    again = await browser.post(f"{PAGE}/tangga", data={**TYPED, "version": carried(answer)["version"]})
    assert again.status_code == 200


async def test_hours_are_kept_inside_the_office_day(browser: AsyncClient, office: Office) -> None:
    """Wrong ones come back with what was typed; a stale page is told so."""
    answer = await browser.post(f"{PAGE}/jam", data={"version": "0", "opens": "06:00", "closes": "siang"})
    assert answer.status_code == 422
    assert 'id="closes-wrong"' in answer.text
    answer = await browser.post(f"{PAGE}/jam", data={"version": "0", "opens": "06:00", "closes": "20:00"})
    assert (answer.status_code, answer.text.count('-wrong"')) == (422, 4)
    good = {"version": "0", "opens": "08:30", "closes": "15:00"}
    for _n in range(2):
        assert (await browser.post(f"{PAGE}/jam", data=good)).status_code == 303
    answer = await browser.post(f"{PAGE}/jam", data={**good, "opens": "09:00"})
    assert answer.status_code == 409
    assert 'value="09:00"' in answer.text
    with office.store.reading() as session:
        assert f"{hours_of(session, office.unit_id).hours.opens:%H:%M}" == "08:30"


@pytest.mark.parametrize("typed", ["08.30", "8.30", "8:30"])
async def test_hours_may_be_typed_with_a_dot(browser: AsyncClient, office: Office, typed: str) -> None:
    """Half past eight is half past eight, however it is written."""
    good = {"version": "0", "opens": typed, "closes": "15.45"}
    assert (await browser.post(f"{PAGE}/jam", data=good)).status_code == 303
    with office.store.reading() as session:
        hours = hours_of(session, office.unit_id).hours
    assert (f"{hours.opens:%H:%M:%S.%f}", f"{hours.closes:%H:%M}") == ("08:30:00.000000", "15:45")


@pytest.mark.parametrize("typed", ["08:30:15", "08.5", "0830", "8", "08:30+07:00", "24.00", "08.60", ""])
async def test_what_is_no_time_of_day_is_no_hour(browser: AsyncClient, typed: str) -> None:
    """Seconds, fractions and zones are refused, never cut away."""
    answer = await browser.post(f"{PAGE}/jam", data={"version": "0", "opens": typed, "closes": "15:00"})
    assert answer.status_code == 422
    assert "Mohon tulis jam, misalnya 08:00." in text(answer)


async def test_whoever_steers_an_area_looks_and_changes_nothing(browser: AsyncClient, office: Office) -> None:
    """What holds stands there as text, without a field to type into, and they are told who changes it."""
    visitors.sign_in(browser, visitors.person(office.store, office.ayu, NOW))
    shown = await browser.get(PAGE)
    assert not re.search("<(input|select|button|textarea)", shown.text.partition("<main")[2])
    for said in ("Hari verifikasi 3", "pukul 07.30-16.00 WIB", "Hanya pimpinan tim kerja"):
        assert said in text(shown), text(shown)
    for path in ("tangga", "tangga/terapkan", "jam"):
        answer = await browser.post(f"{PAGE}/{path}", data={"version": "0", **TYPED})
        assert answer.status_code == 403
        assert "pimpinan tim kerja" in text(answer)

"""One's own account: a new password, an authenticator, and the browsers that are signed in; nobody else's."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pyotp
import pytest
from httpx import ASGITransport, AsyncClient
from sqlmodel import col, select

from tests.support import visitors
from tests.support.clocks import wib
from tests.support.programmes import Office, joins, small_office
from zi_workflow.bootstrap import Store
from zi_workflow.domain.people import Role
from zi_workflow.storage.tables import Account, EventRow, WebSession
from zi_workflow.usecases import passwords
from zi_workflow.web.app import create_app
from zi_workflow.web.cookies import PLAIN

NOW = wib(2025, 6, 2, 9)
MEMBER = "eka@contoh.go.id"
NEW = {"baru": "kuda baterai staples", "ulang": "kuda baterai staples"}


pytestmark = pytest.mark.usefixtures("quick_hashes")


@pytest.fixture
def office(sqlite_store: Store) -> Office:
    """The small office with Eka, a member."""
    office = small_office(sqlite_store)
    joins(sqlite_store, office.unit_id, "Eka", Role.MEMBER, "tl", MEMBER)
    return office


@pytest.fixture
def eka(office: Office) -> str:
    """The id of Eka's person."""
    with office.store.reading() as session:
        found = session.connection().exec_driver_sql("SELECT id FROM person WHERE name = 'Eka'")
        return str(found.scalar_one())


@pytest.fixture
async def browser(office: Office, eka: str) -> AsyncIterator[AsyncClient]:
    """Eka's, signed in."""
    transport = ASGITransport(create_app(office.store, now=lambda: NOW))
    async with AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield visitors.sign_in(client, visitors.person(office.store, eka, NOW))


def account(office: Office) -> Account:
    """Eka's account as it is kept."""
    with office.store.reading() as session:
        found = session.exec(select(Account).where(Account.address == MEMBER)).one()
        session.expunge(found)
        return found


def open_sessions(office: Office) -> list[str]:
    """Ids of all sessions that were not ended."""
    with office.store.reading() as session:
        return list(session.exec(select(WebSession.id).where(col(WebSession.ended_at).is_(None))))


async def test_the_page_shows_offices_and_sessions(browser: AsyncClient, office: Office, eka: str) -> None:
    """In words; the browser in use is marked and has no button."""
    visitors.person(office.store, eka, NOW)
    page = (await browser.get("/akun")).text
    assert "anggota, Penataan Tatalaksana" in page
    assert page.count("peramban ini") == 1
    assert page.count("Keluarkan yang ini") == 1


async def test_a_password_is_set_and_changed(browser: AsyncClient, office: Office, eka: str) -> None:
    """The first without the present one, the next only with it; other browsers are signed out, this one is renewed."""
    visitors.person(office.store, eka, NOW)
    before = browser.cookies[PLAIN]
    answer = await browser.post("/akun/sandi", data=NEW)
    assert answer.headers["Location"] == "/akun?selesai=sandi"
    assert passwords.fits(NEW["baru"], account(office).password_hash)
    assert browser.cookies[PLAIN] != before
    assert len(open_sessions(office)) == 1
    assert "Kata sandi Anda diubah" in (await browser.get("/akun?selesai=sandi")).text
    other = {"baru": "meja kursi lemari", "ulang": "meja kursi lemari"}
    refused = await browser.post("/akun/sandi", data={**other, "kini": "salah salah salah"})
    assert refused.status_code == 422
    assert "Ini bukan kata sandi Anda saat ini" in refused.text
    assert (await browser.post("/akun/sandi", data={**other, "kini": NEW["baru"]})).status_code == 303
    with office.store.reading() as session:
        kinds = list(session.exec(select(EventRow.kind).where(col(EventRow.subject) == eka)))
    assert kinds.count("account.password") == 2


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Silakan mengetik kata sandi baru."),
        ({"baru": "pendek", "ulang": "pendek"}, "sekurang-kurangnya 12 karakter"),
        ({"baru": "kuda baterai staples", "ulang": "kuda baterai"}, "Kedua kata sandi baru tidak sama."),
        ({"baru": MEMBER, "ulang": MEMBER}, "tidak boleh sama dengan nama atau alamat"),
    ],
)
async def test_a_bad_password_is_refused_and_never_shown_again(
    browser: AsyncClient, office: Office, data: dict[str, str], said: str
) -> None:
    """With a sentence at its field."""
    answer = await browser.post("/akun/sandi", data=data)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{data.get("baru", "-")}"' not in answer.text.replace(f'username" value="{MEMBER}', "")
    assert account(office).password_hash is None


async def test_whoever_wants_sets_up_an_authenticator_and_replaces_it_with_a_code(
    browser: AsyncClient, office: Office
) -> None:
    """Nothing holds until the new one has shown a code; another browser's session alone cannot replace it."""
    assert (await browser.get("/akun/kode")).headers["Location"] == "/akun"
    assert (await browser.post("/akun/kode")).headers["Location"] == "/akun/kode"
    with office.store.reading() as session:
        seed = str(session.exec(select(WebSession.new_seed)).one())
    assert seed[:4] in (await browser.get("/akun/kode")).text
    assert (await browser.post("/akun/kode/pasang", data={"kode": "123"})).status_code == 422
    assert account(office).code_seed is None
    answer = await browser.post("/akun/kode/pasang", data={"kode": pyotp.TOTP(seed).at(NOW)})
    assert answer.headers["Location"] == "/akun?selesai=kode"
    assert account(office).code_seed == seed
    again = await browser.post("/akun/kode", data={"kode": pyotp.TOTP(seed).at(NOW)})
    assert again.status_code == 422  # that code was used
    assert account(office).code_seed == seed


async def test_browsers_are_signed_out_one_by_one_and_all_others(
    browser: AsyncClient, office: Office, eka: str
) -> None:
    """Another person's session is not there."""
    mine = set(open_sessions(office))
    lost, third = visitors.person(office.store, eka, NOW), visitors.person(office.store, eka, NOW)
    strangers = visitors.person(office.store, office.citra, NOW)
    others = [each for each in open_sessions(office) if each not in mine]
    transport = ASGITransport(create_app(office.store, now=lambda: NOW))
    assert (await browser.post(f"/akun/sesi/{others[2]}")).status_code == 404
    assert (await browser.post(f"/akun/sesi/{others[0]}")).status_code == 303
    async with AsyncClient(transport=transport, base_url="http://127.0.0.1") as other:
        statuses = []
        for signed in (lost, third, strangers):
            other.cookies.clear()
            visitors.sign_in(other, signed)
            statuses.append((await other.get("/akun")).status_code)
    assert statuses == [303, 200, 200]
    await browser.post("/akun/sesi")
    assert (await browser.get("/akun")).status_code == 200
    assert len(open_sessions(office)) == 2


async def test_a_right_present_password_is_no_failed_try(browser: AsyncClient, office: Office) -> None:
    """Whoever cannot find a new one that is good enough is not shut out for it."""
    assert (await browser.post("/akun/sandi", data=NEW)).status_code == 303
    for _number in range(12):
        answer = await browser.post(
            "/akun/sandi", data={"kini": NEW["baru"], "baru": "pendek", "ulang": "pendek"}
        )
        assert answer.status_code == 422

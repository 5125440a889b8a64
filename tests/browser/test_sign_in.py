"""Signing in on a phone without JavaScript: password, authenticator, link, and a form that outlives its session."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pyotp
import pytest
from playwright.async_api import Browser, Page, expect

from tests.chaos.scanners import listening, serving
from tests.support.clocks import standing_at
from tests.support.front_door import LEAD, MEMBER, NOW, PASSWORD, office_with_passwords
from tests.support.phones import PHONE, fits
from tests.support.programmes import Office
from zi_workflow.bootstrap import Store, do
from zi_workflow.clock import FixedClock
from zi_workflow.domain.accounts import IDLE
from zi_workflow.usecases.accounts import ChangeAccount, make_link
from zi_workflow.web.app import create_app


@dataclass(frozen=True)
class Served:
    """The small office, where its pages are, its clock, and a link for its member."""

    office: Office
    url: str
    clock: FixedClock
    link: str


@pytest.fixture
def served(sqlite_store: Store) -> Iterator[Served]:
    """Eka, a member, and Citra, the lead, have accounts with a password."""
    office, accounts = office_with_passwords(sqlite_store)
    clock = standing_at(NOW)
    token = do(sqlite_store, make_link, ChangeAccount(accounts[0], "test"), NOW)
    with listening() as (taken, url), serving(taken, create_app(sqlite_store, now=clock.now)):
        yield Served(office, url, clock, f"{url}/masuk/{token}")


@pytest.fixture
async def phone(browser: Browser) -> AsyncIterator[Page]:
    """360 pixels wide, without JavaScript."""
    context = await browser.new_context(viewport=PHONE, java_script_enabled=False)
    yield await context.new_page()
    await context.close()


async def typed(page: Page, url: str, address: str, password: str = PASSWORD) -> None:
    """The sign-in page, filled in and sent."""
    await page.goto(f"{url}/masuk")
    await page.get_by_label("Alamat surel", exact=True).fill(address)
    await page.get_by_label("Kata sandi", exact=True).fill(password)
    async with page.expect_navigation():  # to hash a password takes its time
        await page.get_by_role("button", name="Masuk").click()


async def with_code(page: Page, url: str) -> None:
    """Citra, with an authenticator that she sets up."""
    await typed(page, url, LEAD)
    seed = re.sub(r"\s", "", await page.locator("code.key").inner_text())
    await page.get_by_label("Enam angka").fill(pyotp.TOTP(seed).at(NOW))
    async with page.expect_navigation():
        await page.get_by_role("button", name="Lanjutkan").click()


async def test_a_member_signs_in_with_a_password_and_out_again(phone: Page, served: Served) -> None:
    """A wrong one first; then home; then nothing any more."""
    await typed(phone, served.url, MEMBER, "salah salah salah")
    await expect(phone.get_by_role("alert")).to_contain_text("Alamat dan kata sandi tidak cocok.")
    assert await phone.get_by_label("Alamat surel", exact=True).input_value() == MEMBER
    await typed(phone, served.url, MEMBER)
    assert phone.url == f"{served.url}/tugas"
    await phone.get_by_role("link", name="Akun").click()
    await phone.get_by_role("button", name="Keluar", exact=True).click()
    await expect(phone.get_by_role("status")).to_contain_text("Anda sudah keluar.")
    await phone.goto(f"{served.url}/programme/ZI-1")
    assert "/masuk?lanjut=" in phone.url


async def test_a_lead_sets_up_an_authenticator_on_the_way_in(phone: Page, served: Served) -> None:
    """The picture is seen, the key can be read, six digits open the programme that was wanted."""
    await phone.goto(f"{served.url}/programme/ZI-1/task")
    await typed(phone, served.url, LEAD)
    picture = phone.locator("img.code")
    box = await picture.bounding_box()
    assert box is not None
    assert box["width"] >= 200
    await with_code(phone, served.url)
    assert phone.url == f"{served.url}/programme/ZI-1"


async def test_a_link_signs_in_with_a_tick_and_a_tap(phone: Page, served: Served) -> None:
    """A tap without the tick does nothing; the link is gone afterwards."""
    await phone.goto(served.link)
    await phone.get_by_role("button", name="Masuk").click()
    assert phone.url == served.link
    await phone.get_by_role("checkbox").check()
    await phone.get_by_role("button", name="Masuk").click()
    assert phone.url == f"{served.url}/tugas"
    await phone.goto(served.link)
    assert await phone.get_by_role("heading", level=1).inner_text() == "Tautan ini tidak berlaku"


async def test_a_form_is_sent_again_after_signing_in_on_another_page(
    phone: Page, served: Served, browser: Browser
) -> None:
    """The session ended while somebody typed: the page keeps the form, and a second page signs in."""
    await typed(phone, served.url, MEMBER)
    await phone.goto(f"{served.url}/akun")
    served.clock.set(NOW + IDLE)
    await phone.get_by_role("button", name="Pasang aplikasi autentikator").click()
    await expect(phone.get_by_role("status")).to_contain_text("Isian Anda disimpan di halaman ini.")
    async with phone.context.expect_page() as opened:
        await phone.get_by_role("link", name="Masuk pada halaman baru").click()
    await typed(await opened.value, served.url, MEMBER)
    await phone.get_by_role("button", name="Kirim lagi").click()
    assert phone.url == f"{served.url}/akun/kode"


async def test_every_page_of_signing_in_is_accessible_fits_and_can_be_touched(
    browser: Browser, served: Served
) -> None:
    """Empty, with mistakes, with the picture, dead links, refusals, one's own account."""
    context = await browser.new_context(viewport=PHONE)
    page = await context.new_page()
    for path in ("/masuk", "/masuk?keluar=ya", "/masuk/terkirim", f"/masuk/{'A' * 32}", "/kesehatan"):
        await page.goto(served.url + path)
        await fits(page)
    await page.goto(served.link)
    await fits(page)
    await typed(page, served.url, MEMBER, "salah salah salah")
    await fits(page)
    await typed(page, served.url, LEAD)
    await fits(page)
    await page.get_by_label("Enam angka").fill("000000")
    async with page.expect_navigation():
        await page.get_by_role("button", name="Lanjutkan").click()
    await fits(page)
    await with_code(page, served.url)
    await page.goto(f"{served.url}/akun")
    await fits(page)
    await page.get_by_label("Kata sandi saat ini").fill("salah salah salah")
    await page.get_by_label("Kata sandi baru, sekurang").fill("kuda baterai staples 2")
    await page.get_by_label("Kata sandi baru sekali lagi").fill("kuda baterai")
    async with page.expect_navigation():
        await page.get_by_role("button", name="Ubah kata sandi").click()
    await fits(page)
    served.clock.set(NOW + IDLE)
    await page.get_by_role("button", name="Ubah kata sandi").click(no_wait_after=True)
    await page.goto(f"{served.url}/akun")
    await fits(page)
    await context.close()

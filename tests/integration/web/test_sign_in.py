"""Signing in by password and by code: no address is told from another, and nothing works twice."""

from __future__ import annotations

from datetime import datetime, timedelta

import pyotp
import pytest
from httpx import AsyncClient, Response

from tests.support.front_door import LEAD, MEMBER, NOW, PASSWORD, enter, held, office_with_passwords, row
from tests.support.programmes import Office
from zi_workflow.bootstrap import Store, do
from zi_workflow.clock import FixedClock
from zi_workflow.domain.accounts import LIMITS, Door
from zi_workflow.usecases import accounts, passwords
from zi_workflow.usecases.accounts import ChangeAccount
from zi_workflow.web.cookies import PLAIN, SECURE

pytestmark = pytest.mark.usefixtures("quick_hashes")


@pytest.fixture
def office(sqlite_store: Store) -> Office:
    """The small office, two of whose people have a password."""
    return office_with_passwords(sqlite_store)[0]


async def test_a_member_signs_in_with_a_password_and_lands_at_home(door: AsyncClient) -> None:
    """In whatever case the address is typed; the cookie is for no script and no other site."""
    answer = await enter(door, " EKA@contoh.go.id ")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/beranda")
    cookie = answer.headers["set-cookie"]
    for word in ("HttpOnly", "SameSite=lax", "Path=/", PLAIN):
        assert word in cookie
    assert "Secure" not in cookie
    assert (await door.get("/beranda")).headers["Location"] == "/tugas"
    assert (await door.get("/programme/ZI-1")).status_code == 200


async def test_beyond_this_machine_the_cookie_needs_encryption(door: AsyncClient) -> None:
    """And has the prefix that no other name of the domain can plant."""
    door.base_url = "http://zi.example.go.id"
    cookie = (await enter(door)).headers["set-cookie"]
    assert cookie.startswith(f"{SECURE}=")
    assert "Secure" in cookie


async def test_the_page_that_was_wanted_comes_after_signing_in(door: AsyncClient) -> None:
    """Only one of ours."""
    asked = await door.get("/programme/ZI-1/task?area=tl")
    assert asked.headers["Location"] == "/masuk?lanjut=%2Fprogramme%2FZI-1%2Ftask%3Farea%3Dtl"
    page = await door.get(asked.headers["Location"])
    assert 'name="lanjut" value="/programme/ZI-1/task?area=tl"' in page.text
    for wanted, led in (
        ("/programme/ZI-1/task?area=tl", "/programme/ZI-1/task?area=tl"),
        ("https://jahat.example/", "/beranda"),
        ("//jahat.example", "/beranda"),
        ("/\\jahat.example", "/beranda"),
        ("/masuk", "/beranda"),
    ):
        answer = await door.post("/masuk", data={"alamat": MEMBER, "sandi": PASSWORD, "lanjut": wanted})
        assert answer.headers["Location"] == led


async def test_a_wrong_password_and_an_unknown_address_get_the_same_answer_after_the_same_work(
    door: AsyncClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte for byte but for what was typed; both times one password is compared, and neither gets a cookie."""
    compared: list[str | None] = []
    original = passwords.fits

    def fits(password: str, password_hash: str | None) -> bool:
        compared.append(password_hash)
        return original(password, password_hash)

    monkeypatch.setattr(passwords, "fits", fits)
    wrong = await enter(door, MEMBER, "x" * 14)
    unknown = await enter(door, "ada@contoh.go.id", "x" * 14)
    do(office.store, accounts.close, ChangeAccount(row(office, LEAD).id, "test"), NOW)
    closed = await enter(door, LEAD, PASSWORD)
    assert {wrong.status_code, unknown.status_code, closed.status_code} == {422}
    assert wrong.text == unknown.text.replace("ada@contoh", "eka@contoh")
    assert wrong.text == closed.text.replace("citra@contoh", "eka@contoh")
    assert compared == [row(office, MEMBER).password_hash, None, None]
    assert not door.cookies


async def test_too_many_tries_are_put_off_the_same_for_known_and_unknown_addresses(
    door: AsyncClient, clock: FixedClock
) -> None:
    """Also the right password then; after the window it works again."""
    most = LIMITS[Door.PASSWORD]
    for address in (MEMBER, "ada@contoh.go.id"):
        answers = [(await enter(door, address, "x" * 14)).status_code for _ in range(most.most + 1)]
        assert answers == [422] * most.most + [429]
    shut = await enter(door)
    assert shut.status_code == 429
    assert shut.headers["retry-after"] == "900"
    assert "15 menit" in shut.text
    clock.set(NOW + most.within)
    assert (await enter(door)).status_code == 303


async def test_one_place_on_the_network_cannot_try_all_addresses(door: AsyncClient) -> None:
    """The limit of a place is wider than an account's, and holds too."""
    most = LIMITS[Door.PASSWORDS_FROM].most
    statuses = [
        (await door.post("/masuk", data={"alamat": f"a{n}@contoh.go.id", "sandi": "x" * 14})).status_code
        for n in range(most + 1)
    ]
    assert statuses == [422] * most + [429]


async def test_a_lead_needs_a_code_and_sets_it_up_the_first_time(door: AsyncClient, office: Office) -> None:
    """After the password only the second step opens; with the code the session gets a new secret."""
    answer = await enter(door, LEAD)
    assert answer.headers["Location"] == "/masuk/kode"
    half = door.cookies[PLAIN]
    assert (await door.get("/programme/ZI-1")).headers["Location"].startswith("/masuk/kode")
    seed = str(held(office)[0].new_seed)
    page, picture = await door.get("/masuk/kode"), await door.get("/masuk/kode/gambar.svg")
    assert seed[:4] in page.text
    assert picture.headers["content-type"] == "image/svg+xml"
    assert (await door.post("/masuk/kode", data={"kode": "000000"})).status_code == 422
    done = await door.post("/masuk/kode", data={"kode": pyotp.TOTP(seed).at(NOW)})
    assert done.headers["Location"] == "/beranda"
    assert door.cookies[PLAIN] != half
    assert (await door.get("/programme/ZI-1")).status_code == 200
    assert row(office, LEAD).code_seed == seed
    assert (await door.get("/masuk/kode/gambar.svg")).status_code == 404


async def with_code(door: AsyncClient, office: Office, at: datetime) -> Response:
    """Citra signs in, and types the code of that instant."""
    await enter(door, LEAD)
    seed = row(office, LEAD).code_seed or str(held(office)[-1].new_seed)
    return await door.post("/masuk/kode", data={"kode": pyotp.TOTP(seed).at(at)})


async def test_a_code_works_once(door: AsyncClient, office: Office, clock: FixedClock) -> None:
    """Whoever looked over a shoulder cannot use it, nor an older one; the next one works."""
    assert (await with_code(door, office, NOW)).status_code == 303
    assert (await with_code(door, office, NOW)).status_code == 422
    assert (await with_code(door, office, NOW - timedelta(seconds=30))).status_code == 422
    clock.set(NOW + timedelta(seconds=30))
    assert (await with_code(door, office, NOW + timedelta(seconds=30))).status_code == 303


async def test_codes_cannot_be_guessed_for_long(door: AsyncClient, office: Office) -> None:
    """A few tries a quarter of an hour; the right one is not even looked at then."""
    await with_code(door, office, NOW)
    await enter(door, LEAD)
    tries = [(await door.post("/masuk/kode", data={"kode": "111111"})).status_code for _ in range(7)]
    assert tries == [422] * 6 + [429]


async def test_right_passwords_do_not_use_up_what_an_office_shares(door: AsyncClient) -> None:
    """All of an office may come from one address in one morning."""
    for _person in range(LIMITS[Door.PASSWORDS_FROM].most + 1):
        assert (await enter(door)).status_code == 303

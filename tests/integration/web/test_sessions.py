"""What a session is: when it ends, that nobody plants or borrows it, and that its end loses nothing typed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from httpx import AsyncClient

from tests.support import visitors
from tests.support.front_door import MEMBER, NOW, PASSWORD, enter, held, office_with_passwords, row
from tests.support.programmes import Office
from zi_workflow.bootstrap import Store, do
from zi_workflow.clock import FixedClock
from zi_workflow.domain.accounts import ABSOLUTE, IDLE
from zi_workflow.storage.tables import Person
from zi_workflow.usecases import accounts, fence, mail_switch, people_mail
from zi_workflow.usecases.accounts import ChangeAccount
from zi_workflow.web.cookies import PLAIN

pytestmark = pytest.mark.usefixtures("quick_hashes")


@pytest.fixture
def office(sqlite_store: Store) -> Office:
    """The small office, two of whose people have a password."""
    return office_with_passwords(sqlite_store)[0]


async def test_a_session_ends_when_it_is_not_used_and_at_last_in_any_case(
    door: AsyncClient, clock: FixedClock
) -> None:
    """Each use keeps it; after a week it is over."""
    await enter(door)
    clock.set(NOW + IDLE)
    assert (await door.get("/programme/ZI-1")).status_code == 303
    await enter(door)
    begun, steps = clock.now(), ABSOLUTE // timedelta(hours=7)
    for number in range(1, steps):
        clock.set(begun + number * timedelta(hours=7))
        assert (await door.get("/programme/ZI-1")).status_code == 200
    clock.set(begun + ABSOLUTE)
    assert (await door.get("/programme/ZI-1")).status_code == 303


async def test_signing_out_ends_the_session_on_the_server(door: AsyncClient, office: Office) -> None:
    """A copy of the cookie is worth nothing afterwards."""
    await enter(door)
    kept = door.cookies[PLAIN]
    answer = await door.post("/keluar")
    assert answer.headers["Location"] == "/masuk?keluar=ya"
    assert PLAIN not in door.cookies
    visitors.sign_in(door, visitors.cookies(kept))
    assert (await door.get("/akun")).status_code == 303
    assert held(office) == []
    again = await door.post("/keluar")  # as after a session that has ended by itself
    assert (again.status_code, again.headers["Location"]) == (303, "/masuk?keluar=ya")


async def test_a_session_is_signed_in_under_a_secret_of_its_own(door: AsyncClient, office: Office) -> None:
    """Whoever planted a cookie before learns nothing by it, and signing in again ends the one before."""
    visitors.sign_in(door, visitors.cookies("P" * 32))
    first = (await enter(door)).cookies[PLAIN]
    second = (await enter(door)).cookies[PLAIN]
    assert len({"P" * 32, first, second}) == 3
    assert len(held(office)) == 1


@pytest.mark.parametrize("end", ["closed", "inactive", "moved", "reset", "restored"])
async def test_whoever_goes_has_no_session_any_more(door: AsyncClient, office: Office, end: str) -> None:
    """A closed account, a person who left, a new address, a lost phone, a restored database: at once."""
    await enter(door)
    account = row(office, MEMBER)
    change = ChangeAccount(account.id, "test")
    if end == "closed":
        do(office.store, accounts.close, change, NOW)
    elif end == "reset":
        do(office.store, accounts.reset_code, change, NOW)
    elif end == "restored":
        with office.store.writing() as session:
            mail_switch.locked_switch(session).passed = 1
            assert fence.check(session, fence.Check(None, "here"), NOW) is not None
    else:
        with office.store.writing() as session:
            person = session.get_one(Person, account.person_id)
            person.active, person.email = end == "moved", "eka.baru@contoh.go.id"
            people_mail.follow(
                session,
                people_mail.Follow(office.unit_id, frozenset({person.id}), frozenset({person.id})),
                NOW,
            )
    assert (await door.get("/akun")).status_code == 303
    if end == "moved":
        assert row(office, "eka.baru@contoh.go.id").closed_at is None


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://jahat.example"}],
)
@pytest.mark.parametrize("path", ["/masuk", "/masuk/tautan", "/keluar", "/akun/sandi", "/akun/sesi"])
async def test_a_form_of_another_site_does_nothing(
    door: AsyncClient, office: Office, path: str, headers: dict[str, str]
) -> None:
    """Neither signs in nor out nor changes anything, with the cookie or without."""
    await enter(door)
    data = {"alamat": MEMBER, "sandi": PASSWORD}
    answer = await door.post(path, data=data, headers=headers)
    assert answer.status_code == 403
    assert "situs lain" in answer.text
    assert len(held(office)) == 1


async def test_nothing_typed_is_lost_when_the_session_has_ended(door: AsyncClient, clock: FixedClock) -> None:
    """The page keeps the words, escaped, and sends them to the same address; passwords and files it does not keep."""
    await enter(door)
    clock.set(NOW + IDLE)
    long = 'Kendala: "arsip" <b>belum</b> ditata.\nMenunggu SK. ' + "panjang " * 10
    data = {"catatan": long, "tanggal": "2025-06-10", "kini": PASSWORD}
    files = {"berkas": ("a.pdf", b"%PDF-1.7")}
    answer = await door.post("/akun/sandi?x=1", data=data, files=files)
    assert answer.status_code == 401
    assert 'action="/akun/sandi?x=1"' in answer.text
    assert 'name="tanggal" value="2025-06-10"' in answer.text
    assert "Kendala: &#34;arsip&#34; &lt;b&gt;belum&lt;/b&gt; ditata.\nMenunggu SK." in answer.text
    assert PASSWORD not in answer.text
    assert 'href="/masuk"' in answer.text

"""The one-time link: asked for, mailed at once to the account's address, looked at by anybody, used by one."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient
from sqlmodel import select

from flows.dispatch import deliver_due
from tests.chaos.scanned_mails import Mailboxes, links_of
from tests.support import visitors
from tests.support.clocks import standing_at, wib
from tests.support.programmes import Office, joins, small_office
from zi_workflow.bootstrap import Store, do
from zi_workflow.clock import FixedClock
from zi_workflow.domain.accounts import ASKED_LATELY, LIMITS, LINK_LIFETIME, Door
from zi_workflow.domain.breaker import Cause
from zi_workflow.domain.messages import Letterhead
from zi_workflow.domain.people import Role
from zi_workflow.storage.tables import Account, MessageRow, Person, SignInLink, WebSession
from zi_workflow.usecases import accounts, breaker, mail_switch
from zi_workflow.usecases.accounts import ChangeAccount
from zi_workflow.usecases.breaker import Trip
from zi_workflow.usecases.mail_gate import gate
from zi_workflow.usecases.mail_switch import Turn
from zi_workflow.web.app import create_app
from zi_workflow.web.sources import Entrance

NOW = wib(2025, 6, 2, 9)
MEMBER = "eka@contoh.go.id"
LINK = re.compile(r"https://zi\.contoh\.go\.id(/masuk/[A-Za-z0-9_-]{32}(?:[?].*)?)")


@pytest.fixture
def office(sqlite_store: Store) -> Office:
    """The small office; Eka, a member, has an account and no password."""
    office = small_office(sqlite_store)
    eka = joins(sqlite_store, office.unit_id, "Eka", Role.MEMBER, "tl", MEMBER)
    visitors.account(sqlite_store, eka, NOW)
    return office


@pytest.fixture
def clock() -> FixedClock:
    """The service's clock."""
    return standing_at(NOW)


@pytest.fixture
def boxes() -> Mailboxes:
    """What arrived."""
    return Mailboxes()


@pytest.fixture
async def browser(office: Office, clock: FixedClock, boxes: Mailboxes) -> AsyncIterator[AsyncClient]:
    """Follows nothing; mail leaves by the real outbox and its guards."""

    def deliver() -> int:
        return deliver_due(office.store, clock.now, boxes, "web", guard=gate(None))

    entrance = Entrance(Letterhead("https://zi.contoh.go.id", "zi.contoh.go.id"), deliver)
    app = create_app(office.store, now=clock.now, entrance=entrance)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield client


async def asked(browser: AsyncClient, boxes: Mailboxes, address: str = MEMBER, wanted: str = "") -> str:
    """The path of the link in the newest mail."""
    await browser.post("/masuk/tautan", data={"alamat": address, "lanjut": wanted})
    (path,) = {found[1] for link in links_of(boxes.mails[-1]) if (found := LINK.fullmatch(link))}
    return path


def kept(office: Office) -> MessageRow:
    """The newest sign-in mail as the outbox keeps it."""
    with office.store.reading() as session:
        found = session.exec(select(MessageRow).where(MessageRow.kind == "sign_in")).all()[-1]
        session.expunge(found)
        return found


async def test_from_the_wish_to_the_first_page(
    browser: AsyncClient, boxes: Mailboxes, office: Office
) -> None:
    """The mail is there at once; one tick and one tap sign in; the link works once."""
    path = await asked(browser, boxes)
    assert boxes.mails[0]["To"].addresses[0].addr_spec == MEMBER
    assert "Masuk dengan tautan ini" in (await browser.get(path)).text
    answer = await browser.post(path, data={"saya": "ya"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/beranda")
    assert (await browser.get("/programme/ZI-1")).status_code == 200
    browser.cookies.clear()
    again = await browser.post(path, data={"saya": "ya"})
    assert again.status_code == 410
    assert not browser.cookies


async def test_the_page_that_was_wanted_comes_after_the_link(browser: AsyncClient, boxes: Mailboxes) -> None:
    """From the page that wants somebody signed in through the form, the mail and the tick to that same page."""
    door = (await browser.get("/programme/ZI-1?area=tl&lang=en")).headers["Location"]
    (form,) = re.findall(r'action="/masuk/tautan.*?</form>', (await browser.get(door)).text, re.DOTALL)
    (wanted,) = re.findall(r'name="lanjut" value="([^"]*)"', form)
    path = await asked(browser, boxes, wanted=unescape(wanted))
    assert (await browser.post(path)).status_code == 422
    answer = await browser.post(path, data={"saya": "ya"})
    assert answer.headers["Location"] == "/programme/ZI-1?area=tl&lang=en"
    assert (await browser.get(answer.headers["Location"])).status_code == 200
    browser.cookies.clear()
    back = (await browser.post(path, data={"saya": "ya"})).text
    assert 'href="/masuk?lanjut=' in back


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://jahat.example/",
        "//jahat.example",
        "/\\jahat.example",
        "/masuk",
        "/x",
        "/programme/" + "x" * 1000,
    ],
)
async def test_a_link_leads_nowhere_but_inside(
    browser: AsyncClient, boxes: Mailboxes, elsewhere: str
) -> None:
    """Neither what was sent with the form nor what somebody hangs onto the address of the link."""
    path = await asked(browser, boxes, wanted=elsewhere)
    assert "?" not in path
    answer = await browser.post(path, params={"lanjut": elsewhere}, data={"saya": "ya"})
    assert answer.headers["Location"] == "/beranda"


async def test_asking_says_nothing_of_any_address(
    browser: AsyncClient, boxes: Mailboxes, office: Office
) -> None:
    """Known, unknown, closed or bounced: one answer; mail goes to the known one only, and nothing is written down."""
    citra = visitors.account(office.store, office.citra, NOW)
    do(office.store, accounts.close, ChangeAccount(citra, "test"), NOW)
    visitors.account(office.store, office.budi, NOW)
    with office.store.writing() as session:
        session.get_one(Person, office.budi).suppressed = "bounced"
    wishes = (MEMBER, "ada@contoh.go.id", "citra@contoh.go.id", "budi@contoh.go.id")
    answers = [await browser.post("/masuk/tautan", data={"alamat": each}) for each in wishes]
    assert {(a.status_code, a.headers["Location"], a.text) for a in answers} == {(303, "/masuk/terkirim", "")}
    assert all("set-cookie" not in answer.headers for answer in answers)
    assert [mail["To"].addresses[0].addr_spec for mail in boxes.mails] == [MEMBER]
    with office.store.reading() as session:
        assert len(session.exec(select(MessageRow).where(MessageRow.kind == "sign_in")).all()) == 1


async def test_wishes_are_limited_the_same_for_known_and_unknown_addresses(
    browser: AsyncClient, boxes: Mailboxes
) -> None:
    """Nobody's mailbox is filled by a stranger."""
    most = LIMITS[Door.LINK].most
    for address in (MEMBER, "ada@contoh.go.id"):
        statuses = [
            (await browser.post("/masuk/tautan", data={"alamat": address})).status_code
            for _ in range(most + 1)
        ]
        assert statuses == [303] * most + [429]
    assert len(boxes.mails) == most


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
async def test_a_machine_that_opens_or_presses_uses_nothing_up(
    browser: AsyncClient, boxes: Mailboxes, office: Office, method: str
) -> None:
    """Scanners fetch the link and press its button; the box they do not tick."""
    path = await asked(browser, boxes)
    for data in ({}, {"saya": ""}, {"saya": "no"}):
        answer = await browser.request(method, path, data=data)
        assert answer.status_code in {200, 405, 422}
    with office.store.reading() as session:
        assert [link.used_at for link in session.exec(select(SignInLink))] == [None]
        assert session.exec(select(WebSession)).all() == []


@pytest.mark.parametrize("flaw", ["unknown", "used", "late", "closed", "shape"])
async def test_a_link_that_does_not_work_gets_one_answer(
    browser: AsyncClient, boxes: Mailboxes, office: Office, clock: FixedClock, flaw: str
) -> None:
    """Whatever its flaw is, looking or sending; it lasts ten minutes."""
    path = await asked(browser, boxes)
    dead = (await browser.get(f"/masuk/{'A' * 32}")).content
    if flaw == "used":
        await browser.post(path, data={"saya": "ya"})
    elif flaw == "late":
        clock.set(NOW + LINK_LIFETIME)
    elif flaw == "closed":
        with office.store.reading() as session:
            account = session.exec(select(Account)).one().id
        do(office.store, accounts.close, ChangeAccount(account, "test"), NOW)
    else:
        path = "/masuk/" + ("B" * 32 if flaw == "unknown" else "x")
    browser.cookies.clear()
    for method in ("GET", "POST"):
        answer = await browser.request(method, path, data={"saya": "ya"})
        assert (answer.status_code, answer.content) == (410, dead)


async def test_the_link_is_nowhere_but_in_the_mail(
    browser: AsyncClient, boxes: Mailboxes, office: Office
) -> None:
    """Neither in the copy that administrators see nor anywhere else in the database."""
    token = (await asked(browser, boxes)).rpartition("/")[2]
    row = kept(office)
    assert row.state == "sent"
    for text in (row.text, row.html, row.source):
        assert "disamarkan" in str(text)
    written = _file(office.store)
    assert MEMBER.encode() in written
    assert token.encode() not in written


def _file(store: Store) -> bytes:
    """Everything that lies on the disk, what was not folded in yet too."""
    path = Path(store.name)
    return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))


async def test_a_used_link_ends_the_others_of_the_mailbox(browser: AsyncClient, boxes: Mailboxes) -> None:
    """Two wishes, two mails, one way in."""
    first, second = await asked(browser, boxes), await asked(browser, boxes)
    assert (await browser.post(second, data={"saya": "ya"})).status_code == 303
    assert (await browser.get(first)).status_code == 410


async def test_a_hold_of_all_mail_lets_the_link_through_and_a_stop_does_not(
    browser: AsyncClient, boxes: Mailboxes, office: Office
) -> None:
    """Whoever has to end a hold must be able to come in; whoever stopped everything meant it."""
    do(office.store, breaker.trip, Trip(Cause.RUN, {"limit": 30, "recipients": 20}), NOW)
    await asked(browser, boxes)
    do(office.store, mail_switch.stop, Turn("ayu", "sedang diperiksa", NOW.date()), NOW)
    await browser.post("/masuk/tautan", data={"alamat": MEMBER})
    assert len(boxes.mails) == 1


async def test_a_mail_that_could_not_leave_for_long_does_not_leave_later(
    browser: AsyncClient, boxes: Mailboxes, office: Office, clock: FixedClock
) -> None:
    """A link that somebody wanted this morning is no link for tomorrow."""
    do(office.store, mail_switch.stop, Turn("ayu", "sedang diperiksa", NOW.date()), NOW)
    await browser.post("/masuk/tautan", data={"alamat": MEMBER})
    clock.set(NOW + ASKED_LATELY)
    do(office.store, mail_switch.resume, Turn("ayu", "selesai", NOW.date()), clock.now())
    await asyncio.to_thread(deliver_due, office.store, clock.now, boxes, "w", guard=gate(None))
    assert boxes.mails == []
    assert kept(office).state == "cancelled"


async def test_a_link_leaves_on_a_sunday_night_too(
    browser: AsyncClient, boxes: Mailboxes, clock: FixedClock
) -> None:
    """Somebody waits for it; only what nobody asked for keeps office hours."""
    clock.set(wib(2025, 6, 1, 23))
    await asked(browser, boxes)
    assert len(boxes.mails) == 1


async def test_an_administrator_without_an_office_gets_a_link_too(
    browser: AsyncClient, boxes: Mailboxes, office: Office
) -> None:
    """And is asked for a code, which a link alone does not replace."""
    visitors.administrator(office.store, NOW)
    path = await asked(browser, boxes, visitors.ADMINISTRATOR, "/programme/ZI-1")
    answer = await browser.post(path, data={"saya": "ya"})
    assert answer.headers["Location"] == "/masuk/kode?lanjut=%2Fprogramme%2FZI-1"
    assert (await browser.get("/kesehatan")).text.count("Layanan berjalan.") == 1
    assert timedelta(minutes=10) == LINK_LIFETIME

"""The pages say when mail is stopped or held, and show every kind of mail from its sample."""

from __future__ import annotations

from httpx import AsyncClient

from tests.support import floods, mailed_links, mails, visitors
from tests.support.floods import NOW, ON
from tests.support.programmes import Office
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.breaker import Cause
from zi_workflow.domain.notices import MailKind, Reason
from zi_workflow.storage.tables import MessageRow
from zi_workflow.usecases import bounces, breaker, mail_switch
from zi_workflow.usecases.bounces import Bounce
from zi_workflow.usecases.breaker import Trip
from zi_workflow.usecases.mail_switch import Turn


async def test_a_stop_and_a_hold_are_sentences_on_both_pages(empty: AsyncClient, sqlite_store: Store) -> None:
    """Nothing is said while mail flows."""
    floods.settle(sqlite_store)
    quiet = [(await empty.get(path)).text for path in ("/surat", "/kesehatan")]
    do(sqlite_store, mail_switch.stop, Turn("ayu", "sedang diperiksa", ON), NOW)
    do(sqlite_store, breaker.trip, Trip(Cause.RUN, {"limit": 30, "recipients": 20}), NOW)
    for path, before in zip(("/surat", "/kesehatan"), quiet, strict=True):
        text = (await empty.get(path)).text
        for said in ("Semua surel dihentikan: sedang diperiksa", "akan melebihi 30 surel kepada 20 penerima"):
            assert said in text
            assert said not in before


async def test_held_alerts_are_a_sentence_with_their_reason(empty: AsyncClient, sqlite_store: Store) -> None:
    """Whoever would have read them is told here that there were too many of them."""
    mails.settle(sqlite_store)
    said = "karena lebih dari 20 muncul pada satu hari: 1."
    before = (await empty.get("/kesehatan")).text
    with sqlite_store.writing() as session:
        row = mails.enqueue(session, "k", mails.line("TL-03", None), kind=MailKind.ALERT)
        row.state, row.reason = "held", str(Reason.ALERT_LIMIT)
    assert said not in before
    assert said in (await empty.get("/kesehatan")).text


async def test_the_gallery_shows_every_kind_in_a_sandbox(browser: AsyncClient) -> None:
    """Also one that this service has never sent."""
    text = (await browser.get("/surat/contoh")).text
    for kind in MailKind:
        assert f'src="/surat/contoh/{kind}"' in text
        answer = await browser.get(f"/surat/contoh/{kind}")
        assert "sandbox" in answer.headers["content-security-policy"]
        assert "Yth." in answer.text
    assert (await browser.get("/surat/contoh/nothing")).status_code == 404


async def test_a_relay_that_refuses_us_and_a_bounced_address_are_said(
    empty: AsyncClient, sqlite_store: Store
) -> None:
    """With the relay's words and what to do; a receiver's own trouble is no news here."""
    mails.settle(sqlite_store)
    with sqlite_store.writing() as session:
        rows = [
            mails.enqueue(session, f"k{n}", mails.line("TL-03", None), kind=MailKind.ASSIGNED)
            for n in range(2)
        ]
        greylisted = rows[0].id
        for row, reason in zip(rows, ("rcpt: 450 greylisted", "auth: 535 wrong password"), strict=True):
            row.state, row.reason = "retry", reason
    text = (await empty.get("/kesehatan")).text
    assert "Relai tidak menerima surel; pengiriman dicoba lagi nanti: auth: 535 wrong password" in text
    assert "greylisted" not in text
    assert "alamat tidak dikirimi surel" not in text
    with sqlite_store.writing() as session:
        session.get_one(MessageRow, greylisted).state = "failed"
        bounces.suppress(session, Bounce(greylisted, "550 nobody"), NOW)
    assert "1 alamat tidak dikirimi surel" in (await empty.get("/surat")).text


async def test_everybody_hears_that_no_mail_leaves_and_only_the_administrator_why(
    phone: AsyncClient, office: Office
) -> None:
    """The reason may name another unit's address."""
    signed = visitors.sign_in(phone, visitors.person(office.store, office.citra, mailed_links.NOW))
    before = (await signed.get("/surat")).text
    do(office.store, mail_switch.stop, Turn("ayu", "sedang diperiksa", ON), mailed_links.NOW)
    text = (await signed.get("/surat")).text
    assert "Saat ini tidak ada surel yang dikirim" in text
    assert "Saat ini tidak ada surel yang dikirim" not in before
    assert "sedang diperiksa" not in text

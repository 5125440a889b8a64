"""The mails can be looked at as they were captured, safely."""

from __future__ import annotations

import re

from httpx import AsyncClient
from sqlmodel import col, select

from tests.support import sample_pages
from zi_workflow.bootstrap import Store
from zi_workflow.domain.scopes import EVERYWHERE
from zi_workflow.i18n import using
from zi_workflow.storage.queries import mail_lists
from zi_workflow.storage.queries.lists import Wanted
from zi_workflow.storage.queries.mail_lists import MailItem
from zi_workflow.storage.queries.overviews import mails_by_state
from zi_workflow.storage.tables import MessageRow
from zi_workflow.web.views.programmes import mail_line


def _first(sample: Store, **wanted: str) -> MailItem:
    with sample.reading() as session:
        return mail_lists.mails(EVERYWHERE, Wanted(sort="on", descending=True, chosen=wanted)).page(
            session, 1
        )[0]


async def test_mails_are_listed_the_newest_first(browser: AsyncClient) -> None:
    """The day, the subject and the person of each mail."""
    text = (await browser.get("/surat")).text
    days = re.findall(r'href="/surat\?on=(\d{4}-\d\d-\d\d)"', text)
    assert days == sorted(days, reverse=True)
    assert days[0] == "2025-04-30"
    assert "[ZI 2025]" in text


async def test_a_filter_link_narrows_the_list(browser: AsyncClient, sample: Store) -> None:
    """Each filter shows only its mails and says how many."""
    with sample.reading() as session:
        number = mail_lists.mails(EVERYWHERE, Wanted(chosen={"kind": "escalation"})).total(session)
    text = (await browser.get("/surat?kind=escalation")).text
    assert number > 0
    assert f"<p>{number} surat" in text
    assert text.count('class="row"') == number


async def test_what_was_only_captured_is_not_called_sent(browser: AsyncClient, sample: Store) -> None:
    """The list counts apart what was kept and went to nobody, and so does the line of a programme."""
    with sample.reading() as session:
        sent = list(session.scalars(select(col(MessageRow.transport)).where(col(MessageRow.state) == "sent")))
        (programme,) = set(session.scalars(select(col(MessageRow.programme_id))))
        by_state = mails_by_state(session, programme or "")
    kept = sent.count("capture")
    assert 0 < kept <= len(sent)
    said = "disimpan untuk dilihat, tidak dikirim kepada siapa pun"
    assert f"{said}: {kept}" in (await browser.get("/surat")).text
    assert f"terkirim: {len(sent)}" not in (await browser.get("/surat")).text
    with using("id"):
        assert f"{kept} {said}" in mail_line(by_state)


async def test_nothing_found_says_how_mails_come_about(empty: AsyncClient) -> None:
    """An empty list explains itself."""
    assert "Belum ada surat." in (await empty.get("/surat")).text


async def test_a_mail_shows_subject_text_and_what_it_tells(browser: AsyncClient, sample: Store) -> None:
    """One page has the mail's look, its text and links to the tasks behind it."""
    mail = _first(sample, kind="digest")
    text = (await browser.get(f"/surat/{mail.id}")).text
    assert mail.subject is not None
    assert mail.subject in text
    assert f'<iframe class="mail" src="/surat/{mail.id}/html"' in text
    assert re.search(r"<iframe[^>]* sandbox[ >]", text)
    assert f"/programme/{sample_pages.CODE}/task/" in text


async def test_the_mail_itself_is_locked_into_a_sandbox(browser: AsyncClient, sample: Store) -> None:
    """Its own policy lets nothing load or run, whatever the mail holds, and only we may frame it."""
    answer = await browser.get(f"/surat/{_first(sample).id}/html")
    policy = answer.headers["content-security-policy"]
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "frame-ancestors 'self'" in policy
    assert "script-src" not in policy


async def test_the_source_is_plain_text(browser: AsyncClient, sample: Store) -> None:
    """What goes over the wire is shown, never interpreted."""
    answer = await browser.get(f"/surat/{_first(sample, kind='digest').id}/source")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "Message-ID:" in answer.text


async def test_people_without_an_address_stand_on_the_printable_list(browser: AsyncClient) -> None:
    """Kartika has no address: what she would get is marked as printed, not lost."""
    text = (await browser.get("/surat?role=member")).text
    assert "Kartika Sari, A.Md." in text
    assert "daftar siap cetak" in text

"""Mails to whoever does a task carry links that act; what is kept of them carries none."""

from __future__ import annotations

import re
from dataclasses import replace
from email.message import EmailMessage

import pytest
from sqlmodel import select

from notifications.acting import Linking
from notifications.delivery import capture_all, deliver
from notifications.emails.samples import PROCEDURES, facts
from notifications.rendering import render
from notifications.transports.outcomes import Fate, Outcome
from tests.support.mailed_links import NOW, OWN, TODAY, act, mail_to, office_with_mail, rows
from tests.support.mails import Clock, ScriptedTransport, message
from zi_workflow.bootstrap import Store
from zi_workflow.domain.links import DeadLinkError, Purpose, Way
from zi_workflow.domain.messages import PRINT
from zi_workflow.domain.notices import MailFacts, MailKind, facts_from_json
from zi_workflow.domain.tasks import State
from zi_workflow.storage.tables import MessageRow, Person
from zi_workflow.usecases.rechecks import recheck

LINK = re.compile(r"http://127\.0\.0\.1:8000/t/([A-Za-z0-9_-]{32})(\?lang=en)?")


def _bodies(mail: EmailMessage) -> tuple[str, str]:
    text, html = (part.get_payload(decode=True) for part in mail.iter_parts())
    assert isinstance(text, bytes)
    assert isinstance(html, bytes)
    return text.decode(), html.decode()


def _tokens(body: str) -> list[str]:
    return [token for token, _lang in LINK.findall(body)]


async def _sent(store: Store, *outcomes: Outcome) -> list[EmailMessage]:
    transport = ScriptedTransport(list(outcomes))
    await deliver(store, Clock(NOW).now, transport, "w1", recheck)
    return [mail for _to, mail in transport.handed]


async def test_both_bodies_have_the_same_links_and_the_kept_copy_none(store: Store) -> None:
    """Four links about the one task; what the row keeps says that they are masked."""
    _office, id = office_with_mail(store)
    (mail,) = await _sent(store)
    text, html = _bodies(mail)
    assert len(_tokens(text)) == 4
    assert _tokens(text) == _tokens(html)
    assert f'class="button" href="http://127.0.0.1:8000/t/{_tokens(html)[0]}"' in html
    kept = message(store, id)
    everything = f"{kept.text}{kept.html}{kept.source}{kept.facts}".replace("=\r\n", "").replace("=\n", "")
    assert everything.count("/t/disamarkan") >= 12
    assert not any(token in everything for token in _tokens(text))
    assert len(html.encode()) < 102_000


async def test_from_the_mail_to_the_deed(sqlite_store: Store) -> None:
    """The button of a mail about a task that has not begun starts it."""
    office, _id = office_with_mail(sqlite_store)
    (mail,) = await _sent(sqlite_store)
    assert act(office, _tokens(_bodies(mail)[0])[0]) is Purpose.START
    assert office.task(OWN).standing.state is State.IN_PROGRESS


async def test_a_mail_that_was_not_accepted_has_new_links_the_next_time(sqlite_store: Store) -> None:
    """The relay refuses content and all, then takes it: only the links of the copy that went out work."""
    office, _id = office_with_mail(sqlite_store)
    (first,) = await _sent(sqlite_store, Outcome(Fate.RETRY, "data", "451"))
    _again(sqlite_store)
    (second,) = await _sent(sqlite_store)
    assert len(rows(sqlite_store)) == 4
    with pytest.raises(DeadLinkError):
        act(office, _tokens(_bodies(first)[0])[0])
    act(office, _tokens(_bodies(second)[0])[0])


def _again(store: Store) -> None:
    with store.writing() as session:
        for row in session.exec(select(MessageRow)):
            row.next_at = NOW


async def test_an_english_reader_comes_to_an_english_page(sqlite_store: Store) -> None:
    """The address says in which language the page shall be."""
    office, _id = office_with_mail(sqlite_store)
    with sqlite_store.writing() as session:
        session.get_one(Person, office.budi).language = "en"
    (mail,) = await _sent(sqlite_store)
    assert {lang for _token, lang in LINK.findall(_bodies(mail)[1])} == {"?lang=en"}


async def test_whoever_does_not_do_the_task_gets_pages_only(sqlite_store: Store) -> None:
    """The same lines to Ayu lead to the task's page: nobody acts on what is not theirs."""
    office, _id = office_with_mail(sqlite_store)
    mail_to(office, office.ayu, "2")
    mails = sorted(await _sent(sqlite_store), key=lambda mail: -len(_tokens(_bodies(mail)[1])))
    assert [len(_tokens(_bodies(mail)[1])) for mail in mails] == [4, 0]
    assert "/programme/ZI-1/task/PP-02" in _bodies(mails[1])[1]
    assert "diteruskan" not in _bodies(mails[1])[0]


async def test_paper_carries_no_link_that_acts(sqlite_store: Store) -> None:
    """What somebody else brings must not act in the receiver's name."""
    _office, id = office_with_mail(sqlite_store)
    with sqlite_store.writing() as session:
        session.get_one(MessageRow, id).channel = PRINT
    await _sent(sqlite_store)
    assert rows(sqlite_store) == []
    assert "/t/" not in str(message(sqlite_store, id).text)


@pytest.mark.parametrize(("linking", "live"), [(Linking.NONE, 0), (Linking.HIDDEN, 0), (Linking.SHOWN, 4)])
def test_a_captured_copy_shows_links_only_where_it_is_the_only_one(
    sqlite_store: Store, linking: Linking, live: int
) -> None:
    """A rehearsal makes none, a demonstration shows them."""
    _office, id = office_with_mail(sqlite_store)
    with sqlite_store.writing() as session:
        capture_all(session, NOW, recheck, TODAY, linking=linking)
    kept = message(sqlite_store, id)
    assert len(_tokens(str(kept.text))) == len(_tokens(str(kept.html))) == live
    assert len(rows(sqlite_store)) == (0 if linking is Linking.NONE else 4)


def _with_ways(told: MailFacts) -> MailFacts:
    ways = tuple(Way(purpose, f"https://zi.example.go.id/t/{n:032}") for n, purpose in enumerate(Purpose))
    return replace(told, lines=tuple(replace(line, ways=ways) for line in told.lines))


def test_facts_never_store_a_link(sqlite_store: Store) -> None:
    """Even where somebody stores the facts of one rendering, the secrets are not in them."""
    _office, id = office_with_mail(sqlite_store)
    linked = _with_ways(facts_from_json(message(sqlite_store, id).facts))
    assert "ways" not in str(linked.to_json())
    assert facts_from_json(linked.to_json()) == facts_from_json(message(sqlite_store, id).facts)


def test_a_full_mail_with_links_stays_small() -> None:
    """Ten matters with five links each are far from what mail programs cut off."""
    lines = [replace(PROCEDURES, task=f"TL-{n:02}") for n in range(12)]
    rendered = render(_with_ways(facts(MailKind.DIGEST, *lines)))
    assert rendered.text.count("/t/") == rendered.html.count("/t/") == 50
    assert len(rendered.html.encode()) < 60_000

"""What nobody knows the fate of: a person finds out and says so; the page asks for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from tests.support import mails
from tests.support.mails import NOW, ON
from zi_workflow.bootstrap import Store, do
from zi_workflow.cli.main import main
from zi_workflow.domain.errors import InputError, NotFoundError, RefusedError
from zi_workflow.domain.messages import MessageState
from zi_workflow.domain.notices import MailKind
from zi_workflow.storage.tables import EventRow, MessageRow
from zi_workflow.usecases import uncertain
from zi_workflow.usecases.uncertain import Verdict
from zi_workflow.web.views import guards


def unclear(store: Store, kind: MailKind = MailKind.DIGEST, copies: int = 1) -> tuple[str, str]:
    """A message whose content went out without an answer, and its notice."""
    with store.writing() as session:
        notice = mails.notice(session, "TL-03")
        row = mails.enqueue(session, f"k{kind}", mails.line("TL-03", notice), kind=kind)
        row.state, row.copies, row.next_at = str(MessageState.UNCERTAIN), copies, NOW
        return row.id, notice


def say(store: Store, id: str, *, sent: bool, reason: str = "sudah ditanyakan") -> MessageState:
    """A person's word."""
    return do(store, uncertain.settle_by_hand, Verdict(id, sent, "citra", reason, ON), NOW)


def test_what_was_sent_by_a_persons_word_counts_as_told(store: Store) -> None:
    """The ladder of its task goes on; the record says who said so and why."""
    mails.settle(store)
    id, notice = unclear(store)
    assert say(store, id, sent=True) is MessageState.SENT
    assert mails.notice_state(store, notice) == ("told", None, ON)
    with store.reading() as session:
        (event,) = session.scalars(select(EventRow)).all()
    assert (event.kind, event.actor, event.subject) == ("mail.settled", "citra", id)
    assert event.payload == {"sent": True, "state": "sent", "reason": "sudah ditanyakan"}


@pytest.mark.parametrize(
    ("kind", "copies", "state", "told"),
    [
        (MailKind.DIGEST, 1, MessageState.FAILED, "due"),
        (MailKind.RETURNED, 1, MessageState.QUEUED, "collected"),
        (MailKind.RETURNED, 2, MessageState.FAILED, "due"),
    ],
)
def test_what_is_lost_is_told_once_more(
    kind: MailKind, copies: int, state: MessageState, told: str, store: Store
) -> None:
    """A digest's matters by the next digest, a formal mail by itself while a second copy is left to it."""
    mails.settle(store)
    id, notice = unclear(store, kind, copies)
    assert say(store, id, sent=False) is state
    assert mails.notice_state(store, notice)[0] == told


def test_a_word_is_taken_once_with_a_reason_and_about_uncertain_mail_only(sqlite_store: Store) -> None:
    """Everything else is refused and changes nothing."""
    mails.settle(sqlite_store)
    id, _notice = unclear(sqlite_store)
    with pytest.raises(InputError):
        say(sqlite_store, id, sent=True, reason="  ")
    with pytest.raises(NotFoundError):
        say(sqlite_store, "nobody", sent=True)
    assert mails.message(sqlite_store, id).state == "uncertain"
    say(sqlite_store, id, sent=True)
    with pytest.raises(RefusedError):
        say(sqlite_store, id, sent=False)
    assert mails.message(sqlite_store, id).state == "sent"


def test_the_pages_ask_for_it_once_the_rest_is_over(sqlite_store: Store) -> None:
    """Before that the archive may still answer."""
    mails.settle(sqlite_store)
    unclear(sqlite_store)
    with sqlite_store.reading() as session:
        assert guards.sentences(session, NOW - timedelta(minutes=1)) == []
        (sentence,) = guards.sentences(session, NOW)
    assert "zi mail settle" in sentence


def test_the_command_finds_a_mail_by_the_end_of_its_id(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Either --sent or --lost; what became of it is said."""
    mails.settle(sqlite_store)
    id, _notice = unclear(sqlite_store)
    monkeypatch.setenv("ZI_DATABASE_URL", f"sqlite:///{sqlite_store.engine.url.database}")
    monkeypatch.setenv("ZI_LANG", "en")
    monkeypatch.setenv("ZI_CLOCK_START", "2025-04-30T10:00+07:00")
    assert main(["mail", "list", "--state", "uncertain"]) == 0
    assert id[-8:] in capsys.readouterr().out
    for wrong in ([], ["--sent", "--lost"]):
        assert main(["mail", "settle", id[-8:], "--reason", "x", *wrong]) == 2
    assert main(["mail", "settle", "zzz", "--reason", "x", "--lost"]) == 2
    capsys.readouterr()
    assert main(["mail", "settle", id[-8:], "--reason", "tidak ada di kotak", "--lost"]) == 0
    assert capsys.readouterr().out.startswith("The message is not delivered now: ")
    monkeypatch.setenv("ZI_LANG", "id")
    assert main(["mail", "settle", id[-8:], "--reason", "x", "--lost"]) == 2
    assert "melainkan tidak sampai;" in capsys.readouterr().err
    with sqlite_store.reading() as session:
        assert session.scalar(select(col(MessageRow.reason))) == uncertain.NOBODY_GOT_IT

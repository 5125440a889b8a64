"""Every kind of mail, in both languages, as its sample and with as much in it as it can hold, keeps every rule."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import SMTP

import pytest

from notifications.registry import EMAILS, SAMPLES
from tests.support.laden_mails import CASES, Case
from tests.support.mail_lint import HEADER_RULES, RULES
from zi_workflow.domain.notices import OPTIONAL, MailKind


@pytest.mark.parametrize("case", CASES, ids=str)
def test_its_words_keep_every_rule(case: Case) -> None:
    """Subject, both bodies, language, size, links, reason, greeting."""
    mail = case.mail()
    assert {name: found for name, rule in RULES.items() if (found := list(rule(mail)))} == {}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_its_headers_keep_every_rule(case: Case) -> None:
    """Identity, thread, date, origin, language; and what arrives is what was rendered."""
    mail = case.mail()
    assert {name: found for name, rule in HEADER_RULES.items() if (found := list(rule(mail)))} == {}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_library_reads_what_was_written(case: Case) -> None:
    """The shorter way to the bytes leaves no defect, also for names and subjects that have to be encoded or folded."""
    for name in ("Budi Santoso, S.H.", "Bùdi Sántoso, S.H.", "B" * 120, 'Budi "Kecil" Santoso'):
        message = message_from_bytes(case.message(name), policy=SMTP)
        (receiver,) = message["To"].addresses
        assert (receiver.display_name, message["Subject"]) == (name, case.rendered.subject)
        assert [part.defects for part in message.walk() if part.defects] == []
        assert [header.defects for header in message.values() if header.defects] == []


@pytest.mark.parametrize("case", CASES, ids=str)
def test_only_an_optional_mail_can_be_done_without(case: Case) -> None:
    """The pair of RFC 8058 with the address that stands in the body too; nothing of it on obligatory mail."""
    mail = case.mail()
    way, post = mail.parsed["List-Unsubscribe"], mail.parsed["List-Unsubscribe-Post"]
    if case.kind not in OPTIONAL:
        assert (way, post) == (None, None)
        assert "/berhenti/" not in mail.rendered.text
        return
    assert post == "List-Unsubscribe=One-Click"
    assert str(way).startswith("<https://zi.example.go.id/berhenti/")
    assert str(way).strip("<>") in mail.rendered.text


@pytest.mark.parametrize("case", CASES, ids=str)
def test_only_an_invitation_carries_a_calendar(case: Case) -> None:
    """Two bodies in all others, which say the same."""
    parts = [part.get_content_type() for part in case.mail().parsed.walk() if not part.is_multipart()]
    bodies = ["text/plain", "text/html"]
    calendar = ["text/calendar", "application/ics"]
    assert parts == (bodies + calendar if case.kind is MailKind.INVITATION else bodies)


def test_every_kind_is_tried() -> None:
    """A new kind cannot be left out: the table of emails, the samples and these cases have the same kinds."""
    assert set(EMAILS) == set(SAMPLES) == set(MailKind) == {case.kind for case in CASES}

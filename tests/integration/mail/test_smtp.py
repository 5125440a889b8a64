"""Mails reach a real SMTP server, encrypted where wanted, and every answer of it means one thing."""

from __future__ import annotations

import ssl
from dataclasses import replace
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from notifications.delivery import deliver
from notifications.message import Envelope as MailEnvelope
from notifications.message import build
from notifications.registry import SAMPLES
from notifications.rendering import render
from notifications.transports.allowlist import AllowlistTransport
from notifications.transports.outcomes import Fate
from notifications.transports.relay import Relay
from notifications.transports.smtp import SmtpTransport, smtp_transport
from tests.support import mails
from tests.support.certificates import certificate
from tests.support.mails import NOW, Clock
from tests.support.smtp_servers import Sink, Stage, content, free_port, serving
from zi_workflow.bootstrap import Store
from zi_workflow.domain.notices import MailKind
from zi_workflow.settings import Settings

MESSAGE = build(
    MailEnvelope("<k@example.go.id>", "zi@example.go.id", "Budi Santoso, S.H.", "budi@example.go.id", NOW),
    render(SAMPLES[MailKind.RETURNED]),
)


async def test_a_message_goes_from_the_outbox_to_a_real_server(store: Store) -> None:
    """One clean path: claim, render, MAIL, RCPT, mark, DATA, sent, told."""
    mails.settle(store)
    key, notice = mails.queue_one(store)
    sink = Sink()
    with serving(sink) as relay:
        report = await deliver(store, Clock().now, SmtpTransport(relay), "w1")
    assert report.sent == 1
    (envelope,) = sink.taken
    assert (envelope.mail_from, envelope.rcpt_tos) == ("zi@example.go.id", ["budi@example.go.id"])
    arrived = message_from_bytes(content(envelope), policy=policy.SMTP)
    row = mails.message(store, key)
    assert (row.state, row.transport) == ("sent", "smtp")
    assert (arrived["Message-ID"], arrived["Subject"]) == (row.message_id, row.subject)
    assert mails.notice_state(store, notice)[0] == "told"
    body = arrived.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == row.text


@pytest.mark.parametrize(
    ("answers", "fates"),
    [
        (({}, {"rcpt": "550 no such user"}, {}), [Fate.SENT, Fate.FAILED, Fate.SENT]),
        (({"mail": "451 later"}, {}, {}), [Fate.RETRY, Fate.SENT, Fate.SENT]),
        (({"rcpt": "450 later"}, {}, {}), [Fate.RETRY, Fate.SENT, Fate.SENT]),
    ],
)
async def test_one_connection_carries_many_mails(
    answers: tuple[dict[str, str], ...], fates: list[Fate]
) -> None:
    """Also after a refusal in between, or of the very first one; that says nothing about the relay."""
    sink, found = Sink(), []
    with serving(sink) as relay:
        transport = SmtpTransport(relay)
        for sink.answers in answers:
            outcome = await transport.send(MESSAGE, "budi@example.go.id", Stage())
            assert not outcome.relay_down
            found.append(outcome.fate)
        await transport.close()
    assert found == fates
    assert (sink.greeted, len(sink.taken)) == (1, 2)
    assert sink.taken[0].content == sink.taken[1].content


@pytest.mark.parametrize(
    ("stage", "answer", "fate", "marks"),
    [
        ("mail", "451 later", Fate.RETRY, 0),
        ("mail", "550 not you", Fate.RETRY, 0),
        ("rcpt", "450 greylisted", Fate.RETRY, 0),
        ("rcpt", "452 mailbox full", Fate.RETRY, 0),
        ("rcpt", "550 no such user", Fate.FAILED, 0),
        ("answer", "451 later", Fate.RETRY, 1),
        ("answer", "554 refused", Fate.FAILED, 1),
    ],
)
async def test_each_answer_means_one_thing(stage: str, answer: str, fate: Fate, marks: int) -> None:
    """4xx comes again at any stage; 5xx is final for a recipient or a content, not for our own standing."""
    sink, mark = Sink({"data" if stage == "answer" else stage: answer}), Stage()
    with serving(sink) as relay:
        transport = SmtpTransport(relay)
        outcome = await transport.send(MESSAGE, "budi@example.go.id", mark)
        await transport.close()
    assert (outcome.fate, outcome.stage, outcome.reason) == (fate, stage, answer)
    assert (outcome.bounced or outcome.unreached) == (fate is Fate.FAILED)
    assert (mark.marks, sink.taken) == (marks, [])


@pytest.mark.parametrize(
    "answer", ["250 OK", "251 will forward", "252 cannot verify, will try", "253 why not"]
)
async def test_a_relay_that_takes_a_receiver_in_with_other_words_gets_the_mail(answer: str) -> None:
    """Any 2yz is a yes, also for the archive's copy."""
    sink = Sink({"rcpt": answer})
    with serving(sink) as relay:
        transport = SmtpTransport(replace(relay, archive="arsip@example.go.id"))
        outcome = await transport.send(MESSAGE, "budi@example.go.id", Stage())
        await transport.close()
    assert outcome.fate is Fate.SENT
    assert [taken.rcpt_tos for taken in sink.taken] == [["budi@example.go.id", "arsip@example.go.id"]]


async def test_no_server_is_a_certain_no() -> None:
    """Nothing was said to anybody: later again."""
    mark = Stage()
    outcome = await SmtpTransport(Relay("127.0.0.1", free_port(), "zi@example.go.id", starttls=False)).send(
        MESSAGE, "budi@example.go.id", mark
    )
    assert (outcome.fate, outcome.stage, mark.marks) == (Fate.RETRY, "connect", 0)


async def test_a_lost_answer_is_uncertain() -> None:
    """The content was out when the connection broke."""
    sink, mark = Sink(drops=True), Stage()
    with serving(sink) as relay:
        outcome = await SmtpTransport(relay).send(MESSAGE, "budi@example.go.id", mark)
    assert (outcome.fate, outcome.stage, mark.marks) == (Fate.UNCERTAIN, "answer", 1)


async def test_nothing_goes_out_when_the_mark_is_refused() -> None:
    """The outbox has the last word before DATA; the connection stays usable."""
    sink = Sink()
    with serving(sink) as relay:
        transport = SmtpTransport(relay)
        first = await transport.send(MESSAGE, "budi@example.go.id", Stage(allow=False))
        second = await transport.send(MESSAGE, "budi@example.go.id", Stage())
        await transport.close()
    assert (first.fate, second.fate, len(sink.taken)) == (Fate.LOST, Fate.SENT, 1)


async def test_without_starttls_nothing_is_said_in_the_clear() -> None:
    """A stripped STARTTLS is refused, not worked around."""
    sink, mark = Sink(), Stage()
    with serving(sink) as relay:
        outcome = await SmtpTransport(replace(relay, starttls=True, user="zi", password="kunci")).send(
            MESSAGE, "budi@example.go.id", mark
        )
    assert (outcome.fate, outcome.stage, mark.marks, sink.taken) == (Fate.RETRY, "starttls", 0, [])
    assert "STARTTLS" in outcome.reason


async def test_mails_and_passwords_travel_encrypted(tmp_path: Any) -> None:
    """STARTTLS first, then AUTH, then the mail."""
    files = certificate(tmp_path, "localhost")
    server_side = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server_side.load_cert_chain(*files)
    logins: list[tuple[bytes, bytes]] = []

    def check(_server: Any, _session: Any, _envelope: Any, _how: str, login: LoginPassword) -> AuthResult:
        logins.append((login.login, login.password))
        return AuthResult(success=True)

    sink = Sink()
    with serving(
        sink, tls_context=server_side, require_starttls=True, authenticator=check, auth_required=True
    ) as relay:
        secure = replace(relay, host="localhost", starttls=True, user="zi", password="kunci")
        trusting = replace(secure, tls=ssl.create_default_context(cafile=str(files[0])))
        distrusted = await SmtpTransport(secure).send(MESSAGE, "budi@example.go.id", Stage())
        transport = SmtpTransport(trusting)
        sent = await transport.send(MESSAGE, "budi@example.go.id", Stage())
        await transport.close()
    assert (distrusted.fate, distrusted.stage) == (Fate.RETRY, "starttls")
    assert (sent.fate, sink.encrypted, logins) == (Fate.SENT, [True], [(b"zi", b"kunci")])


def test_settings_choose_the_relay() -> None:
    """Live mail goes to the relay, an allow-list stands before it; the password is never shown."""
    settings = Settings(mail_mode="live", smtp_host="relay.example.go.id", smtp_password="kunci")
    live = smtp_transport(settings)
    assert isinstance(live, SmtpTransport)
    assert (live.relay.host, live.relay.port, live.relay.starttls) == ("relay.example.go.id", 587, True)
    assert "kunci" not in repr(live.relay)
    listed = smtp_transport(settings.model_copy(update={"mail_mode": "allowlist"}))
    assert isinstance(listed, AllowlistTransport)


async def test_a_refused_login_is_the_relay_s_no_to_us(sqlite_store: Store, tmp_path: Any) -> None:
    """535: no message is to blame, one tries and the others wait; no password goes out in the clear."""
    mails.settle(sqlite_store)
    with sqlite_store.writing() as session:
        keys = [
            mails.enqueue(session, f"k{n}", mails.line("TL-03", None), kind=MailKind.ASSIGNED).id
            for n in range(3)
        ]
    files = certificate(tmp_path, "localhost")
    server_side = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server_side.load_cert_chain(*files)

    def refuse(*_anything: Any) -> AuthResult:
        return AuthResult(success=False, handled=False)

    sink = Sink()
    with serving(sink, tls_context=server_side, authenticator=refuse, auth_required=True) as relay:
        trust = ssl.create_default_context(cafile=str(files[0]))
        transport = SmtpTransport(
            replace(relay, host="localhost", starttls=True, user="zi", password="salah", tls=trust, lanes=1)
        )
        outcome = await transport.send(MESSAGE, "budi@example.go.id", Stage())
        report = await deliver(sqlite_store, Clock().now, transport, "w1")
    assert (outcome.fate, outcome.stage, outcome.relay_down) == (Fate.RETRY, "auth", True)
    assert outcome.reason.startswith("535 ")
    assert (report.retried, report.put_back, sink.taken) == (1, 2, [])
    assert {mails.message(sqlite_store, key).state for key in keys} == {"retry"}

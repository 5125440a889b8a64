"""A signed mail verifies with the bytes that arrived, and no mail goes out unsigned by mistake."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import dkim  # type: ignore[import-untyped]
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from notifications import signing
from notifications.message import Envelope, build
from notifications.registry import SAMPLES
from notifications.rendering import render
from notifications.signing import SigningError, signer_of
from notifications.transports.outcomes import Fate
from notifications.transports.smtp import SmtpTransport, smtp_transport
from tests.support.mails import NOW
from tests.support.smtp_servers import Sink, Stage, content, serving
from zi_workflow.domain.errors import InputError
from zi_workflow.domain.notices import MailKind
from zi_workflow.settings import Settings

PLAIN = NoEncryption()


@dataclass(frozen=True)
class Key:
    """A private key as its file has it, and what the DNS says of it."""

    file: bytes
    record: bytes


def _rsa(form: PrivateFormat) -> Key:
    key = rsa.generate_private_key(65537, 2048)
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return Key(key.private_bytes(Encoding.PEM, form, PLAIN), b"v=DKIM1; k=rsa; p=" + base64.b64encode(public))


def _ed25519(*, pem: bool) -> Key:
    key = ed25519.Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    file = (
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, PLAIN)
        if pem
        else base64.b64encode(key.private_bytes(Encoding.Raw, PrivateFormat.Raw, PLAIN)) + b"\n"
    )
    return Key(file, b"v=DKIM1; k=ed25519; p=" + base64.b64encode(public))


KEYS = {
    "rsa-pkcs8": _rsa(PrivateFormat.PKCS8),
    "rsa-pkcs1": _rsa(PrivateFormat.TraditionalOpenSSL),
    "ed25519-pem": _ed25519(pem=True),
    "ed25519-seed": _ed25519(pem=False),
}


def ours() -> bytes:
    """A mail as the outbox builds it, about one task, with the headers of optional mail."""
    envelope = Envelope(
        "<k@example.go.id>", "zi@example.go.id", "Budi, S.H.", "budi@example.go.id", NOW, "<t@example.go.id>",
        unsubscribe="https://zi.example.go.id/berhenti/x",
    )  # fmt: skip
    return build(envelope, render(SAMPLES[MailKind.RETURNED]))


def awkward() -> bytes:
    """Dots at the beginning of lines, 8-bit letters, spaces at ends, a very long line, no line end at the end."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = "zi@example.go.id", "budi@example.go.id"
    mail["Subject"] = "Perihal " + "panjang " * 30
    body = f".\n..\n.titik  \n\nHalo é – “ya”\n{'x' * 900}\n\n\n.akhir"
    mail.set_content(body.encode(), maintype="text", subtype="plain", cte="8bit")
    return mail.as_bytes()


def settings(folder: Path, key: Key | None, **values: object) -> Settings:
    """Live mail of example.go.id, with a key in a file."""
    file = folder / "dkim.key"
    if key is not None:
        file.write_bytes(key.file)
    chosen = {"mail_mode": "live", "mail_from": "zi@example.go.id", "dkim_selector": "zi2025", **values}
    return Settings.model_validate({"dkim_key_file": file, **chosen})


def verifies(arrived: bytes, record: bytes, domain: str = "example.go.id") -> bool:
    """What a receiver finds, who asks for the one name in the DNS."""
    asked = f"zi2025._domainkey.{domain}."

    def txt(name: bytes | str, timeout: float = 5) -> bytes | None:
        plain = name.decode() if isinstance(name, bytes) else name
        return record if plain == asked else None

    return bool(dkim.verify(arrived, dnsfunc=txt))


async def arriving(mail: bytes, chosen: Settings) -> bytes:
    """The bytes that a real server took."""
    sink = Sink()
    with serving(sink) as relay:
        transport = SmtpTransport(replace(relay, sign=signer_of(chosen)))
        outcome = await transport.send(mail, "budi@example.go.id", Stage())
        await transport.close()
    assert outcome.fate is Fate.SENT
    return content(sink.taken[0])


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize("mail", [ours(), awkward()], ids=["ours", "awkward"])
async def test_what_arrives_verifies(tmp_path: Path, kind: str, mail: bytes) -> None:
    """With both algorithms, and no longer once a letter of it is changed."""
    arrived = await arriving(mail, settings(tmp_path, KEYS[kind]))
    assert verifies(arrived, KEYS[kind].record)
    assert not verifies(arrived.replace(b"budi@example", b"rudi@example", 1), KEYS[kind].record)
    assert not verifies(arrived + b"x\r\n", KEYS[kind].record)


async def test_the_headers_that_matter_are_signed(tmp_path: Path) -> None:
    """A second From or a taken-away way to unsubscribe breaks the signature; a relay's own headers do not."""
    key = KEYS["rsa-pkcs8"]
    arrived = await arriving(ours(), settings(tmp_path, key))
    header = " ".join(str(message_from_bytes(arrived)["DKIM-Signature"]).split())
    tags = dict(part.strip().split("=", 1) for part in header.split(";"))
    signed = tags["h"].replace(" ", "").split(":")
    assert {
        name: signed.count(name) for name in ("from", "to", "subject", "date", "message-id")
    } == dict.fromkeys(("from", "to", "subject", "date", "message-id"), 2)
    wanted = "to subject date message-id references auto-submitted content-type mime-version"
    assert {*wanted.split(), "list-unsubscribe", "list-unsubscribe-post"} <= set(signed)
    assert (tags["c"], tags["a"], tags["d"], tags["s"]) == (
        "relaxed/relaxed", "rsa-sha256", "example.go.id", "zi2025",
    )  # fmt: skip
    assert verifies(b"Received: from x by y\r\n" + arrived, key.record)
    assert not verifies(b"From: lain@example.com\r\n" + arrived, key.record)
    assert not verifies(arrived.replace(b"List-Unsubscribe-Post:", b"X-Post:"), key.record)


@pytest.mark.parametrize("kind", ["rsa-pkcs8", "ed25519-pem"])
@pytest.mark.parametrize("name", ["From", "To", "Cc", "Subject", "Date", "Reply-To", "Message-ID"])
async def test_a_header_added_on_the_way_breaks_the_signature(tmp_path: Path, kind: str, name: str) -> None:
    """Above ours or below, also of a kind that the mail did not have."""
    arrived, record = await arriving(ours(), settings(tmp_path, KEYS[kind])), KEYS[kind].record
    added = f"{name}: lain@example.com\r\n".encode()
    assert verifies(arrived, record)
    assert not verifies(added + arrived, record)
    assert not verifies(arrived.replace(b"\r\n\r\n", b"\r\n" + added + b"\r\n", 1), record)


async def test_without_a_key_nothing_is_signed_and_another_domain_can_sign(tmp_path: Path) -> None:
    """The domain is that of the sender unless the settings say otherwise."""
    assert signer_of(Settings(mail_mode="live")) is None
    chosen = settings(tmp_path, KEYS["ed25519-pem"], dkim_domain="surat.example.go.id")
    arrived = await arriving(ours(), chosen)
    assert verifies(arrived, KEYS["ed25519-pem"].record, "surat.example.go.id")


@pytest.mark.parametrize("bad", ["missing", "folder", "text", "encrypted", "elliptic"])
def test_a_key_that_cannot_be_used_stops_the_start(tmp_path: Path, bad: str) -> None:
    """With one sentence that names the setting, never silently unsigned."""
    files = {
        "text": b"not a key\n",
        "encrypted": b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIF\n-----END ENCRYPTED PRIVATE KEY-----\n",
        "elliptic": b"-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIA==\n-----END EC PRIVATE KEY-----\n",
    }
    chosen = settings(tmp_path, Key(files[bad], b"") if bad in files else None)
    if bad == "folder":
        (tmp_path / "dkim.key").mkdir()
    with pytest.raises(InputError) as caught:
        smtp_transport(chosen)
    (problem,) = caught.value.problems
    assert problem.where == "ZI_DKIM_KEY_FILE"


def test_a_key_that_receivers_find_too_short_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says so."""
    monkeypatch.setattr(signing, "LEAST_BITS", 3072)
    with pytest.raises(InputError, match="RSA < 3072 bit"):
        signer_of(settings(tmp_path, KEYS["rsa-pkcs1"]))


@pytest.mark.parametrize(
    ("without", "named"), [("dkim_selector", "ZI_DKIM_SELECTOR"), ("dkim_key_file", "ZI_DKIM_KEY_FILE")]
)
def test_half_a_signature_is_refused(tmp_path: Path, without: str, named: str) -> None:
    """The key without its name in the DNS, and the name without the key."""
    with pytest.raises(InputError) as caught:
        signer_of(settings(tmp_path, KEYS["rsa-pkcs8"], **{without: None}))
    assert [problem.where for problem in caught.value.problems] == [named]


async def test_what_cannot_be_signed_stays(tmp_path: Path) -> None:
    """Certainly not accepted and tried again: the relay hears nothing of it, the outbox marks nothing."""

    def broken(_content: bytes) -> bytes:
        raise SigningError("no ink")

    sink, mark = Sink(), Stage()
    with serving(sink) as relay:
        outcome = await SmtpTransport(replace(relay, sign=broken)).send(ours(), "budi@example.go.id", mark)
    assert (outcome.fate, outcome.stage, outcome.relay_down) == (Fate.RETRY, "sign", False)
    assert (sink.greeted, mark.marks) == (0, 0)
    signer = signer_of(settings(tmp_path, KEYS["rsa-pkcs8"]))
    assert signer is not None
    with pytest.raises(SigningError):
        signer(b"no headers here\r\n")

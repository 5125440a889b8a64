"""Signs mails in the name of their domain (DKIM, RFC 6376 and 8463), over the bytes that go out; knows no relay."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from pathlib import Path

import dkim  # type: ignore[import-untyped]
from dkim import crypto

from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.settings import Settings

RSA, ED25519 = b"rsa-sha256", b"ed25519-sha256"
LEAST_BITS = 1024  # receivers refuse shorter keys (RFC 8301)
SIGNED = (
    b"from",
    b"to",
    b"subject",
    b"date",
    b"message-id",
    b"references",
    b"reply-to",
    b"auto-submitted",
    b"mime-version",
    b"content-type",
    b"content-transfer-encoding",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
)
"""Headers that are signed where a mail has them."""
OVERSIGNED = (b"from", b"to", b"cc", b"subject", b"date", b"reply-to", b"message-id")
"""Signed once more than a mail has them: whoever adds one, for programs that show the first or the last, breaks it."""

_ED25519_SEED = bytes.fromhex(
    "302e020100300506032b657004220420"
)  # what stands before it in PKCS#8 (RFC 8410)
_PEM = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----\n(.*?)\n-----END", re.DOTALL)
_RELAXED = (b"relaxed", b"relaxed")
_PROBE = b"From: zi@example.go.id\r\nSubject: probe\r\n\r\nprobe\r\n"


class SigningError(Exception):
    """A mail cannot be signed; it must not go out without."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A domain, the name of its key in the DNS, and the key."""

    domain: str
    selector: str
    key: bytes = field(repr=False)
    algorithm: bytes = RSA

    def __call__(self, content: bytes) -> bytes:
        """The mail, whose lines end in CRLF, with its DKIM-Signature in front. Raises SigningError."""
        try:
            mail = dkim.DKIM(content, signature_algorithm=self.algorithm)
            present = {name.lower() for name, _value in mail.headers}
            headers = [*OVERSIGNED, *(name for name in SIGNED if name in present)]
            signature: bytes = mail.sign(
                self.selector.encode("ascii"),
                self.domain.encode("ascii"),
                self.key,
                canonicalize=_RELAXED,
                include_headers=headers,
            )
        except (dkim.DKIMException, crypto.DigestTooLargeError, ValueError, LookupError, TypeError) as error:
            raise SigningError(f"{type(error).__name__}: {error}") from error
        return signature + content


def signer_of(settings: Settings) -> Signer | None:
    """The signer that the settings name, tried once; None when mails are not to be signed.

    Raises InputError with one sentence when only a part of it is set or the key cannot be used.
    """
    if settings.dkim_key_file is None:
        if settings.dkim_selector is None:
            return None
        raise InputError(Problem(N_("is needed to sign with ZI_DKIM_SELECTOR."), where="ZI_DKIM_KEY_FILE"))
    if settings.dkim_selector is None:
        raise InputError(Problem(N_("is needed to sign with ZI_DKIM_KEY_FILE."), where="ZI_DKIM_SELECTOR"))
    domain = settings.dkim_domain or settings.mail_from.rpartition("@")[2]
    key, algorithm = _read(settings.dkim_key_file)
    signer = Signer(domain, settings.dkim_selector, key, algorithm)
    try:
        signer(_PROBE)
    except SigningError as error:
        raise _unusable(settings.dkim_key_file, str(error)) from None
    return signer


def _read(path: Path) -> tuple[bytes, bytes]:
    """The key as the library takes it, and its algorithm: RSA in PEM, Ed25519 in PEM or as the base64 of its seed."""
    try:
        text = path.read_bytes().replace(b"\r\n", b"\n").strip()
    except OSError as error:
        raise _unusable(path, error.strerror or type(error).__name__) from None
    found = _PEM.search(text)
    try:
        body = base64.b64decode(found.group(1) if found else text, validate=not found)
        if not found and len(body) == 32:
            return text, ED25519
        if found and body.startswith(_ED25519_SEED):
            return base64.b64encode(body[len(_ED25519_SEED) :]), ED25519
        if found and crypto.parse_private_key(body)["modulus"].bit_length() < LEAST_BITS:
            raise _unusable(path, f"RSA < {LEAST_BITS} bit")
    except (binascii.Error, crypto.UnparsableKeyError, LookupError, TypeError, ValueError) as error:
        raise _unusable(path, type(error).__name__) from None
    if not found:
        raise _unusable(path, "PEM?")
    return text, RSA


def _unusable(path: Path, reason: str) -> InputError:
    message = N_("{path} cannot be used as a private key for signing: {reason}.")
    return InputError(Problem(message, {"path": str(path), "reason": reason}, where="ZI_DKIM_KEY_FILE"))

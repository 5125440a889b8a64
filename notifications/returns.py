"""Reads a mail of the bounce mailbox: which of our mails came back, and for whom; knows no outbox and believes nothing.

Delays are no failures: the mail is still under way. Answers of people who are away are none either.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.policy import compat32

from flufl.bounce import all_failures

from notifications.refusals import blames_address
from zi_workflow.usecases.returns import Failure, TakeBack

logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)  # it tells of each detector that it tries
MOST_BYTES = 1_000_000  # more of a mail is not read; what matters stands at its beginning
_COPY = re.compile(r"^>?[ \t]*Message-ID:\s*(<[!-;=?-~]+>)", re.MULTILINE | re.IGNORECASE)
_OWN_ID = re.compile(r"<[!-;=?-~]+>")
_REPORTED = re.compile(r"^[a-z0-9-]+\s*;\s*", re.IGNORECASE)
_AUTOMATIC = {"auto_reply", "vacation"}


def read(raw: bytes) -> TakeBack | None:
    """What the mail says came back; None when it is no final report about one of the mails that it shows."""
    try:
        mail = BytesParser(policy=compat32).parsebytes(raw[:MOST_BYTES])
        if _is_answer(mail):
            return None
        _delayed, failed = all_failures(mail)
        original = _original(mail)
        reported = dict(_reported(mail))
    except (
        Exception
    ):  # mails are written by anybody: what cannot be read (parts a thousand deep) says nothing
        return None
    if original is None or not failed:
        return None
    addresses = (address.decode("ascii", "replace").lower() for address in failed)
    return TakeBack(original, {each: reported.get(each, Failure(True, "")) for each in addresses})


def _is_answer(mail: Message) -> bool:
    """Whether a person's absence answered; reports of mail servers call themselves automatic too."""
    if mail.get_content_type() == "multipart/report":
        return False
    automatic = str(mail["Auto-Submitted"] or "").lower().startswith("auto-replied")
    precedence = str(mail["Precedence"] or "").strip().lower()
    return automatic or precedence in _AUTOMATIC or "X-Autoreply" in mail or "X-Autorespond" in mail


def _original(mail: Message) -> str | None:
    """The Message-ID of the first mail that is returned: attached, as its headers, or copied into the text."""
    copied = None
    for part in mail.walk():
        kind = part.get_content_type()
        if kind in ("message/rfc822", "message/global") and part.is_multipart():
            return _id(part.get_payload(0))
        if kind in ("text/rfc822-headers", "message/global-headers"):
            return _id(BytesHeaderParser(policy=compat32).parsebytes(_body(part)))
        if copied is None and kind == "text/plain":
            found = _COPY.search(_body(part).decode("utf-8", "replace"))
            copied = found.group(1) if found else None
    return copied


def _id(mail: object) -> str | None:
    found = _OWN_ID.fullmatch(str(mail["Message-ID"] or "").strip()) if isinstance(mail, Message) else None
    return found.group() if found else None


def _plain(words: object) -> str:
    """On one line, and without what a database would not take."""
    text = str(words or "").encode("utf-8", "replace").decode()
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _body(part: Message) -> bytes:
    body = part.get_payload(decode=True)
    return body if isinstance(body, bytes) else b""


def _reported(mail: Message) -> Iterator[tuple[str, Failure]]:
    """What a delivery report (RFC 3464) says about each address."""
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status" or not part.is_multipart():
            continue
        for block in part.get_payload():
            if not isinstance(block, Message):
                continue
            status, said = _plain(block["Status"]), _REPORTED.sub("", _plain(block["Diagnostic-Code"]))
            words = said or status
            hard = status.startswith("5") and blames_address(f"{said} {status}")
            for field in ("Original-Recipient", "Final-Recipient"):
                if address := _REPORTED.sub("", str(block[field] or "").strip()).strip("<> ").lower():
                    yield address, Failure(hard, words)

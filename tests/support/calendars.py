"""People's calendars that do what invitations ask of them (RFC 5546), as mail programs do; knows no outbox."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import icalendar

from zi_workflow.domain.invitations import Meeting


@dataclass
class Calendars:
    """By address and event: the sequence last heard of, and the entry (begin, end, place) or None once it is off."""

    entries: dict[tuple[str, str], tuple[int, tuple[datetime, datetime, str] | None]] = field(
        default_factory=dict
    )
    alone: list[str] = field(
        default_factory=list
    )  # addresses that were told the end of what they never heard of

    def hear(self, mails: Iterable[tuple[str, EmailMessage]]) -> None:
        """Each mail to an address; what is older than what was heard already changes nothing."""
        for address, mail in mails:
            self._take(address, mail)

    def of(self, person: str) -> list[tuple[datetime, datetime, str]]:
        """The entries of a person of the unit."""
        return [
            entry
            for (address, _uid), (_sequence, entry) in self.entries.items()
            if address == f"{person}@example.go.id" and entry is not None
        ]

    def _take(self, address: str, mail: EmailMessage) -> None:
        method, event = _event(mail)
        key, sequence = (address, str(event["UID"])), int(event.decoded("SEQUENCE"))
        assert str(event["ATTENDEE"]) == f"mailto:{address}"
        if key in self.entries and self.entries[key][0] > sequence:
            return
        if method == "CANCEL":
            self.alone += [] if key in self.entries else [address]
            self.entries[key] = sequence, None
        else:
            when = event.decoded("DTSTART"), event.decoded("DTEND")
            self.entries[key] = sequence, (*when, str(event["LOCATION"]))


def entry_of(meeting: Meeting, zone: str = "+07:00") -> tuple[datetime, datetime, str]:
    """How a calendar shows a meeting."""
    begin, end = (datetime.fromisoformat(f"{meeting.on}T{at}{zone}") for at in (meeting.begins, meeting.ends))
    return begin, end, meeting.place


def _event(mail: EmailMessage) -> tuple[str, icalendar.Component]:
    parsed = message_from_bytes(mail.as_bytes(), policy=policy.SMTP)
    (part,) = [each for each in parsed.walk() if each.get_content_type() == "text/calendar"]
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    calendar = icalendar.Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    assert part.get_param("method") == str(calendar["METHOD"])
    return str(calendar["METHOD"]), event

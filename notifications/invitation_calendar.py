"""The iCalendar object of an invitation (RFC 5545, 5546), the same bytes for the same input; knows no mail.

Times are UTC: Indonesian zones have no daylight saving time, so every calendar shows the unit's hour without being told
its zone. Only the receiver is named as an attendee: who else comes is nobody's calendar's business, and a change of the
others is no news to them. Nobody reads answers, so none is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from notifications.emails.invitation.context import event_words
from zi_workflow import i18n
from zi_workflow.domain.calendars import zone_name
from zi_workflow.domain.invitations import Meeting, Method, News, Summons
from zi_workflow.domain.notices import MailFacts

PRODUCT = "-//zi-workflow//invitation//ID"
COMPANION = "undangan.ics"


@dataclass(frozen=True, slots=True)
class Party:
    """A name with its bare address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """The object and its method, which the mail's header has to repeat (RFC 6047 section 2.4)."""

    method: Method
    content: bytes


def calendar_part(facts: MailFacts, organizer: Party, attendee: Party, lang: str) -> CalendarPart | None:
    """What the receiver's calendar is told; None for a mail that is no invitation."""
    summons = facts.summons
    if summons is None:
        return None
    with i18n.using(lang):
        event = _event(facts, summons)
    event["ORGANIZER"] = _party(organizer)
    event["ATTENDEE"] = _attendee(attendee)
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODUCT)
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", str(summons.news.method))
    calendar.add_component(event)
    return CalendarPart(summons.news.method, calendar.to_ical())


def _event(facts: MailFacts, summons: Summons) -> Event:
    words, meeting = event_words(facts), summons.meeting
    event = Event()
    event.add("UID", summons.uid)
    event.add("SEQUENCE", summons.sequence)
    event.add("DTSTAMP", summons.stamp.astimezone(UTC))
    event.add("DTSTART", _instant(meeting, meeting.begins, facts.zone))
    event.add("DTEND", _instant(meeting, meeting.ends, facts.zone))
    event.add("SUMMARY", words.summary)
    event.add("LOCATION", words.location)
    event.add("DESCRIPTION", words.description)
    event.add("TRANSP", "OPAQUE")
    if meeting.link:
        event.add("URL", meeting.link)
    if (
        summons.news is not News.UNINVITED
    ):  # without a status only the attendee is taken out (RFC 5546 section 3.2.5)
        event.add("STATUS", "CANCELLED" if summons.news.method is Method.CANCEL else "CONFIRMED")
    return event


def _instant(meeting: Meeting, at: time, zone: str) -> datetime:
    return datetime.combine(meeting.on, at, ZoneInfo(zone_name(zone))).astimezone(UTC)


def _party(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.address}")
    address.params["CN"] = vText(" ".join(party.name.split()).replace('"', "'"))
    return address


def _attendee(party: Party) -> vCalAddress:
    address = _party(party)
    for name, value in (
        ("CUTYPE", "INDIVIDUAL"),
        ("ROLE", "REQ-PARTICIPANT"),
        ("PARTSTAT", "NEEDS-ACTION"),
        ("RSVP", "FALSE"),
    ):
        address.params[name] = vText(value)
    return address

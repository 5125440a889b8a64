"""The calendar's object says what the mail says, to the minute in every zone, and any reader can take it apart."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time
from email import message_from_bytes, policy
from email.message import EmailMessage

import icalendar
import pytest

from notifications.invitation_calendar import CalendarPart, Party, calendar_part
from notifications.message import Envelope, build, thread_of
from notifications.registry import SAMPLES
from notifications.rendering import render
from zi_workflow.domain.invitations import Meeting, News, Summons
from zi_workflow.domain.notices import MailFacts, MailKind

SERVICE = Party("Zona Integritas", "zi@example.go.id")
AYU = Party('Ayu "Sari" Lestari, S.H., M.Si.', "ayu@example.go.id")
STAMP = datetime(2025, 4, 21, 2, 0, tzinfo=UTC)
MEETING = Meeting(
    date(2025, 4, 30),
    time(9),
    time(12),
    "Ruang Rapat; Lantai 2, Gedung B",
    "https://rapat.example.go.id/monev?id=1",
    "Capaian, kendala\\solusi — " + "tindak lanjut " * 20,
)


def facts(zone: str = "Asia/Jakarta", **changes: object) -> MailFacts:
    """An invitation to Ayu."""
    summons = Summons("R", "2025-Q1", 2, News.NEW, MEETING, STAMP)
    return replace(
        SAMPLES[MailKind.INVITATION],
        zone=zone,
        summons=replace(summons, **changes),  # type: ignore[arg-type]
    )


def part(zone: str = "Asia/Jakarta", lang: str = "id", **changes: object) -> CalendarPart:
    """Its calendar part."""
    made = calendar_part(facts(zone, **changes), SERVICE, AYU, lang)
    assert made is not None
    return made


def read(content: bytes) -> dict[str, tuple[str, str]]:
    """A reader of our own: unfolds, splits name, parameters and value, and undoes the escapes of RFC 5545."""
    found = {}
    for line in re.sub(rb"\r\n[ \t]", b"", content).decode("utf-8").split("\r\n"):
        head = re.match(r'(?P<name>[A-Z-]+)(?P<params>(?:;[A-Z-]+=(?:"[^"]*"|[^";:]*))*):(?P<value>.*)', line)
        if head is None:
            assert line == ""
            continue
        value = re.sub(r"\\([\\;,nN])", lambda m: "\n" if m[1] in "nN" else m[1], head["value"])
        found[head["name"]] = (head["params"], value)
    return found


@pytest.mark.parametrize(
    ("zone", "begin", "end"),
    [
        ("Asia/Jakarta", "20250430T020000Z", "20250430T050000Z"),
        ("Asia/Pontianak", "20250430T020000Z", "20250430T050000Z"),
        ("WIB", "20250430T020000Z", "20250430T050000Z"),
        ("Asia/Makassar", "20250430T010000Z", "20250430T040000Z"),
        ("Asia/Jayapura", "20250430T000000Z", "20250430T030000Z"),
    ],
)
def test_the_unit_s_hour_is_the_right_instant_in_every_zone(zone: str, begin: str, end: str) -> None:
    """Nine in the morning is another instant in Jayapura; both readers see the same one."""
    content = part(zone).content
    mine = read(content)
    assert (mine["DTSTART"][1], mine["DTEND"][1]) == (begin, end)
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert event.decoded("DTSTART") == datetime.strptime(begin, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    assert event.decoded("DTEND") == datetime.strptime(end, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def test_an_early_meeting_in_the_east_lies_on_the_day_before_in_utc() -> None:
    """07.30 WIT on 30 April."""
    early = replace(MEETING, begins=time(7, 30), ends=time(8))
    assert read(part("Asia/Jayapura", meeting=early).content)["DTSTART"][1] == "20250429T223000Z"


def test_every_property_is_as_a_calendar_needs_it() -> None:
    """Name, version, who invites, who is invited; nobody is asked for an answer that nobody reads."""
    mine = read(part().content)
    assert {name: mine[name][1] for name in ("METHOD", "VERSION", "UID", "SEQUENCE", "DTSTAMP", "STATUS")} == {
        "METHOD": "REQUEST", "VERSION": "2.0", "UID": "monev-R@zi-workflow", "SEQUENCE": "2",
        "DTSTAMP": "20250421T020000Z", "STATUS": "CONFIRMED",
    }  # fmt: skip
    params, organizer = mine["ORGANIZER"]
    assert (params, organizer) == (';CN="Zona Integritas"', "mailto:zi@example.go.id")
    params, attendee = mine["ATTENDEE"]
    assert attendee == "mailto:ayu@example.go.id"
    assert ";CN=\"Ayu 'Sari' Lestari, S.H., M.Si.\"" in params
    assert set(re.findall(r";([A-Z]+)=([A-Z-]+)", params)) == {
        ("CUTYPE", "INDIVIDUAL"), ("PARTSTAT", "NEEDS-ACTION"), ("ROLE", "REQ-PARTICIPANT"), ("RSVP", "FALSE"),
    }  # fmt: skip


def test_the_words_are_those_of_the_mail() -> None:
    """In the receiver's language; commas, semicolons, backslashes and dashes arrive as they were typed."""
    made = facts()
    mine, text = read(part().content), render(made).text
    assert mine["SUMMARY"][1] == "Monev Zona Integritas Triwulan I 2025 - Dinas Perpustakaan dan Kearsipan"
    assert mine["LOCATION"][1] == MEETING.place
    assert mine["URL"][1] == MEETING.link
    for line in mine["DESCRIPTION"][1].split("\n"):
        assert line in text or line.endswith(MEETING.link), line
    assert f"Acara: {MEETING.agenda}" in mine["DESCRIPTION"][1]
    assert "Waktu: pukul 09.00-12.00 WIB" in mine["DESCRIPTION"][1]
    assert "Time: 09:00-12:00 WIB" in read(part(lang="en").content)["DESCRIPTION"][1]
    (event,) = icalendar.Calendar.from_ical(part().content).walk("VEVENT")
    assert {name: str(event[name]) for name in ("SUMMARY", "LOCATION", "DESCRIPTION")} == {
        name: mine[name][1] for name in ("SUMMARY", "LOCATION", "DESCRIPTION")
    }


def test_without_a_room_the_link_is_the_place() -> None:
    """And without a link there is none."""
    assert read(part(meeting=replace(MEETING, place="")).content)["LOCATION"][1] == MEETING.link
    assert "URL" not in read(part(meeting=replace(MEETING, link="")).content)


@pytest.mark.parametrize(
    ("news", "method", "status"),
    [
        (News.CHANGED, "REQUEST", "CONFIRMED"),
        (News.CANCELLED, "CANCEL", "CANCELLED"),
        (News.HELD, "CANCEL", "CANCELLED"),
        (News.UNINVITED, "CANCEL", None),
    ],
)
def test_a_cancelled_meeting_says_so_and_a_withdrawn_place_does_not(
    news: News, method: str, status: str | None
) -> None:
    """The status would cancel the whole event (RFC 5546 section 3.2.5)."""
    made = part(news=news)
    mine = read(made.content)
    assert (made.method, mine["METHOD"][1], mine.get("STATUS", ("", None))[1]) == (method, method, status)


def test_lines_are_folded_and_the_bytes_are_always_the_same() -> None:
    """At most 75 octets a line with CRLF; long words, umlauts and dashes are not torn inside a character."""
    content = part(reason="é" * 200, news=News.CHANGED).content
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")
    for line in lines:
        line.decode("utf-8")
    assert "é" * 200 in read(content)["DESCRIPTION"][1]
    assert content == part(reason="é" * 200, news=News.CHANGED).content


def mail(**changes: object) -> EmailMessage:
    """The whole mail, as Python's parser reads it."""
    made = facts(**changes)  # type: ignore[arg-type]
    envelope = Envelope(
        "<a@example.go.id>", SERVICE.address, AYU.name, AYU.address, STAMP,
        thread_of(made, "example.go.id"), calendar=calendar_part(made, SERVICE, AYU, "id"),
    )  # fmt: skip
    raw = build(envelope, render(made))
    assert raw == build(envelope, render(made))
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    parsed = message_from_bytes(raw, policy=policy.SMTP)
    assert isinstance(parsed, EmailMessage)
    return parsed


@pytest.mark.parametrize("news", News)
def test_mail_programs_find_the_object_among_the_bodies_and_as_a_file(news: News) -> None:
    """Text, HTML and calendar are alternatives; the method stands in the header and in the object."""
    parsed = mail(news=news)
    assert parsed.get_content_type() == "multipart/mixed"
    bodies, companion = parsed.iter_parts()
    assert [each.get_content_type() for each in bodies.iter_parts()] == [
        "text/plain", "text/html", "text/calendar"
    ]  # fmt: skip
    calendar = list(bodies.iter_parts())[2]
    assert calendar["Content-Type"].params == {"charset": "UTF-8", "method": str(news.method)}
    assert (companion.get_content_type(), companion.get_filename()) == ("application/ics", "undangan.ics")
    wanted = part(news=news).content
    assert calendar.get_payload(decode=True) == companion.get_payload(decode=True) == wanted
    assert "List-Unsubscribe" not in parsed


def test_the_bodies_arrive_as_rendered() -> None:
    """A program that knows no calendars shows text and HTML like any mail's."""
    parsed, rendered = mail(), render(facts())
    for kind, words in (("plain", rendered.text), ("html", rendered.html)):
        body = parsed.get_body((kind,))
        assert body is not None
        assert body.get_content().replace("\r\n", "\n") == words


def test_all_mails_about_a_round_stand_in_one_thread() -> None:
    """Invitation, change and end; another round has another one."""
    first, end = facts(), facts(news=News.CANCELLED, sequence=3)
    assert thread_of(first, "x") == thread_of(end, "x") is not None
    assert thread_of(facts(round_id="S"), "x") != thread_of(first, "x")


def test_other_mails_have_no_calendar() -> None:
    """Only an invitation speaks to one."""
    assert calendar_part(SAMPLES[MailKind.DIGEST], SERVICE, AYU, "id") is None

"""An invitation to a monev round in words, for the mail and for a calendar; knows no layout and no calendar format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from urllib.parse import urlsplit

from notifications.emails import invitation_team as team
from notifications.emails import samples
from notifications.emails.invitation_terms import documents_group, documents_line, term_lines
from notifications.emails.letter import Group, Letter, letter
from notifications.emails.lines import MatterView, programme_link
from notifications.emails.subjects import headed
from notifications.names import one_line
from zi_workflow.domain.calendars import Quarter
from zi_workflow.domain.errors import N_
from zi_workflow.domain.invitations import Meeting, Method, News, Summons
from zi_workflow.domain.notices import MailFacts, MailKind
from zi_workflow.domain.round_terms import Terms
from zi_workflow.i18n import _, language
from zi_workflow.wording import full_date, hours, quarter

SUBJECTS: Mapping[News, str] = {
    News.NEW: N_("Invitation to monitoring round {number}"),
    News.CHANGED: N_("Changed invitation to round {number}"),
    News.UNINVITED: N_("Withdrawn invitation to round {number}"),
    News.CANCELLED: N_("Cancelled monitoring round {number}"),
    News.HELD: N_("Withdrawn invitation to round {number}"),
}
LEADS: Mapping[News, str] = {
    News.NEW: N_("You are invited to {what} on {day}, {hours}."),
    News.CHANGED: N_("The invitation to {what} has changed; it takes place on {day}, {hours}."),
    News.UNINVITED: N_("You are no longer invited to {what} on {day}, {hours}; it takes place without you."),
    News.CANCELLED: N_("{what} on {day}, {hours}, will not take place."),
    News.HELD: N_("{what} took place already; the invitation to {day}, {hours}, is withdrawn."),
}
_SAME_MEETING = N_("The invitation to {what} has changed; day, time and place stay: {day}, {hours}.")
_COMING = N_(
    "Please attend, and have ready the matrix of the action plan against its realisation and the evidence of all six "
    "areas of change."
)
_STAYING = N_("Nothing is asked of you; please take this entry out of your calendar.")


@dataclass(frozen=True, slots=True)
class InvitationContext:
    """A monev round asks people to come, or no longer."""

    letter: Letter

    @classmethod
    def of(cls, facts: MailFacts) -> InvitationContext:
        """The invitation of these facts, in the language in use; ValueError for facts without one."""
        summons = _summons(facts)
        own = letter(facts, _lead(facts, summons), _request(facts, summons))
        return cls(
            replace(
                team.addressed(facts, own),
                subject=_subject(facts, summons),
                button=_("Open the programme"),
                link=programme_link(facts),
                groups=tuple(_groups(facts, summons)),
                more="",
            )
        )

    @classmethod
    def sample(cls) -> InvitationContext:
        """The round about the first quarter of 2025."""
        return cls.of(SAMPLE)


@dataclass(frozen=True, slots=True)
class EventWords:
    """What a calendar shows of the meeting, in the language in use."""

    summary: str
    location: str
    description: str


def event_words(facts: MailFacts) -> EventWords:
    """Title, place and description of the calendar's entry; ValueError for facts without an invitation."""
    summons = _summons(facts)
    meeting = summons.meeting
    named = f"{_round(summons)} - {one_line(facts.unit)}"
    terms = [*term_lines(summons.terms), *documents_line(summons.terms)]
    said = [_lead(facts, summons), *meeting_lines(meeting, facts.zone), *terms, *_reason(summons)]
    said.append(_request(facts, summons))
    return EventWords(named, meeting.place or meeting.link, "\n".join(said))


def _summons(facts: MailFacts) -> Summons:
    if facts.summons is None:
        raise ValueError("an invitation without its meeting")
    return facts.summons


def _quarter(summons: Summons) -> Quarter:
    return Quarter(int(summons.quarter[:4]), int(summons.quarter[-1]))


def _round(summons: Summons) -> str:
    return _("Monitoring round {quarter}", quarter=quarter(_quarter(summons).first, language()))


def _subject(facts: MailFacts, summons: Summons) -> str:
    pattern = _(SUBJECTS[summons.news], number=_quarter(summons).label().split()[0])
    return headed(facts, pattern, summons.meeting.on)


def _lead(facts: MailFacts, summons: Summons) -> str:
    what = _("monitoring round {quarter} of the integrity zone", quarter=_named_quarter(summons))
    same = summons.news is News.CHANGED and summons.before is None
    said = _(_SAME_MEETING if same else LEADS[summons.news], what=what, **_when(summons.meeting, facts.zone))
    return said[:1].upper() + said[1:]


def _named_quarter(summons: Summons) -> str:
    return quarter(_quarter(summons).first, language())


def _when(meeting: Meeting, zone: str) -> dict[str, str]:
    day = full_date(meeting.on, language())
    return {"day": day, "hours": hours(meeting.begins, meeting.ends, zone, language())}


def _request(facts: MailFacts, summons: Summons) -> str:
    if summons.news.method is Method.CANCEL:
        return _(_STAYING)
    return team.request(summons.terms) if team.comes_with(facts) else _(_COMING)


def _groups(facts: MailFacts, summons: Summons) -> Iterator[Group]:
    more = (*term_lines(summons.terms), *_reason(summons))
    yield _group(_("The meeting"), _round(summons), _lines(facts, summons.meeting), more)
    yield from documents_group(summons.terms)
    meeting, terms = _lines(facts, summons.before), tuple(_terms_before(summons))
    if meeting.short or terms:
        yield _group(_("Before"), _round(summons), meeting, terms)


@dataclass(frozen=True, slots=True)
class _Lines:
    """A meeting line by line: `said` names only the host of its link, `short` has the whole link."""

    said: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    link: str = ""


def _lines(facts: MailFacts, meeting: Meeting | None) -> _Lines:
    if meeting is None:
        return _Lines()
    host = replace(meeting, link=urlsplit(meeting.link).netloc)
    said, short = (tuple(meeting_lines(each, facts.zone)) for each in (host, meeting))
    return _Lines(said, short, meeting.link)


def _group(heading: str, title: str, meeting: _Lines, more: tuple[str, ...]) -> Group:
    """The link stands behind the title, and below the sentences where there is only text."""
    short = "; ".join((*meeting.short, *more))
    view = MatterView(title, "", (*meeting.said, *more), brief=short, link=meeting.link)
    return Group(heading, (view,), late=False)


def _terms_before(summons: Summons) -> Iterator[str]:
    """What was told beside the meeting and is another now."""
    told, now = ((*term_lines(each), *documents_line(each)) for each in (summons.before_terms, summons.terms))
    yield from (each for each in told if each not in now)


def meeting_lines(meeting: Meeting, zone: str) -> Iterator[str]:
    """Every fact of a meeting, in the language in use."""
    when = _when(meeting, zone)
    yield _("Day and date: {day}", day=when["day"])
    yield _("Time: {hours}", hours=when["hours"])
    if meeting.place:
        yield _("Place: {place}", place=meeting.place)
    if meeting.agenda:
        yield _("Agenda: {agenda}", agenda=meeting.agenda)
    if meeting.link:
        yield _("Online meeting: {link}", link=meeting.link)


def _reason(summons: Summons) -> Iterator[str]:
    if summons.reason:
        yield _("Reason: {reason}", reason=one_line(summons.reason))


SAMPLE = replace(
    samples.facts(MailKind.INVITATION, to_name="Budi Santoso, S.H."),
    on=date(2025, 4, 21),
    summons=Summons(
        round_id="sample",
        quarter="2025-Q1",
        sequence=1,
        news=News.CHANGED,
        meeting=Meeting(
            date(2025, 4, 30),
            time(9),
            time(12),
            "Ruang Rapat Lantai 2, Dinas Perpustakaan & Kearsipan",
            "https://rapat.example.go.id/monev-1",
            "Capaian rencana aksi triwulan I; kendala <SOP>; tindak lanjut",
        ),
        stamp=datetime(2025, 4, 21, 1, 15, tzinfo=UTC),
        before=Meeting(
            date(2025, 4, 29), time(13), time(15), "Ruang Rapat Lantai 2", "", "Capaian rencana aksi"
        ),
        reason="Menyesuaikan jadwal Tim Pendamping.",
        terms=Terms(
            date(2025, 4, 25),
            ("Matriks rencana aksi & realisasi", "SK Tim Kerja", "Notula rapat <internal>"),
            "700/123/ITPROV",
            date(2025, 4, 11),
            joint=True,
        ),
    ),
)

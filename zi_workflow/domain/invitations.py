"""An invitation to a monev round: when and where, who is asked, and who has to be told; knows no mail and no table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from zi_workflow.domain.calendars import WEEKDAYS
from zi_workflow.domain.errors import N_, Problem
from zi_workflow.domain.people import AREA_ROLES, Directory, Role
from zi_workflow.domain.permissions import MACHINES, Actor
from zi_workflow.domain.round_terms import Terms, terms_from_json

USUAL_ROLES = (Role.HEAD, Role.TEAM_LEAD, Role.COORDINATOR, Role.ASSISTANCE_TEAM)
"""Whom a round needs: the head leads it, the areas report, the assistance team comes (PermenPANRB 90/2021, A.I.1.iii)."""
MAY_INVITE = frozenset(
    {Role.HEAD, Role.TEAM_LEAD, Role.SECRETARY, Role.ASSISTANCE_TEAM, Role.INSPECTORATE, Role.ADMINISTRATOR}
)
MOST = {"place": 200, "link": 500, "agenda": 500}
_LINK = re.compile(r"https?://[^\s/@?#]+\.[^\s/@?#]+(?:[/?#]\S*)?")


class Method(StrEnum):
    """What a calendar is asked to do (RFC 5546)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class News(StrEnum):
    """What a mail about a round tells its receiver."""

    NEW = "new"  # they hold no invitation yet
    CHANGED = "changed"  # the one they hold is not true any more
    UNINVITED = "uninvited"  # it takes place without them
    CANCELLED = "cancelled"  # it does not take place
    HELD = "held"  # it took place on another day already

    @property
    def method(self) -> Method:
        """What their calendar is asked to do."""
        return Method.REQUEST if self in (News.NEW, News.CHANGED) else Method.CANCEL


@dataclass(frozen=True, slots=True)
class Meeting:
    """A date with its begin and end on the unit's clock, a place or a link to meet at, and what it is about."""

    on: date
    begins: time
    ends: time
    place: str = ""
    link: str = ""
    agenda: str = ""

    def to_json(self) -> dict[str, str]:
        """Plain values."""
        return {name: str(value) for name, value in asdict(self).items()}


def meeting_from_json(data: Mapping[str, str]) -> Meeting:
    """The inverse of `Meeting.to_json`."""
    return Meeting(
        date.fromisoformat(data["on"]),
        time.fromisoformat(data["begins"]),
        time.fromisoformat(data["ends"]),
        *(data[name] for name in MOST),
    )


@dataclass(frozen=True, slots=True)
class Summons:
    """What one mail says of a round, and what the receiver's calendar is told; `stamp` is when that was decided.

    `before` is the meeting as the receiver knows it, where it was another one, `before_terms` what else they know of it.
    `quarter` is a round's key. `terms` are those of an opened round; None: nothing is told beside the meeting.
    """

    round_id: str
    quarter: str
    sequence: int
    news: News
    meeting: Meeting
    stamp: datetime
    before: Meeting | None = None
    reason: str = ""
    terms: Terms | None = None
    before_terms: Terms | None = None

    @property
    def uid(self) -> str:
        """The event's name in every calendar, the same for the life of the round."""
        return f"monev-{self.round_id}@zi-workflow"

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        before = self.before.to_json() if self.before else None
        plain = {"news": str(self.news), "stamp": self.stamp.isoformat(), "before": before}
        terms = {name: found.to_json() if (found := getattr(self, name)) else None for name in _TERMS}
        return {**asdict(self), **plain, **terms, "meeting": self.meeting.to_json()}


def summons_from_json(data: Mapping[str, Any]) -> Summons:
    """The inverse of `Summons.to_json`."""
    values = dict(data)
    values["news"] = News(values["news"])
    values["stamp"] = datetime.fromisoformat(values["stamp"])
    values["meeting"] = meeting_from_json(values["meeting"])
    values["before"] = meeting_from_json(values["before"]) if values["before"] else None
    for name in _TERMS:
        values[name] = terms_from_json(values[name]) if values.get(name) else None
    return Summons(**values)


_TERMS = ("terms", "before_terms")


@dataclass(frozen=True, slots=True)
class Guest:
    """An office holder who is asked to come, in which role (of an area, where the role has one)."""

    person: str
    role: str
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """Who gets the mails about a guest's place: the guest, or who acts for them (`guest` is then somebody else)."""

    person: str
    guest: Guest


@dataclass(frozen=True, slots=True)
class Working:
    """A unit's week and the names of its days off, known for the years from `first` to `last`."""

    week: tuple[str, ...]
    off: Mapping[date, str]
    first: int
    last: int


def tidy(meeting: Meeting) -> Meeting:
    """The meeting with its words on one line each, without characters that cannot be seen."""
    words = (" ".join(text.split()) for text in (meeting.place, meeting.link, meeting.agenda))
    place, link, agenda = ("".join(filter(str.isprintable, text)) for text in words)
    return replace(meeting, place=place, link=link, agenda=agenda)


def problems(meeting: Meeting, working: Working, now: datetime, opens: datetime) -> list[Problem]:
    """Everything that is wrong with a meeting (tidy); `now` and `opens`, when its mails can go, are on the unit's clock."""
    return [*of_itself(meeting), *_of_times(meeting, now, opens), *_of_day(meeting.on, working)]


def of_itself(meeting: Meeting) -> list[Problem]:
    """What is wrong with a meeting (tidy) whatever its day: its words, and an end that does not follow its begin."""
    found = list(_of_words(meeting))
    if meeting.ends <= meeting.begins:
        params = {"begins": f"{meeting.begins:%H.%M}", "ends": f"{meeting.ends:%H.%M}"}
        message = N_("The end {ends} does not lie after the begin {begins}.")
        found.append(Problem(message, params, where="until"))
    return found


def _of_words(meeting: Meeting) -> Iterator[Problem]:
    for name, most in MOST.items():
        length = len(getattr(meeting, name))
        if length > most:
            message = N_("This has {n} characters; at most {most}.")
            yield Problem(message, {"n": length, "most": most}, where=name)
    if not meeting.place and not meeting.link:
        yield Problem(N_("A place or a link to meet at is needed."), where="place")
    if meeting.link and not _LINK.fullmatch(meeting.link):
        message = N_("{link!r} is no web address; it begins with https://.")
        yield Problem(message, {"link": meeting.link[:80]}, where="link")


def _of_times(meeting: Meeting, now: datetime, opens: datetime) -> Iterator[Problem]:
    begins = datetime.combine(meeting.on, meeting.begins, now.tzinfo)
    if begins <= now:
        message = N_("{on} {at} lies in the past.")
        yield Problem(message, {"on": meeting.on, "at": f"{meeting.begins:%H.%M}"}, where="date")
    elif begins <= opens:
        message = N_("The mails can go out on {day} at {at} only, and the meeting begins before that.")
        yield Problem(message, {"day": opens.date(), "at": f"{opens:%H.%M}"}, where="date")


def _of_day(on: date, working: Working) -> Iterator[Problem]:
    if not working.first <= on.year <= working.last:
        message = N_("Days off are known from {first} to {last} only.")
        yield Problem(message, {"first": working.first, "last": working.last}, where="date")
    elif on in working.off:
        message = N_("{on} is a day off of the unit: {name}.")
        yield Problem(message, {"on": on, "name": working.off[on]}, where="date")
    elif WEEKDAYS[on.weekday()] not in working.week:
        message = N_("{on} is a day off of the unit: it does not lie in its working week.")
        yield Problem(message, {"on": on}, where="date")


def is_over(meeting: Meeting, now: datetime) -> bool:
    """Whether the meeting has ended; `now` is on the unit's clock."""
    return datetime.combine(meeting.on, meeting.ends, now.tzinfo) <= now


def may_invite(actor: Actor) -> bool:
    """Whether the actor may invite to a round, change it and cancel it."""
    return actor.id in MACHINES or any(actor.holds(role, None) for role in MAY_INVITE)


def usual_guests(people: Directory) -> tuple[Guest, ...]:
    """Whom a round needs, each once, in order of office."""
    held = [
        Guest(each.person_id, role, each.area if role in AREA_ROLES else None)
        for role in USUAL_ROLES
        for each in people.holdings
        if each.role == role
    ]
    return _once(held)


def guest(people: Directory, person: str) -> Guest | None:
    """A person with the office that says most about why they are asked; None without an office in the unit."""
    held = [each for each in people.holdings if each.person_id == person]
    order = [str(role) for role in (*USUAL_ROLES, *Role)]
    held.sort(key=lambda each: order.index(each.role) if each.role in order else len(order))
    return next((Guest(person, each.role, each.area) for each in held), None)


def asked(base: Iterable[Guest], add: Iterable[Guest], drop: Iterable[str]) -> tuple[Guest, ...]:
    """The guests without those who are dropped and with those who are added, each once."""
    gone = frozenset(drop)
    return _once([each for each in (*base, *add) if each.person not in gone])


def _once(guests: Iterable[Guest]) -> tuple[Guest, ...]:
    found: dict[str, Guest] = {}
    for each in guests:
        found.setdefault(each.person, each)
    return tuple(found.values())


def seats(guests: Iterable[Guest], people: Directory, held: Iterable[Seat]) -> tuple[Seat, ...]:
    """Who has to know about the places of the guests, each person once.

    Each guest who is here; for one who is away their substitute on the directory's day, else the guest all the same;
    and whoever holds a place of theirs already, so that no calendar is left with an old date.
    """
    coming = {each.person: each for each in guests}
    wanted = [Seat(_receiver(person, people), each) for person, each in coming.items()]
    wanted += [Seat(seat.person, coming[seat.guest.person]) for seat in held if seat.guest.person in coming]
    wanted.sort(key=lambda seat: seat.person != seat.guest.person)  # an own place before somebody else's
    found: dict[str, Seat] = {}
    for seat in wanted:
        found.setdefault(seat.person, seat)
    return tuple(found.values())


def _receiver(person: str, people: Directory) -> str:
    acting = people.substitute_of(person) if people.is_away(person) else None
    return acting.id if acting else person

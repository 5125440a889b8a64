"""The digest in words: how much is late, due, waiting or finished, and what is asked; knows no layout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

from notifications.emails.letter import Letter, letter
from notifications.emails.lines import title
from notifications.emails.matters import Matter, Standing, by_task, matters, standing
from notifications.emails.samples import MAP, PROCEDURES, TO_START, facts
from notifications.names import area_phrase
from zi_workflow.domain.errors import N_
from zi_workflow.domain.notices import Line, MailFacts, MailKind, NoticeKind
from zi_workflow.i18n import _, language, ngettext
from zi_workflow.wording import full_date, listing

COUNTS: Mapping[Standing, Callable[[int], str]] = {
    Standing.LATE: lambda n: ngettext("{n} is late", "{n} are late", n),
    Standing.ACTION: lambda n: ngettext("{n} needs action", "{n} need action", n),
    Standing.WAITING: lambda n: ngettext("{n} waits for others", "{n} wait for others", n),
    Standing.NEWS: lambda n: ngettext("{n} is for your information", "{n} are for your information", n),
    Standing.FINISHED: lambda n: ngettext("{n} is finished", "{n} are finished", n),
}
ALL_ALIKE: Mapping[Standing, Callable[[int, str], str]] = {
    Standing.LATE: lambda n, day: ngettext(
        "As of {day}, {n} task is late.", "As of {day}, {n} tasks are late.", n, day=day
    ),
    Standing.ACTION: lambda n, day: ngettext(
        "As of {day}, {n} task needs your action.", "As of {day}, {n} tasks need your action.", n, day=day
    ),
    Standing.WAITING: lambda n, day: ngettext(
        "As of {day}, {n} task waits for others.", "As of {day}, {n} tasks wait for others.", n, day=day
    ),
    Standing.NEWS: lambda n, day: ngettext(
        "As of {day}, there is news of {n} task.", "As of {day}, there is news of {n} tasks.", n, day=day
    ),
    Standing.FINISHED: lambda n, day: ngettext(
        "As of {day}, {n} task is finished.", "As of {day}, {n} tasks are finished.", n, day=day
    ),
}
LATE_LEAD = N_("The task “{title}” is past its due date and is not reported finished yet.")
EARLY_LEAD = N_("We report that the task “{title}” of {area} needs your attention.")
REVIEW_LEAD = N_("The evidence of the task “{title}” waits for verification.")
LEADS: Mapping[NoticeKind, str] = {
    NoticeKind.ASSIGNED: N_("You are in charge of a new task: “{title}”."),
    NoticeKind.READY: N_("The task “{title}” can be started."),
    NoticeKind.WAITING: N_("The task “{title}” cannot be started yet."),
    NoticeKind.REMINDER: N_("The task “{title}” is soon due."),
    NoticeKind.OVERDUE: LATE_LEAD,
    NoticeKind.ESCALATION: LATE_LEAD,
    NoticeKind.SOLVED: N_("The task “{title}”, about which you were told, is finished."),
    NoticeKind.RETURNED: N_("The evidence of the task “{title}” could not be accepted yet."),
    NoticeKind.VERIFY: REVIEW_LEAD,
    NoticeKind.PLAN_CHANGED: N_("The planned date of the task “{title}” has changed."),
    NoticeKind.HAND_OVER: N_("Somebody else is asked to take over the task “{title}”."),
    NoticeKind.UNDELIVERED: N_("Mail to {title} could not be delivered."),
    NoticeKind.NUDGE: N_("You are reminded of the task “{title}”."),
    NoticeKind.DECISION: N_("Your decision on setting the task “{title}” aside is requested."),
    NoticeKind.MORE_TIME: N_("Your decision on more time for the task “{title}” is requested."),
    NoticeKind.ANSWERED: N_("What you asked about the task “{title}” has been answered."),
    NoticeKind.MATRIX: N_("{title} (action plan against realisation) was not sent yet."),
}
"""What a mail of a single line says first."""

REQUESTS = {
    "read": N_("look through your tasks and their due dates"),
    "work": N_("complete the task or report its progress and obstacles"),
    "review": N_("verify the evidence that was handed in"),
    "follow_up": N_("follow up the late task together with whoever carries it out"),
    "look_after": N_("follow up the task together with whoever carries it out"),
    "assign": N_("decide who carries out the task"),
    "address": N_("correct the address in the list of people"),
    "decide": N_("decide whether the task is set aside"),
    "time": N_("decide whether the task gets more time"),
    "matrix": N_("fill in the matrix and send it"),
    "remind": N_("see to it that the area sends its matrix"),
}
_ASKED = {
    NoticeKind.ESCALATION: "follow_up",
    NoticeKind.UNDELIVERED: "address",
    NoticeKind.HAND_OVER: "assign",
    NoticeKind.DECISION: "decide",
    NoticeKind.MORE_TIME: "time",
    NoticeKind.ANSWERED: "read",
}


@dataclass(frozen=True, slots=True)
class DigestContext:
    """One mail a person and day."""

    letter: Letter

    @classmethod
    def of(cls, facts: MailFacts) -> DigestContext:
        """The digest of these facts, in the language in use."""
        return cls(letter(facts, lead(facts), request(facts)))

    @classmethod
    def sample(cls) -> DigestContext:
        """A coordinator's digest with something under every heading."""
        return cls.of(SAMPLE)


def lead(facts: MailFacts) -> str:
    """What there is: a sentence about tasks, and one about people whom mail does not reach."""
    found = matters(facts.lines, facts.on)
    if len(found) == 1:
        return _single_lead(found[0])
    tasks = [matter for matter in found if matter.first.kind is not NoticeKind.UNDELIVERED]
    said = [_lead_of_tasks(tasks, facts.on)] if tasks else []
    if unreached := len(found) - len(tasks):
        said.append(
            ngettext(
                "Mail to {n} person could not be delivered.",
                "Mail to {n} people could not be delivered.",
                unreached,
            )
        )
    return " ".join(said)


def _lead_of_tasks(found: Sequence[Matter], on: date) -> str:
    if len(found) == 1:
        return _single_lead(found[0])
    tasks = by_task(found)
    counts = Counter(tasks)
    day = full_date(on, language())
    if len(counts) == 1:
        return ALL_ALIKE[tasks[0]](len(tasks), day)
    parts = [say(counts[each]) for each, say in COUNTS.items() if counts[each]]
    return ngettext(
        "As of {day} there is {n} task for your attention: {parts}.",
        "As of {day} there are {n} tasks for your attention: {parts}.",
        len(tasks),
        day=day,
        parts=listing(parts, language()),
    )


def _single_lead(matter: Matter) -> str:
    line = matter.first
    if line.count is not None:
        return ngettext(
            "You are in charge of {n} task in this programme.",
            "You are in charge of {n} tasks in this programme.",
            line.count,
        )
    if line.waits_for is not None:
        area = area_phrase(line.waits_for.area)
        return _(
            "The task “{title}” cannot be started yet because it waits for {area}.",
            title=title(line),
            area=area,
        )
    late_review = line.review and line.kind is not NoticeKind.SOLVED
    if matter.standing is Standing.ACTION and not late_review:
        if line.kind is NoticeKind.ESCALATION:
            return _(EARLY_LEAD, title=title(line), area=area_phrase(line.area))
        if line.kind is NoticeKind.OVERDUE:  # the plan moved its last day away again
            return _(LEADS[NoticeKind.REMINDER], title=title(line))
    return _(REVIEW_LEAD if late_review else LEADS[line.kind], title=title(line))


def request(facts: MailFacts) -> str:
    """What the receiver is asked to do; nothing when there is nothing to do."""
    asked = {_request(line, facts.on) for line in facts.lines}
    parts = [_(text) for key, text in REQUESTS.items() if key in asked]
    if not parts:
        return _("This mail is for your information; nothing is asked of you now.")
    return _("Please {requests}.", requests=reduce(_and_also, parts))


def _and_also(first: str, second: str) -> str:
    return _("{first}, and also {second}", first=first, second=second)


def _request(line: Line, on: date) -> str:
    where = standing(line, on)
    if where in (Standing.WAITING, Standing.FINISHED, Standing.NEWS):
        return ""
    if line.count is not None:
        return "read"
    if line.kind is NoticeKind.MATRIX:
        return "matrix" if line.level is None else "remind"
    if line.kind is NoticeKind.ESCALATION and where is Standing.ACTION:
        return "look_after"
    if line.kind in _ASKED:
        return _ASKED[line.kind]
    return "review" if line.review or line.kind is NoticeKind.VERIFY else "work"


SAMPLE = facts(
    MailKind.DIGEST,
    PROCEDURES,
    Line(
        NoticeKind.REMINDER,
        task="TL-05",
        title="Inventarisasi aplikasi SPBE & rencana pemanfaatan",
        area="tl",
        rung=3,
        clock=date(2025, 5, 6),
        age=-3,
        ways=TO_START[:1],
    ),
    Line(
        NoticeKind.VERIFY,
        task="TL-02",
        title="Daftar SOP menurut peta proses bisnis",
        area="tl",
        clock=date(2025, 5, 2),
        age=-1,
    ),
    Line(
        NoticeKind.OVERDUE,
        task="TL-04",
        title="Evaluasi SOP layanan sirkulasi",
        area="tl",
        level=1,
        clock=date(2025, 4, 21),
        age=7,
        repeat=True,
        passed_on="team_lead",
    ),
    Line(NoticeKind.WAITING, task="TL-06", title="Peta jabatan dan beban kerja", area="tl", waits_for=MAP),
    Line(NoticeKind.MATRIX, quarter="2025-Q1", area="tl", rung=1, clock=date(2025, 5, 2), age=-1),
    Line(NoticeKind.SOLVED, task="TL-07", title="Daftar Informasi Publik", area="tl"),
)

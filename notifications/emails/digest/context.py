"""The digest in words: how much is late, due, waiting or finished, and what is asked; knows no layout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce

from notifications.emails.letter import Letter, fitted, kind_group, letter, prefix, single_subject
from notifications.emails.lines import title
from notifications.emails.samples import MAP, PROCEDURES, facts
from zi_workflow.domain.errors import N_
from zi_workflow.domain.notices import Line, MailFacts, MailKind, NoticeKind
from zi_workflow.i18n import _, language, ngettext
from zi_workflow.wording import full_date, listing

COUNTS: Mapping[str, Callable[[int], str]] = {
    "late": lambda n: ngettext("{n} is late", "{n} are late", n),
    "action": lambda n: ngettext("{n} needs action", "{n} need action", n),
    "waiting": lambda n: ngettext("{n} waits for others", "{n} wait for others", n),
    "finished": lambda n: ngettext("{n} is finished", "{n} are finished", n),
}
LATE_LEAD = N_("The task “{title}” is past its due date and is not reported finished yet.")
REVIEW_LEAD = N_("The evidence of the task “{title}” waits for verification.")
LEADS: Mapping[NoticeKind, str] = {
    NoticeKind.ASSIGNED: N_("You are in charge of a new task: “{title}”."),
    NoticeKind.READY: N_("The task “{title}” can be started."),
    NoticeKind.WAITING: N_("The task “{title}” cannot be started yet because it waits for others."),
    NoticeKind.REMINDER: N_("The task “{title}” is soon due."),
    NoticeKind.OVERDUE: LATE_LEAD,
    NoticeKind.ESCALATION: LATE_LEAD,
    NoticeKind.SOLVED: N_("The task “{title}”, about which you were told, is finished."),
    NoticeKind.RETURNED: N_("The evidence of the task “{title}” could not be accepted yet."),
    NoticeKind.VERIFY: REVIEW_LEAD,
    NoticeKind.PLAN_CHANGED: N_("The planned date of the task “{title}” has changed."),
}
"""What a mail of a single line says first."""

REQUESTS = {
    "work": N_("complete the task or report its progress and obstacles"),
    "review": N_("verify the evidence that was handed in"),
    "follow_up": N_("follow up the late task together with whoever carries it out"),
}


@dataclass(frozen=True, slots=True)
class DigestContext:
    """One mail a person and day."""

    letter: Letter

    @classmethod
    def of(cls, facts: MailFacts) -> DigestContext:
        """The digest of these facts, in the language in use."""
        return cls(letter(facts, subject(facts), lead(facts), request(facts)))

    @classmethod
    def sample(cls) -> DigestContext:
        """A coordinator's digest with something under every heading."""
        return cls.of(SAMPLE)


def subject(facts: MailFacts) -> str:
    """One line's own subject, else how many there are."""
    if len(facts.lines) == 1:
        return single_subject(facts, facts.lines[0])
    counts = Counter(kind_group(line) for line in facts.lines)
    todo = counts["late"] + counts["action"]
    what = ngettext("{n} task", "{n} tasks", todo or len(facts.lines))
    late = ngettext(", {n} late", ", {n} late", counts["late"]) if counts["late"] else ""
    asked = _("Follow up {what}") if todo else _("News on {what}")
    return fitted(f"{prefix(facts)}{asked}{late} - {full_date(facts.on, language())}", what)


def lead(facts: MailFacts) -> str:
    """What there is, in one sentence."""
    if len(facts.lines) == 1:
        return _single_lead(facts.lines[0])
    counts = Counter(kind_group(line) for line in facts.lines)
    parts = [say(counts[group]) for group, say in COUNTS.items() if counts[group]]
    return ngettext(
        "As of {day} there is {n} matter for you: {parts}.",
        "As of {day} there are {n} matters for you: {parts}.",
        len(facts.lines),
        day=full_date(facts.on, language()),
        parts=listing(parts, language()),
    )


def _single_lead(line: Line) -> str:
    if line.count is not None:
        return _("The tasks of the programme have been distributed; yours are ready to be viewed.")
    late_review = line.review and line.kind is not NoticeKind.SOLVED
    return _(REVIEW_LEAD if late_review else LEADS[line.kind], title=title(line))


def request(facts: MailFacts) -> str:
    """What the receiver is asked to do; nothing when there is nothing to do."""
    asked = {_request(line) for line in facts.lines}
    parts = [_(text) for key, text in REQUESTS.items() if key in asked]
    if not parts:
        return _("This mail is for your information; nothing is asked of you now.")
    return _("Please {requests}.", requests=reduce(_and_also, parts))


def _and_also(first: str, second: str) -> str:
    return _("{first}, and also {second}", first=first, second=second)


def _request(line: Line) -> str:
    if kind_group(line) in ("waiting", "finished"):
        return ""
    if line.kind is NoticeKind.ESCALATION:
        return "follow_up"
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
        clock=date(2025, 5, 5),
        age=-3,
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
        clock=date(2025, 4, 22),
        age=6,
        repeat=True,
        passed_on="coordinator",
    ),
    Line(NoticeKind.WAITING, task="TL-06", title="Peta jabatan dan beban kerja", area="tl", waits_for=MAP),
    Line(NoticeKind.SOLVED, task="TL-07", title="Daftar Informasi Publik", area="tl"),
)

"""The escalation in words: what nobody below has solved, and what is asked of that office; knows no layout."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from notifications.emails.digest.context import EARLY_LEAD
from notifications.emails.letter import Letter, letter
from notifications.emails.lines import title
from notifications.emails.matters import Standing, by_task, matters
from notifications.emails.samples import CHARTER, CONFLICTS, COUNTER, facts
from notifications.names import area_phrase
from zi_workflow.domain.errors import N_
from zi_workflow.domain.notices import Line, MailFacts, MailKind, NoticeKind
from zi_workflow.i18n import _, ngettext

REQUESTS = {
    "team_lead": N_("Please follow this up together with the area coordinator concerned."),
    "head": N_("Your direction is requested so that the obstacle can be removed."),
    "assistance_team": N_("Your assistance to the unit is requested so that the obstacle can be removed."),
}
LATE = N_("We report that the task “{title}” of {area} is past its due date and not solved yet.")
REQUEST = N_("Please follow this up so that the obstacle can be removed.")


@dataclass(frozen=True, slots=True)
class EscalationContext:
    """Level 3 and above, all of one person's in one mail."""

    letter: Letter

    @classmethod
    def of(cls, facts: MailFacts) -> EscalationContext:
        """The escalation of these facts, in the language in use."""
        return cls(letter(facts, _lead(facts), _(REQUESTS.get(facts.role, REQUEST))))

    @classmethod
    def sample(cls) -> EscalationContext:
        """A task that holds two other areas, told to the head of the unit."""
        return cls.of(SAMPLE)


def _lead(facts: MailFacts) -> str:
    found = matters(facts.lines, facts.on)
    tasks = by_task(found)
    late = sum(each is Standing.LATE for each in tasks)
    if len(found) == 1:
        first = found[0].first
        report = _(LATE if late else EARLY_LEAD, title=title(first), area=area_phrase(first.area))
    else:
        report = _counted(late, len(tasks) - late)
    held = sum(max(matter.first.held or 0, len(matter.first.holds)) for matter in found)
    if not held:
        return report
    return report + " " + ngettext("{n} other task is held up.", "{n} other tasks are held up.", held)


def _counted(late: int, early: int) -> str:
    """How many are late, and how many somebody passed on before they were."""
    if not late:
        return ngettext(
            "We report that {n} task needs your attention.",
            "We report that {n} tasks need your attention.",
            early,
        )
    report = ngettext(
        "We report that {n} task is past its due date and not solved yet.",
        "We report that {n} tasks are past their due dates and not solved yet.",
        late,
    )
    if not early:
        return report
    return (
        report
        + " "
        + ngettext(
            "{n} more task is not late and needs your attention.",
            "{n} more tasks are not late and need your attention.",
            early,
        )
    )


SAMPLE = facts(
    MailKind.ESCALATION,
    Line(
        NoticeKind.ESCALATION,
        task="TL-03",
        title="Penyusunan dan penetapan SOP utama",
        area="tl",
        level=4,
        clock=date(2025, 4, 21),
        age=7,
        holds=(CHARTER, COUNTER, CONFLICTS),
        finish_days=4,
        other_areas_days=31,
    ),
    Line(
        NoticeKind.ESCALATION,
        task="MP-02",
        title="SK Tim Kerja",
        area="mp",
        level=4,
        clock=date(2025, 4, 11),
        age=12,
        review=True,
    ),
    role="head",
    to_name="Dr. Citra Mahardika, M.Si.",
)

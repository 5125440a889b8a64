"""The weekly summary in words: each area, who holds whom, when it will end; knows no layout and no way to opt out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from notifications.emails import samples
from notifications.emails.letter import Group, Letter, letter
from notifications.emails.lines import MatterView, link, programme_link
from notifications.emails.subjects import fitted, headed
from notifications.names import area_name, area_phrase, one_line
from zi_workflow.domain.notices import Line, MailFacts, MailKind, NoticeKind
from zi_workflow.domain.weekly import AreaWeek, Holding, WeekFacts
from zi_workflow.i18n import _, language, ngettext
from zi_workflow.wording import listing

MOST_HOLDINGS = 5
MOST_AREAS = 12


@dataclass(frozen=True, slots=True)
class WeeklyContext:
    """One programme's week."""

    letter: Letter

    @classmethod
    def of(cls, facts: MailFacts) -> WeeklyContext:
        """The summary of these facts, in the language in use; ValueError for facts without a week."""
        week = facts.week
        if week is None:
            raise ValueError("a weekly summary without its week")
        own = letter(facts, _lead(week), f"{_information()} {_alive()}")
        hidden = len(week.holdings) - MOST_HOLDINGS
        return cls(
            replace(
                own,
                subject=_subject(facts),
                button=_("Open the programme"),
                link=programme_link(facts),
                groups=(_standing(week), _progress(week), *_holding(facts, week)),
                more=_("and {n} others", n=hidden) if hidden > 0 else "",
            )
        )

    @classmethod
    def sample(cls) -> WeeklyContext:
        """A programme with two areas late because of a third."""
        return cls.of(SAMPLE)


def _subject(facts: MailFacts) -> str:
    pattern = _("Weekly summary of {what}")
    return fitted(headed(facts, pattern), one_line(facts.unit))


def _lead(week: WeekFacts) -> str:
    return _(
        "As of {day}, {progress}.",
        day=week.as_of,
        progress=_count(week.done, week.total, week.late),
    )


def _count(done: int, total: int, late: int) -> str:
    counted = ngettext("{done} of {n} task is done", "{done} of {n} tasks are done", total, done=done)
    return counted + (ngettext(", {n} late", ", {n} late", late) if late else "")


def _information() -> str:
    return _("This mail is for your information; nothing is asked of you now.")


def _alive() -> str:
    return _(
        "It also shows that the service is running: should it not come in a week, please tell whoever runs the service."
    )


def _standing(week: WeekFacts) -> Group:
    """When it will end, and when the unit is looked at next."""
    days = abs(week.late_days)
    if week.late_days > 0:
        against = ngettext("{n} working day after the plan", "{n} working days after the plan", days)
    elif week.late_days < 0:
        against = ngettext("{n} working day before the plan", "{n} working days before the plan", days)
    else:
        against = _("as planned")
    planned = _("Planned: {planned}; expected {against}.", planned=week.planned_finish, against=against)
    sentences = [planned]
    if week.round_on is not None:
        sentences.append(_("Next monitoring round: {on}.", on=week.round_on))
    title = _("Expected end: {day}", day=week.forecast_finish)
    return Group(_("The programme"), (_view(title, sentences),), late=False)


def _progress(week: WeekFacts) -> Group:
    shown, hidden = week.areas[:MOST_AREAS], week.areas[MOST_AREAS:]
    sentences = [*map(_area, shown), *([_("and {n} others", n=len(hidden))] if hidden else [])]
    title = _("All areas: {progress}", progress=_count(week.done, week.total, week.late))
    return Group(_("Progress of each area"), (_view(title, sentences),), late=False)


def _area(area: AreaWeek) -> str:
    progress = _count(area.done, area.total, area.late)
    return _("{area}: {progress}.", area=area_name(area.area), progress=progress)


def _holding(facts: MailFacts, week: WeekFacts) -> Iterator[Group]:
    """Who holds whom; no group where nobody does."""
    if week.holdings:
        heading = _("Tasks that other areas wait for ({n})", n=len(week.holdings))
        views = tuple(_held(facts, each) for each in week.holdings[:MOST_HOLDINGS])
        yield Group(heading, views, late=True)


def _held(facts: MailFacts, each: Holding) -> MatterView:
    areas = listing([area_phrase(area) for area in each.waiting], language())
    waits = ngettext(
        "{n} task of {areas} waits for it.", "{n} tasks of {areas} wait for it.", each.tasks, areas=areas
    )
    line = Line(NoticeKind.WAITING, task=each.task, programme_code=facts.programme_code)
    view = _view(one_line(each.title) or each.task, [waits])
    return replace(view, place=f"{each.task} · {area_name(each.area)}", link=link(facts, line))


def _view(title: str, sentences: list[str]) -> MatterView:
    return MatterView(title, "", tuple(sentences), brief=" ".join(sentences), link="")


SAMPLE = replace(
    samples.facts(MailKind.WEEKLY, role="team_lead", to_name="Budi Santoso, S.IP."),
    week=WeekFacts(
        as_of=samples.ON,
        areas=(
            AreaWeek("mp", 12, 31, 2),
            AreaWeek("tl", 6, 28, 9),
            AreaWeek("sdm", 14, 36, 0),
            AreaWeek("ak", 11, 33, 1),
            AreaWeek("pw", 10, 40, 4),
            AreaWeek("pp", 13, 42, 5),
            AreaWeek("um", 9, 27, 0),
        ),
        holdings=(
            Holding("TL-03", "Penyusunan dan penetapan SOP utama", "tl", ("pp", "pw"), 3),
            Holding("MP-02", "SK Tim Kerja & <pembagian tugas>", "mp", ("ak",), 1),
        ),
        planned_finish=date(2026, 6, 30),
        forecast_finish=date(2026, 7, 15),
        late_days=11,
        round_on=date(2025, 7, 22),  # the 16th working day after the quarter, as in the framework
    ),
)

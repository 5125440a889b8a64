"""What a form of whoever steers says before it is sent: what will happen, and who is told; no query, no HTML."""

from __future__ import annotations

from zi_workflow.domain.errors import N_
from zi_workflow.domain.notices import About
from zi_workflow.domain.people import Person
from zi_workflow.i18n import _
from zi_workflow.storage.queries.pages import TaskRow
from zi_workflow.usecases.nudges import Reached
from zi_workflow.usecases.promise_answers import Answering
from zi_workflow.usecases.splits import Part, Splitting
from zi_workflow.usecases.steering import Steered
from zi_workflow.usecases.waivers import Waiving
from zi_workflow.web.views import words
from zi_workflow.web.views.tasks import another_week, last_day

THANKS = {
    "ingatkan": N_("The reminder has been written and goes out with the next mail."),
    "eskalasi": N_("The matter has been passed on and goes out with the next mail."),
    "pecah": N_("The task has been split; its dates and successors are as you set them."),
    "usul": N_("The proposal has been recorded and passed on."),
    "kesampingkan": N_("The task has been set aside."),
    "tetap": N_("The task stays; the proposal is closed."),
    "janji": N_("The new date is agreed to; whoever asked is told by mail."),
    "alih": N_("The task has been given to somebody else; both are told by mail."),
    "tidak-alih": N_("The task stays where it is; whoever asked is told by mail."),
    "tolak": N_("The new date is not agreed to; whoever asked is told by mail."),
}
"""What the page says after a form, by the mark in its address."""

WHEN = N_(
    "Between 07.30 and 16.00 on an office day the mail leaves at once, otherwise in the morning; it passes the same "
    "checks as every mail and can be seen under Mail."
)


def reminding(to: Reached) -> list[str]:
    """What a reminder does."""
    desk = {
        About.WORK: N_("{who} gets one mail that asks them to go on with this task."),
        About.REVIEW: N_("{who} gets one mail that asks them to review what was handed in."),
        About.APPROVAL: N_("{who} gets one mail that asks them to decide on this task."),
    }
    return [
        _(desk[to.about], who=named(to.person, to.role)),
        *_way(to.person),
        _("Each task is reminded of at most once a day. Nothing changes in the plan."),
    ]


def escalating(to: Reached) -> list[str]:
    """What passing a matter on does."""
    return [
        _(
            "{who} gets one mail that asks them to follow this task up, as level {level} of the ladder.",
            who=named(to.person, to.role),
            level=to.level or 0,
        ),
        *_way(to.person),
        _("The ladder goes on from that level; your reason stands in the mail and in the record."),
    ]


def setting_aside(waiving: Waiving) -> list[str]:
    """What proposing, or granting a proposal, does."""
    effect = _(
        "If that is granted, it counts as finished on the day of the decision: "
        "what waits for it may begin, and it is no longer late."
    )
    if waiving.proposal is None:
        decides = _(
            "{who} is asked by mail to decide; until then nothing changes.",
            who=named(waiving.decider, waiving.role),
        )
        return [decides, effect]
    if waiving.may_decide:
        return [effect, _("If it stays, the proposal is closed and the plan goes on as before.")]
    return [_("Nothing changes in the plan; the proposal is closed.")]


def answering(found: Answering, row: TaskRow) -> list[str]:
    """What agreeing to a new date, or not, does, and what it costs."""
    promise, due = found.promise, last_day(row)
    late = (
        [_("The task would then be handed in after its last day, {day}.", day=due)]
        if due is not None and promise.until > due
        else []
    )
    cost = another_week(row)
    return [
        _(
            "If you agree, reminders about this task do not climb to higher offices until {day}.",
            day=promise.until,
        ),
        *late,
        *([cost] if cost else []),
        _("The plan itself does not change; its dates are changed under “{page}”.", page=_("Reschedule")),
        _(
            "If you do not agree, reminders go on as before. Whoever asked is told either way, with your word."
        ),
    ]


def handing_over() -> list[str]:
    """What giving a task to somebody else, or not, does."""
    return [
        _("Whoever takes the task over is told of it by mail; its dates stay as they are."),
        _("Whoever asked is told either way, with your word."),
    ]


def splitting(planned: Splitting, found: Steered) -> list[str]:
    """What a split does."""
    waiting = (
        _("These tasks will wait for both parts: {tasks}.", tasks=", ".join(planned.waiting))
        if planned.waiting
        else _("No task waits for it.")
    )
    doer = None if found.task.duty.external else found.people.assignee(found.task.duty)
    told = [_("{who} is told by mail of the new part and the new dates.", who=doer.name)] if doer else []
    return [
        _(
            "The first part keeps the code {code} and what was done so far; the second one becomes {new}.",
            code=found.task.code,
            new=planned.code,
        ),
        _("Both have the same doer, reviewer, evidence and items; their working days follow from the dates."),
        _("A second part that begins after the first one has ended waits for it."),
        waiting,
        _(
            "Later tasks move where they have to. Which ones, and who is told, is shown first; nothing is saved before."
        ),
        *told,
    ]


def halves(row: TaskRow, new: str, parts: tuple[Part, Part]) -> list[str]:
    """What a split makes of a task."""
    return [
        _(
            "{title} ({code}): from {start} to {finish}",
            title=part.title,
            code=code,
            start=part.start,
            finish=part.finish,
        )
        for code, part in zip((row.code, new), parts, strict=True)
    ]


def named(person: Person, role: str) -> str:
    """A person with the office in which they are told."""
    return f"{person.name} ({words.role(role)})"


def _way(person: Person) -> list[str]:
    if person.email is None:
        return [_("The person has no address; it is on the printable list.")]
    return [_(WHEN)]

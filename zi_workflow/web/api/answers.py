"""Fills the answers of the API from what the pages show too, in the same words; no query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from zi_workflow.i18n import _
from zi_workflow.storage.queries.mail_lists import MailItem
from zi_workflow.storage.queries.mail_pages import Mail
from zi_workflow.storage.queries.pages import Forecast, ProgrammeRow, RoundRow, StageRow, TaskRow
from zi_workflow.usecases.editing import Preview
from zi_workflow.usecases.own_work import Share
from zi_workflow.web.api import shapes
from zi_workflow.web.views import programmes as programme_views
from zi_workflow.web.views.histories import HistoryLine
from zi_workflow.web.views.tasks import TaskViews, another_week, last_day, waiting


def programme(row: ProgrammeRow) -> shapes.Programme:
    """A programme as a list shows it."""
    known = {name: getattr(row, name) for name in shapes.Programme.model_fields if name != "sentence"}
    return shapes.Programme(**known, sentence=programme_views.sentence(row))


def programme_in_full(
    row: ProgrammeRow,
    version: int,
    stages: Iterable[StageRow],
    coming: RoundRow | None,
    tasks: list[TaskRow],
    views: TaskViews,
) -> shapes.ProgrammeInFull:
    """A programme as its page shows it."""
    blockers = [
        shapes.Blocker(
            task=each.task.code, title=each.task.title, area=each.task.area, who=each.task.who, cost=each.cost
        )
        for each in programme_views.blocker_lines(tasks, views)
    ]
    return shapes.ProgrammeInFull(
        **programme(row).model_dump(),
        version=version,
        stages=[shapes.Stage(**asdict(each)) for each in stages],
        next_round=monev(coming) if coming is not None else None,
        blockers=blockers,
    )


def monev(row: RoundRow) -> shapes.Round:
    """A monev round."""
    return shapes.Round(**asdict(row))


def task_line(programme: str, row: TaskRow, views: TaskViews) -> shapes.TaskLine:
    """A task as a list shows it."""
    line = views.line(row)
    return shapes.TaskLine(
        programme=programme,
        code=row.code,
        title=row.title,
        area=row.area,
        stage=row.stage,
        state=row.state,
        status=line.status.word,
        who=line.who,
        external=row.duty.external,
        progress=row.progress,
        due=last_day(row),
        planned_finish=row.planned_finish,
        forecast_finish=line.forecast_finish,
        late_days=row.late_days,
    )


def own_tasks(shares: Iterable[Share]) -> shapes.Tasks:
    """What is with somebody in every programme, by its last day."""
    found = []
    for share in shares:
        views = TaskViews(share.tasks, share.people, share.programme.as_of or share.on)
        found += [task_line(share.programme.code, row, views) for row in share.own]
    found.sort(key=lambda each: (each.due is None, each.due, each.programme, each.code))
    return shapes.Tasks(items=found, total=len(found))


def task(
    programme: str,
    row: TaskRow,
    views: TaskViews,
    *,
    version: int,
    can: Iterable[str],
    items: Iterable[tuple[str, str]],
    history: Iterable[tuple[str, HistoryLine]],
) -> shapes.Task:
    """A task as its page shows it, with why it is late."""
    return shapes.Task(
        **task_line(programme, row, views).model_dump(),
        version=version,
        days=row.days,
        responsible=row.duty.responsible,
        verifier=row.duty.verifier,
        approver=row.duty.approver,
        started=row.started,
        obstacle=row.obstacle,
        submitted=row.submitted,
        finished=row.finished,
        promised=row.promised,
        not_before=row.not_before,
        evidence_wanted=list(row.evidence_wanted),
        items=[shapes.Item(code=code, label=label) for code, label in items],
        can=list(can),
        why=_why(row, views),
        another_week=another_week(row),
        analysis=_analysis(row.forecast) if row.forecast is not None else None,
        history=[
            shapes.Happening(on=line.on, kind=kind, sentence=line.sentence, said=line.said)
            for kind, line in history
        ],
    )


def _why(row: TaskRow, views: TaskViews) -> list[str]:
    """Why it is late or waits, in sentences; empty when it does neither."""
    line = views.line(row)
    found = [line.late, line.causes]
    if (held := line.holder) is not None:
        facts = {"title": held.title, "code": held.code, "area": held.area, "who": held.who}
        found.append(_("Waits for {title} ({code}) of {area}: {who} can act.", **facts))
    found.append(waiting(row, list(views.rows.values())))
    return [each for each in found if each]


def _analysis(found: Forecast) -> shapes.Analysis:
    known = {name: getattr(found, name) for name in shapes.Analysis.model_fields if name != "last_day"}
    return shapes.Analysis(**known, last_day=found.clock)


def mail(row: MailItem) -> shapes.Mail:
    """A line of the list of mails."""
    return shapes.Mail(**{name: getattr(row, name) for name in shapes.Mail.model_fields})


def mail_in_full(row: Mail) -> shapes.MailInFull:
    """One mail."""
    return shapes.MailInFull(**{name: getattr(row, name) for name in shapes.MailInFull.model_fields})


def edited(found: Preview, *, applied: bool) -> shapes.Edited:
    """What an edit moves."""
    moves = [
        shapes.Moved(
            task=each.task,
            area=each.area,
            old_start=each.old.start,
            old_finish=each.old.finish,
            new_start=each.new.start,
            new_finish=each.new.finish,
            days=each.days,
        )
        for each in found.moves
    ]
    return shapes.Edited(
        applied=applied,
        version=found.version,
        before=shapes.Finish(**found.before._asdict()),
        after=shapes.Finish(**found.after._asdict()),
        moves=moves,
        areas={area: shapes.Effect(**asdict(effect)) for area, effect in found.areas.items()},
    )

"""A planner with a bug: many mails about one open task at once; knows no guard."""

from __future__ import annotations

from tests.stateful.world import LETTERHEAD, World
from zi_workflow.domain.notices import Line, MailFacts, MailKind, NoticeKind
from zi_workflow.usecases.outbox import NewMessage, enqueue

OPEN = ("planned", "in_progress", "returned")


def flood(world: World, many: int, number: int) -> None:
    """So many single mails to people of the first unit who have an office and an address there."""
    model = world.model
    unit, agency = next(iter(model.agencies.items()))
    on = agency.local(world.now).date()
    code = next(code for code, (_id, of) in model.programmes.items() if of == unit)
    tasks = [task for task, work in model.tasks.items() if task[0] == code and work.state in OPEN]
    there = [
        each
        for each in model.people.values()
        if each.address and any(o.unit == unit and o.holds(on) for o in each.offices)
    ]
    if not tasks or not there:
        return
    task = tasks[number % len(tasks)][1]
    with world.store.writing() as session:
        for place in range(many):
            person = there[place % len(there)]
            line = Line(
                NoticeKind.OVERDUE, task, task, task[:2].lower(), clock=on, age=1, programme_code=code
            )
            facts = MailFacts(
                kind=MailKind.RETURNED, on=on, unit="Dinas", programme="Zona Integritas", programme_code=code,
                year=on.year, zone=agency.zone, to_name=person.name, office="", role="member", area="tl",
                lines=(line,), base_url=LETTERHEAD.base_url,
            )  # fmt: skip
            mail = NewMessage(
                key=f"bug:{world.state.history.next()}", kind=MailKind.RETURNED, unit_id=unit,
                programme_id=model.programmes[code][0], person_id=person.id, role="member", on=on,
                to_name=person.name, to_address=person.address, facts=facts, not_before=world.now,
                mail_domain=LETTERHEAD.mail_domain,
            )  # fmt: skip
            enqueue(session, mail, world.now)

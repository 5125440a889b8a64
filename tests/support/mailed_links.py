"""Links that act, as a mail to one of the small office's people has them; knows no page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import col, select

from tests.support.clocks import wib
from tests.support.programmes import Office, small_office
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.links import Purpose
from zi_workflow.domain.notices import Line, MailFacts, MailKind, NoticeKind
from zi_workflow.storage.tables import EventRow, LinkRow
from zi_workflow.usecases import link_issues, links, outbox
from zi_workflow.usecases.link_issues import IssueLinks
from zi_workflow.usecases.links import Act
from zi_workflow.usecases.outbox import NewMessage

NOW = wib(2025, 6, 2, 9)
TODAY = NOW.date()
NOTE = "sudah saya kerjakan"
OWN = "PP-02"
"""A task of Budi's area that waits for nobody."""


def office_with_mail(store: Store) -> tuple[Office, str]:
    """The small office, and the id of a mail to Budi about his own task."""
    office = small_office(store)
    return office, mail_to(office, office.budi, "1")


def mail_to(office: Office, person_id: str, key: str, *tasks: str, at: datetime = NOW) -> str:
    """A message in the outbox about the tasks (OWN by itself); its id."""
    lines = tuple(
        Line(NoticeKind.REMINDER, task, f"Tugas {task}", "pp", clock=TODAY, age=0, programme_code="ZI-1")
        for task in tasks or (OWN,)
    )
    facts = MailFacts(
        kind=MailKind.DIGEST,
        on=at.date(),
        unit="Dinas Contoh",
        programme="Zona Integritas",
        programme_code="ZI-1",
        year=2025,
        zone="Asia/Jakarta",
        to_name="Budi",
        office="",
        role="coordinator",
        area="pp",
        base_url="http://127.0.0.1:8000",
        lines=lines,
    )
    with office.store.writing() as session:
        row = outbox.enqueue(
            session,
            NewMessage(
                key=key,
                kind=MailKind.DIGEST,
                unit_id=office.unit_id,
                programme_id=office.programme_id,
                person_id=person_id,
                role="coordinator",
                on=at.date(),
                to_name="Budi",
                to_address="budi@contoh.go.id",
                facts=facts,
                not_before=at,
            ),
            at,
        )
        assert row is not None
        return row.id


def tokens(
    office: Office, message: str, task: str = OWN, *, to: str = "", at: datetime = NOW, out: bool = False
) -> dict[Purpose, str]:
    """The links that a rendering of the message gets for one task."""
    command = IssueLinks(message, to or office.budi, (("ZI-1", task),), out)
    issued = do(office.store, link_issues.issue, [command], at)[message]
    return {each.purpose: each.token for each in issued.get(("ZI-1", task), ())}


def rows(store: Store) -> list[LinkRow]:
    """Every link there is."""
    with store.reading() as session:
        found = list(session.exec(select(LinkRow).order_by(LinkRow.id)))
        session.expunge_all()
        return found


def act(office: Office, token: str, at: datetime = NOW, **more: Any) -> Purpose:
    """Somebody sends the form of a link."""
    return do(office.store, links.act, Act(token=token, **{"note": NOTE, **more}), at)


def events(office: Office) -> list[EventRow]:
    """The log, the oldest first."""
    with office.store.reading() as session:
        return list(session.exec(select(EventRow).order_by(col(EventRow.number))))

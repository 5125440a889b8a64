"""`zi round recommendations|answer|settle`: lists, previews, does it with --yes, and never closes as the console."""

from __future__ import annotations

from contextlib import closing
from datetime import date

import pytest
from sqlmodel import Session, select

from tests.integration.cli.conftest import Terminal
from tests.support.monev_rounds import MEETING
from zi_workflow import bootstrap, settings
from zi_workflow.domain.people import Role
from zi_workflow.domain.scopes import at_console
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.tables import (
    DependencyRow,
    MonevSession,
    MonevTeamMember,
    Person,
    Programme,
    Recommendation,
    Round,
    Unit,
)
from zi_workflow.usecases import conducting
from zi_workflow.usecases.follow_up import begin_follow_up

SHOW = ("round", "recommendations", "contoh-2025")
ANSWER = (
    "round",
    "answer",
    "contoh-2025",
    "2025-Q1",
    "1",
    "--words",
    "Sudah ditetapkan.",
    "--evidence",
    "SK 12",
)
CLOSE = ("round", "settle", "contoh-2025", "2025-Q1", "1", "close", "--note", "Sesuai.")


@pytest.fixture
def signed(office: Terminal) -> Terminal:
    """The office whose first round recommended one thing; its chair is Fajar."""
    people = office.file("tim.csv", "nama;peran;mulai\nFajar;tim pendamping;02/01/2025\n")
    office.does("people", "import", "contoh", people, "--on", "2025-01-02")
    with closing(bootstrap.open_store(settings.load())) as store, store.writing() as session:
        _sign(session)
    return office


def _sign(session: Session) -> None:
    now = bootstrap.clock_of(settings.load()).now()
    programme = session.exec(select(Programme)).one()
    unit = session.get_one(Unit, programme.unit_id)
    chair = session.exec(select(Person).where(Person.name == "Fajar")).one()
    held = MonevSession(
        id=new_id(session, now), agency=unit.agency, quarter="2025-Q1", meeting=MEETING.to_json(), made_at=now
    )
    session.add(held)
    session.flush()
    session.add(MonevTeamMember(session_id=held.id, person_id=chair.id, duty="chair"))
    row = session.exec(select(Round).where(Round.quarter == "2025-Q1")).one()
    row.session_id = held.id
    session.add(row)
    made = Recommendation(
        id=new_id(session, now), round_id=row.id, programme_id=programme.id, number=1, area="mp",
        words="Tetapkan SK tim.", responsible="coordinator", deadline=date(2025, 2, 28), made_by="cli", made_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    viewer = at_console(Role.ASSISTANCE_TEAM, unit.id, unit.agency)
    begin_follow_up(session, conducting.look(session, viewer, programme.id, "2025-Q1", now), now)


def test_the_unit_answers_after_a_preview_and_the_chair_closes(signed: Terminal) -> None:
    """A preview saves nothing; the list says where it stands in words and as JSON."""
    assert "Tidak ada yang disimpan" in signed.does(*ANSWER)
    assert signed.tells(*SHOW)[0]["state"] == "open"
    assert "Tersimpan." in signed.does(*ANSWER, "--yes")
    assert "dijawab, menunggu ketua" in signed.does(*SHOW, "2025-Q1")
    assert "selesai untuk seterusnya" in signed.does(*CLOSE, "--by", "Fajar")
    assert signed.tells(*CLOSE, "--by", "Fajar", "--yes")["state"] == "verified_closed"
    (listed,) = signed.tells(*SHOW)
    assert (listed["task"], listed["state"], listed["days_late"]) == ("REK-2025Q1-01", "verified_closed", 0)


def test_the_console_is_nobodys_chair(signed: Terminal) -> None:
    """Without a person it is refused, and so is anybody but the chair."""
    signed.does(*ANSWER, "--yes")
    (said,) = signed.refuses(*CLOSE, "--yes")
    assert "sebutkan dengan --by" in said
    (said,) = signed.refuses(*CLOSE, "--by", "Citra", "--yes")
    assert "unit tempatnya sendiri bekerja" in said
    (said,) = signed.refuses("task", "verify", "contoh-2025", "REK-2025Q1-01", "--by", "Citra")
    assert "hanya ketua Tim Pendamping" in said
    assert signed.tells(*SHOW)[0]["state"] == "responded"


def test_what_cannot_be_read_is_said(signed: Terminal) -> None:
    """A word that is no decision, a number that is not there, an answer without words."""
    assert "bukan keputusan" in signed.refuses(*CLOSE[:5], "maybe", "--by", "Fajar")[0]
    assert "Tidak ada rekomendasi 9" in signed.refuses(*ANSWER[:4], "9", "--words", "x")[0]
    assert "apa yang telah dilakukan" in signed.refuses(*ANSWER[:5], "--yes")[0]


def test_a_preview_refuses_what_doing_it_would(signed: Terminal) -> None:
    """No words, another task that is not done yet, a decision without an answer or without words; nothing is promised."""
    for asked in (ANSWER[:5], (*CLOSE, "--by", "Fajar")):
        assert signed.refuses(*asked) == signed.refuses(*asked, "--yes")
    with closing(bootstrap.open_store(settings.load())) as store, store.writing() as session:
        programme = session.exec(select(Programme)).one()
        session.add(
            DependencyRow(
                programme_id=programme.id, task="REK-2025Q1-01", predecessor="MP-01", kind="FS", position=9
            )
        )
    (said,) = signed.refuses(*ANSWER)
    assert "MP-01" in said
    assert signed.refuses(*ANSWER, "--yes") == [said]
    assert signed.tells(*SHOW)[0]["state"] == "open"

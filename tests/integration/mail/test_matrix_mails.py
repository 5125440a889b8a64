"""An area is asked for its matrix, reminded before the cutoff, and its team lead told once; never twice, never in vain."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlmodel import col, select

from flows.day import run_day
from tests.support.clocks import wib
from tests.support.matrix_rounds import SAID, ask, asked_round, changes_round, fills
from tests.support.monev_rounds import CODE, QUARTER, MonevUnit
from zi_workflow.bootstrap import Store
from zi_workflow.domain.messages import Letterhead
from zi_workflow.domain.notices import MailKind, NoticeKind, NoticeState, facts_from_json
from zi_workflow.storage.tables import Absence, MessageRow, NoticeRow
from zi_workflow.usecases.rechecks import recheck

ZONE = "Asia/Jakarta"
BASE = "https://zi.example.go.id"
DAYS = (
    15,
    16,
    17,
    21,
    22,
    23,
    24,
    25,
    28,
    29,
    30,
)  # working days of April 2025 after the opening on the 14th


def mornings(unit: MonevUnit, *days: int) -> None:
    """The whole work of these days of April."""
    for day in days:
        on = date(2025, 4, day)
        run_day(unit.store, ZONE, on, wib(2025, 4, day, 7, 30), letterhead=Letterhead(BASE))


def lines(unit: MonevUnit, person: str) -> list[tuple[int, int | None, int | None]]:
    """Day of April, rung and level of the lines about matrices in a person's digests."""
    with unit.store.reading() as session:
        query = select(MessageRow).where(MessageRow.person_id == person, MessageRow.kind == MailKind.DIGEST)
        rows = session.exec(query.order_by(col(MessageRow.on)))
        return [
            (row.on.day, line["rung"], line["level"])
            for row in rows
            for line in row.facts["lines"]
            if line["kind"] == NoticeKind.MATRIX
        ]


def states(unit: MonevUnit) -> dict[str, int]:
    """How many notices about matrices stand how."""
    with unit.store.reading() as session:
        rows = session.exec(select(NoticeRow.state).where(NoticeRow.kind == str(NoticeKind.MATRIX))).all()
        return {state: rows.count(state) for state in set(rows)}


def test_an_area_is_asked_reminded_and_its_lead_told_once(store: Store) -> None:
    """With the first morning after the opening, three, one and no working day before the cutoff, and the day after."""
    unit = asked_round(store)
    mornings(unit, *DAYS)
    assert lines(unit, unit.office.ayu) == [(15, None, None), (22, 3, None), (24, 1, None), (25, 0, None)]
    assert lines(unit, unit.office.citra) == [(28, None, 2), (28, None, 2)]  # two areas, once


def test_a_morning_that_runs_twice_tells_nobody_twice(store: Store) -> None:
    """Nor does a round that is asked again."""
    unit = asked_round(store)
    ask(unit)
    mornings(unit, 15, 15, 22, 22)
    assert lines(unit, unit.office.ayu) == [(15, None, None), (22, 3, None)]


def test_whoever_has_sent_is_left_alone(store: Store) -> None:
    """Also where the reminder was due already."""
    unit = asked_round(store)
    mornings(unit, 15)
    fills(unit, unit.office.ayu, {"TL-02": SAID}, wib(2025, 4, 16, 9), send=True)
    mornings(unit, *DAYS[2:])
    assert lines(unit, unit.office.ayu) == [(15, None, None)]
    assert lines(unit, unit.office.citra) == [(28, None, 2)]  # of the other area


def looked_at_again(unit: MonevUnit, at: datetime) -> dict[str, Any]:
    """What the second look leaves of the newest digest to Ayu, by kind of line."""
    with unit.store.writing() as session:
        query = select(MessageRow).where(
            MessageRow.person_id == unit.office.ayu, MessageRow.kind == MailKind.DIGEST
        )
        row = session.exec(query.order_by(col(MessageRow.on).desc())).first()
        assert row is not None
        left = recheck(session, [(row, facts_from_json(row.facts))], at)[row.id]
        return {str(line.kind): line for line in left.lines} if left else {}


def test_a_line_that_waits_falls_out_once_the_matrix_is_sent(store: Store) -> None:
    """Its notice is on record as obsolete."""
    unit = asked_round(store)
    mornings(unit, 15)
    assert "matrix" in looked_at_again(unit, wib(2025, 4, 15, 9))
    fills(unit, unit.office.ayu, {"TL-02": SAID}, wib(2025, 4, 15, 10), send=True)
    assert "matrix" not in looked_at_again(unit, wib(2025, 4, 15, 11))


@pytest.mark.parametrize("state", ["cancelled", "postponed"])
def test_nobody_is_told_of_a_round_that_is_off(store: Store, state: str) -> None:
    """What waits in the outbox falls out, and nothing new is decided."""
    unit = asked_round(store)
    mornings(unit, 15)
    changes_round(unit, state=state)
    assert "matrix" not in looked_at_again(unit, wib(2025, 4, 15, 9))
    mornings(unit, *DAYS[1:])
    assert lines(unit, unit.office.ayu) == [(15, None, None)]
    assert lines(unit, unit.office.citra) == []


def test_the_mail_says_what_by_when_and_leads_to_the_form(store: Store) -> None:
    """In the digest of the area's coordinator."""
    unit = asked_round(store)
    mornings(unit, 15)
    with store.reading() as session:
        query = select(MessageRow).where(
            MessageRow.person_id == unit.office.ayu, MessageRow.kind == MailKind.DIGEST
        )
        row = session.exec(query).first()
    assert row is not None
    text = " ".join((row.text or "").split())
    assert "Matriks Triwulan I 2025" in text
    assert "Jumat, 25 April 2025" in text
    assert f"{BASE}/programme/{CODE}/monev/{QUARTER}/matriks/tl" in text


def test_a_nearer_reminder_takes_the_place_of_one_that_was_not_told(store: Store) -> None:
    """A coordinator who was away for a week reads one line, not three."""
    unit = asked_round(store)
    with store.writing() as session:
        session.add(
            Absence(id="a", person_id=unit.office.ayu, first=date(2025, 4, 15), last=date(2025, 4, 24))
        )
    mornings(unit, *DAYS[:8])
    assert lines(unit, unit.office.ayu) == [(25, 0, None)]
    assert states(unit)[str(NoticeState.SUPERSEDED)] == 3

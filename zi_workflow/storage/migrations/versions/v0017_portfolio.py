"""One row a programme for comparing units, made from the analyses and events that are there."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

_OUTSIDE = "ext"
_OF_UNIT = ("member", "coordinator", "change_agent", "secretary", "team_lead", "head")


def upgrade() -> None:
    """Make the table, and fill it: the next analysis may be a weekend away."""
    table = op.create_table(
        "portfolio",
        sa.Column("programme_id", sa.String(length=36), nullable=False),
        sa.Column("unit_id", sa.String(length=36), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("late_tasks", sa.Integer(), nullable=False),
        sa.Column("late_days", sa.Integer(), nullable=False),
        sa.Column("own_days", sa.Float(), nullable=False),
        sa.Column("inherited_days", sa.Float(), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=True),
        sa.Column("silent_since", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_portfolio_programme_id_programme")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_portfolio_unit_id_unit")),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_portfolio")),
    )
    op.create_index("ix_portfolio_agency_cause", "portfolio", ["agency", "cause"], unique=False)
    op.create_index("ix_portfolio_agency_own_days", "portfolio", ["agency", "own_days"], unique=False)
    op.create_index(op.f("ix_portfolio_unit_id"), "portfolio", ["unit_id"], unique=False)
    op.create_index(op.f("ix_absence_substitute_id"), "absence", ["substitute_id"], unique=False)
    late: dict[str, list[tuple[int, dict[str, float]]]] = {}
    for each in op.get_bind().execute(_LATE):
        late.setdefault(each.programme_id, []).append((each.late_days, _parts(each.because)))
    rows = [
        _row(dict(each._mapping), late.get(each.programme_id, []))
        for each in op.get_bind().execute(_ANALYSED)
    ]
    if rows:
        op.bulk_insert(table, rows)


_PROGRAMME = sa.table(
    "programme",
    sa.column("id"),
    sa.column("unit_id"),
    sa.column("start", sa.Date()),
    sa.column("activated_on", sa.Date()),
)
_UNIT = sa.table("unit", sa.column("id"), sa.column("agency"), sa.column("zone"))
_ANALYSIS = sa.table(
    "programme_analysis",
    sa.column("programme_id"),
    sa.column("as_of", sa.Date()),
    sa.column("done"),
    sa.column("total"),
)
_TASK = sa.table(
    "task_analysis",
    sa.column("programme_id"),
    sa.column("state"),
    sa.column("planned_start", sa.Date()),
    sa.column("late_days"),
    sa.column("because", sa.JSON()),
)
_LATE = (
    sa.select(_TASK.c.programme_id, _TASK.c.late_days, _TASK.c.because)
    .join(_ANALYSIS, _ANALYSIS.c.programme_id == _TASK.c.programme_id)
    .where(_TASK.c.late_days > 0, _TASK.c.state != "done", _TASK.c.planned_start <= _ANALYSIS.c.as_of)
)
_EVENT = sa.table(
    "event",
    sa.column("programme_id"),
    sa.column("actor"),
    sa.column("recorded_at", sa.DateTime(timezone=True)),
)
_MEMBERSHIP = sa.table("membership", sa.column("person_id"), sa.column("unit_id"), sa.column("role"))
_MEMBERS = (
    sa.select(_MEMBERSHIP.c.person_id)
    .where(_MEMBERSHIP.c.unit_id == _PROGRAMME.c.unit_id, _MEMBERSHIP.c.role.in_(_OF_UNIT))
    .correlate(_PROGRAMME)
)
_HEARD = (
    sa.select(sa.func.max(_EVENT.c.recorded_at))
    .where(_EVENT.c.programme_id == _PROGRAMME.c.id, _EVENT.c.actor.in_(_MEMBERS))
    .correlate(_PROGRAMME)
    .scalar_subquery()
)
_ANALYSED = (
    sa.select(
        _ANALYSIS,
        _PROGRAMME.c.unit_id,
        _PROGRAMME.c.start,
        _PROGRAMME.c.activated_on,
        _UNIT.c.agency,
        _UNIT.c.zone,
        _HEARD.label("heard"),
    )
    .join(_PROGRAMME, _PROGRAMME.c.id == _ANALYSIS.c.programme_id)
    .join(_UNIT, _UNIT.c.id == _PROGRAMME.c.unit_id)
)


def _parts(because: Any) -> dict[str, float]:
    return json.loads(because) if isinstance(because, str) else because or {}


def _row(known: dict[str, Any], late: list[tuple[int, dict[str, float]]]) -> dict[str, Any]:
    days, because = max(late, key=lambda task: (task[0], -task[1].get(_OUTSIDE, 0.0)), default=(0, {}))
    inherited = because.get(_OUTSIDE, 0.0)
    areas = {area for _days, parts in late for area in parts}
    sums = {area: sum(parts.get(area, 0.0) for _days, parts in late) for area in areas}
    area, largest = max(sums.items(), key=lambda part: (part[1], part[0]), default=("", 0.0))
    heard, total = known["heard"], known["total"]
    if heard is not None:
        aware = heard if heard.tzinfo is not None else heard.replace(tzinfo=ZoneInfo("UTC"))
        heard = aware.astimezone(ZoneInfo(known["zone"])).date()
    return {
        **{name: known[name] for name in ("programme_id", "unit_id", "agency", "as_of", "done", "total")},
        "late_tasks": len(late),
        "late_days": days,
        "progress": known["done"] * 100 // total if total else 0,
        "own_days": days - inherited,
        "inherited_days": inherited,
        "cause": area if largest > 0 else None,
        "silent_since": heard or known["activated_on"] or known["start"],
    }

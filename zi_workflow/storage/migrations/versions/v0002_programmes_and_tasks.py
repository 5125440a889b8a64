"""The programmes, their stages, rounds, tasks and evidence."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables, those that others point to first."""
    _programme()
    _dependency()
    _round()
    _stage()
    _task()
    _evidence()
    _task_state()


def _programme() -> None:
    op.create_table(
        "programme",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("unit_id", sa.String(length=36), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("framework", sa.String(length=60), nullable=False),
        sa.Column("framework_version", sa.String(length=40), nullable=False),
        sa.Column("calendar_version", sa.String(length=40), nullable=False),
        sa.Column("target", sa.String(length=4), nullable=False),
        sa.Column("route", sa.String(length=10), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("activated_on", sa.Date(), nullable=True),
        sa.Column("baseline", sa.Integer(), nullable=False),
        sa.Column("woken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_programme_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("code", name=op.f("uq_programme_code")),
    )
    op.create_index(op.f("ix_programme_unit_id"), "programme", ["unit_id"], unique=False)


def _dependency() -> None:
    op.create_table(
        "dependency",
        sa.Column("programme_id", sa.String(length=36), nullable=False),
        sa.Column("task", sa.String(length=60), nullable=False),
        sa.Column("predecessor", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=2), nullable=False),
        sa.Column("lag", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_dependency_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint(
            "programme_id", "task", "predecessor", "kind", "lag", name=op.f("pk_dependency")
        ),
    )


def _round() -> None:
    op.create_table(
        "round",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("programme_id", sa.String(length=36), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_round_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("programme_id", "quarter", name=op.f("uq_round_programme_id")),
    )
    op.create_index(op.f("ix_round_programme_id"), "round", ["programme_id"], unique=False)


def _stage() -> None:
    op.create_table(
        "stage",
        sa.Column("programme_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=30), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_stage_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("programme_id", "key", name=op.f("pk_stage")),
    )


def _task() -> None:
    op.create_table(
        "task",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("programme_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("template", sa.String(length=20), nullable=False),
        sa.Column("area", sa.String(length=20), nullable=False),
        sa.Column("stage", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.Date(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("planned_start", sa.Date(), nullable=True),
        sa.Column("planned_finish", sa.Date(), nullable=True),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("responsible", sa.String(length=30), nullable=False),
        sa.Column("verifier", sa.String(length=30), nullable=False),
        sa.Column("approver", sa.String(length=30), nullable=True),
        sa.Column("assignee_id", sa.String(length=36), nullable=True),
        sa.Column("gate", sa.Boolean(), nullable=False),
        sa.Column("external", sa.Boolean(), nullable=False),
        sa.Column("evidence_wanted", sa.JSON(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["assignee_id"], ["person.id"], name=op.f("fk_task_assignee_id_person")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_task_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_task_programme_id")),
    )
    op.create_index(op.f("ix_task_programme_id"), "task", ["programme_id"], unique=False)


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("task_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("reference", sa.String(length=1000), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_evidence_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_task_id"), "evidence", ["task_id"], unique=False)


def _task_state() -> None:
    op.create_table(
        "task_state",
        sa.Column("task_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("started", sa.Date(), nullable=True),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("obstacle", sa.String(length=500), nullable=True),
        sa.Column("submitted", sa.Date(), nullable=True),
        sa.Column("submitted_by", sa.String(length=80), nullable=True),
        sa.Column("verified", sa.Date(), nullable=True),
        sa.Column("finished", sa.Date(), nullable=True),
        sa.Column("promised", sa.Date(), nullable=True),
        sa.Column("promise_reason", sa.String(length=500), nullable=True),
        sa.Column("promise_accepted", sa.Boolean(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_state_task_id_task")),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_task_state")),
    )

"""Orders, sessions and matrices of monev rounds, and their frozen figures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """In the order in which they point to each other."""
    _orders()
    _sessions()
    _rounds()
    _matrices()


def _orders() -> None:
    op.create_table(
        "monev_order",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("joint", sa.Boolean(), nullable=False),
        sa.Column("meeting", sa.JSON(), nullable=False),
        sa.Column("cutoff", sa.Date(), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("team", sa.JSON(), nullable=False),
        sa.Column("letter_number", sa.String(length=120), nullable=False),
        sa.Column("letter_date", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("via", sa.String(length=80), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monev_order")),
        sa.UniqueConstraint("via", name=op.f("uq_monev_order_via")),
    )
    op.create_index(op.f("ix_monev_order_agency"), "monev_order", ["agency"], unique=False)
    op.create_table(
        "monev_order_unit",
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.Column("programme_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("meeting", sa.JSON(), nullable=True),
        sa.Column("seen", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["monev_order.id"], name=op.f("fk_monev_order_unit_order_id_monev_order")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_monev_order_unit_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("order_id", "programme_id", name=op.f("pk_monev_order_unit")),
    )
    op.create_index(op.f("ix_monev_order_unit_state"), "monev_order_unit", ["state"], unique=False)


def _sessions() -> None:
    op.create_table(
        "monev_session",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("order_id", sa.String(length=36), nullable=True),
        sa.Column("agency", sa.String(length=40), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("joint", sa.Boolean(), nullable=False),
        sa.Column("meeting", sa.JSON(), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("letter_number", sa.String(length=120), nullable=False),
        sa.Column("letter_date", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["monev_order.id"], name=op.f("fk_monev_session_order_id_monev_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monev_session")),
    )
    op.create_index(op.f("ix_monev_session_agency"), "monev_session", ["agency"], unique=False)
    op.create_index(op.f("ix_monev_session_order_id"), "monev_session", ["order_id"], unique=False)
    op.create_table(
        "monev_team",
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("duty", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_monev_team_person_id_person")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["monev_session.id"], name=op.f("fk_monev_team_session_id_monev_session")
        ),
        sa.PrimaryKeyConstraint("session_id", "person_id", name=op.f("pk_monev_team")),
    )
    op.create_table(
        "monev_attendance",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("programme_id", sa.String(length=36), nullable=True),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("office", sa.String(length=200), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("noted_by", sa.String(length=80), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_monev_attendance_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_monev_attendance_programme_id_programme")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["monev_session.id"], name=op.f("fk_monev_attendance_session_id_monev_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monev_attendance")),
    )
    op.create_index(op.f("ix_monev_attendance_session_id"), "monev_attendance", ["session_id"], unique=False)


def _rounds() -> None:
    with op.batch_alter_table("round") as batch_op:
        batch_op.add_column(sa.Column("session_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("cutoff", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("held_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("closed_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.String(length=500), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.create_index(batch_op.f("ix_round_session_id"), ["session_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_round_session_id_monev_session"), "monev_session", ["session_id"], ["id"]
        )
    with op.batch_alter_table("round") as batch_op:
        batch_op.alter_column("reason", existing_type=sa.String(length=500), server_default=None)
        batch_op.alter_column("version", existing_type=sa.Integer(), server_default=None)


def _matrices() -> None:
    op.create_table(
        "monev_matrix",
        sa.Column("round_id", sa.String(length=36), nullable=False),
        sa.Column("area", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.String(length=80), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_monev_matrix_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", "area", name=op.f("pk_monev_matrix")),
    )
    op.create_table(
        "monev_matrix_line",
        sa.Column("round_id", sa.String(length=36), nullable=False),
        sa.Column("task", sa.String(length=60), nullable=False),
        sa.Column("area", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("activity", sa.String(length=300), nullable=False),
        sa.Column("target", sa.String(length=1000), nullable=False),
        sa.Column("output", sa.String(length=1000), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("finishes", sa.Date(), nullable=False),
        sa.Column("responsible", sa.String(length=200), nullable=False),
        sa.Column("realisation", sa.String(length=1000), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("obstacle", sa.String(length=1000), nullable=False),
        sa.Column("solution", sa.String(length=1000), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("typed_by", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_monev_matrix_line_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", "task", name=op.f("pk_monev_matrix_line")),
    )
    op.create_index(op.f("ix_monev_matrix_line_area"), "monev_matrix_line", ["area"], unique=False)
    op.create_table(
        "monev_snapshot",
        sa.Column("round_id", sa.String(length=36), nullable=False),
        sa.Column("cutoff", sa.Date(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("event_number", sa.Integer(), nullable=False),
        sa.Column("chain_head", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_monev_snapshot_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_monev_snapshot")),
    )

"""The events, the outbox, the schedule and the day's figures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables, those that others point to first."""
    _cursor()
    _event()
    _occurrence()
    _message()
    _programme_analysis()
    _task_analysis()
    _notice()


def _cursor() -> None:
    op.create_table(
        "cursor",
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("seen_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("job", "scope", name=op.f("pk_cursor")),
    )


def _event() -> None:
    op.create_table(
        "event",
        sa.Column("agency", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.String(length=36), nullable=True),
        sa.Column("programme_id", sa.String(length=36), nullable=True),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("agency", "number", name=op.f("pk_event")),
        sa.UniqueConstraint("hash", name=op.f("uq_event_hash")),
    )
    op.create_index(op.f("ix_event_programme_id"), "event", ["programme_id"], unique=False)


def _occurrence() -> None:
    op.create_table(
        "occurrence",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrence")),
        sa.UniqueConstraint("key", name=op.f("uq_occurrence_key")),
    )
    op.create_index("ix_occurrence_state_due", "occurrence", ["state", "due_at"], unique=False)


def _message() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.String(length=36), nullable=False),
        sa.Column("programme_id", sa.String(length=36), nullable=True),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("to_name", sa.String(length=200), nullable=False),
        sa.Column("to_address", sa.String(length=254), nullable=True),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("html", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("transport", sa.String(length=10), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_person_id_person")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_message_programme_id_programme")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_message_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("key", name=op.f("uq_message_key")),
        sa.UniqueConstraint("message_id", name=op.f("uq_message_message_id")),
    )
    op.create_index(op.f("ix_message_on"), "message", ["on"], unique=False)
    op.create_index(op.f("ix_message_person_id"), "message", ["person_id"], unique=False)
    op.create_index(op.f("ix_message_programme_id"), "message", ["programme_id"], unique=False)
    op.create_index("ix_message_state_next", "message", ["state", "next_at"], unique=False)
    op.create_index(op.f("ix_message_unit_id"), "message", ["unit_id"], unique=False)


def _programme_analysis() -> None:
    op.create_table(
        "programme_analysis",
        sa.Column("programme_id", sa.String(length=36), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("planned_finish", sa.Date(), nullable=False),
        sa.Column("forecast_finish", sa.Date(), nullable=False),
        sa.Column("late_days", sa.Integer(), nullable=False),
        sa.Column("because", sa.JSON(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("running", sa.Integer(), nullable=False),
        sa.Column("ready", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programme_analysis_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_programme_analysis")),
    )


def _task_analysis() -> None:
    op.create_table(
        "task_analysis",
        sa.Column("programme_id", sa.String(length=36), nullable=False),
        sa.Column("task", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("planned_start", sa.Date(), nullable=False),
        sa.Column("planned_finish", sa.Date(), nullable=False),
        sa.Column("forecast_start", sa.Date(), nullable=False),
        sa.Column("forecast_finish", sa.Date(), nullable=False),
        sa.Column("clock", sa.Date(), nullable=False),
        sa.Column("late_days", sa.Integer(), nullable=False),
        sa.Column("slack_days", sa.Integer(), nullable=True),
        sa.Column("critical", sa.Boolean(), nullable=True),
        sa.Column("blocked_by", sa.String(length=60), nullable=True),
        sa.Column("because", sa.JSON(), nullable=False),
        sa.Column("finish_days", sa.Integer(), nullable=True),
        sa.Column("other_areas_days", sa.Integer(), nullable=True),
        sa.Column("moves", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_task_analysis_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("programme_id", "task", name=op.f("pk_task_analysis")),
    )


def _notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("programme_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("task", sa.String(length=60), nullable=True),
        sa.Column("about", sa.String(length=10), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("rung", sa.Integer(), nullable=True),
        sa.Column("recipient_id", sa.String(length=36), nullable=True),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("message_id", sa.String(length=36), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_notice_message_id_message")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_notice_programme_id_programme")
        ),
        sa.ForeignKeyConstraint(["recipient_id"], ["person.id"], name=op.f("fk_notice_recipient_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_key")),
    )
    op.create_index(op.f("ix_notice_message_id"), "notice", ["message_id"], unique=False)
    op.create_index("ix_notice_programme_task", "notice", ["programme_id", "task"], unique=False)
    op.create_index(op.f("ix_notice_recipient_id"), "notice", ["recipient_id"], unique=False)
    op.create_index(op.f("ix_notice_state"), "notice", ["state"], unique=False)

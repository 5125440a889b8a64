"""The guards in front of the relay, with the one row of the switch."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables; mail is not stopped."""
    _switch()
    _hold()
    _release()
    _pass()


def _switch() -> None:
    table = op.create_table(
        "mail_switch",
        sa.Column("id", sa.String(length=10), nullable=False),
        sa.Column("instance", sa.String(length=36), nullable=True),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("actor", sa.String(length=80), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("in_run", sa.Integer(), nullable=False),
        sa.Column("last_passed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("today", sa.Integer(), nullable=False),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_switch")),
    )
    zeros = {"passed": 0, "in_run": 0, "today": 0, "recipients": 0}
    op.bulk_insert(table, [{"id": "mail", "stopped": False, **zeros}])


def _hold() -> None:
    op.create_table(
        "mail_hold",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("cause", sa.String(length=12), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("signature", sa.String(length=64), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_hold")),
    )
    op.create_index(op.f("ix_mail_hold_signature"), "mail_hold", ["signature"], unique=False)


def _release() -> None:
    op.create_table(
        "mail_release",
        sa.Column("message_id", sa.String(length=36), nullable=False),
        sa.Column("hold_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["hold_id"], ["mail_hold.id"], name=op.f("fk_mail_release_hold_id_mail_hold")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_mail_release_message_id_message")
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_mail_release")),
    )


def _pass() -> None:
    op.create_table(
        "mail_pass",
        sa.Column("message_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_mail_pass_message_id_message")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mail_pass_person_id_person")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_mail_pass")),
    )
    op.create_index(op.f("ix_mail_pass_day"), "mail_pass", ["day"], unique=False)
    op.create_index("ix_mail_pass_person_day", "mail_pass", ["person_id", "day"], unique=False)

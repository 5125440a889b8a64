"""Mails that did not reach their address."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0008"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "bounce",
        sa.Column("message_id", sa.String(length=36), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("hard", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_bounce_message_id_message")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_bounce")),
    )
    op.create_index(op.f("ix_bounce_address"), "bounce", ["address"], unique=False)

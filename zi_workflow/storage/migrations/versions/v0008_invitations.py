"""Invitations to monev rounds, and who was sent what about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the tables; nobody was invited to a round before."""
    op.create_table(
        "invitation",
        sa.Column("round_id", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("meeting", sa.JSON(), nullable=False),
        sa.Column("guests", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_invitation_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_invitation")),
    )
    op.create_table(
        "invitee",
        sa.Column("round_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("guest_id", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("area", sa.String(length=20), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("message_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["guest_id"], ["person.id"], name=op.f("fk_invitee_guest_id_person")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_invitee_message_id_message")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_invitee_person_id_person")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["invitation.round_id"], name=op.f("fk_invitee_round_id_invitation")
        ),
        sa.PrimaryKeyConstraint("round_id", "person_id", name=op.f("pk_invitee")),
    )
    op.create_index(op.f("ix_invitee_message_id"), "invitee", ["message_id"], unique=False)

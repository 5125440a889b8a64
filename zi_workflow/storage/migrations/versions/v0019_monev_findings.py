"""What was seen and said in a monev round, its recommendations and its papers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """In the order in which they point to each other."""
    _meeting()
    _recommendations()
    _papers()


def _meeting() -> None:
    op.create_table(
        "monev_check",
        sa.Column("round_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("target", sa.String(length=60), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("noted_by", sa.String(length=80), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_monev_check_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", "kind", "target", name=op.f("pk_monev_check")),
    )
    op.create_table(
        "monev_file",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("round_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("target", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_by", sa.String(length=80), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_monev_file_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monev_file")),
    )
    op.create_index(op.f("ix_monev_file_round_id"), "monev_file", ["round_id"], unique=False)
    op.create_table(
        "monev_finding",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("round_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(length=2000), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_monev_finding_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monev_finding")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_monev_finding_round_id")),
    )


def _recommendations() -> None:
    op.create_table(
        "recommendation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("round_id", sa.String(length=36), nullable=False),
        sa.Column("programme_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.String(length=36), nullable=True),
        sa.Column("area", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(length=2000), nullable=False),
        sa.Column("responsible", sa.String(length=30), nullable=False),
        sa.Column("office", sa.String(length=200), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("task", sa.String(length=60), nullable=True),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=80), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["monev_finding.id"], name=op.f("fk_recommendation_finding_id_monev_finding")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_recommendation_programme_id_programme")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_recommendation_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_recommendation_round_id")),
    )
    op.create_index(op.f("ix_recommendation_programme_id"), "recommendation", ["programme_id"], unique=False)
    op.create_table(
        "recommendation_carry",
        sa.Column("recommendation_id", sa.String(length=36), nullable=False),
        sa.Column("round_id", sa.String(length=36), nullable=False),
        sa.Column("age", sa.Integer(), nullable=False),
        sa.Column("carried_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.id"],
            name=op.f("fk_recommendation_carry_recommendation_id_recommendation"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_recommendation_carry_round_id_round")
        ),
        sa.PrimaryKeyConstraint("recommendation_id", "round_id", name=op.f("pk_recommendation_carry")),
    )
    op.create_table(
        "recommendation_answer",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("recommendation_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=2000), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("answered_by", sa.String(length=80), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.id"],
            name=op.f("fk_recommendation_answer_recommendation_id_recommendation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation_answer")),
        sa.UniqueConstraint(
            "recommendation_id", "number", name=op.f("uq_recommendation_answer_recommendation_id")
        ),
    )


def _papers() -> None:
    op.create_table(
        "monev_record",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("round_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("letter_number", sa.String(length=120), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("signers", sa.JSON(), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("facts_sha256", sa.String(length=64), nullable=False),
        sa.Column("chain_number", sa.Integer(), nullable=False),
        sa.Column("chain_head", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_monev_record_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monev_record")),
        sa.UniqueConstraint("round_id", "kind", "number", name=op.f("uq_monev_record_round_id")),
    )
    op.create_table(
        "monev_template",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_by", sa.String(length=80), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monev_template")),
        sa.UniqueConstraint("agency", "kind", "number", name=op.f("uq_monev_template_agency")),
    )

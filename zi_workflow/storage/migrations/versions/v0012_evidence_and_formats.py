"""Pieces of evidence with versions and uses, and the agency's formats."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """What was handed in before becomes the first version of a piece of its own that serves its task."""
    op.create_table(
        "evidence_piece",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("task_id", sa.String(length=36), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=80), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_evidence_piece_task_id_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_piece")),
    )
    op.create_index(op.f("ix_evidence_piece_task_id"), "evidence_piece", ["task_id"], unique=False)
    op.create_table(
        "evidence_use",
        sa.Column("piece_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("target", sa.String(length=60), nullable=False),
        sa.Column("added_by", sa.String(length=80), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["piece_id"], ["evidence_piece.id"], name=op.f("fk_evidence_use_piece_id_evidence_piece")
        ),
        sa.PrimaryKeyConstraint("piece_id", "kind", "target", name=op.f("pk_evidence_use")),
    )
    _versions()
    _formats()


def _versions() -> None:
    op.execute("INSERT INTO evidence_piece (id, task_id, made_at) SELECT id, task_id, added_at FROM evidence")
    op.execute(
        "INSERT INTO evidence_use (piece_id, kind, target, added_by, added_at) SELECT evidence.id, 'task', task.code, '',"
        " evidence.added_at FROM evidence JOIN task ON task.id = evidence.task_id"
    )
    with op.batch_alter_table("evidence") as table:
        table.add_column(sa.Column("piece_id", sa.String(length=36), nullable=True))
        table.add_column(sa.Column("number", sa.Integer(), nullable=True))
        table.add_column(sa.Column("added_by", sa.String(length=80), nullable=True))
        table.add_column(sa.Column("quarter", sa.String(length=7), nullable=True))
        table.add_column(sa.Column("judged_by", sa.String(length=80), nullable=True))
        table.add_column(sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("judged_note", sa.String(length=500), nullable=True))
    op.execute("UPDATE evidence SET piece_id = id, number = 1, added_by = ''")
    with op.batch_alter_table("evidence") as table:
        table.alter_column("piece_id", existing_type=sa.String(length=36), nullable=False)
        table.alter_column("number", existing_type=sa.Integer(), nullable=False)
        table.alter_column("added_by", existing_type=sa.String(length=80), nullable=False)
        table.create_foreign_key(
            op.f("fk_evidence_piece_id_evidence_piece"), "evidence_piece", ["piece_id"], ["id"]
        )
        table.create_unique_constraint(op.f("uq_evidence_piece_id"), ["piece_id", "number"])


def _formats() -> None:
    op.create_table(
        "format_document",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("agency", sa.String(length=40), nullable=False),
        sa.Column("framework", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("legal_basis", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=80), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=500), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_format_document")),
    )
    op.create_index(op.f("ix_format_document_agency"), "format_document", ["agency"], unique=False)
    op.create_table(
        "format_file",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("format_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_by", sa.String(length=80), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["format_id"], ["format_document.id"], name=op.f("fk_format_file_format_id_format_document")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_format_file")),
        sa.UniqueConstraint("format_id", "number", name=op.f("uq_format_file_format_id")),
    )
    op.create_table(
        "format_use",
        sa.Column("format_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("target", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["format_id"], ["format_document.id"], name=op.f("fk_format_use_format_id_format_document")
        ),
        sa.PrimaryKeyConstraint("format_id", "kind", "target", name=op.f("pk_format_use")),
    )

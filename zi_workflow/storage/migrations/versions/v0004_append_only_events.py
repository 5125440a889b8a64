"""The database itself refuses to change or delete an event."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

SQLITE = """
CREATE TRIGGER event_no_{move} BEFORE {move} ON event
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END
"""

POSTGRES = (
    """
    CREATE FUNCTION event_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$
    """,
    """
    CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION event_append_only()
    """,
)


def upgrade() -> None:
    """A revision that rebuilds the event table on SQLite has to make its triggers again."""
    if op.get_context().dialect.name == "sqlite":
        statements = tuple(SQLITE.format(move=move) for move in ("UPDATE", "DELETE"))
    else:
        statements = POSTGRES
    for statement in statements:
        op.execute(statement)

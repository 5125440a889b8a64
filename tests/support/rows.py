"""The whole content of a database, to see that nothing changed; knows no table by name."""

from __future__ import annotations

from zi_workflow.bootstrap import Store
from zi_workflow.storage.tables import metadata


def all_rows(store: Store) -> list[str]:
    """Every row of every table."""
    with store.reading() as session:
        return [str(row) for table in metadata.sorted_tables for row in session.execute(table.select())]

"""One history of the schema for SQLite and PostgreSQL; knows rows, not rules."""

HISTORY = (
    "0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0010", "0011", "0012", "0013", "0014", "0016",
    "0017", "0018", "0019", "0020", "0021", "0022",
)  # fmt: skip

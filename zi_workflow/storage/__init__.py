"""The only home of SQL; knows rows, not rules."""

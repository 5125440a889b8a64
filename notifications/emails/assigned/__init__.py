"""A single new task during the day."""

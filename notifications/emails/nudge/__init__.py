"""A person's own reminder about one task, told at once."""

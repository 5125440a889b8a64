"""Mail is held: the one thing an administrator is told at once."""

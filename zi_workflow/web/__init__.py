"""Pages for people; thin over use cases and read models."""

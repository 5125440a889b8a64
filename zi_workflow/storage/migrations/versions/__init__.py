"""The revisions, oldest first; each is frozen once it has shipped."""

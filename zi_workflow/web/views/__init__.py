"""What pages say, built from rows: pure, in the language in use; no query, no HTML."""

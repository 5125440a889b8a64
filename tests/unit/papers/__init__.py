"""The papers of a round, laid out."""

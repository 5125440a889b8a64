"""Evidence that came back, told at once."""

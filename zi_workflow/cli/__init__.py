"""The zi command and the composition root; the only module here that may start flows and schedules."""

"""The escalation: what reached level 3 or more, in a mail of its own."""

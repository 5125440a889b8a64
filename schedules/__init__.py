"""When: the only home of APScheduler."""

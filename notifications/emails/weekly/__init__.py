"""The weekly summary: where a programme stands; the one mail that a person may do without."""

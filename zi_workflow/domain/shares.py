"""A part of a whole in per cent, as every page, mail and paper says it."""

from __future__ import annotations


def percent(part: int, whole: int) -> int:
    """Rounded half up; a hundred only when it is all and nothing only when there is none, so that neither is promised."""
    if not whole:
        return 0
    rounded = (200 * part + whole) // (2 * whole)
    return min(max(rounded, 1), 99) if 0 < part < whole else rounded

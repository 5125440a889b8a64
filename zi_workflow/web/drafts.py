"""Names of the drafts that a browser keeps of a form: by person, task and purpose, and telling nobody who that is."""

from __future__ import annotations

from zi_workflow.storage.ids import token_hash
from zi_workflow.web.current import current

_PERSON, _FORM = 10, 16


def person_mark(person_id: str | None = None) -> str:
    """Of the person, or of whoever is signed in; empty for nobody."""
    viewer = current()
    found = person_id or (viewer.person_id if viewer is not None else "")
    return token_hash(f"draft:{found}")[:_PERSON] if found else ""


def draft_key(*form: str, person_id: str | None = None) -> str:
    """Of one form of theirs."""
    return f"{person_mark(person_id)}.{token_hash(repr(form))[:_FORM]}"

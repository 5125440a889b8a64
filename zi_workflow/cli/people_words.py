"""What an import of people changes, in words; decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from zi_workflow import wording
from zi_workflow.domain.errors import N_
from zi_workflow.i18n import _, language
from zi_workflow.web.views import words

if TYPE_CHECKING:
    from zi_workflow.usecases.people_changes import Change

_WHAT: Mapping[str, str] = {
    "name": N_("name"),
    "office": N_("position"),
    "email": N_("address"),
    "phone": N_("telephone"),
    "active": N_("active"),
    "role": N_("office"),
    "valid_from": N_("first day"),
    "valid_to": N_("last day"),
}


def what(change: Change) -> str:
    """What of the person or of their role differs."""
    return _(_WHAT[change.what])


def where(change: Change) -> str:
    """The role that it is about, in brackets after a space; empty for the person themselves and for a new role."""
    if not change.role or change.what == "role":
        return ""
    return f" ({_role(change.role, change.area)})"


def value(change: Change, text: str) -> str:
    """A value as people read it: days in full, roles and yes or no in words."""
    if change.what == "role" and text == change.role:
        return _role(change.role, change.area)
    if change.what == "active":
        return _("yes") if text == "True" else _("no")
    if change.what in ("valid_from", "valid_to") and text != "-":
        return wording.full_date(date.fromisoformat(text), language())
    return text


def _role(role: str, area: str) -> str:
    return f"{words.role(role)} {words.area(area)}" if area else words.role(role)

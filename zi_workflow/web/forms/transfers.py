"""What is typed to hand everything of a person to another; stores nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from starlette.datastructures import FormData

from zi_workflow.i18n import _
from zi_workflow.web.forms.agreeing import value


@dataclass
class FilledTransfer:
    """To whom, from which day, with the offices or without, and what is wrong, by field."""

    to: str = ""
    first: str = ""
    offices: bool = True
    day: date | None = None
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def carried(self) -> dict[str, str]:
        """The fields as the page of consequences carries them."""
        return {"ke": self.to, "mulai": self.first, "peran": "ya" if self.offices else ""}


def blank(today: date) -> FilledTransfer:
    """From today on, with everything."""
    return FilledTransfer(first=today.isoformat())


def read(form: FormData, people: Mapping[str, str]) -> FilledTransfer:
    """The form; `people` are those who may take over, by id."""
    filled = FilledTransfer(value(form, "ke"), value(form, "mulai").strip(), value(form, "peran") == "ya")
    if filled.to not in people:
        filled.problems["ke"] = _("Please choose somebody from the list.")
    try:
        filled.day = date.fromisoformat(filled.first)
    except ValueError:
        filled.problems["mulai"] = _("Please choose a date.")
    return filled

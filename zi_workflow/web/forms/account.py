"""What is typed to change a password, and what is missing in it; knows no account and no hash."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.datastructures import FormData

from zi_workflow.domain.accounts import MOST_LETTERS
from zi_workflow.i18n import _
from zi_workflow.web.forms.short import text


@dataclass
class NewPassword:
    """The password that holds, if there is one, the new one twice, and what is wrong, by field."""

    old: str = field(default="", repr=False)
    new: str = field(default="", repr=False)
    problems: dict[str, str] = field(default_factory=dict)


def read(form: FormData) -> NewPassword:
    """The form; the old one is asked for elsewhere, where it is known whether there is one."""
    filled = NewPassword(text(form, "kini")[: MOST_LETTERS + 1], text(form, "baru"))
    if not filled.new:
        filled.problems["baru"] = _("Please type the new password.")
    elif text(form, "ulang") != filled.new:
        filled.problems["ulang"] = _("The two new passwords are not the same.")
    return filled

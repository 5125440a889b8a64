"""What is typed to sign in, and what is missing in it; knows no account."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.datastructures import FormData

from zi_workflow.domain.accounts import MOST_LETTERS
from zi_workflow.i18n import _
from zi_workflow.web.forms.short import text

_LONGEST = 254


@dataclass
class Credentials:
    """An address and a password as they were typed, the page that was wanted, and what is wrong, by field."""

    address: str = ""
    password: str = field(default="", repr=False)
    wanted: str = ""
    problems: dict[str, str] = field(default_factory=dict)


def read(form: FormData) -> Credentials:
    """Both."""
    filled = read_address(form)
    filled.password = text(form, "sandi")
    if not filled.password:
        filled.problems["sandi"] = _("Please type your password.")
    elif len(filled.password) > MOST_LETTERS:
        filled.problems["sandi"] = _("A password has at most {n} characters.", n=MOST_LETTERS)
    return filled


def read_address(form: FormData) -> Credentials:
    """Only the address."""
    filled = Credentials(text(form, "alamat").strip()[:_LONGEST], wanted=text(form, "lanjut"))
    if "@" not in filled.address:
        filled.problems["alamat"] = _("Please type your mail address.")
    return filled

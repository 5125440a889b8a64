"""What is sent to mend an address or to turn mail: a deed, a reason, an address, a preview's token; decides nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.datastructures import FormData

from zi_workflow.domain.errors import ZiError
from zi_workflow.i18n import _
from zi_workflow.web.forms.short import text


@dataclass
class Filled:
    """The fields as they were typed, and the sentences about what is wrong, by field."""

    deed: str = ""
    address: str = ""
    reason: str = ""
    token: str = ""
    problems: dict[str, str] = field(default_factory=dict)


def read(form: FormData) -> Filled:
    """The form; what is missing is empty."""
    return Filled(
        text(form, "tindakan"),
        text(form, "alamat").strip(),
        text(form, "alasan").strip(),
        text(form, "token"),
    )


def refused(filled: Filled, name: str, error: ZiError) -> None:
    """Put an error's sentences beside a field, without the options of the command line that they may name."""
    filled.problems[name] = " ".join(_(each.message, **each.params) for each in error.problems)

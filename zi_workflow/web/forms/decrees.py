"""What is sent to take decrees of days off into use: a file or a pasted text, for whom; stores nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from starlette.datastructures import FormData, UploadFile

from zi_workflow import i18n
from zi_workflow.domain.calendars import Decree
from zi_workflow.domain.decree_files import MOST_BYTES, read_decrees
from zi_workflow.domain.errors import InputError
from zi_workflow.i18n import _
from zi_workflow.web.forms.agreeing import value


@dataclass
class FilledDecree:
    """What was pasted, the code of one unit or nothing, the decrees that were read, and what is wrong, by field."""

    text: str = ""
    unit: str = ""
    decrees: tuple[Decree, ...] = ()
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def carried(self) -> dict[str, str]:
        """The fields as the page of consequences carries them: the decrees as they were read."""
        return {"teks": written(self.decrees), "unit": self.unit}


def read(form: FormData) -> FilledDecree:
    """A file if one was chosen, else the text; every mistake of it at once."""
    filled = FilledDecree(value(form, "teks").strip(), value(form, "unit").strip())
    file = form.get("berkas")
    chosen = isinstance(file, UploadFile) and bool(file.filename)
    if isinstance(file, UploadFile) and chosen:
        raw, suffix = file.file.read(MOST_BYTES + 1), PurePath(file.filename or "").suffix
    else:
        raw, suffix = filled.text.encode(), _kind(filled.text)
    if not raw:
        filled.problems["teks"] = _("Please choose a file, or paste the decree.")
        return filled
    try:
        filled.decrees = read_decrees(raw, suffix)
    except InputError as error:
        place = "berkas" if chosen else "teks"
        filled.problems[place] = " ".join(i18n.sentence(each) for each in error.problems)
    return filled


def _kind(text: str) -> str:
    """What a pasted text is: JSON, TOML, or else a table."""
    if text.startswith(("{", "[{")):
        return ".json"
    first = text.splitlines()[0] if text else ""
    return ".toml" if "=" in first or first.startswith("[[") else ".csv"


def written(decrees: Sequence[Decree]) -> str:
    """Decrees as JSON that `read_decrees` takes."""
    return json.dumps(
        {
            "decrees": [
                {
                    "number": each.number,
                    "signed": each.signed.isoformat(),
                    "title": each.title,
                    "source": each.source,
                    "days": [
                        {"day": day.day.isoformat(), "kind": str(day.kind), "name": day.name}
                        for day in each.days
                    ],
                }
                for each in decrees
            ]
        },
        ensure_ascii=False,
    )

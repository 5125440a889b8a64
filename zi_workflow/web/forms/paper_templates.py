"""The form of an agency's template: one file, tried out; and which version is withdrawn. Stores nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.datastructures import FormData

from zi_workflow.domain.papers import PaperKind
from zi_workflow.i18n import _, sentence
from zi_workflow.usecases.paper_templates import Tried, try_out
from zi_workflow.web.forms.acting import Filled, read_version
from zi_workflow.web.forms.files import read_files, texts


@dataclass
class Upload(Filled):
    """A template with what came of filling it, and each mistake as a sentence with its place."""

    tried: Tried | None = None
    mistakes: list[str] = field(default_factory=list)


def read(form: FormData, kind: PaperKind) -> Upload:
    """One DOCX; what is no document at all is not tried."""
    filled = Upload(texts(form))
    filled.files, wrong = read_files(form, most=1)
    read_version(filled)
    if wrong or not filled.files:
        filled.problems["files"] = wrong or _("A template is a DOCX file; please choose one.")
        return filled
    content = filled.files[0].content
    content.seek(0)
    filled.tried = try_out(kind, content.read())
    content.seek(0)
    if filled.tried.problems:
        filled.mistakes = [sentence(each) for each in filled.tried.problems]
        filled.problems["files"] = _(
            "This template does not work yet; nothing was kept. What to mend stands below."
        )
    return filled


def read_withdrawal(form: FormData) -> Filled:
    """The version that is withdrawn."""
    filled = Filled(texts(form))
    read_version(filled)
    return filled

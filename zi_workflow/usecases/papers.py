"""Makes a paper of a round as a file: what it says, in our own layout or the agency's; writes nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlmodel import Session

from zi_workflow.domain.errors import N_, NotFoundError, Problem, RefusedError
from zi_workflow.domain.papers import Paper, PaperKind
from zi_workflow.frameworks import loader
from zi_workflow.papers import words
from zi_workflow.storage.evidence_folder import EvidenceFolder
from zi_workflow.storage.queries import paper_templates, papers
from zi_workflow.storage.queries.paper_templates import TemplateRow


class Form(StrEnum):
    """As what a paper is handed out."""

    DOCX = "docx"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a paper says and the agency's template for it, if there is one."""

    paper: Paper
    template: TemplateRow | None


def kind_named(name: str) -> PaperKind:
    """The kind that an address names; NotFoundError names those there are."""
    if name not in list(PaperKind):
        message = N_("There is no paper {name!r}; known: {known}.")
        raise NotFoundError(Problem(message, {"name": name, "known": ", ".join(PaperKind)}))
    return PaperKind(name)


def form_named(name: str) -> Form:
    """The form that a file's ending names; NotFoundError."""
    if name not in list(Form):
        raise NotFoundError(
            Problem(N_("A paper is handed out as docx or pdf, not as {name!r}."), {"name": name})
        )
    return Form(name)


def sheet(session: Session, programme_id: str, quarter: str, kind: PaperKind, on: date) -> Sheet:
    """What the paper says on the unit's date, or said when it was signed; NotFoundError."""
    said = papers.paper(session, programme_id, quarter, kind, on, loader.places_of)
    return Sheet(said, paper_templates.in_use(session, said.agency, kind))


def file_name(paper: Paper, form: Form) -> str:
    """In ASCII: `berita-acara-monev-tw1-2025-DPA.docx`."""
    unit = "".join(each if each.isascii() and each.isalnum() else "-" for each in paper.unit_code).strip("-")
    return f"{paper.kind}-monev-{words.quarter_short(paper.quarter)}-{unit or 'unit'}.{form}"


def made(sheet: Sheet, form: Form, folder: EvidenceFolder | None) -> bytes:
    """The file. RefusedError where the agency's template is gone, damaged, or cannot take what this round says.

    A PDF always has our own layout.
    """
    if form is Form.PDF:
        from zi_workflow.papers import pdf

        return pdf.render(sheet.paper)
    from zi_workflow.papers import docx

    if sheet.template is None:
        return docx.render(sheet.paper)
    template = _content(sheet.template, folder)
    try:
        return docx.render(sheet.paper, template)
    except Exception as error:  # whatever the libraries say of a template that took the sample and not this
        message = N_(
            "The agency's template {name!r} cannot take what this round says; the PDF has our own layout."
        )
        raise RefusedError(Problem(message, {"name": sheet.template.name})) from error


def _content(row: TemplateRow, folder: EvidenceFolder | None) -> bytes:
    place = folder.place(row.sha256) if folder is not None else None
    content = place.read_bytes() if place is not None and place.is_file() else b""
    if hashlib.sha256(content).hexdigest() != row.sha256:
        message = N_(
            "The agency's template {name!r} is missing or damaged on our disk; the PDF has our own layout."
        )
        raise RefusedError(Problem(message, {"name": row.name}))
    return content

"""A paper as DOCX, from our own template or an agency's (docxtpl); the same facts give the same bytes."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from zi_workflow.domain.papers import Paper
from zi_workflow.papers.archives import settled
from zi_workflow.papers.fields import fields

if TYPE_CHECKING:
    from docxtpl import DocxTemplate


MOST_PROPERTY = 255  # of a document's properties


def render(paper: Paper, template: bytes | None = None) -> bytes:
    """The document; `template` is one that `template_checks` let through, None: our own.

    Raises what docxtpl, Jinja and the XML parser raise for a template that does not work.
    """
    from zi_workflow.papers.own_templates import own_template
    from zi_workflow.papers.sandbox import sandbox

    document = opened(template or own_template(paper.kind))
    document.render(fields(paper), sandbox(), autoescape=True)
    core = document.docx.core_properties
    core.created = core.modified = datetime(
        paper.made_on.year, paper.made_on.month, paper.made_on.day, tzinfo=UTC
    )
    core.last_modified_by, core.revision = core.author, 1
    held = io.BytesIO()
    document.save(held)
    return settled(held.getvalue())


def opened(content: bytes) -> DocxTemplate:
    """A template as docxtpl takes it, which refuses to write a part that is no XML any more."""
    from docx.oxml import parse_xml
    from docxtpl import DocxTemplate  # with lxml, which takes longer to load than most commands

    class Strict(DocxTemplate):  # type: ignore[misc, unused-ignore]
        def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:
            made: str = super().render_xml_part(src_xml, part, context, jinja_env)
            parse_xml(made)
            return made

        def render_properties(self, context: Any, jinja_env: Any = None) -> None:
            """Title and author are the paper's; nothing else of the template's properties is evaluated."""
            core = self.docx.core_properties
            core.title = f"{context['judul']} {context['triwulan']}, {context['unit']}"[:MOST_PROPERTY]
            core.author, core.language = context["instansi"][:MOST_PROPERTY], "id-ID"

    document: DocxTemplate = Strict(io.BytesIO(content))
    document.init_docx()
    return document

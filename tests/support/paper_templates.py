"""Templates as an agency would write them."""

from __future__ import annotations

import io

from docx import Document


def template(*lines: str, header: str = "", footer: str = "{{ keaslian }}") -> bytes:
    """A DOCX of these paragraphs."""
    made = Document()
    for line in lines:
        made.add_paragraph(line)
    made.sections[0].header.paragraphs[0].text = header
    made.sections[0].footer.paragraphs[0].text = footer
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()

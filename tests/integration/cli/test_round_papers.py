"""`zi round paper` writes what the page hands out."""

from __future__ import annotations

from pathlib import Path

from tests.integration.cli.conftest import Terminal
from tests.support.paper_texts import docx_words, pdf_words

ABOUT = ("round", "paper", "contoh-2025")


def test_a_paper_is_written_as_its_ending_says(office: Terminal, tmp_path: Path) -> None:
    """The quarter as people write it; twice the same bytes."""
    for ending, words in (("docx", docx_words), ("pdf", pdf_words)):
        file = tmp_path / f"ba.{ending}"
        assert str(file) in office.does(*ABOUT, "TW I 2025", "berita-acara", "--to", str(file))
        first = file.read_bytes()
        assert "Dinas Contoh" in words(first)
        data = office.tells(*ABOUT, "2025-Q1", "berita-acara", "--to", str(file))
        assert data["facts"]["unit"] == "Dinas Contoh"
        assert file.read_bytes() == first


def test_what_cannot_be_written_is_said(office: Terminal, tmp_path: Path) -> None:
    """Another ending, another paper, another quarter, a folder that is not there."""
    file = str(tmp_path / "x.pdf")
    for arguments, said in (
        (("2025-Q1", "laporan", "--to", "x.odt"), "docx atau pdf"),
        (("2025-Q1", "nota", "--to", file), "undangan, surat-tugas"),
        (("2031-Q1", "laporan", "--to", file), "2031-Q1"),
        (("2025-Q1", "laporan", "--to", str(tmp_path / "none" / "x.pdf")), "tidak dapat ditulis"),
    ):
        refused = office.refuses(*ABOUT, *arguments)
        assert len(refused) == 1
        assert said in refused[0]

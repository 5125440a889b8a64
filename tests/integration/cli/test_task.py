"""`zi task` as members and coordinators type it."""

from __future__ import annotations

import hashlib
from contextlib import closing

import pytest
from sqlmodel import select

from tests.integration.cli.conftest import Terminal
from zi_workflow import bootstrap
from zi_workflow.settings import load
from zi_workflow.storage.tables import Evidence

P = "contoh-2025"
ROUTE = ("UM-01", "--evidence", "SK Penetapan", "--on", "2025-01-03", "--by", "Citra")


def begun(office: Terminal) -> Terminal:
    """The outside decision is in, and Eka works on MP-01."""
    office.does("task", "outcome", P, *ROUTE)
    office.does("task", "start", P, "MP-01", "--by", "Eka", "--on", "2025-01-06")
    return office


def test_a_task_goes_from_start_to_done(office: Terminal) -> None:
    """Each command says what the task is now."""
    begun(office)
    report = ("--progress", "60", "--note", "Draf", "--obstacle", "Data", "--by", "Eka", "--on", "2025-01-07")
    assert office.tells("task", "report", P, "MP-01", *report)["progress"] == 60
    handed = office.file("notulen.pdf", b"isi")
    assert "menunggu pemeriksaan" in office.does(
        "task", "submit", P, "MP-01", "--file", handed, "--by", "Eka"
    )
    assert "Dikembalikan" in office.does("task", "return", P, "MP-01", "--note", "Kurang", "--by", "Citra")
    office.does("task", "submit", P, "MP-01", "--evidence", "https://contoh.go.id/n", "--by", "Eka")
    assert office.does("task", "verify", P, "MP-01", "--by", "Citra") == "MP-01: Selesai dan diterima.\n"
    reopened = office.tells("task", "reopen", P, "MP-01", "--reason", "Temuan", "--by", "Citra")
    assert (reopened["state"], reopened["cycle"]) == ("in_progress", 2)


def test_a_files_content_is_hashed(office: Terminal) -> None:
    """The database keeps the hash, not the file."""
    begun(office)
    handed = office.file("notulen.pdf", b"isi")
    office.does("task", "submit", P, "MP-01", "--file", handed, "--by", "Eka")
    with closing(bootstrap.open_store(load())) as store, store.reading() as session:
        evidence = session.exec(select(Evidence).where(Evidence.name == "notulen.pdf")).one()
    assert evidence.sha256 == hashlib.sha256(b"isi").hexdigest()


def test_a_waiting_task_names_what_it_waits_for(office: Terminal) -> None:
    """One sentence for each; ahead with a reason it begins."""
    sentences = office.refuses("task", "start", P, "MP-02")
    assert [line.split(" ")[5] for line in sentences] == ["MP-01", "UM-02"]
    assert len(office.refuses("task", "start", P, "MP-02", "--ahead")) == 1
    office.does("task", "start", P, "MP-02", "--ahead", "--reason", "Perintah kepala")


def test_own_work_is_not_verified(office: Terminal) -> None:
    """Neither by its submitter nor by the same console."""
    begun(office)
    office.does("task", "submit", P, "MP-01", "--evidence", "Notulen")
    assert len(office.refuses("task", "verify", P, "MP-01")) == 1
    office.does("task", "verify", P, "MP-01", "--by", "citra@contoh.go.id")


def test_promises_are_made_and_accepted(office: Terminal) -> None:
    """A promise that is in the past is refused."""
    promise = ("task", "promise", P, "MP-01", "--reason", "Cuti", "--by", "Eka")
    assert len(office.refuses(*promise, "--until", "2025-01-31")) == 1
    office.does(*promise, "--until", "2025-02-28")
    assert office.tells("task", "accept", P, "MP-01", "--by", "Citra")["promise_accepted"]


def test_tasks_are_given_and_waived(office: Terminal) -> None:
    """The list shows whose they are."""
    office.does("task", "assign", P, "MP-01", "--to", "Budi", "--by", "Citra")
    waive = ("--reason", "Sudah ada", "--approved-by", "Kepala Dinas", "--by", "Citra")
    office.does("task", "waive", P, "MP-03", *waive)
    tasks = {task["task"]: task for task in office.tells("task", "list", P, "--area", "mp")}
    assert (tasks["MP-01"]["assignee"], tasks["MP-03"]["state"]) == ("Budi", "not_applicable")
    unfinished = {task["task"] for task in office.tells("task", "list", P, "--open")}
    assert "MP-03" not in unfinished
    assert "MP-01" in office.does("task", "list", P, "--area", "mp")


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("start", P, "XX-99"), "XX-99"),
        (("start", P, "MP-01", "--on", "2025-02-04"), "--on"),
        (("start", P, "MP-01", "--on", "kemarin"), "--on"),
        (("start", P, "MP-01", "--by", "Zaki"), "--by"),
        (("start", P, "MP-01", "--by", "Budi", "--on", "2024-12-31"), "MP-01"),
        (("submit", P, "MP-01", "--evidence", "x"), "MP-01"),
        (("report", P, "MP-01", "--progress", "10"), "MP-01"),
        (("submit", P, "MP-01", "--file", "tidak-ada.pdf"), "tidak-ada.pdf"),
        (("promise", P, "MP-01", "--until", "31/02/2025"), "--until"),
        (("report", P, "MP-01", "--progress", "banyak"), "--progress"),
        (("outcome", P, "MP-01", "--evidence", "x"), "MP-01"),
    ],
)
def test_a_mistake_is_one_sentence_that_names_its_place(
    office: Terminal, words: tuple[str, ...], what: str
) -> None:
    """Nothing is saved."""
    (sentence,) = office.refuses("task", *words)
    assert what in sentence

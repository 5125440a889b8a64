"""`zi mail` shows what is in the outbox, on paper and for a chat, and answers mistakes with a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from notifications.delivery import capture_all
from tests.support import mails
from tests.support.mails import NOW, ON
from zi_workflow.bootstrap import Store
from zi_workflow.cli.main import main
from zi_workflow.domain.notices import MailKind
from zi_workflow.storage.tables import Person

Zi = Callable[..., "Said"]


@dataclass(frozen=True)
class Said:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str


@pytest.fixture
def zi(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Zi:
    """The command against a database with two captured mails and one for the printable list."""
    monkeypatch.setenv("ZI_DATABASE_URL", f"sqlite:///{sqlite_store.engine.url.database}")
    mails.settle(sqlite_store)
    with sqlite_store.writing() as session:
        mails.enqueue(session, "a", mails.line("TL-03", None), kind=MailKind.ASSIGNED)
        mails.enqueue(session, "b", mails.line("TL-04", None), kind=MailKind.RETURNED)
        mails.enqueue(session, "c", mails.line("TL-05", None), address=None)
        session.get_one(Person, "budi").email = None
    with sqlite_store.writing() as session:
        capture_all(session, NOW, None, ON)

    def run(*words: str) -> Said:
        status = main([*words, "--lang", "id"] if "--lang" not in words else words)
        printed = capsys.readouterr()
        return Said(status, printed.out, printed.err)

    return run


def ids(zi: Zi) -> dict[str, str]:
    """Ids of the messages by kind."""
    return {row["kind"]: row["id"] for row in json.loads(zi("mail", "list", "--json").out)}


def test_the_list_names_date_state_receiver_and_subject(zi: Zi) -> None:
    """One line a message, filtered by date and state."""
    lines = zi("mail", "list").out.splitlines()
    assert len(lines) == 3
    assert all("Rab, 30 Apr 2025  terkirim" in line and "Budi Santoso, S.H." in line for line in lines)
    assert any("[ZI 2025] Selesaikan Tugas TL-05" in line for line in lines)
    assert zi("mail", "list", "--on", "2025-04-29").out == "Tidak ada pesan.\n"
    assert zi("mail", "list", "--state", "failed", "--json").out == "[]\n"


def test_a_message_is_found_by_the_end_of_its_id(zi: Zi) -> None:
    """As the list shows it."""
    shown = zi("mail", "show", ids(zi)["returned"][-8:]).out
    assert "Kepada: Budi Santoso, S.H. <budi@example.go.id>" in shown
    assert "Perihal: [ZI 2025] " in shown
    assert "Yth. Anggota Area Penataan Tatalaksana" in shown


def test_text_html_source_and_json_can_be_had_alone(zi: Zi) -> None:
    """For looking, testing and archiving."""
    mail_id = ids(zi)["returned"]
    assert zi("mail", "show", mail_id, "--text").out.startswith("Zona Integritas 2025")
    assert zi("mail", "show", mail_id, "--html").out.startswith("<!DOCTYPE html>")
    assert "Auto-Submitted: auto-generated" in zi("mail", "show", mail_id, "--source").out
    assert json.loads(zi("mail", "show", mail_id, "--json").out)["state"] == "sent"


def test_the_printable_list_is_grouped_by_who_hands_it_over(zi: Zi) -> None:
    """Budi has no address: his coordinator Ayu prints his mail; nobody else's is on the list."""
    printed = zi("mail", "list", "--printable").out
    assert printed.startswith("Dinas Contoh - Rabu, 30 April 2025\nDisampaikan oleh: Ayu Lestari\n")
    assert "TL-05" in printed
    assert "TL-03" not in printed
    assert zi("mail", "list", "--printable", "--on", "2025-04-29").out == "Tidak ada yang perlu dicetak.\n"
    (row,) = json.loads(zi("mail", "list", "--printable", "--json").out)
    assert (row["to"], row["bearer"]) == ("Budi Santoso, S.H.", "Ayu Lestari")


def test_texts_to_paste_are_short(zi: Zi) -> None:
    """For a chat, of one message or of everybody without an address."""
    text = zi("mail", "paste", ids(zi)["digest"]).out
    assert text.startswith("*Zona Integritas 2025*\nYth. Anggota Area Penataan Tatalaksana (u.p. Budi")
    assert len(text) < 700
    assert text.rstrip() in zi("mail", "list", "--paste").out


@pytest.mark.parametrize("kind", list(MailKind))
def test_samples_can_be_previewed_in_both_languages(zi: Zi, kind: str) -> None:
    """Without a database."""
    assert zi("mail", "preview", kind).out.startswith("Perihal: [ZI 2025] ")
    assert zi("mail", "preview", kind, "--lang", "en").out.startswith("Subject: [ZI 2025] ")
    assert zi("mail", "preview", kind, "--html").out.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("list", "--on", "besok"), "--on: 'besok' bukan tanggal; tulis YYYY-MM-DD."),
        (
            ("list", "--state", "lupa"),
            "--state: Tidak ada keadaan 'lupa'; yang ada: queued (menunggu), claimed (disiapkan),",
        ),
        (("list", "--paste", "--state", "sent"), "--state: --state hanya berlaku untuk daftar biasa."),
        (("show", "zzz"), "Tidak ada pesan 'zzz'."),
        (("show", "%"), "Tidak ada pesan '%'."),
        (("paste", ""), "Tidak ada pesan ''."),
        (("show", "0"), "Beberapa pesan berawal atau berakhir dengan '0'; tulis id lebih lengkap."),
        (("show", "zzz", "--text", "--html"), "Pilih salah satu dari --text, --html, --source, dan --json."),
        (
            ("preview", "kabar"),
            "Tidak ada surel 'kabar'; yang ada: digest, escalation, assigned, returned, invitation, ",
        ),
    ],
)
def test_mistakes_get_one_sentence(zi: Zi, words: tuple[str, ...], sentence: str) -> None:
    """Exit status 2, nothing on standard output, no traceback."""
    said = zi("mail", *words)
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith(sentence)
    assert len(said.err.splitlines()) == 1


def test_a_printed_message_has_no_raw_form(zi: Zi) -> None:
    """It was never a mail."""
    said = zi("mail", "show", ids(zi)["digest"], "--source")
    assert (said.status, said.err) == (
        2,
        "Pesan ini tidak memiliki bentuk mentah: tidak dikirim sebagai surel.\n",
    )

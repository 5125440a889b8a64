"""Help and refusals of the command line speak the reader's language, the parser's own words included."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from typer.core import TyperGroup

from zi_workflow import i18n
from zi_workflow.cli.commands import COMMANDS
from zi_workflow.cli.main import build, main

ENGLISH = (
    "Usage:",
    "Options:",
    "Commands:",
    "Arguments:",
    "Show this message",
    "[required]",
    "[default:",
    "[OPTIONS]",
    "Group of",
    "range>",
    "<str>",
    "<int>",
    "TASK",
    "FILE",
    "DIR",
    "NAME",
    "KIND",
)


@pytest.fixture(autouse=True)
def language_of_the_test(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The language a command chooses does not outlive the test."""
    monkeypatch.delenv("ZI_LANG", raising=False)
    with i18n.using(i18n.language()):
        yield


def _calls() -> list[list[str]]:
    """Every command and every command below it."""
    calls = [[], *([name] for name in COMMANDS)]
    root = build()
    for name in COMMANDS:
        command = root.get_command(root.context_class(root), name)
        if isinstance(command, TyperGroup):
            calls += [[name, below] for below in command.commands]
    return calls


@pytest.mark.parametrize("words", _calls(), ids=" ".join)
def test_every_help_page_is_indonesian(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """No heading, note or default is left in English."""
    assert main([*words, "--help"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Pemakaian: zi")
    assert [word for word in ENGLISH if word in said] == []


def test_english_help_is_one_option_away(capsys: pytest.CaptureFixture[str]) -> None:
    """The same page in the second language, wherever the option stands."""
    assert main(["task", "report", "--help", "--lang", "en"]) == 0
    assert capsys.readouterr().out.startswith("Usage: zi task report [OPTIONS]")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nope"], "Tidak ada perintah nope. Lihat: zi --help"),
        (["task"], "Pemakaian: zi task"),
        (["task", "report"], "belum diisi. Lihat: zi task report --help"),
        (["task", "--nope"], "Tidak ada opsi --nope. Lihat: zi task --help"),
        (
            ["serve", "--port", "x"],
            "'--port' tidak dapat digunakan: bukan bilangan bulat. Lihat: zi serve --help",
        ),
        (["serve", "--port", "70000"], "lebih besar dari 65535."),
        (["serve", "--port", "0"], "lebih kecil dari 1."),
        (["serve", "--port"], "--port memerlukan nilai."),
        (["serve", "extra"], "Tidak ada lagi yang diharapkan di sini: extra."),
        (["--lang", "fr", "task"], "Bahasa 'fr' tidak dikenal; yang dikenal: id, en."),
    ],
)
def test_a_wrong_command_line_gets_one_indonesian_sentence(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 2, the mistake and the way to the help; never a traceback."""
    assert main(words) == 2
    streams = capsys.readouterr()
    assert said in streams.out + streams.err

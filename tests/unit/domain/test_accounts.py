"""What a password may be, and that a kept copy of a mail opens no door."""

from __future__ import annotations

import pytest

from zi_workflow.domain.accounts import FEWEST_LETTERS, MOST_LETTERS, PATH, address, password_problems
from zi_workflow.domain.tokens import masked

TOKEN = "aB3_" * 8


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("pendek", "at least"),
        ("x" * (MOST_LETTERS + 1), "at most"),
        ("abab" * 5, "repeats"),
        ("AYU.lestari@contoh.go.id", "neither the name nor the address"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused_with_a_sentence(password: str, sentence: str) -> None:
    """Too short, too long, a few characters again and again, or what everybody knows of the person."""
    (problem,) = password_problems(password, "Ayu Lestari", "ayu.lestari@contoh.go.id")
    assert sentence in problem.message


def test_a_long_sentence_is_a_password() -> None:
    """Nobody is asked for signs and digits."""
    assert password_problems("kuda baterai staples benar", "Ayu") == []
    assert password_problems("abcde" * 3, "Ayu") == []
    assert len("abcde" * 3) >= FEWEST_LETTERS


def test_a_kept_copy_of_a_link_is_masked() -> None:
    """In the text, and broken over lines as in the source of a mail."""
    link = address("https://zi.example.go.id/", TOKEN)
    assert link == f"https://zi.example.go.id/masuk/{TOKEN}"
    assert TOKEN not in masked(f"Masuk: {link}.", PATH)
    assert TOKEN[20:] not in masked(link[:40] + "=\r\n" + link[40:], PATH)

"""Passwords that are tried first are refused with their reason; others are nobody's business."""

from __future__ import annotations

import pytest

from zi_workflow.domain.accounts import password_problems

KNOWN = ("budi.santoso@contoh.go.id", "budi.santoso", "Budi Santoso")


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("198503172010", "digits"),
        ("1985-03-17 2010!", "digits"),
        ("Kata Sandi 2025!", "tried first"),
        ("password123456", "tried first"),
        ("zonaintegritas2025", "tried first"),
        ("abcdefghijklmn", "tried first"),
        ("lkjhgfdsapoiuytr", "tried first"),
        ("Budi Santoso 85", "name"),
        ("budi.santoso1985", "name"),
        ("aaaaaaaaaaaa", "repeats"),
        ("ababababababab", "repeats"),
    ],
)
def test_a_password_that_is_guessed_quickly_is_refused(password: str, word: str) -> None:
    """One sentence, which says why."""
    (problem,) = password_problems(password, *KNOWN)
    assert word in problem.message


@pytest.mark.parametrize(
    "password",
    ["kuda baterai staples", "hujan-di-bulan-juni", "4nggrek bulan putih", "rahasia kecil di laci"],
)
def test_a_sentence_of_one_s_own_is_accepted(password: str) -> None:
    """Also with a common word in it."""
    assert password_problems(password, *KNOWN) == []

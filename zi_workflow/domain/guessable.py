"""Passwords that are tried first: digits alone, a row of keys, a common word with a year; a small list, kept offline."""

from __future__ import annotations

from zi_workflow.domain.errors import N_, Problem

_ROWS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "01234567890")
# Their letters alone, without digits, signs and blanks: `Kata Sandi 2025!` is `katasandi`.
_LISTED = """
password passwordku passwd katasandi katakunci sandi sandiku rahasia rahasiaku bismillah
alhamdulillah indonesia indonesiaraya merdeka pancasila garuda jakarta admin administrator
adminadmin root user pengguna selamatdatang selamatpagi welcome letmein masuk login signin secret
changeme gantisaya zonaintegritas zonaintegritaswbk zonaintegritaswbbm wilayahbebaskorupsi wbk wbbm
reformasibirokrasi inspektorat pemerintah provinsi kementerian dinas kantor sayang sayangku cinta
cintaku iloveyou iloveindonesia qwertyuiop qwertyqwerty asdfghjkl zxcvbnm
"""
_COMMON = frozenset(_LISTED.split())


def problem(password: str, known: tuple[str, ...]) -> Problem | None:
    """What speaks against it; `known` are words that everybody knows of the person."""
    bare = _letters(password)
    if not any(letter.isalpha() for letter in password):
        return Problem(N_("A password of digits and signs alone is guessed quickly; please choose another."))
    if bare in _COMMON or _in_a_row(password):
        return Problem(N_("This password is among those that are tried first; please choose another."))
    if bare in {_letters(word) for word in known} - {""}:
        return Problem(N_("A password is neither the name nor the address; please choose another."))
    return None


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalpha())


def _in_a_row(password: str) -> bool:
    """Whether it runs along the alphabet or the keys, forwards or backwards."""
    text = "".join(password.lower().split())
    return any(text in row * 2 or text in row[::-1] * 2 for row in _ROWS)

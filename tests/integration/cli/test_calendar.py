"""`zi calendar import` as a coordinator types it."""

from __future__ import annotations

from tests.integration.cli.conftest import Terminal

DECREE = """{"number": "KEP 7/2025", "signed": "2025-02-03", "title": "Hari jadi", "days": [
 {"day": "2025-03-03", "kind": "local", "name": "Hari jadi"}]}"""


def test_a_decree_is_previewed_applied_and_then_known(office: Terminal) -> None:
    """The dry run moves nothing; the second import says that it is in use."""
    file = office.file("kep.json", DECREE)
    (shown,) = office.tells("calendar", "import", file, "--dry-run")
    assert (shown["applied"], shown["off"], shown["known"]) == (False, ["2025-03-03"], False)
    assert shown["programmes"][0]["moves"]
    said = office.does("calendar", "import", file, "--unit", "contoh")
    assert "hari libur: Senin, 3 Maret 2025" in said
    assert "Tersimpan." in said
    assert "sudah berlaku" in office.does("calendar", "import", file, "--unit", "contoh")


def test_the_shipped_calendar_is_known(office: Terminal) -> None:
    """The amendment of August 2025 changes nothing any more."""
    decree = DECREE.replace("KEP 7/2025", "SKB 933/2025, 1/2025, 3/2025").replace("2025-03-03", "2025-08-18")
    (shown,) = office.tells("calendar", "import", office.file("skb.json", decree))
    assert (shown["known"], shown["applied"]) == (True, False)


def test_a_mistake_is_one_sentence_each(office: Terminal) -> None:
    """File, format, content and unit."""
    bad = office.file("salah.json", DECREE.replace('"local"', '"pesta"').replace("2025-03-03", "2025-02-30"))
    assert len(said := office.refuses("calendar", "import", bad)) == 2
    assert all(line.startswith(bad) for line in said)
    assert office.refuses("calendar", "import", office.file("k.json", "[[[")) == [
        f"baris 1, {office.folder / 'k.json'}: Ini bukan JSON."
    ]
    for words in (
        (office.file("kep.txt", DECREE),),
        ("tidak-ada.json",),
        (office.file("k.json", DECREE), "--unit", "x"),
    ):
        assert len(office.refuses("calendar", "import", *words)) == 1

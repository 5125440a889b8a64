"""`zi people` as a coordinator types it."""

from __future__ import annotations

from tests.integration.cli.conftest import PEOPLE, Terminal

MORE = PEOPLE + "Fajar;;fajar@contoh.go.id;;anggota;tl;;\n"


def test_a_dry_run_shows_and_saves_nothing(office: Terminal) -> None:
    """Then the import does what was shown."""
    file = office.file("lagi.csv", MORE)
    shown = office.tells("people", "import", "contoh", file, "--dry-run")
    assert (shown["applied"], shown["added"], shown["changed"]) == (False, ["Fajar"], [])
    assert "Fajar" not in office.does("people", "list", "contoh")
    said = office.does("people", "import", "contoh", file)
    assert "baru: Fajar" in said
    assert "Eka tidak memiliki alamat surel" in said
    assert "Tersimpan." in said
    assert "Fajar" in office.does("people", "list", "contoh-2025")


def test_every_error_of_the_file_is_one_sentence_with_its_line(office: Terminal) -> None:
    """Nothing is saved."""
    bad = office.file("salah.csv", PEOPLE + "Gita;;gita;;raja;;31/04/2026;\nHana;;;;anggota;zz;;\n")
    sentences = office.refuses("people", "import", "contoh", bad)
    assert [line.split(",")[0].split(":")[0] for line in sentences] == [
        "baris 6",
        "baris 6",
        "baris 6",
        "baris 7",
    ]
    assert "Hana" not in office.does("people", "list", "contoh")


def test_a_file_that_is_none_is_one_sentence(office: Terminal) -> None:
    """Missing, empty, and something else than a list."""
    for file in (
        "tidak-ada.csv",
        office.file("kosong.csv", ""),
        office.file("gambar.csv", b"\x89PNG\x00\x00"),
    ):
        assert len(office.refuses("people", "import", "contoh", file)) == 1


def test_an_unknown_unit_is_one_sentence(office: Terminal) -> None:
    """Known programmes are named."""
    (sentence,) = office.refuses("people", "list", "lain")
    assert "contoh-2025" in sentence


def test_a_complete_list_lets_the_others_leave(office: Terminal) -> None:
    """Without the option they stay."""
    file = office.file(
        "sebagian.csv", PEOPLE.replace("Budi;Arsiparis;budi@contoh.go.id;;anggota;mp;02/01/2025;\n", "")
    )
    assert "tidak ada dalam daftar, tetap: Budi" in office.does("people", "import", "contoh", file)
    assert "keluar: Budi" in office.does("people", "import", "contoh", file, "--complete")
    assert "Budi" not in office.does("people", "list", "contoh")
    assert "Budi" in office.does("people", "list", "contoh", "--on", "2025-02-02")


def test_the_list_is_told_in_json(office: Terminal) -> None:
    """Keys and roles are English, whatever the language."""
    told = office.tells("people", "list", "contoh")
    assert all(row.pop("id") for row in told)
    assert {
        "name": "Eka",
        "office": "Kepala Dinas",
        "email": None,
        "role": "head",
        "area": None,
        "away": False,
    } in told


def test_whoever_leaves_or_is_away_is_seen_in_the_list(office: Terminal) -> None:
    """Ayu is away with Budi in her place; then Budi leaves."""
    days = ("--from", "2025-02-03", "--to", "2025-02-07")
    office.does("people", "away", "contoh", "ayu@contoh.go.id", *days, "--substitute", "Budi")
    assert [each["name"] for each in office.tells("people", "list", "contoh") if each["away"]] == [
        "Ayu, S.H."
    ]
    assert office.tells("people", "leave", "contoh", "Budi", "--last", "2025-02-02")["roles"] == 1
    assert "Budi" not in office.does("people", "list", "contoh")
    assert len(office.refuses("people", "leave", "contoh", "Budi", "--last", "2025-02-28")) == 1
    assert len(office.refuses("people", "away", "contoh", "Eka", *days[:3], "2025-02-01")) == 1


def test_what_an_import_changes_is_said_in_words(office: Terminal) -> None:
    """Roles, days and addresses: no key of a table among them."""
    more = PEOPLE.replace("budi@contoh", "budi.baru@contoh").replace("mp;02/01/2025;\n", "mp;03/01/2025;\n")
    more += "Budi;Arsiparis;budi.baru@contoh.go.id;;inspektorat;;02/01/2025;\n"
    said = office.does("people", "import", "contoh", office.file("lagi.csv", more))
    assert "berubah: Budi, peran: - menjadi inspektorat" in said
    for key in ("inspectorate", "valid_from", "email", "role", "2025-01-03"):
        assert key not in said, key

"""A monev round with everything its papers say: team, attendance, matrices, frozen figures, findings, recommendations."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import Session

from tests.support.rounds import MEETING, NOW, settle
from zi_workflow.bootstrap import Store
from zi_workflow.domain.events import Event
from zi_workflow.storage.tables import (
    Attendance,
    Check,
    Finding,
    InvitationRow,
    Matrix,
    MatrixLine,
    MonevSession,
    MonevTeamMember,
    Person,
    Recommendation,
    RecommendationCarry,
    Round,
    RoundRecord,
    Snapshot,
)
from zi_workflow.usecases.events import record

ON = date(2025, 4, 30)
SHA = "ab" * 32
HEAD = "cd" * 32
AREAS: dict[str, dict[str, Any]] = {
    "tl": {
        "done": 3,
        "total": 9,
        "planned": 5,
        "late": 2,
        "late_days": 12,
        "because": {"sdm": 9.0, "tl": 3.0},
    },
    "sdm": {"done": 5, "total": 8, "late": 1, "late_days": 9, "because": {"sdm": 9.0}},
    "pp": {"done": 4, "total": 7},
}
FINDINGS = {
    "tl": "Peta proses bisnis belum ditetapkan; rancangan sudah dibahas satu kali.",
    "sdm": "Analisis jabatan baru selesai untuk dua dari lima bidang.",
}
RECOMMENDATIONS: list[tuple[str, str, str, date]] = [
    (
        "sdm",
        "Menyelesaikan analisis jabatan dan analisis beban kerja.",
        "Koordinator Area",
        date(2025, 5, 28),
    ),
    ("tl", "Menetapkan peta proses bisnis dengan keputusan Kepala Dinas.", "Sekretaris", date(2025, 6, 13)),
]


def settled(store: Store) -> None:
    """The unit of `rounds.settle` and its round about the first quarter, opened, held and looked at."""
    settle(store)
    with store.writing() as session:
        _people(session)
        _opened(session)
        _seen(session)
        record(session, "A", Event("round.opened", "p-2025 2025-Q1", "fajar", date(2025, 4, 21), {}), NOW)


def frozen(store: Store, areas: dict[str, dict[str, Any]] | None = None) -> None:
    """The figures of the round are frozen on the day before the meeting."""
    with store.writing() as session:
        facts = {
            "areas": AREAS if areas is None else areas,
            "matrices": {"tl": {"state": "sent"}, "sdm": {"state": "not_sent"}},
        }
        session.add(Snapshot(round_id="R", cutoff=date(2025, 4, 28), taken_at=NOW, facts=facts, sha256=SHA,
                             event_number=1, chain_head=HEAD))  # fmt: skip
        session.get_one(Round, "R").frozen_at = NOW


def on_record(store: Store, facts: dict[str, Any], kind: str = "ba", **said: Any) -> None:
    """A signed paper, whose signers have a NIP and the title of that day."""
    signers = [
        {"side": "team", "name": "Citra Nugraha", "number": "19860926 201505 1 001", "title": "Auditor Madya",
         "capacity": "definitive"},
        {"side": "unit", "name": "Eka Prasetya", "number": "", "title": "Kepala Dinas", "capacity": "plt"},
    ]  # fmt: skip
    with store.writing() as session:
        row = {"id": f"rec-{kind}", "round_id": "R", "kind": kind, "number": 1, "letter_number": "700/12/BA/2025",
               "dated": ON, "signers": signers, "file_name": "ba.pdf", "sha256": "0" * 64, "facts": facts,
               "facts_sha256": "0" * 64, "chain_number": 7, "chain_head": "ef" * 32, "made_by": "fajar",
               "made_at": NOW}  # fmt: skip
        session.add(RoundRecord(**{**row, **said}))


def _people(session: Session) -> None:
    for key, name, office in (
        ("ketua", "Dewi Anggraini", "Auditor Madya"),
        ("anggota", "Budi", "PPUPD Muda"),
    ):
        session.add(Person(id=key, name=name, office=office, created_at=NOW))
    session.get_one(Person, "eka").office = "Kepala Dinas"
    session.flush()


def _opened(session: Session) -> None:
    meeting = replace(MEETING, place="Ruang Rapat Dinas").to_json()
    session.add(MonevSession(id="S", agency="A", quarter="2025-Q1", meeting=meeting, made_at=NOW,
                             documents=["Matriks rencana aksi", "Data dukung"], letter_number="094/7/ST/2025",
                             letter_date=date(2025, 4, 22)))  # fmt: skip
    session.flush()
    for place, (person, duty) in enumerate((("ketua", "chair"), ("anggota", "member"))):
        session.add(MonevTeamMember(session_id="S", person_id=person, duty=duty, position=place))
    held = session.get_one(Round, "R")
    held.session_id, held.cutoff, held.held_on, held.state = "S", date(2025, 4, 28), ON, "held"
    guests = [
        {"person": each, "role": role, "area": None}
        for each, role in (("eka", "head"), ("citra", "team_lead"))
    ]
    session.add(InvitationRow(round_id="R", sequence=0, state="invited", meeting=meeting, guests=guests,
                              changed_at=NOW))  # fmt: skip
    came: list[tuple[str | None, str, str | None, bool]] = [
        ("ketua", "Dewi Anggraini", None, True), ("eka", "Eka Prasetya", "P", True),
        ("citra", "Citra Mahardika", "P", False), (None, "Ayu, tamu", None, True),
    ]  # fmt: skip
    for place, (guest, name, programme, present) in enumerate(came):
        session.add(Attendance(id=f"at-{place}", session_id="S", programme_id=programme, person_id=guest, name=name,
                               present=present, position=place, noted_at=NOW))  # fmt: skip


def _seen(session: Session) -> None:
    for area, state in (("tl", "sent"), ("sdm", "asked")):
        sent = datetime(2025, 4, 25, 20, 0, tzinfo=UTC) if state == "sent" else None  # the 26th in WIB
        session.add(Matrix(round_id="R", area=area, state=state, asked_at=NOW, sent_at=sent))
    session.add(MatrixLine(round_id="R", task="tl-1", area="tl", position=1, activity="Menyusun peta proses bisnis",
                           target="1 dokumen", starts=date(2025, 2, 3), finishes=date(2025, 4, 11), percent=60,
                           realisation="Rancangan selesai", obstacle="Menunggu analisis jabatan",
                           solution="Rapat bersama", evidence=["bukti-1", "bukti-2"]))  # fmt: skip
    verdicts = {"A.I.1.iii.b": ("fits", ""), "A.I.1.iii.c": ("incomplete", "Laporan tindak lanjut belum ada")}
    for target, (verdict, note) in verdicts.items():
        session.add(Check(round_id="R", kind="item", target=target, verdict=verdict, note=note, noted_by="ketua",
                          noted_at=NOW))  # fmt: skip
    for number, (area, words) in enumerate(FINDINGS.items(), 1):
        session.add(Finding(id=f"f{number}", round_id="R", number=number, area=area, words=words, made_by="ketua",
                            made_at=NOW))  # fmt: skip
    session.add(Finding(id="f9", round_id="R", number=9, area="pp", words="Ditarik", made_by="ketua", made_at=NOW,
                        withdrawn_at=NOW))  # fmt: skip
    for number, (area, words, office, deadline) in enumerate(RECOMMENDATIONS, 1):
        session.add(Recommendation(id=f"r{number}", round_id="R", programme_id="P", number=number, area=area,
                                   words=words, responsible="coordinator", office=office, deadline=deadline,
                                   made_by="ketua", made_at=NOW))  # fmt: skip
    session.add(
        Round(id="R0", programme_id="P", quarter="2024-Q4", planned_on=date(2025, 1, 22), state="closed")
    )
    session.flush()
    session.add(Recommendation(id="old", round_id="R0", programme_id="P", number=3, area="pp", office="Sekretaris",
                               words="Menetapkan standar pelayanan.", responsible="secretary", state="in_progress",
                               deadline=date(2025, 3, 14), made_by="ketua", made_at=NOW))  # fmt: skip
    session.flush()
    session.add(RecommendationCarry(recommendation_id="old", round_id="R", age=1, carried_at=NOW))

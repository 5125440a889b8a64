"""Made-up facts for the samples of the emails; fictional people of a fictional office."""

from __future__ import annotations

from datetime import date

from zi_workflow.domain.links import Purpose, Way
from zi_workflow.domain.notices import Line, MailFacts, MailKind, NoticeKind, TaskRef

ON = date(2025, 4, 30)
CHARTER = TaskRef("PP-03", "SK Standar Pelayanan dan Maklumat Pelayanan", "pp")
COUNTER = TaskRef("PP-05", "Penataan loket layanan <terpadu>", "pp")
CONFLICTS = TaskRef("PW-09", "Pemetaan benturan kepentingan", "pw")
MAP = TaskRef("TL-01", "Peta proses bisnis", "tl")


def ways(*purposes: Purpose) -> tuple[Way, ...]:
    """Links that act as a real mail has them, the main one first."""
    return tuple(Way(purpose, f"https://zi.example.go.id/t/contoh-{purpose}") for purpose in purposes)


TO_START = ways(Purpose.START, Purpose.SUBMIT, Purpose.MORE_TIME, Purpose.HAND_OVER)
TO_SUBMIT = ways(Purpose.SUBMIT, Purpose.REPORT, Purpose.MORE_TIME, Purpose.HAND_OVER)


def facts(kind: MailKind, *lines: Line, role: str = "coordinator", to_name: str = "Ayu Lestari") -> MailFacts:
    """A mail to a fictional office on the day of the first monev of 2025."""
    return MailFacts(
        kind=kind,
        on=ON,
        unit="Dinas Perpustakaan dan Kearsipan",
        programme="Pembangunan Zona Integritas menuju WBK 2025-2026",
        programme_code="dispusip-2025",
        year=2025,
        zone="Asia/Jakarta",
        to_name=to_name,
        office="",
        role=role,
        area="tl" if role in ("member", "coordinator") else None,
        base_url="https://zi.example.go.id",
        lines=lines,
    )


PROCEDURES = Line(
    NoticeKind.OVERDUE,
    task="TL-03",
    title="Penyusunan dan penetapan SOP utama",
    area="tl",
    level=1,
    clock=date(2025, 4, 25),
    age=3,
    holds=(CHARTER, COUNTER, CONFLICTS),
    finish_days=4,
    other_areas_days=31,
    passed_on="team_lead",
    ways=TO_SUBMIT,
)

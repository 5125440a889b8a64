"""What every page about a round's meeting asks for, as rows: a finding, a photo, signed papers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col

from zi_workflow.domain.papers import RECORDED, PaperKind, to_json
from zi_workflow.domain.snapshots import seal
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries import papers
from zi_workflow.storage.queries.monev import facts_of
from zi_workflow.storage.tables import Finding, Recommendation, Round, RoundFile, RoundRecord


def met(session: Session, row: Round, word: str, digest: str, now: datetime) -> str:
    """Put them into the round, each number 1, with files of that content; the photo's id. The round stays as it is.

    Its first recommendation is the finding's.
    """
    by: dict[str, Any] = {"made_by": "test", "made_at": now}
    finding = Finding(
        id=new_id(session, now), round_id=row.id, number=1, area="tl", words=f"{word} temuan", **by
    )
    session.add(finding)
    session.flush()
    session.execute(
        update(Recommendation)
        .where(col(Recommendation.round_id) == row.id, col(Recommendation.number) == 1)
        .values(finding_id=finding.id, words=f"{word} rekomendasi")
    )
    photo = RoundFile(id=new_id(session, now), round_id=row.id, kind="photo", name=f"{word} foto.pdf", sha256=digest,
                      added_by="test", added_at=now)  # fmt: skip
    session.add(photo)
    for kind in RECORDED:
        session.add(_record(session, row, kind, (word, digest), now))
    return photo.id


def _record(session: Session, row: Round, kind: PaperKind, of: tuple[str, str], now: datetime) -> RoundRecord:
    word, digest = of
    facts = to_json(papers.unsigned(session, facts_of(session, row), kind, row.planned_on))
    signer = {"side": "team", "name": f"{word} Auditor", "number": "198001012005011001", "title": "Auditor",
              "capacity": "definitive"}  # fmt: skip
    return RoundRecord(
        id=new_id(session, now), round_id=row.id, kind=RECORDED[kind], number=1, letter_number=f"700/{word}",
        dated=row.planned_on, signers=[signer], file_name=f"{word}.pdf", sha256=digest, facts=facts,
        facts_sha256=seal(facts), chain_number=1, chain_head="0" * 64, made_by="test", made_at=now,
    )  # fmt: skip

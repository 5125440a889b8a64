"""What a rehearsal leaves behind: mails, timeline and summary, read from its database; plays nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from zi_workflow.bootstrap import Store
from zi_workflow.domain.analysis import PlanState, analyse
from zi_workflow.domain.breaker import held_days
from zi_workflow.domain.notices import OPTIONAL
from zi_workflow.domain.sentences import rounded
from zi_workflow.domain.weekly import week_of
from zi_workflow.storage.queries.rehearsals import SentMail, sent_mails, summary_of
from zi_workflow.usecases.analyses import summary
from zi_workflow.usecases.plans import load_plan

MOST_A_WEEK = 5

Json = dict[str, Any]


class Facts(Protocol):
    """What a summary says of the rehearsal itself."""

    @property
    def unit_name(self) -> str:
        """The unit."""

    @property
    def start(self) -> date:
        """First day."""

    @property
    def until(self) -> date:
        """Last day."""

    @property
    def seed(self) -> int:
        """Seed of ids and of the spread."""


@dataclass(frozen=True)
class Summary:
    """A rehearsal in figures, as summary.json has it."""

    data: Json


def write_mails(store: Store, folder: Path, zone: str) -> list[SentMail]:
    """mails.jsonl: one line a message, in order of sending."""
    with store.reading() as session:
        mails = list(sent_mails(session))
    _write_lines(folder / "mails.jsonl", (_mail(mail, ZoneInfo(zone)) for mail in mails))
    return mails


def _mail(mail: SentMail, zone: ZoneInfo) -> Json:
    return {
        "on": mail.on.isoformat(),
        "at": mail.at.astimezone(zone).isoformat(),
        "to": mail.to,
        "role": mail.role,
        "kind": mail.kind,
        "subject": mail.subject,
        "message_id": mail.message_id,
        "notices": [
            {
                "kind": str(line.kind),
                "task": line.task,
                "level": line.level,
                "rung": line.rung,
                "cycle": line.cycle,
                "repeat": line.repeat,
                **({"about": "review"} if line.review else {}),
            }
            for line in mail.facts.lines
        ],
    }


def timeline_line(store: Store, programme_id: str, on: date) -> Json:
    """Where the programme stands in the morning of a working day; late days are working days.

    The morning's own figures; computed here only on a day on which the service was down.
    """
    with store.reading() as session:
        kept = summary_of(session, programme_id)
        if kept is None or kept["as_of"] != on:
            kept = summary(analyse(load_plan(session, programme_id), on, impacts=False))
    return {
        "date": on.isoformat(),
        **{state.value: kept[state.value] for state in PlanState},
        "late": kept["late"],
        "finish_forecast": kept["forecast_finish"].isoformat(),
        "finish_planned": kept["planned_finish"].isoformat(),
        "late_days": kept["late_days"],
        "because": rounded(kept["because"]),
    }


def write_timeline(folder: Path, lines: Sequence[Json]) -> None:
    """timeline.jsonl: one line a working day."""
    _write_lines(folder / "timeline.jsonl", lines)


def write_summary(
    store: Store, folder: Path, facts: Facts, lines: Sequence[Json], mails: Sequence[SentMail]
) -> Summary:
    """summary.json: who gets how many mails, the busiest weeks, who is above the limit, where it ends."""
    people = _people(mails)
    morning = (mail.on for mail in mails if mail.kind not in OPTIONAL)  # the others hold nothing back
    held = held_days(Counter(morning), recipients=len(people))
    data: Json = {
        "unit": facts.unit_name,
        "start": facts.start.isoformat(),
        "until": facts.until.isoformat(),
        "seed": facts.seed,
        "working_days": len(lines),
        "mails": len(mails),
        "by_kind": dict(sorted(Counter(mail.kind for mail in mails).items())),
        "weeks": dict(sorted(Counter(week_of(mail.on) for mail in mails).items())),
        "people": people,
        "most_a_week": MOST_A_WEEK,
        "above": [person["to"] for person in people if person["busiest"]["mails"] > MOST_A_WEEK],
        "would_be_held": {day.isoformat(): number for day, number in held.items()},
        "end": lines[-1] if lines else None,
    }
    text = json.dumps(data, ensure_ascii=False, indent=1)
    (folder / "summary.json").write_text(text + "\n", encoding="utf-8")
    return Summary(data)


def _people(mails: Iterable[SentMail]) -> list[Json]:
    """Per receiver: mails in all, and the busiest week."""
    found: dict[tuple[str, str], list[SentMail]] = {}
    for mail in mails:
        found.setdefault((mail.to, mail.role), []).append(mail)
    return [
        {"to": to, "role": role, "mails": len(theirs), "busiest": _busiest(theirs)}
        for (to, role), theirs in sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


def _busiest(mails: Iterable[SentMail]) -> Json:
    weeks = Counter(week_of(mail.on) for mail in mails)
    name, most = min(weeks.items(), key=lambda item: (-item[1], item[0]))
    return {"week": name, "mails": most}


def _write_lines(path: Path, lines: Iterable[Json]) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False, default=_plain) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")


def _plain(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return asdict(value)  # type: ignore[call-overload]

"""Every scripted fault of a relay, what becomes of a mail at once, and what once the relay is well again.

Run as `python -m tests.chaos.smtp_faults`; prints a table and fails where an end is not the expected one.
"""

from __future__ import annotations

import asyncio
import ssl
import sys
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from notifications.archive import FolderArchive
from notifications.delivery import deliver
from notifications.resolving import resolve
from notifications.transports.relay import Patience, Relay
from notifications.transports.smtp import SmtpTransport
from tests.chaos import smtp_sessions
from tests.chaos.ground import scratch
from tests.support import databases, mails
from tests.support.certificates import certificate
from tests.support.mails import NOW, Clock
from tests.support.services import free_port
from tests.support.sinks import AT_ONCE, accepted, sink
from zi_workflow import bootstrap
from zi_workflow.bootstrap import Store
from zi_workflow.domain.notices import MailKind

IMPATIENT = Patience(connect=1, hello=1, envelope=1, data=1, answer=1)
SENDER = "zi@example.go.id"


@dataclass(frozen=True, slots=True)
class Case:
    """A fault (as the sink's argument), the state right after it, and the end with the copies accepted in all."""

    name: str
    fault: str
    first: str
    stage: str
    end: str = "sent"
    copies: int = 1
    at_once: bool = False


def _answers(stage: str, at: str, codes: dict[str, str]) -> list[Case]:
    return [
        Case(f"{code} at {stage}", f"fault={stage}:{code} no", first, at, *_end(first))
        for code, first in codes.items()
    ]


def _end(first: str) -> tuple[str, int]:
    return ("failed", 0) if first == "failed" else ("sent", 1)


CASES = [
    Case("nobody listens", "refused", "retry", "connect"),
    Case("greeting 421", "fault=greeting:421 later", "retry", "connect"),
    Case("greeting 554", "fault=greeting:554 go away", "retry", "connect"),
    Case("greeting hangs", "fault=greeting:hang", "retry", "connect"),
    Case("a relay that knows only HELO", "fault=ehlo:502 not implemented", "retry", "ehlo"),
    *_answers("mail", "mail", dict.fromkeys(("421", "450", "451", "550", "552"), "retry")),
    Case("MAIL hangs", "fault=mail:hang", "retry", "mail"),
    *_answers("rcpt", "rcpt", {"450": "retry", "451": "retry", "550": "failed", "552": "failed"}),
    Case("550 5.7.1 at RCPT", "fault=rcpt:550 5.7.1 policy", "failed", "rcpt", "failed", 0),
    Case("252 at RCPT", "fault=rcpt:252 cannot verify, will try", "sent", ""),
    *_answers("data", "data", {"450": "retry", "451": "retry", "550": "failed", "552": "failed"}),
    Case("drop before DATA", "fault=rcpt:drop", "retry", "rcpt"),
    Case("drop at DATA, no 354", "fault=data:drop", "retry", "data"),
    Case("drop after 354", "fault=content:drop", "retry", "content"),
    *_answers("dot", "answer", {"450": "retry", "451": "retry", "550": "failed", "552": "failed"}),
    Case("drop after the dot, not kept", "fault=dot:drop", "uncertain", "answer"),
    Case("silence after the dot, not kept", "fault=dot:hang", "uncertain", "answer"),
    Case("kept, then RST", "fault=kept:drop", "uncertain", "answer"),
    Case("kept, then silence", "fault=kept:hang", "uncertain", "answer"),
    Case("kept, then another yes", "fault=kept:251 will forward", "sent", ""),
    Case("kept, then words without a code", "fault=kept:OK accepted", "uncertain", "answer"),
    Case("kept, then an endless answer", f"fault=kept:250 {'x' * 20_000}", "uncertain", "answer"),
    Case("kept, then 354 again", "fault=kept:354 go on", "uncertain", "answer"),
    Case("503 at DATA", "fault=data:503 bad sequence", "retry", "data"),
    Case("slow answer", "delay=0.5", "sent", ""),
    Case("no STARTTLS", "starttls", "retry", "starttls"),
    Case("bad certificate", "certificate", "retry", "starttls"),
    Case("QUIT dropped", "fault=quit:drop", "sent", ""),
]
# an RST may take the answers before it along, so after one it is not known which command it was the answer to
CASES += [
    replace(case, name=f"{case.name}, at once", at_once=True)
    for case in CASES
    if case.fault.startswith(("fault=mail", "fault=rcpt", "fault=data", "certificate"))
    and case.fault != "fault=rcpt:drop"
]


@dataclass(frozen=True, slots=True)
class End:
    """What came of a case."""

    first: str
    stage: str
    end: str
    copies: int

    def fits(self, case: Case) -> bool:
        """As expected."""
        return (self.first, self.stage, self.end, self.copies) == (
            case.first,
            case.stage,
            case.end,
            case.copies,
        )


def play(case: Case, folder: Path) -> End:
    """One formal mail through the faulty relay, then, an hour later, through one that is well."""
    kept = folder / "kept"
    with closing(bootstrap.create_store(databases.sqlite_url(folder / "zi.db"), durable=False)) as store:
        mails.settle(store)
        with store.writing() as session:
            mail_id = mails.enqueue(session, "k", mails.line("TL-03", None), kind=MailKind.ESCALATION).id
        _first(case, store, folder)
        row = mails.message(store, mail_id)
        first, stage = row.state, (row.reason or "").partition(":")[0]
        with sink(kept) as port:
            for minutes in (20, 40, 60):
                clock = Clock(NOW + timedelta(minutes=minutes))
                resolve(store, clock.at, FolderArchive(kept))
                _send(store, clock, Relay("127.0.0.1", port, SENDER, starttls=False))
        return End(first, stage, mails.message(store, mail_id).state, accepted(kept).total())


def _first(case: Case, store: Store, folder: Path) -> None:
    relay = Relay("127.0.0.1", free_port(), SENDER, starttls=False, patience=IMPATIENT)
    if case.fault == "refused":
        _send(store, Clock(), relay)
        return
    words = [case.fault]
    if case.fault in ("starttls", "certificate"):
        relay = replace(relay, host="localhost", starttls=True, tls=ssl.create_default_context())
        files = certificate(folder, "localhost")
        words = [] if case.fault == "starttls" else [f"cert={files[0]}", f"key={files[1]}"]
    if case.at_once:
        words.append(AT_ONCE)
    with sink(folder / "kept", *words) as port:
        _send(store, Clock(), replace(relay, port=port))


def _send(store: Store, clock: Clock, relay: Relay) -> None:
    asyncio.run(deliver(store, clock.now, SmtpTransport(relay), "w1"))


def main() -> int:
    """The table; how many cases did not end as expected."""
    wrong = 0
    print(f"{'fault':44}{'at once':11}{'stage':10}{'end':8}copies")
    for case in CASES:
        with scratch("zi-faults-") as folder:
            end = play(case, Path(folder))
        mark = "" if end.fits(case) else f"   expected {case.first} {case.stage} {case.end} {case.copies}"
        wrong += bool(mark)
        print(f"{case.name:44}{end.first:11}{end.stage:10}{end.end:8}{end.copies}{mark}")
    for session in smtp_sessions.SESSIONS:
        with scratch("zi-sessions-") as folder:
            ended = smtp_sessions.play(session, Path(folder))
        wrong += not ended.fits(session)
        print(smtp_sessions.line(session, ended))
    print(f"{len(CASES) + len(smtp_sessions.SESSIONS)} faults, {wrong} not as expected")
    return wrong


if __name__ == "__main__":
    sys.exit(bool(main()))

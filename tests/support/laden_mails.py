"""Every kind of mail twice: as its sample, and with as many matters and as long names as the tables take; lints none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import cycle, islice

from notifications.gallery import WAY_OUT
from notifications.invitation_calendar import Party, calendar_part
from notifications.message import SENDER_NAME, Envelope, build, thread_of
from notifications.registry import SAMPLES
from notifications.rendering import render
from tests.support.mail_lint import Mail
from tests.support.mails import NOW
from zi_workflow import i18n
from zi_workflow.domain.links import Purpose, Way, address
from zi_workflow.domain.messages import Rendered
from zi_workflow.domain.notices import OPTIONAL, Line, MailFacts, MailKind
from zi_workflow.usecases.outbox import message_id
from zi_workflow.wording import local

MANY = 25  # more than a mail shows
SENDER = "zi@example.go.id"
LONG = "Penyelenggaraan Sistem Pengendalian Intern Pemerintah "
WAYS = tuple(Way(purpose, address("https://zi.example.go.id", "contoh")) for purpose in Purpose)


def words(most: int) -> str:
    """As many whole words as a column of so many characters takes."""
    return (LONG * (most // len(LONG) + 1))[:most].rsplit(" ", 1)[0]


def laden(kind: MailKind, most: int = 200) -> MailFacts:
    """The sample's facts with names of up to `most` characters and more matters than a mail shows."""
    facts = SAMPLES[kind]
    many = islice(cycle(facts.lines), MANY if len(facts.lines) > 1 else len(facts.lines))
    return replace(
        facts,
        unit=words(most),
        programme=words(most),
        to_name=facts.to_name if kind is MailKind.TEST else words(most),
        office=words(most),
        lines=tuple(_long(line, number, most) for number, line in enumerate(many)),
        week=facts.week and replace(
            facts.week,
            holdings=tuple(replace(each, title=words(most)) for each in islice(cycle(facts.week.holdings), MANY)),
        ),
        summons=facts.summons and replace(
            facts.summons,
            meeting=replace(facts.summons.meeting, place=words(most), agenda=words(2 * most)),
            reason=words(2 * most),
        ),
    )  # fmt: skip


def _long(line: Line, number: int, most: int) -> Line:
    return replace(
        line,
        task=line.task and f"{line.task}.{number}",
        title=line.title and f"{words(most + most // 2)} {number}",
        note=line.note and words(2 * most),
        ways=WAYS,
        holds=tuple(replace(each, title=words(most)) for each in line.holds),
    )


@dataclass(frozen=True)
class Case:
    """A kind in a language; `most` characters in a name, or the sample as it is."""

    kind: MailKind
    lang: str
    most: int | None

    def __str__(self) -> str:
        """For a test's name."""
        return f"{self.kind}-{self.lang}-{'sample' if self.most is None else f'names of {self.most}'}"

    @property
    def facts(self) -> MailFacts:
        """What it says."""
        return SAMPLES[self.kind] if self.most is None else laden(self.kind, self.most)

    @property
    def rendered(self) -> Rendered:
        """In words, with the way out where it is optional."""
        return render(self.facts, self.lang, WAY_OUT if self.kind in OPTIONAL else "")

    def mail(self) -> Mail:
        """In words and as it is sent."""
        facts = self.facts
        outside = facts.summons.meeting.link if facts.summons else ""
        return Mail(self.rendered, self.lang, self.message(), outside)

    def message(self, to_name: str = "Budi Santoso, S.H.") -> bytes:
        """As it is built."""
        facts = self.facts
        receiver = Party(to_name, "budi@example.go.id")
        envelope = Envelope(
            message_id(f"lint:{self}", "example.go.id"), SENDER, receiver.name, receiver.address,
            local(NOW, facts.zone), thread_of(facts, "example.go.id"), self.lang,
            WAY_OUT if self.kind in OPTIONAL else "",
            calendar_part(facts, Party(SENDER_NAME, SENDER), receiver, self.lang),
        )  # fmt: skip
        return build(envelope, self.rendered)


CASES = [Case(kind, lang, most) for kind in MailKind for lang in i18n.LANGUAGES for most in (None, 80, 200)]

"""What changing an opened round does, in words: what differs, and unit by unit who is told what; no query, no HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from zi_workflow import i18n, wording
from zi_workflow.domain.invitations import tidy
from zi_workflow.domain.round_openings import Opening
from zi_workflow.domain.teams import DUTY_NAMES, Duty
from zi_workflow.i18n import _, language, ngettext
from zi_workflow.usecases.invitation_commands import Letter
from zi_workflow.usecases.round_rearranging import Rearranged
from zi_workflow.usecases.round_sessions import NOBODY_TOLD
from zi_workflow.web.views import words
from zi_workflow.web.views.round_stops import never_sent


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as it was."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class LetterLine:
    """Somebody who is written to, what the mail is, and why it is them."""

    name: str
    address: str
    news: str
    office: str


@dataclass(frozen=True, slots=True)
class UnitLines:
    """What it does in one unit of the session: who is told, and what else is to be known, as sentences."""

    code: str
    unit: str
    said: Sequence[str]
    letters: Sequence[LetterLine]
    warnings: Sequence[str]


def differences(before: Opening, after: Opening, names: Mapping[str, str], zone: str) -> list[Difference]:
    """Everything that is not as it stands; `names` are those of people by id."""
    pairs = zip(_facts(before, names, zone), _facts(after, names, zone), strict=True)
    return [Difference(what, was, will) for (what, was), (_what, will) in pairs if was != will]


def _facts(opening: Opening, names: Mapping[str, str], zone: str) -> Iterator[tuple[str, str]]:
    meeting, nothing = tidy(opening.meeting), _("none")
    yield _("Date of the meeting"), wording.full_date(meeting.on, language())
    yield _("Hours"), wording.hours(meeting.begins, meeting.ends, zone, language())
    yield _("Place"), meeting.place or nothing
    yield _("Link"), meeting.link or nothing
    yield _("Agenda"), meeting.agenda or nothing
    yield _("Cutoff"), wording.full_date(opening.cutoff, language())
    yield _("Documents to prepare"), "; ".join(opening.documents) or nothing
    yield _("Assistance team"), "; ".join(_team(opening, names))
    dated = wording.full_date(opening.letter_date, language()) if opening.letter_date else ""
    yield _("Letter of assignment"), ", ".join(filter(None, (opening.letter_number, dated))) or nothing


def _team(opening: Opening, names: Mapping[str, str]) -> list[str]:
    """Everybody with their duty, in an order that says nothing about how they were typed."""
    order = list(Duty)
    held = sorted((order.index(Duty(duty)), names.get(person, person), duty) for person, duty in opening.team)
    return [f"{name} ({_(DUTY_NAMES[duty])})" for _place, name, duty in held]


def lead(shown: Sequence[Rearranged], changed: Sequence[Difference]) -> str:
    """The whole in one sentence."""
    number = sum(len(each.plan.letters) for each in shown if each.plan)
    if number:
        return ngettext("{n} person is written to.", "{n} people are written to.", number)
    if acts(shown, changed):
        return _("Nobody is written to; what changes is seen on the round's page.")
    return _("Nothing changes: everybody knows this already, or will by a mail on its way.")


def acts(shown: Iterable[Rearranged], changed: Sequence[Difference]) -> bool:
    """Whether it does anything at all."""
    return bool(changed) or any(each.plan and not each.plan.idle for each in shown)


def about_cutoff(before: Opening, after: Opening) -> list[str]:
    """What another cutoff means."""
    if before.cutoff == after.cutoff:
        return []
    said = _(
        "What is recorded up to the end of {cutoff} counts, no longer up to the end of {before}; reminders about the "
        "matrices follow it, and no mail is about it alone.",
        cutoff=after.cutoff,
        before=before.cutoff,
    )
    return [said]


def units(shown: Sequence[Rearranged]) -> list[UnitLines]:
    """The units of the session."""
    return [_unit(each) for each in shown]


def _unit(each: Rearranged) -> UnitLines:
    facts, plan = each.found.programme, each.plan
    warnings = [i18n.sentence(replace(problem, where="")) for problem in each.warnings]
    if plan is None:
        said = [_(NOBODY_TOLD)]
        return UnitLines(facts.code, facts.unit_name, said, (), warnings)
    said = []
    if plan.letters:
        said.append(_("mails from {when}", when=wording.instant(plan.leaves, facts.zone, language())))
    said += never_sent([plan])
    return UnitLines(
        facts.code, facts.unit_name, said, [_letter(letter) for letter in plan.letters], warnings
    )


def _letter(letter: Letter) -> LetterLine:
    office = words.role(letter.seat.guest.role)
    if letter.acting_for is not None:
        office = _("{office}, acting for {name}", office=office, name=letter.acting_for)
    address = letter.address or _("no address, printed")
    return LetterLine(letter.person.name, address, words.news(letter.summons.news), office)

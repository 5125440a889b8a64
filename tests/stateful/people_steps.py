"""Steps in which people come, go, are away and move, and in which the calendar changes."""

from __future__ import annotations

from datetime import date, timedelta

from tests.stateful.model import Leave, Office
from tests.stateful.steps import ACTOR, REASON, Draw, Steps, one_of, step
from zi_workflow.domain.calendars import DayKind, DayOff, Decree, DecreeStatus
from zi_workflow.domain.notices import MailKind
from zi_workflow.domain.people_sheets import SheetRow
from zi_workflow.usecases import absences, addresses, calendars, people, subscriptions
from zi_workflow.usecases.absences import RecordAbsence
from zi_workflow.usecases.addresses import Trust
from zi_workflow.usecases.calendars import ApplyDecree
from zi_workflow.usecases.people import EndMembership, ImportPeople
from zi_workflow.usecases.subscriptions import Answer


class PeopleSteps(Steps):
    """Changes of people and of the calendar."""

    @step(6)
    def people_change(self, draw: Draw) -> None:
        """Somebody leaves, today or yesterday, has their office again, or gets another address."""
        what = draw.of(["come_back", "new_address", "leave", "come_back"])
        self.counts(what)
        if what == "leave":
            self.leaves_some(draw.number, today=draw.by % 8 < 4)
        elif what == "come_back":
            self._imports(draw.number, address=None)
        else:
            self.readdresses_some(draw.number)

    @step(4)
    def goes_away(self, draw: Draw) -> None:
        """Somebody takes leave, with or without a substitute."""
        self.counts("go_away")
        number, by, begins, days = draw.number, draw.by, draw.by % 4, 1 + draw.by % 7
        person = self.some_person(number)
        substitute = None if by % 3 == 0 else self.some_person(by)
        someone = self.world.model.people[person]
        first = self._home_date(person) + timedelta(days=begins)
        last = first + timedelta(days=days - 1)
        if any(leave.first <= last and first <= leave.last for leave in someone.leaves):
            return
        command = RecordAbsence(
            person_id=person, first=first, last=last, substitute_id=substitute, actor=ACTOR, on=first
        )
        if self.world.does(absences.record_absence, command) is not None:
            someone.leaves.append(Leave(first, last, substitute))

    def trusts_an_address(self, number: int) -> None:
        """Somebody says that an address takes mail again."""
        person = self.some_person(number)
        address = self.world.model.people[person].address or "nobody@contoh.go.id"
        self.world.does(addresses.trust, Trust(address, REASON, ACTOR, self._home_date(person)))

    def answers_about_the_weekly_summary(self, number: int) -> None:
        """Somebody does without it, or wants it again."""
        wanted = number % 2 == 0
        self.world.does(
            subscriptions.answer, Answer(self.some_person(number), MailKind.WEEKLY, wanted, ACTOR)
        )

    @step(3)
    def changes_the_calendar(self, draw: Draw) -> None:
        """A day of a unit becomes free, or one is given back."""
        number, ahead, name = draw.number, draw.by // 2, draw.of(["off", "work"])
        self.counts(f"day_{name}")
        agency = list(self.world.model.agencies.values())[number % len(self.world.model.agencies)]
        today = self.today(agency.id)
        coming = sorted(each for each in agency.days_off if each >= today)
        day = today + timedelta(days=ahead) if name == "off" else one_of(coming, ahead)
        if day is None:
            return
        many = len(agency.decrees)
        decree = (today, f"SK-{many:03}", day, name == "off")
        if self.world.does(calendars.apply, _applied(decree, agency.id)) is not None:
            agency.decrees.append(decree)

    # -- also done while a mail is on its way

    def leaves_some(self, number: int, *, today: bool) -> None:
        """Every role of a person in one unit."""
        person = self.world.model.people[self.some_person(number)]
        office = one_of([each for each in person.offices if each.last is None], number)
        if office is None:
            return
        on = self.today(office.unit)
        last = on if today else on - timedelta(days=1)
        command = EndMembership(unit_id=office.unit, person_id=person.id, last=last, actor=ACTOR, on=on)
        if self.world.does(people.end_membership, command) is not None:
            for each in person.offices:
                if each.unit == office.unit and (each.last is None or each.last > last):
                    each.last = last

    def readdresses_some(self, number: int) -> None:
        """An address that nobody had before; a list of people knows a guest of no unit by their address only."""
        person = self.some_person(number)
        if not self.world.model.people[person].offices:
            return
        self._imports(number, address=f"{person[-12:]}.{self.world.state.history.next()}@contoh.go.id")

    def _imports(self, number: int, address: str | None) -> None:
        person = self.world.model.people[self.some_person(number)]
        office = person.offices[-1] if person.offices else self._a_seat()
        on = self.today(office.unit)
        row = SheetRow(
            2, person.name, email=address or person.address or "", role=office.role, area=office.area or ""
        )
        command = ImportPeople(unit_id=office.unit, rows=[row], actor=ACTOR, on=on)
        if self.world.does(people.import_people, command) is None:
            return
        person.address = address or person.address
        same = [
            o for o in person.offices if (o.unit, o.role, o.area) == (office.unit, office.role, office.area)
        ]
        if not any(each.last is None or each.last >= on for each in same):
            person.offices.append(Office(office.unit, office.role, office.area, on))

    def _a_seat(self) -> Office:
        unit = next(iter(self.world.model.agencies))
        return Office(unit, "member", "pp", self.today(unit))

    def _home_date(self, person: str) -> date:
        offices = self.world.model.people[person].offices
        return self.today(offices[-1].unit if offices else next(iter(self.world.model.agencies)))


def _applied(decree: tuple[date, str, date, bool], unit: str) -> ApplyDecree:
    signed, number, day, off = decree
    kind = DayKind.LOCAL if off else DayKind.WORKING
    made = Decree(
        number, signed, "Hari libur", "", DecreeStatus.FIXED, day.year, (DayOff(day, kind, "Libur"),)
    )
    return ApplyDecree(decree=made, actor=ACTOR, on=signed, unit_id=unit)

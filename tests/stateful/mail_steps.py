"""Steps in which people and the outside world act on mail: stop, release, settle, bounce, follow a link, invite."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from notifications.archive import ArchiveUnavailableError
from notifications.resolving import reconcile
from tests.stateful.flood import flood
from tests.stateful.opening import QUARTERS
from tests.stateful.people_steps import PeopleSteps
from tests.stateful.steps import ACTOR, REASON, Draw, one_of, step
from tests.stateful.task_steps import EVIDENCE, TaskSteps, follow
from zi_workflow.domain.errors import ZiError
from zi_workflow.domain.invitations import Meeting
from zi_workflow.domain.links import Purpose
from zi_workflow.storage.tables import MessageRow
from zi_workflow.usecases import breaker, fence, invitations, links, mail_switch, returns, uncertain
from zi_workflow.usecases.breaker import Preview, Release
from zi_workflow.usecases.invitation_commands import Cancel, Change, Invite
from zi_workflow.usecases.links import Act
from zi_workflow.usecases.mail_switch import Turn
from zi_workflow.usecases.returns import Failure, TakeBack, Verdict
from zi_workflow.usecases.uncertain import Verdict as Said

MODES = ("live", "live", "live", "capture", "off", "allowlist")


class MailSteps(TaskSteps, PeopleSteps):
    """What is done about mail."""

    @step(3)
    def turns_a_switch(self, draw: Draw) -> None:
        """`zi mail stop` and `resume`, another MAIL_MODE at the next start, an archive that cannot be asked."""
        what, number = draw.of(["stop", "resume", "mode", "mode", "archive"]), draw.number
        self.counts(what)
        if what == "mode":
            self.world.state.mode = MODES[number % len(MODES)]
        elif what == "archive":
            self.world.state.desk.reachable = number % 2 == 0
        else:
            self.switches(on=what == "stop")

    @step(4)
    def decides_about_mail(self, draw: Draw) -> None:
        """Somebody lets go or cancels what is held, or says of one mail, address or person how it is."""
        what, number = draw.of(["release", "discard", "settle", "weekly", "unsuppress"]), draw.number
        self.counts(what)
        if what == "settle":
            self._settles(number)
        elif what == "weekly":
            self.answers_about_the_weekly_summary(number)
        elif what == "unsuppress":
            self.trusts_an_address(number)
        else:
            self.lets_go(keep=what == "release")

    def _settles(self, number: int) -> None:
        """Rightly or not."""
        sent = number % 2 == 0
        with self.world.observer.store.reading() as session:
            query = select(col(MessageRow.id), col(MessageRow.message_id)).where(
                col(MessageRow.state) == "uncertain"
            )
            row = one_of(session.execute(query.order_by(col(MessageRow.id))).all(), number)
        if row is not None:
            if not sent:
                self.world.state.history.change_mail(row.message_id, archived=False, doubtful=True)
            self.world.does(uncertain.settle_by_hand, Said(row.id, sent, ACTOR, REASON, self._date()))

    @step(3)
    def a_mail_comes_back(self, draw: Draw) -> None:
        """A bounce of a mail that was accepted, or of one that is on its way."""
        self.counts("bounce")
        number, hard = draw.number, draw.even
        copy = one_of([each for each in self.world.state.history.copies if each.accepted], number)
        if copy is None:
            return
        failures = {copy.address.lower(): Failure(hard, "550 5.1.1 unknown")}
        verdict = self.world.does(returns.take_back, TakeBack(copy.message_id, failures))
        if verdict in (Verdict.SUPPRESSED, Verdict.NOTED):
            self.world.state.faults["returned"] += 1
            self.world.state.history.change_mail(copy.message_id, returned=True)

    @step(4)
    def follows_a_link(self, draw: Draw) -> None:
        """A page of a mailed link is looked at, or its form is sent, properly or empty."""
        number, post, right = draw.number, draw.by % 4 > 0, draw.by % 4 > 1
        self.counts("link_post" if post else "link_get")
        known = one_of(self.world.state.tokens, number)
        if known is None:
            return
        try:
            with self.world.observer.store.reading() as session:
                seen = links.look(session, known[1], self.world.now)
        except ZiError:
            return
        if post:
            self._acts(known[1], seen, right)

    def _acts(self, token: str, seen: links.Seen, right: bool) -> None:
        programmes = self.world.model.programmes
        programme = next(code for code, (id, _unit) in programmes.items() if id == seen.task.programme_id)
        work = self.world.model.tasks[programme, seen.task.code]
        fields: dict[str, Any] = {"progress": 50, "until": seen.on + timedelta(days=3), "evidence": EVIDENCE}
        act = Act(token=token, note="sudah" if right else "", **(fields if right else {}))
        purpose = self.world.does(links.act, act)
        if purpose is None:
            return
        assert right
        values = {"on": seen.on, "actor": seen.person.id}
        if purpose in (Purpose.START, Purpose.REPORT, Purpose.SUBMIT) and work.state == "planned":
            follow(work, "start", values)
        if purpose is Purpose.SUBMIT:
            follow(work, "submit", values)

    @step(1)
    def begins_once(self, draw: Draw) -> None:
        """What a run has at most once: another unit with its programme, or a bug that makes many mails at once."""
        number, many = draw.number, 5 + draw.by % 26
        self.counts("flood" if number % 2 else "import")
        if self.world.dies_in is not None:
            return
        if number % 2 == 0:
            self.imports_a_programme()
        elif not self.world.state.flooded:
            self.world.state.flooded = True
            flood(self.world, many, number)

    @step(4)
    def calls_a_round(self, draw: Draw) -> None:
        """A round is announced, moved or taken back."""
        what: type[Invite | Change | Cancel] = draw.of([Invite, Change, Cancel])
        number, ahead = draw.number, 1 + draw.by // 3 % 9
        self.counts(f"round_{what.__name__.lower()}")
        model = self.world.model
        programme, unit = list(model.programmes.values())[number % len(model.programmes)]
        on = self.today(unit)
        values: dict[str, Any] = {"reason": REASON}
        if what is not Cancel:
            day = model.agencies[unit].next_working(on + timedelta(days=ahead))
            values["meeting"] = Meeting(day, time(9), time(11), "Ruang Rapat", agenda="Capaian")
        verbs: dict[type, Callable[..., Any]] = {
            Invite: invitations.invite, Change: invitations.change, Cancel: invitations.cancel,
        }  # fmt: skip
        quarter = QUARTERS[number % len(QUARTERS)]
        command = what(programme_id=programme, quarter=quarter, actor=ACTOR, on=on, **values)
        self.world.does(verbs[what], command)

    # -- also done while a mail is on its way, or when everything shall end

    def switches(self, *, on: bool) -> None:
        """Nothing leaves any more, or mail goes on."""
        turn = Turn(ACTOR, REASON, self._date())
        if self.world.does(mail_switch.stop if on else mail_switch.resume, turn) is not None:
            self.world.model.stopped = on

    def lets_go(self, *, keep: bool) -> None:
        """As `zi mail release` and `zi mail discard` do, after asking the archive."""
        world = self.world
        found = world.tries(self._held)
        if found is None:
            return
        shown, shut = found
        command = Release(shown.token, ACTOR, REASON, self._date())
        if world.does(breaker.release if keep else breaker.discard, command) is not None:
            world.state.stretch += 1
            if shut:
                world.state.fenced = False

    def _held(self) -> tuple[Preview, bool] | None:
        """What somebody is shown who looks at what is held, and whether a fence holds it."""
        world = self.world
        try:
            if world.state.desk.archived:
                reconcile(world.store, world.now, world.archive())
        except ArchiveUnavailableError:
            return None
        with world.store.reading() as session:
            return breaker.preview(session), fence.is_shut(session)

    def _date(self) -> date:
        return self.today(next(iter(self.world.model.agencies)))

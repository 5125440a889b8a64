"""The table of commands: name, module in this folder, one line of help; imports none of them."""

from __future__ import annotations

from dataclasses import dataclass

from zi_workflow.domain.errors import N_


@dataclass(frozen=True)
class Entry:
    """Where a command lives: `module` has a typer app named `app`."""

    module: str
    help: str


COMMANDS = {
    "init": Entry("init", N_("Prepare the data folder and the database.")),
    "serve": Entry("serve", N_("Run the whole service: web, schedules, flows and mail.")),
    "tick": Entry("tick", N_("Do a day's work once.")),
    "rehearse": Entry("rehearse", N_("Play a programme through, day by day, before it goes live.")),
    "demo": Entry("demo", N_("Rehearse the sample unit and show what came out as web pages.")),
    "plan": Entry("plan", N_("Compute a plan file: forecast, causes, blockers.")),
    "programme": Entry("programme", N_("Create, activate, show and edit programmes.")),
    "people": Entry("people", N_("Import and list the people of a unit.")),
    "account": Entry("account", N_("Let people sign in: accounts, one-time links, passwords.")),
    "task": Entry("task", N_("Start, report, submit, verify and reopen tasks.")),
    "round": Entry("round", N_("List monitoring rounds; invite to them, change and cancel them.")),
    "calendar": Entry("calendar", N_("Import a decree of days off.")),
    "framework": Entry("framework", N_("Check the shipped programme data.")),
    "mail": Entry("mail", N_("Look at the mail: list, printable list, texts to paste.")),
    "audit": Entry("audit", N_("Verify the chain of events.")),
    "clock": Entry("clock", N_("Look at the service's clock, and confirm it when it is in doubt.")),
    "schedule": Entry("schedule", N_("Show the next firings in words.")),
}

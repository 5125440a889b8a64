"""Compares ways of sending the same mails to the same relay in one run, round by round; prints rates and ratios.

`python -m benchmarks.mail [MAILS [ROUNDS]]`. Each contestant is a process of its own, times only the sending, and must
have handed over every mail by the relay's own count.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.mail import equipment
from benchmarks.mail.ground import address, facts_for
from notifications.rendering import render

MAILS, ROUNDS = 1_000, 5
RIVAL = "django-post-office, 1 process"
GUARDED, FREE = "zi-workflow, 10 connections", "the same, without the guard"


@dataclass(frozen=True)
class Contestant:
    """A way of sending: its name and its command; `{port}`, `{folder}`, `{letters}` and `{mails}` are filled in."""

    name: str
    command: Sequence[str]

    def seconds(self, values: dict[str, str]) -> float:
        """How long it took to send all mails; RuntimeError when it did not send all of them."""
        command = [word.format_map(values) for word in self.command]
        run = subprocess.run(command, cwd=equipment.ROOT, capture_output=True, text=True, check=False)
        if run.returncode:
            raise RuntimeError(f"{self.name} failed:\n{run.stderr}")
        said = json.loads(run.stdout.splitlines()[-1])
        if said["sent"] != int(values["mails"]):
            raise RuntimeError(f"{self.name} sent {said['sent']} of {values['mails']} mails")
        return float(said["seconds"])


def contestants(django: Path) -> list[Contestant]:
    """Ours with and without the guard, Django's queue at the best of the settings that were tried, bare aiosmtplib."""
    ours = (sys.executable, "-m", "benchmarks.mail.ours", "{port}", "{folder}", "{mails}")
    bare = (sys.executable, "-m", "benchmarks.mail.bare", "{port}", "{letters}")
    queue = (str(django), "benchmarks/mail/django_queue.py", "{port}", "{folder}", "{letters}")
    return [
        Contestant(GUARDED, (*ours, "guarded", "10")),
        Contestant(FREE, (*ours, "free", "10")),
        Contestant("zi-workflow, 4 connections", (*ours, "guarded", "4")),
        Contestant("zi-workflow, 2 senders", (*ours, "guarded", "10", "2")),
        Contestant(RIVAL, (*queue, "1", "1", "1000")),
        Contestant("the same, 4 threads", (*queue, "4", "1", "1000")),
        Contestant("the same, 2 processes", (*queue, "1", "2", "1000")),
        Contestant("bare aiosmtplib, 1 connection", (*bare, "1")),
        Contestant("bare aiosmtplib, 4 connections", (*bare, "4")),
    ]


def write_letters(path: Path, many: int) -> None:
    """The mails as the others get them: rendered beforehand."""
    letters = []
    for number in range(many):
        rendered = render(facts_for(number))
        letters.append({"to": address(number), "subject": rendered.subject, "text": rendered.text,
                        "html": rendered.html})  # fmt: skip
    path.write_text(json.dumps(letters), "utf-8")


def compete(several: Sequence[Contestant], mails: int, rounds: int) -> dict[str, list[float]]:
    """Seconds of each contestant in each round; each round is run in another order."""
    taken: dict[str, list[float]] = {each.name: [] for each in several}
    with tempfile.TemporaryDirectory(prefix="zi-bench-") as folder:
        letters = Path(folder) / "letters.json"
        write_letters(letters, mails)
        for turn in range(rounds):
            for each in [*several[turn % len(several) :], *several[: turn % len(several)]]:
                place = Path(tempfile.mkdtemp(dir=folder))
                with equipment.running(equipment.smtp_sink(), place) as sink:
                    values = {"port": str(sink.port), "folder": str(place), "letters": str(letters),
                              "mails": str(mails)}  # fmt: skip
                    taken[each.name].append(each.seconds(values))
                    if sink.taken() != mails:
                        raise RuntimeError(f"{each.name}: the relay took {sink.taken()} of {mails} mails")
    return taken


def report(taken: dict[str, list[float]], mails: int) -> list[str]:
    """A line for each contestant: mails a second, and how many times as fast as Django's queue, round by round."""
    rival = taken[RIVAL]
    lines = [f"  {mails:,d} mails, {len(rival)} rounds, {os.cpu_count()} cores; min / median / max"]
    for name, seconds in taken.items():
        rates = [mails / each for each in seconds]
        ratios = [theirs / each for each, theirs in zip(seconds, rival, strict=True)]
        lines.append(
            f"  {name:32}{_spread(rates, '{:7.0f}')} a second   {_spread(ratios, '{:5.2f}')} of Django's"
        )
    cost = [guarded / free for guarded, free in zip(taken[GUARDED], taken[FREE], strict=True)]
    return [*lines, f"  the guard costs {_spread(cost, '{:5.2f}')} times the time without it"]


def _spread(values: Sequence[float], form: str) -> str:
    return " /".join(form.format(value) for value in (min(values), median(values), max(values)))


def main(mails: str = str(MAILS), rounds: str = str(ROUNDS)) -> int:
    """Print the table; 1 when something that is needed cannot be had, in a sentence."""
    try:
        equipment.smtp_sink()
        several = contestants(equipment.django_python())
        taken = compete(several, int(mails), int(rounds))
    except (equipment.MissingEquipmentError, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(report(taken, int(mails))))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

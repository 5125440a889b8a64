"""Pages beside a static file of the same server in one run, round by round; prints rates, p95 and CPU time a request.

`python -m benchmarks.web [UNITS [SECONDS [ROUNDS]]]`. The portfolio is measured over two stores with the same units and
ten times the tasks, one right after the other: it must not matter. CPU time is the server's own, as Linux counts it, so
that it means the same on a busy machine, where the times of answers do not.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import httpx

from benchmarks.web import ground
from zi_workflow import bootstrap

UNITS, SECONDS, ROUNDS, CLIENTS = 5_000, 4, 3, 8
FEW, MANY = 4, 40
PORTS = 18_471, 18_472
STATIC, PROGRAMME, TASKS, PORTFOLIO = "static file", "programme, 100 tasks", "its list of tasks", "portfolio"
PAGES = {
    STATIC: "/static/zi.css",
    PROGRAMME: f"/programme/{ground.SHOWN}",
    TASKS: f"/programme/{ground.SHOWN}/task",
    PORTFOLIO: "/unit",
}
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Seen:
    """One page under load for a while; milliseconds."""

    rate: float
    half: float
    p95: float
    cpu: float


Table = dict[str, list[Seen]]
"""What was seen of each page, round by round."""


@dataclass(frozen=True)
class Served:
    """A store behind a server of its own."""

    pid: int
    port: int
    token: str

    def under_load(self, path: str, seconds: float) -> Seen:
        """Eight clients at one page."""
        before = cpu_seconds(self.pid)
        told = [str(self.port), path, self.token, str(CLIENTS), str(seconds)]
        command = [sys.executable, "-m", "benchmarks.web.load", *told]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
        taken = json.loads(run.stdout)
        cuts = quantiles(taken, n=20)
        cpu = 1000 * (cpu_seconds(self.pid) - before) / len(taken)
        return Seen(len(taken) / seconds, cuts[9], cuts[18], cpu)


@contextmanager
def serving(url: str, port: int, token: str) -> Iterator[Served]:
    """The server in processes of its own, when all of them wait for requests."""
    command = [sys.executable, "-m", "benchmarks.web.server", url, str(port)]
    with subprocess.Popen(command) as server:
        try:
            _await_server(port)
            _await_rest(server.pid)
            yield Served(server.pid, port, token)
        finally:
            server.terminate()


def _await_server(port: int) -> None:
    for _ in range(600):
        try:
            httpx.get(f"http://127.0.0.1:{port}{PAGES[STATIC]}")
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit("the server does not answer")


def _await_rest(pid: int) -> None:
    """Until every process of the server has loaded what it needs, and waits."""
    before = -1.0
    while (now := cpu_seconds(pid)) != before:
        before = now
        time.sleep(1)


def cpu_seconds(pid: int) -> float:
    """What the server's processes have used so far, with all of their threads."""
    return sum(_cpu_seconds(each) for each in (pid, *below(pid)))


def below(pid: int) -> list[int]:
    """The process ids of a process's children, whichever thread started them."""
    listed = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(each) for one in listed for each in one.read_text("utf-8").split()]


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def filled(folder: Path, units: int, tasks: int) -> tuple[str, str]:
    """A store of its own: its URL, and the secret of a session."""
    url = f"sqlite:///{folder / f'{tasks}.db'}"
    with closing(bootstrap.create_store(url, durable=False)) as store:
        ground.fill(store, units, tasks)
        return url, ground.sign_in(store)


def measured(both: Sequence[Served], seconds: float, rounds: int) -> list[Table]:
    """Every page in every round, each round in another order, of one store and at once of the other."""
    tables: list[Table] = [{name: [] for name in PAGES} for _each in both]
    for served in both:
        for path in PAGES.values():
            served.under_load(path, 1)  # warm
    for turn in range(rounds):
        names = list(PAGES)
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            for served, table in zip(both, tables, strict=True):
                table[name].append(served.under_load(PAGES[name], seconds))
    return tables


def report(tasks: int, units: int, seen: Table) -> list[str]:
    """A line a page: medians of the rounds, and the CPU time as a multiple of the static file's."""
    still = median(each.cpu for each in seen[STATIC])
    lines = [f"  {units:,d} units, {tasks * (units - 1) + ground.SHOWN_TASKS:,d} tasks, {CLIENTS} clients"]
    for name, found in seen.items():
        rate, half, p95, cpu = (
            median(getattr(each, field) for each in found) for field in ("rate", "half", "p95", "cpu")
        )
        lines.append(
            f"  {name:22}{rate:7.0f} a second   half {half:6.1f} ms   p95 {p95:6.1f} ms"
            f"   CPU {cpu:5.1f} ms a request, {cpu / still:4.1f} x the static file's"
        )
    return lines


def main(units: str = str(UNITS), seconds: str = str(SECONDS), rounds: str = str(ROUNDS)) -> int:
    """Print a table for each store, and how the portfolio differs between them."""
    with tempfile.TemporaryDirectory(prefix="zi-bench-web-") as name, ExitStack() as stack:
        stores = [filled(Path(name), int(units), tasks) for tasks in (FEW, MANY)]
        both = [
            stack.enter_context(serving(store[0], port, store[1]))
            for store, port in zip(stores, PORTS, strict=True)
        ]
        tables = measured(both, float(seconds), int(rounds))
    for tasks, table in zip((FEW, MANY), tables, strict=True):
        print("\n".join(report(tasks, int(units), table)), flush=True)
    pairs = zip(*(table[PORTFOLIO] for table in tables), strict=True)
    times = median(many.cpu / few.cpu for few, many in pairs)
    print(f"  ten times the tasks: {times:.2f} times the CPU time of a portfolio page (median of its rounds)")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""Pages beside a static file of the same server in one run, round by round; prints rates, p95 and CPU time a request.

`python -m benchmarks.web [UNITS [SECONDS [ROUNDS]]]`. The portfolio is measured over two stores with the same units and
ten times the tasks: it must not matter. CPU time is the server's own, as Linux counts it, so that it means the same on a
busy machine, where the times of answers do not.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import httpx

from benchmarks.web import ground
from zi_workflow import bootstrap

UNITS, SECONDS, ROUNDS, CLIENTS = 5_000, 4, 3, 8
FEW, MANY = 4, 40
PORT = 18_471
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


@contextmanager
def serving(url: str) -> Iterator[int]:
    """The server in a process of its own; its process id."""
    command = [sys.executable, "-m", "benchmarks.web.server", url, str(PORT)]
    with subprocess.Popen(command) as server:
        try:
            _await_server()
            _await_rest(server.pid)
            yield server.pid
        finally:
            server.terminate()


def _await_server() -> None:
    for _ in range(600):
        try:
            httpx.get(f"http://127.0.0.1:{PORT}{PAGES[STATIC]}")
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


def under_load(pid: int, path: str, token: str, seconds: float) -> Seen:
    """Eight clients at one page."""
    before = cpu_seconds(pid)
    command = [
        sys.executable,
        "-m",
        "benchmarks.web.load",
        str(PORT),
        path,
        token,
        str(CLIENTS),
        str(seconds),
    ]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    taken = json.loads(run.stdout)
    cuts = quantiles(taken, n=20)
    return Seen(len(taken) / seconds, cuts[9], cuts[18], 1000 * (cpu_seconds(pid) - before) / len(taken))


def measured(folder: Path, units: int, tasks: int, seconds: float, rounds: int) -> dict[str, list[Seen]]:
    """Every page in every round, each round in another order, over one store."""
    url = f"sqlite:///{folder / f'{tasks}.db'}"
    with closing(bootstrap.create_store(url, durable=False)) as store:
        ground.fill(store, units, tasks)
        token = ground.sign_in(store)
    seen: dict[str, list[Seen]] = {name: [] for name in PAGES}
    with serving(url) as pid:
        for name in PAGES:
            under_load(pid, PAGES[name], token, 1)  # warm
        for turn in range(rounds):
            names = list(PAGES)
            for name in names[turn % len(names) :] + names[: turn % len(names)]:
                seen[name].append(under_load(pid, PAGES[name], token, seconds))
    return seen


def report(tasks: int, units: int, seen: dict[str, list[Seen]]) -> list[str]:
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
    portfolio = []
    for tasks in (FEW, MANY):
        with tempfile.TemporaryDirectory(prefix="zi-bench-web-") as folder:
            seen = measured(Path(folder), int(units), tasks, float(seconds), int(rounds))
        print("\n".join(report(tasks, int(units), seen)), flush=True)
        portfolio.append(median(each.cpu for each in seen[PORTFOLIO]))
    print(f"  ten times the tasks: {portfolio[1] / portfolio[0]:.2f} times the CPU time of a portfolio page")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

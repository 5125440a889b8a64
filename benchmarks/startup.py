"""How long `zi --help` takes against a bare typer program: whole processes, medians, interleaved; target 1.3 at most."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

ROUNDS = 25
TARGET = 1.3
ZI = Path(sys.executable).parent / "zi"
BARE = """
import sys
import typer

app = typer.Typer(rich_markup_mode=None, add_completion=False, help="A bare program with three commands.")


@app.command()
def one() -> None: ...


@app.command()
def two() -> None: ...


@app.command()
def three() -> None: ...


sys.argv = ["bare", "--help"]
app()
"""
COMMANDS = {
    "bare typer": [sys.executable, "-c", BARE],
    "zi --help": [str(ZI), "--help"],
    "zi --lang en --help": [str(ZI), "--lang", "en", "--help"],
}


def seconds(command: list[str]) -> float:
    """One whole process, from its start to its end."""
    begun = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - begun


def main() -> None:
    """Print a line for each program; the ratio is to the bare one."""
    for command in COMMANDS.values():
        seconds(command)  # byte code and disk caches
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS):
        for name, command in COMMANDS.items():
            taken[name].append(seconds(command))
    bare = median(taken["bare typer"])
    for name, runs in taken.items():
        print(f"{name:20} {median(runs) * 1000:6.1f} ms  ratio {median(runs) / bare:4.2f}")
    print(f"target: at most {TARGET}")


if __name__ == "__main__":
    main()

"""Gets what the comparison needs and the product does not: smtp-sink of Debian's postfix, and Django's queue.

Both are kept in a cache folder outside the repository; nothing is installed on the machine and no service is started.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PINNED = ROOT / "requirements" / "bench.txt"
_COUNTED = re.compile(rb"mesg=(\d+)")
PATIENCE = 10.0  # seconds


class MissingEquipmentError(Exception):
    """What is needed cannot be had here; the sentence says what."""


def cache() -> Path:
    """The folder of this bench, outside the repository."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(home) / "zi-workflow-bench"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def smtp_sink() -> Path:
    """The program, unpacked from Debian's package; MissingEquipmentError where that cannot be had."""
    folder = cache() / "postfix"
    program = folder / "usr" / "sbin" / "smtp-sink"
    if not program.exists():
        _unpack(folder)
    run = subprocess.run(
        [_tool("ldd"), program], env=_libraries(program), capture_output=True, text=True, check=False
    )
    missing = re.findall(r"(\S+) => not found", run.stdout)
    if run.returncode or missing:
        raise MissingEquipmentError(
            f"smtp-sink does not run here: {', '.join(missing) or run.stderr.strip()}"
        )
    return program


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise MissingEquipmentError(f"smtp-sink comes from Debian's package postfix, and {name} is not here")
    return found


def _unpack(folder: Path) -> None:
    """Postfix, and those of its libraries that are not on the machine, downloaded by apt and unpacked, not installed."""
    packages = cache() / "packages"
    (packages / "partial").mkdir(parents=True, exist_ok=True)
    command = [_tool("apt-get"), "install", "--download-only", "--no-install-recommends", "-qq", "-y",
               "-o", f"Dir::Cache::archives={packages}", "-o", "Debug::NoLocking=1", "postfix"]  # fmt: skip
    got = subprocess.run(command, capture_output=True, text=True, check=False)
    found = sorted(packages.glob("*.deb"))
    if got.returncode or not found:
        raise MissingEquipmentError(f"Debian's package postfix cannot be downloaded: {got.stderr.strip()}")
    for package in found:
        subprocess.run([_tool("dpkg"), "-x", package, folder], check=True)


def _libraries(program: Path) -> dict[str, str]:
    root = program.parents[2]
    places = [root / "usr" / "lib" / "postfix", *(root / "usr" / "lib").glob("*-linux-*")]
    return {**os.environ, "LD_LIBRARY_PATH": ":".join(map(str, places))}


@dataclass(frozen=True)
class Sink:
    """A running smtp-sink, which throws away what it takes, and what it has counted."""

    port: int
    words: Path

    def taken(self) -> int:
        """How many messages it has accepted since its start."""
        counted = _COUNTED.findall(self.words.read_bytes())
        return int(counted[-1]) if counted else 0


@contextmanager
def running(program: Path, folder: Path) -> Iterator[Sink]:
    """The sink on a free port of this machine until the end of the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [str(program), "-c", f"127.0.0.1:{port}", "256"]
    if os.geteuid() == 0:  # it does not stay root
        command[1:1] = ["-u", pwd.getpwnam("nobody").pw_name]
    words = folder / "sink.txt"
    with words.open("wb") as out, subprocess.Popen(
        command, env=_libraries(program), stdout=out, stderr=out
    ) as process:  # fmt: skip
        try:
            _await(port, process, words)
            yield Sink(port, words)
        finally:
            process.kill()


def _await(port: int, process: subprocess.Popen[bytes], words: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise MissingEquipmentError(f"smtp-sink did not start: {words.read_text('utf-8', 'replace').strip()}")


def django_python() -> Path:
    """The interpreter of the environment with the pinned Django queue; made when it is missing or the pins changed."""
    pins = hashlib.sha256(PINNED.read_bytes()).hexdigest()[:12]
    folder = cache() / f"django-{pins}-{sys.version_info.major}.{sys.version_info.minor}"
    if not (folder / "ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        install = ["-m", "pip", "install", "-q", "--require-hashes", "-r", str(PINNED)]
        run = subprocess.run(
            [str(folder / "bin" / "python"), *install], capture_output=True, text=True, check=False
        )
        if run.returncode:
            raise MissingEquipmentError(
                f"the pinned packages of {PINNED.name} cannot be had: {run.stderr.strip()}"
            )
        (folder / "ready").touch()
    return folder / "bin" / "python"

"""The demonstration as a newcomer meets it: one command, three links, and each opens what its office sees."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import httpx

from tests.support.services import ZI, environment, free_port, wait_for

LINK = re.compile(r"(as [\w ]+): (http://127\.0\.0\.1:\d+/masuk/[\w-]{32})")


def test_three_links_sign_in_as_three_kinds_of_people(tmp_path: Path) -> None:
    """Without a password and without a code; the mails that each may read are different ones."""
    log, port = tmp_path / "log", free_port()
    words = [str(ZI), "demo", "--port", str(port), "--out", str(tmp_path / "demo")]
    with log.open("wb") as out:
        process = subprocess.Popen(words, env=environment(tmp_path), stdout=out, stderr=out)
    try:
        links = wait_for(lambda: len(found := LINK.findall(log.read_text())) == 3 and found, 180, log)
        wait_for(lambda: _answers(f"http://127.0.0.1:{port}/kesehatan"), 30, log)
        seen = {who: _visit(link) for who, link in links}
    finally:
        process.terminate()
        process.wait(20)
    assert {who: home for who, (home, _mails) in seen.items()} == {
        "as the team lead": "/tugas",
        "as a member": "/tugas",
        "as the inspectorate": "/unit",
    }
    mails = {who: mails for who, (_home, mails) in seen.items()}
    assert mails["as the team lead"] > mails["as a member"] > 0


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).is_success
    except httpx.HTTPError:
        return False


def _visit(link: str) -> tuple[str, int]:
    """The page that a link leads to, and how many mails its visitor sees."""
    with httpx.Client(follow_redirects=True, timeout=20) as browser:
        home = browser.post(link, data={"saya": "ya"})
        assert home.status_code == 200
        counted = re.search(r"<p>(\d+) surat", browser.get(home.url.join("/surat")).text)
        assert counted is not None
        return home.url.path, int(counted[1])

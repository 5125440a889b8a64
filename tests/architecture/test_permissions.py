"""The table of permissions that people read is the one that decides."""

from __future__ import annotations

import re

from tests.support import sources
from zi_workflow.domain.people import ROLE_NAMES, Role
from zi_workflow.domain.scopes import POLICY, Action, Reach

COLUMNS = (
    Action.SEE_PROGRAMME,
    Action.SEE_PORTFOLIO,
    Action.SEE_MAIL,
    Action.WORK,
    Action.REVIEW,
    Action.STEER,
    Action.ASSESS,
    Action.MANAGE_CALENDAR,
)
ROW = re.compile(r"^\|([^|]+)\|" + r"([^|]*)\|" * len(COLUMNS) + "$", re.MULTILINE)


def test_the_table_of_the_document_is_the_policy() -> None:
    """Role by role and column by column; nothing is left out on either side."""
    roles = {name: role for role, name in ROLE_NAMES.items()}
    written: dict[Role, list[str]] = {}
    for names, *reaches in ROW.findall((sources.ROOT / "docs" / "web.md").read_text("utf-8")):
        for name in names.split(","):
            if name.strip() in roles:
                written[roles[name.strip()]] = [reach.strip() for reach in reaches]
    held = {role: [_word(POLICY[action].get(role)) for action in COLUMNS] for role in Role}
    assert written == held


def test_only_a_link_that_names_its_own_thing_asks_without_a_viewer() -> None:
    """Every other page narrows what it reads to the scope of whoever is signed in."""
    pages = [path for path in sources.python_files("zi_workflow") if "zi_workflow/web/" in sources.name(path)]
    unbounded = {sources.name(path) for path in pages if "EVERYWHERE" in path.read_text("utf-8")}
    assert unbounded == {"zi_workflow/web/routes/links.py"}


def _word(reach: Reach | None) -> str:
    return "" if reach is None else reach.name.lower()

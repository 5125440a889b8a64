"""Who runs the servers that tests start; knows none of them."""

from __future__ import annotations

import os
import pwd
from typing import Any


def unprivileged() -> dict[str, Any]:
    """For `subprocess`: nothing, or when we are root somebody without privileges, since servers refuse root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}

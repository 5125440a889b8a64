"""What a machine must have for some tests: missing it skips them here and fails them in CI."""

from __future__ import annotations

import os

import pytest


def require(condition: bool, what: str) -> None:
    """Skip the test that needs `what`, or fail it under ZI_REQUIRE_ALL=1, unless the condition holds."""
    if condition:
        return
    if os.environ.get("ZI_REQUIRE_ALL") == "1":
        pytest.fail(f"missing on this machine: {what}", pytrace=False)
    pytest.skip(f"missing on this machine: {what}")

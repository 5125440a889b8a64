"""One Prefect server for all tests of flows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flows.runtime import PrefectServer


@pytest.fixture(scope="session")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    """A child server that answers; Prefect must not be imported before it."""
    server = PrefectServer(tmp_path_factory.mktemp("prefect"))
    with pytest.MonkeyPatch.context() as patch:
        for name in ("PREFECT_HOME", "PREFECT_API_URL", "PREFECT_PROFILES_PATH"):
            patch.setenv(name, "")  # given back afterwards
        server.start()
        assert server.wait_healthy()
        yield server
        server.stop()

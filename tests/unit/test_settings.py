"""Settings are read once from the environment; every wrong one gets its sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.clocks import wib
from zi_workflow import i18n, settings
from zi_workflow.cli.wiring import letterhead_of
from zi_workflow.domain.errors import InputError


def _wrong(monkeypatch: pytest.MonkeyPatch, **values: str) -> dict[str, str]:
    for name, value in values.items():
        monkeypatch.setenv(f"ZI_{name.upper()}", value)
    with pytest.raises(InputError) as caught:
        settings.load()
    with i18n.using("en"):
        return {problem.where: i18n.sentence(problem) for problem in caught.value.problems}


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own settings do not matter here."""
    for name in settings.Settings.model_fields:
        monkeypatch.delenv(f"ZI_{name.upper()}", raising=False)


def test_nothing_has_to_be_set() -> None:
    """The default is a SQLite file in the data folder, captured mail and a server for this machine alone."""
    chosen = settings.load()
    assert chosen.data == Path.cwd() / "zi-data"
    assert chosen.database_url == f"sqlite:///{Path.cwd()}/zi-data/zi.db"
    assert (chosen.mail_mode, chosen.host, chosen.port, chosen.lang) == ("capture", "127.0.0.1", 8000, "id")
    assert (chosen.clock_start, chosen.clock_speed) == (None, 1.0)


def test_the_database_follows_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Moving the data is one setting."""
    monkeypatch.setenv("ZI_DATA", str(tmp_path))
    assert settings.load().database_url == f"sqlite:///{tmp_path}/zi.db"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_postgresql_url_is_taken_as_operators_write_it(
    monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    """The driver is our choice, not theirs."""
    monkeypatch.setenv("ZI_DATABASE_URL", f"{scheme}://zi@localhost/zi")
    assert settings.load().database_url == "postgresql+psycopg://zi@localhost/zi"


def test_an_empty_value_is_a_missing_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line `ZI_CLOCK_START=` in a service file switches nothing on."""
    monkeypatch.setenv("ZI_CLOCK_START", "")
    monkeypatch.setenv("ZI_PORT", "")
    assert (settings.load().clock_start, settings.load().port) == (None, 8000)


def test_lists_and_instants_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses are separated by commas; an instant carries its zone."""
    monkeypatch.setenv("ZI_MAIL_ALLOWLIST", "ayu@example.go.id, budi@example.go.id,")
    monkeypatch.setenv("ZI_CLOCK_START", "2025-01-02T07:00+07:00")
    chosen = settings.load()
    assert chosen.mail_allowlist == ("ayu@example.go.id", "budi@example.go.id")
    assert chosen.clock_start == wib(2025, 1, 2)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("https://zi.example.go.id", "https://zi.example.go.id"),
        ("https://ZI.example.go.id:8443/", "https://zi.example.go.id:8443"),
        ("http://localhost:9000", "http://localhost:9000"),
    ],
)
def test_the_links_of_mails_may_begin_with_another_name(
    monkeypatch: pytest.MonkeyPatch, given: str, used: str
) -> None:
    """What people open need not be what the service listens on."""
    assert letterhead_of(settings.load()).base_url == "http://127.0.0.1:8000"
    monkeypatch.setenv("ZI_PUBLIC_URL", given)
    assert letterhead_of(settings.load()).base_url == used


@pytest.mark.parametrize(
    "given",
    [
        "zi.example.go.id", "https://", "http://zi.example.go.id", "https://zi.example.go.id/zi", "ftp://127.0.0.1",
        "https://ayu:x@zi.example.go.id", "https://zi.example.go.id?x=1", "https://zi.example.go.id:99999",
        "https://zi example.go.id", "https://zi.example.go.id//",
    ],
)  # fmt: skip
def test_links_that_would_lead_nowhere_stop_the_start(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    """Neither a path nor an account nor a name without TLS may stand there."""
    assert "without a path" in _wrong(monkeypatch, public_url=given)["ZI_PUBLIC_URL"]


def test_a_sign_in_of_the_agency_needs_our_name_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """An issuer alone would show a button that lets nobody in; it is said together with whatever else is wrong."""
    wrong = _wrong(monkeypatch, oidc_issuer="https://sso.example.go.id", smtp_port="0")
    assert list(wrong) == ["ZI_SMTP_PORT", "ZI_OIDC_CLIENT_ID"]
    assert wrong["ZI_OIDC_CLIENT_ID"].startswith("ZI_OIDC_CLIENT_ID: is missing: ZI_OIDC_ISSUER needs")
    monkeypatch.setenv("ZI_SMTP_PORT", "25")
    monkeypatch.setenv("ZI_OIDC_CLIENT_ID", "zi")
    assert settings.load().oidc_client_id == "zi"


def test_every_wrong_value_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """One start tells an operator everything."""
    wrong = _wrong(
        monkeypatch, data="/srv/zi?", mail_mode="on", mail_from="nobody", smtp_port="0", smtp_starttls="perhaps",
        port="http", clock_start="2025-01-02T07:00", clock_speed="0", lang="jv",
    )  # fmt: skip
    assert list(wrong) == [
        "ZI_DATA", "ZI_MAIL_MODE", "ZI_MAIL_FROM", "ZI_SMTP_PORT", "ZI_SMTP_STARTTLS",
        "ZI_PORT", "ZI_CLOCK_START", "ZI_CLOCK_SPEED", "ZI_LANG",
    ]  # fmt: skip
    assert wrong["ZI_PORT"] == "ZI_PORT: must be a whole number from 1 to 65535, not 'http'."


def test_secrets_are_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused database URL and the printed settings keep their passwords to themselves."""
    wrong = _wrong(monkeypatch, database_url="mysql://zi:rahasia@localhost/zi")
    assert "rahasia" not in wrong["ZI_DATABASE_URL"]
    monkeypatch.setenv("ZI_DATABASE_URL", "postgresql://zi:rahasia@localhost/zi")
    monkeypatch.setenv("ZI_SMTP_PASSWORD", "rahasia")
    assert "rahasia" not in repr(settings.load())

"""The service's settings, read once from ZI_* environment variables; knows no part of the service."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, ValidationError, ValidationInfo
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from zi_workflow.domain.errors import N_, InputError, Problem

PREFIX = "ZI_"
DATABASE_FILE = "zi.db"
EVIDENCE_FOLDER = "evidence"
"""Both in the data folder."""

# The sentence for a value that cannot be used, one for each field that can go wrong.
RULES: Mapping[str, str] = {
    "data": N_("must be a folder's path without question marks, not {value!r}."),
    "database_url": N_("must begin with sqlite:///, postgresql:// or postgres://."),
    "mail_mode": N_("must be off, capture, allowlist or live, not {value!r}."),
    "mail_from": N_("must be an address such as zi@instansi.go.id, not {value!r}."),
    "mail_bounces": N_("must be an address such as zi-bounces@instansi.go.id, not {value!r}."),
    "dkim_selector": N_("must be a name such as zi2025, not {value!r}."),
    "dkim_domain": N_("must be a domain such as instansi.go.id, not {value!r}."),
    "smtp_port": N_("must be a whole number from 1 to 65535, not {value!r}."),
    "smtp_starttls": N_("must be true or false, not {value!r}."),
    "smtp_connections": N_("must be a whole number from 1 to 10, not {value!r}."),
    "archive_address": N_("must be an address such as arsip@instansi.go.id, not {value!r}."),
    "archive_imap_port": N_("must be a whole number from 1 to 65535, not {value!r}."),
    "port": N_("must be a whole number from 1 to 65535, not {value!r}."),
    "web_processes": N_("must be a whole number from 1 to 16, not {value!r}."),
    "public_url": N_(
        "must be https:// and the name under which people open the pages, such as https://zi.instansi.go.id, without "
        "a path, not {value!r}."
    ),
    "oidc_issuer": N_("must be the https:// address of the agency's sign-in, not {value!r}."),
    "oidc_client_id": N_(
        "is missing: ZI_OIDC_ISSUER needs the name under which the agency's sign-in knows the service."
    ),
    "oidc_second_step": N_("must be true or false, not {value!r}."),
    "clock_start": N_("must be an instant with its zone such as 2025-01-02T07:00+07:00, not {value!r}."),
    "clock_speed": N_("must be a number above 0 and at most 1000000, not {value!r}."),
    "lang": N_("must be id or en, not {value!r}."),
}
DNS_NAME = r"^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9])?$"
LOOPBACK = ("127.0.0.1", "localhost")
UNUSABLE = N_("cannot be used: {value!r}.")


def _driver(url: str) -> str:
    """The URL with the driver we ship."""
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return f"postgresql+psycopg://{url.removeprefix(scheme)}"
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("scheme")
    return url


def _folder(path: Path) -> Path:
    if "?" in str(path):  # a database URL would end there
        raise ValueError("question mark")
    return path.expanduser().absolute()


def _in_data(values: dict[str, Any]) -> str:
    return f"sqlite:///{values['data'] / DATABASE_FILE}"


def _public(url: str) -> str:
    """The address without a slash at its end; without TLS only on this machine, for links in mails are secrets."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    bare = f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")
    safe = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    if not safe or not re.match(DNS_NAME, host) or url.lower().removesuffix("/") != bare:
        raise ValueError("address")
    return bare


def _issuer(url: str) -> str:
    """The address as its owner writes it; without TLS only on this machine, for what it says lets people in."""
    parts = urlsplit(url)
    safe = parts.scheme == "https" or (parts.scheme == "http" and (parts.hostname or "") in LOOPBACK)
    if not safe or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("issuer")
    return url


def _client(name: str, known: ValidationInfo) -> str:
    """Who we are at the agency's sign-in; without it nobody could come in there."""
    if known.data.get("oidc_issuer") and not name.strip():
        raise ValueError("client")
    return name


def _words(value: object) -> object:
    return [word.strip() for word in value.split(",") if word.strip()] if isinstance(value, str) else value


Port = Annotated[int, Field(ge=1, le=65535)]


class Settings(BaseSettings):
    """Everything that is decided outside the program; frozen, so that it is one answer for the whole run."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, env_ignore_empty=True)

    data: Annotated[Path, AfterValidator(_folder)] = Field(default=Path("zi-data"), validate_default=True)
    database_url: Annotated[str, AfterValidator(_driver)] = Field(default_factory=_in_data, repr=False)
    mail_mode: Literal["off", "capture", "allowlist", "live"] = "capture"
    mail_allowlist: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)] = ()
    mail_from: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")] = "zi-workflow@localhost"
    mail_bounces: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")] | None = None
    bounce_folder: Path | None = None
    dkim_key_file: Path | None = None
    dkim_selector: Annotated[str, Field(pattern=DNS_NAME)] | None = None
    dkim_domain: Annotated[str, Field(pattern=DNS_NAME)] | None = None
    smtp_host: str = "localhost"
    smtp_port: Port = 587
    smtp_starttls: bool = True
    smtp_user: str | None = None
    smtp_password: str | None = Field(default=None, repr=False)
    smtp_connections: Annotated[int, Field(ge=1, le=10)] = 4
    compose_beside: bool = True
    archive_address: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")] | None = None
    archive_folder: Path | None = None
    archive_imap_host: str | None = None
    archive_imap_port: Port = 993
    archive_imap_user: str = ""
    archive_imap_password: str | None = Field(default=None, repr=False)
    archive_imap_folder: str = "INBOX"
    host: str = "127.0.0.1"
    port: Port = 8000
    web_processes: Annotated[int, Field(ge=1, le=16)] = 2
    public_url: Annotated[str, AfterValidator(_public)] | None = None
    oidc_issuer: Annotated[str, AfterValidator(_issuer)] | None = None
    oidc_client_id: Annotated[str, AfterValidator(_client)] = Field(default="", validate_default=True)
    oidc_client_secret: str = Field(default="", repr=False)
    oidc_second_step: bool = False
    clock_start: AwareDatetime | None = None
    clock_speed: Annotated[float, Field(gt=0, le=1_000_000)] = 1.0
    lang: Literal["id", "en"] = "id"

    @property
    def trial_clock(self) -> bool:
        """Whether the service goes by a clock of its own, which no other process has."""
        return self.clock_start is not None or self.clock_speed != 1


def load() -> Settings:
    """Read the settings from the environment; InputError with one sentence for every value that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = [each for each in error.errors() if each["type"] != "default_factory_not_called"]
        raise InputError([_problem(each["loc"], each["input"]) for each in wrong]) from None


def _problem(place: tuple[int | str, ...], value: object) -> Problem:
    name = str(place[0])
    return Problem(RULES.get(name, UNUSABLE), {"value": value}, where=f"{PREFIX}{name.upper()}")

"""Accounts, their sessions and one-time links, and how often somebody has tried; no secret can be read out of them
but the authenticator's, which the service needs."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from zi_workflow.storage.types import Table, UtcDateTime


class Account(Table, table=True):
    """A person's door: `address` is where its links go and what is typed to sign in; closed, it opens no more.

    `administrator` is the service's own, beside any office. `code_seed` is there once the second step was set up;
    `code_step` is the last step of time whose code was used, so that no code works twice.
    """

    __tablename__ = "account"
    id: str = Field(primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", unique=True, max_length=36)
    address: str = Field(unique=True, max_length=254)
    administrator: bool = Field(default=False)
    password_hash: str | None = Field(default=None, max_length=200)
    code_seed: str | None = Field(default=None, max_length=64)
    code_step: int = Field(default=0)
    made_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class WebSession(Table, table=True):
    """A browser that is signed in, found by the hash of its cookie; `whole` once every step was done.

    `new_seed` is an authenticator's secret that was shown and not confirmed yet.
    """

    __tablename__ = "web_session"
    id: str = Field(primary_key=True, max_length=36)
    token_hash: str = Field(unique=True, max_length=64)
    account_id: str = Field(foreign_key="account.id", index=True, max_length=36)
    whole: bool
    agent: str = Field(default="", max_length=200)
    new_seed: str | None = Field(default=None, max_length=64)
    made_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignInLink(Table, table=True):
    """A link that signs its account in once; `message_id` is the mail that carries it, None when the console made it."""

    __tablename__ = "sign_in_link"
    token_hash: str = Field(primary_key=True, max_length=64)
    account_id: str = Field(foreign_key="account.id", index=True, max_length=36)
    message_id: str | None = Field(default=None, foreign_key="message.id", max_length=36)
    made_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Tries(Table, table=True):
    """How often somebody has tried at a door since `since`; `key` names the door and hides who tried."""

    __tablename__ = "tries"
    key: str = Field(primary_key=True, max_length=100)
    since: datetime = Field(sa_type=UtcDateTime, index=True)
    number: int

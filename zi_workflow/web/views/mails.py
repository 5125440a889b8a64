"""Mails as their list shows them: by date; no query, no HTML."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from zi_workflow.storage.queries.mail_pages import MailItem


def by_date(mails: Iterable[MailItem]) -> list[tuple[date, list[MailItem]]]:
    """The mails of each day, in the order in which they come."""
    return [(day, list(group)) for day, group in groupby(mails, key=lambda mail: mail.on)]

"""django-post-office as one contestant: bodies rendered beforehand, queued in SQLite, sent by it; prints seconds.

`python django_queue.py PORT FOLDER LETTERS THREADS PROCESSES BATCH` in an environment of its own; knows nothing of ours.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter


def configure(port: int, folder: Path, threads: int, batch: int) -> None:
    """Django with nothing but the queue: SMTP without TLS, SQLite with a write-ahead log, durable as it is by default."""
    import django
    from django.conf import settings

    settings.configure(
        SECRET_KEY="bench",  # noqa: S106 nothing is signed with it
        INSTALLED_APPS=["django.contrib.contenttypes", "post_office"],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(folder / "post_office.db"),
                "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL;"},
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        EMAIL_BACKEND="post_office.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        POST_OFFICE={
            "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"},
            "BATCH_SIZE": batch,
            "THREADS_PER_PROCESS": threads,
            "LOG_LEVEL": 1,  # failures only: a row for each success would cost it more
        },
        USE_TZ=True,
        LOGGING={"version": 1, "loggers": {"post_office": {"level": "ERROR"}}},
    )
    django.setup()


def fill(letters: list[dict[str, str]]) -> None:
    """Its tables, and every letter in its queue."""
    from django.core.management import call_command
    from post_office import mail

    call_command("migrate", verbosity=0)
    mail.send_many(
        [
            {
                "sender": "zi@example.go.id",
                "recipients": letter["to"],
                "subject": letter["subject"],
                "message": letter["text"],
                "html_message": letter["html"],
            }
            for letter in letters
        ]
    )


def main(port: str, folder: str, letters: str, *how: str) -> None:
    """Queue all letters, send all of them, and print what the sending took as JSON."""
    threads, processes, batch = map(int, how)
    configure(int(port), Path(folder), threads, batch)
    from post_office import mail

    fill(json.loads(Path(letters).read_text("utf-8")))
    sent, begun = 0, perf_counter()
    while handled := mail.send_queued(processes=processes)[0]:
        sent += handled
    print(json.dumps({"seconds": perf_counter() - begun, "sent": sent}))


if __name__ == "__main__":
    main(*sys.argv[1:])

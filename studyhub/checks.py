"""Checks that refuse a set-up in which answers could be lost."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection

from studyhub.engine import FIRST_SOUND_ENGINE, sqlite_version


@register(Tags.database)
def sqlite_engine(**_: Any) -> list[CheckMessage]:
    """Refuses an SQLite engine that can lose a committed transaction under WAL."""
    if connection.vendor != "sqlite" or settings.ALLOW_AFFECTED_SQLITE or sqlite_version() >= FIRST_SOUND_ENGINE:
        return []
    return [
        Error(
            f"SQLite {'.'.join(map(str, sqlite_version()))} can lose a committed answer when two connections write.",
            hint=(
                "Use a Python whose SQLite is 3.51.3 or newer, install pysqlite3, move to PostgreSQL with DATABASE_URL, "
                "or accept the risk with ALLOW_AFFECTED_SQLITE=1."
            ),
            id="studyhub.E001",
        )
    ]

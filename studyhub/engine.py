"""Which SQLite engine the process uses.

SQLite 3.7.0 to 3.51.2 can lose a committed transaction when two connections write and checkpoint a WAL file at the same
moment. Where a wheel of a newer engine exists it takes the place of the interpreter's own module; this must happen before
Django loads its SQLite backend, which is why the settings import this module first.
"""

import sys

import django

FIRST_SOUND_ENGINE = (3, 51, 3)


def use_bundled_sqlite() -> None:
    """Puts `pysqlite3` in place of `sqlite3` where it is installed and Django's backend accepts it (before Django 6)."""
    if django.VERSION >= (6,):
        return
    try:
        import pysqlite3
    except ImportError:
        return
    sys.modules["sqlite3"] = pysqlite3


def sqlite_version() -> tuple[int, int, int]:
    """The version of the engine that Django will use, as (major, minor, patch)."""
    import sqlite3

    major, minor, patch = sqlite3.sqlite_version_info[:3]
    return major, minor, patch

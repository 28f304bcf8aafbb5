"""`manage.py load_content`: writes the content files to the database, all or nothing."""

import hashlib
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, transaction
from django.utils import timezone

from quizzes.content import write_bank
from quizzes.lint import Checked, check_content
from services import rendering
from services.content import Report, remove_facts, write_library
from services.models import Service

CACHE_KEY = "content:loaded"


def fingerprint(root: Path) -> str:
    """Returns the SHA-256 of the content files and of the code that renders them, in hex."""
    digest = hashlib.sha256()
    for folder in (root, Path(rendering.__file__).parent):
        for path in sorted(folder.rglob("*.*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(f"{path}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def last_mark() -> str:
    """Returns the fingerprint of what was last loaded, '' if nobody remembers."""
    with suppress(DatabaseError):
        return str(cache.get(CACHE_KEY, ""))
    return ""


def remember(mark: str) -> None:
    """Notes the fingerprint of what was loaded; a cache without its table costs a load next time, nothing else."""
    with suppress(DatabaseError):
        cache.set(CACHE_KEY, mark, timeout=None)


class Command(BaseCommand):
    help = "Writes the content files to the database in one transaction, if nothing is wrong with them. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--root", type=Path, default=settings.CONTENT_DIR, help="another folder than content/")
        parser.add_argument(
            "--if-changed", action="store_true", help="do nothing while the files are those last loaded"
        )
        parser.add_argument("--check", action="store_true", help="tell what would be written, and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.perf_counter()
        mark = fingerprint(options["root"])
        # A database without services is a new one, whatever a cache that outlived the old one says.
        if options["if_changed"] and last_mark() == mark and Service.objects.exists():
            return
        checked = check_content(options["root"], timezone.localdate())
        if checked.faults:
            for fault in checked.faults:
                self.stderr.write(str(fault))
            raise CommandError(f"{len(checked.faults)} faults; nothing was written.")
        report = self.load(checked, is_trial=options["check"], is_quiet=options["verbosity"] == 0)
        if not options["check"]:
            remember(mark)
        if options["verbosity"] > 0:
            self.tell(report, is_trial=options["check"], seconds=time.perf_counter() - started)

    def tell(self, report: Report, *, is_trial: bool, seconds: float) -> None:
        """Prints what was done, and by name what a person may have to look at."""
        for words in report.kept:
            self.stdout.write(f"kept: {words}")
        for words in report.removed:
            self.stdout.write(f"removed: {words}")
        counts = f"{len(report.created)} new, {len(report.updated)} changed, {len(report.removed)} removed"
        done = "Nothing was written; a load would be" if is_trial else "Loaded"
        self.stdout.write(self.style.SUCCESS(f"{done}: {counts}, {len(report.kept)} kept ({seconds:.1f} s)."))

    def load(self, checked: Checked, *, is_trial: bool, is_quiet: bool) -> Report:
        """Writes everything in one transaction, which a trial takes back at its end."""
        report = Report()

        def progress(words: str) -> None:
            if not is_quiet:
                self.stdout.write(words)

        with transaction.atomic():
            write_library(checked.library, report, progress)
            write_bank(checked.bank, report, progress)
            remove_facts(checked.library, report)
            transaction.set_rollback(is_trial)
        return report

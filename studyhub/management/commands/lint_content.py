"""`manage.py lint_content`: judges the content files, without a database."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from quizzes.lint import check_content, coverage, coverage_table
from quizzes.packs import bank_files
from services.packs.writing import library_files, write_files


class Command(BaseCommand):
    help = "Lists all that is wrong with the content files, and what they cover. Needs no database."
    requires_system_checks: list[str] = []  # noqa: RUF012

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--root", type=Path, default=settings.CONTENT_DIR, help="another folder than content/")
        parser.add_argument(
            "--format", action="store_true", help="write the files in their one form, if they are sound"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        checked = check_content(options["root"], timezone.localdate())
        for fault in checked.faults:
            self.stdout.write(str(fault))
        for warning in checked.warnings:
            self.stdout.write(f"warning: {warning}")
        self.stdout.write(coverage_table(coverage(checked.library, checked.bank)))
        if checked.faults:
            raise CommandError(f"{len(checked.faults)} faults, {len(checked.warnings)} warnings.")
        if options["format"]:
            files = library_files(checked.library, checked.library) | bank_files(checked.bank, checked.bank)
            for name in write_files(options["root"], files):
                self.stdout.write(f"formatted {name}")
        self.stdout.write(self.style.SUCCESS(f"No faults, {len(checked.warnings)} warnings."))

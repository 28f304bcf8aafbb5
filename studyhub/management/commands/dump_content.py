"""`manage.py dump_content`: writes the database back to the content files, so that editors' work gets a history there."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from quizzes.content import bank_in_database, bank_not_loaded
from quizzes.lint import Checked, check_content
from quizzes.packs import bank_files
from services.content import library_in_database, library_not_loaded
from services.packs.writing import library_files, write_files


class Command(BaseCommand):
    help = "Writes services, facts, notes, pictures and questions from the database to the content files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--root", type=Path, default=settings.CONTENT_DIR, help="another folder than content/")
        parser.add_argument("--force", action="store_true", help="overwrite what the database has never seen")

    def handle(self, *args: Any, **options: Any) -> None:
        root = options["root"]
        root.mkdir(parents=True, exist_ok=True)
        old = check_content(root, timezone.localdate())
        with transaction.atomic():
            if any(root.iterdir()) and not options["force"]:
                self.refuse_to_lose(old)
            library, bank = library_in_database(), bank_in_database()
        files = library_files(library, old.library) | bank_files(bank, old.bank)
        old_files = library_files(old.library, old.library) | bank_files(old.bank, old.bank)
        written = write_files(root, files)
        for name in written:
            self.stdout.write(f"wrote {name}")
        for name in sorted(old_files.keys() - files.keys()):
            (root / name).unlink()
            self.stdout.write(f"deleted {name}")
        faults = check_content(root, timezone.localdate()).faults
        for fault in faults:
            self.stderr.write(str(fault))
        self.stdout.write(f"{len(written)} of {len(files)} files written, {len(faults)} faults in all of them.")

    def refuse_to_lose(self, old: Checked) -> None:
        """Stops before the files are overwritten while they say something that the database does not know."""
        if not old.is_whole:
            raise CommandError("Some files cannot be read, and what they say would be lost; see lint_content.")
        unknown = [*library_not_loaded(old.library), *bank_not_loaded(old.bank)]
        for words in unknown:
            self.stderr.write(f"not loaded: {words}")
        if unknown:
            raise CommandError("The files say what the database has never seen: load_content first, or --force.")

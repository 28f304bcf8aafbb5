"""Makes everything that is derived from graded answers anew, or only tells where it has drifted."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from groups import standings
from groups.models import Standing, StudyGroup
from quizzes.actions import rebuild_memory
from quizzes.actions.memory import FIELDS
from quizzes.models import DailyTally, ReviewCard


def snapshot(user: User) -> tuple[list[Any], list[Any], list[Any]]:
    """A learner's cards, tallies and numbers as plain values."""
    return (
        list(ReviewCard.objects.filter(user=user).order_by("question").values_list("question", *FIELDS)),
        list(
            DailyTally.objects.filter(user=user)
            .order_by("day")
            .values_list("day", "answered", "counted", "correct", "seconds")
        ),
        list(
            Standing.objects.filter(membership__user=user)
            .order_by("membership")
            .values_list("membership", "points", "counted_items")
        ),
    )


class Command(BaseCommand):
    help = "Rebuilds cards, tallies and standings from graded answers; --check changes nothing and fails on any difference."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only compare, and exit with 1 on a difference")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        for group in StudyGroup.objects.all():
            standings.refresh(group, now)
        drifted, number = [], 0
        for user in User.objects.filter(attempts__isnull=False).distinct().order_by("pk"):
            with transaction.atomic():
                before = snapshot(user)
                number += rebuild_memory(user=user)
                if snapshot(user) != before:
                    drifted.append(user.pk)
                if options["check"]:
                    transaction.set_rollback(True)
        self.stdout.write(f"{number} graded answers replayed; {len(drifted)} learners differed.")
        if options["check"] and drifted:
            raise CommandError(f"Differing learners: {', '.join(map(str, drifted))}. Run `manage.py rebuild`.")

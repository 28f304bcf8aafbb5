"""Memory and tallies as projections of graded items: moved on by one answer, or rebuilt from all of them."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from django.conf import settings
from django.db import connection, transaction

from accounts.models import User
from quizzes import scheduling
from quizzes.models import AttemptItem, DailyTally, ReviewCard
from quizzes.scheduling import Memory
from quizzes.signals import memory_rebuilt

FIELDS = ("stability", "difficulty", "due_on", "last_review_on", "correct_days", "reps", "lapses")


def memory_of(card: ReviewCard | None) -> Memory | None:
    """The plain value that a card stores."""
    return Memory(**{name: getattr(card, name) for name in FIELDS}) if card else None


def learn(memory: Memory | None, *, is_correct: bool, day: dt.date) -> Memory:
    """The memory after one counted answer, at the retention this site aims for."""
    return scheduling.after_answer(memory, is_correct=is_correct, day=day, desired_retention=settings.DESIRED_RETENTION)


def replay(items: Iterable[AttemptItem]) -> Iterator[tuple[AttemptItem, Memory | None, Memory]]:
    """Runs through counted items in the order they were graded; yields each with its question's memory before and after."""
    memories: dict[int, Memory] = {}
    for item in items:
        before = memories.get(item.question_id)
        assert item.graded_on is not None
        after = learn(before, is_correct=bool(item.is_correct), day=item.graded_on)
        memories[item.question_id] = after
        yield item, before, after


def add_to_tally(*, user_id: int, day: dt.date, is_counted: bool, is_correct: bool, seconds: int) -> None:
    """Adds one answer to the learner's day in a single statement, whether or not the day has a row yet."""
    counted, correct = int(is_counted), int(is_counted and is_correct)
    table = connection.ops.quote_name(DailyTally._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (user_id, day, answered, counted, correct, seconds) VALUES (%s, %s, 1, %s, %s, %s) "  # noqa: S608
            f"ON CONFLICT (user_id, day) DO UPDATE SET answered = {table}.answered + 1, "
            f"counted = {table}.counted + excluded.counted, correct = {table}.correct + excluded.correct, "
            f"seconds = {table}.seconds + excluded.seconds",
            [user_id, day, counted, correct, seconds],
        )


@transaction.atomic
def rebuild_memory(*, user: User) -> int:
    """Makes a learner's cards and tallies anew from their graded items; returns the number of items replayed."""
    User.objects.select_for_update().get(pk=user.pk)
    graded = list(AttemptItem.objects.filter(user=user, graded_at__isnull=False).order_by("graded_at", "pk"))
    latest = {item.question_id: after for item, _, after in replay(item for item in graded if item.is_counted)}
    ReviewCard.objects.filter(user=user).delete()
    ReviewCard.objects.bulk_create(
        [ReviewCard(user=user, question_id=question, **asdict(memory)) for question, memory in latest.items()]
    )
    tallies: dict[dt.date, DailyTally] = {}
    for item in graded:
        assert item.graded_on is not None
        tally = tallies.setdefault(item.graded_on, DailyTally(user=user, day=item.graded_on))
        tally.answered += 1
        tally.counted += item.is_counted
        tally.correct += bool(item.is_counted and item.is_correct)
        tally.seconds += item.seconds or 0
    DailyTally.objects.filter(user=user).delete()
    DailyTally.objects.bulk_create(tallies.values())
    memory_rebuilt.send(sender=User, user=user)
    return len(graded)

"""Fills an empty database with learners, a group and graded answers, fast: rows in bulk, then the projections rebuilt."""

import datetime as dt
import random

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from groups import actions as group_actions
from groups import standings
from groups.models import Membership, StudyGroup
from quizzes import scoring
from quizzes.actions import rebuild_memory, start_attempt
from quizzes.models import Attempt, AttemptItem, Question
from quizzes.selection import Wanted
from services.models import Service
from tests.bench import floor

OPEN_LENGTH = 40


def seed(*, members: int, answers_each: int) -> tuple[StudyGroup, list[User]]:
    """Makes one group of `members` learners with `answers_each` graded answers and one open practice of 40 each."""
    rng = random.Random(1)
    now = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in floor.TABLES:
            cursor.execute(statement)
    users = User.objects.bulk_create(
        User(email=f"learner{number}@bench.invalid", display_name=f"Learner {number}", password="!")
        for number in range(members)
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO floor_score (user_id, score) VALUES (%s, %s)",
            [(user.pk, rng.randrange(500)) for user in users],
        )
    questions = list(Question.objects.published().select_related("current"))
    group = group_actions.create_group(
        user=users[0],
        name="Bench",
        time_zone="Europe/Zurich",
        exam_on=(now + dt.timedelta(days=20)).date(),
        services=Service.objects.all(),
        visibility="name",
        shown_name="",
        now=now - dt.timedelta(days=40),
    )
    Membership.objects.bulk_create(
        Membership(
            group=group,
            user=user,
            visibility="name",
            shown_name=user.display_name,
            folded_name=f"member{number}",
            joined_at=now - dt.timedelta(days=39),
        )
        for number, user in enumerate(users)
        if number
    )
    for user in users:
        answer_in_bulk(user, questions, answers_each, now, rng)
    standings.refresh(group, now, force=True)
    for user in users:
        start_attempt(user=user, kind=Attempt.Kind.PRACTICE, wanted=Wanted(length=OPEN_LENGTH), now=now, rng=rng)
    return group, users


def answer_in_bulk(user: User, questions: list[Question], number: int, now: dt.datetime, rng: random.Random) -> None:
    """Stores graded items over the last 38 days, the first of each question counted, and rebuilds the memory from them."""
    attempt = Attempt.objects.create(
        user=user, kind=Attempt.Kind.PRACTICE, length=number, started_at=now - dt.timedelta(days=38), submitted_at=now
    )
    counted: set[tuple[int, dt.date]] = set()
    items = []
    for position in range(1, number + 1):
        question = rng.choice(questions[: int(len(questions) * 0.6)])
        at = now - dt.timedelta(days=38) + dt.timedelta(days=37) * position / number
        version = question.current
        assert version is not None
        right = scoring.normalized(version.right_keys)
        is_correct = rng.random() < 0.7
        day = user.local_day(at)
        is_counted = all(seen != question.pk for seen, _ in counted)
        counted.add((question.pk, day))
        items.append(
            AttemptItem(
                attempt=attempt,
                user=user,
                position=position,
                rank=position * 10,
                question=question,
                version=version,
                option_order="".join(option["key"] for option in version.options),
                chosen=right if is_correct else next(o["key"] for o in version.options if not o["is_key"]),
                seconds=30,
                graded_at=at,
                graded_on=day,
                is_correct=is_correct,
                is_counted=is_counted,
                not_counted_why="" if is_counted else AttemptItem.NotCounted.NOT_DUE,
            )
        )
    AttemptItem.objects.bulk_create(items, batch_size=500)
    rebuild_memory(user=user)

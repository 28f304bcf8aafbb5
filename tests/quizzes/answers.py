"""Sitting and answering as learners do, for tests that need more than one question."""

import datetime as dt
import random

from quizzes import actions
from quizzes.models import AttemptItem
from quizzes.selection import Wanted
from tests.factories import QuestionFactory, ServiceFactory

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


def questions(number, *, multiple=False, **fields):
    """Published questions of one service."""
    service = fields.pop("service", None) or ServiceFactory()
    return [QuestionFactory(service=service, published=True, multiple=multiple, **fields) for _ in range(number)]


def start(user, rows=None, *, kind="practice", now=NOW, length=40, seed=1):
    """A sitting of these questions (all by default)."""
    wanted = Wanted(questions=[question.pk for question in rows or ()], length=length)
    return actions.start_attempt(user=user, kind=kind, wanted=wanted, now=now, rng=random.Random(seed))


def right_of(item):
    """The letters on the screen that are right."""
    return letters(item, item.version.right_keys)


def wrong_of(item):
    """As many letters as are asked for, at least one of them wrong."""
    wrong = next(key for key in sorted(item.option_order) if key not in item.version.right_keys)
    return letters(item, [wrong, *sorted(item.version.right_keys)[1:]])


def letters(item, keys):
    """The letters that these ids have on the screen."""
    return ["ABCDEF"[item.option_order.index(key)] for key in keys]


def item_at(attempt, position):
    return AttemptItem.objects.select_related("version", "question", "attempt").get(attempt=attempt, position=position)


def answer(attempt, position, *, is_right=True, now=NOW, seconds=20, chosen=None):
    """Answers one item; returns what the action does."""
    item = item_at(attempt, position)
    chosen = chosen or (right_of(item) if is_right else wrong_of(item))
    return actions.answer_item(
        user=attempt.user, slug=attempt.slug, position=position, chosen=chosen, seconds=seconds, now=now
    )


def order_of(attempt):
    """The positions of a sitting in the order they come."""
    return list(attempt.items.order_by("rank").values_list("position", flat=True))

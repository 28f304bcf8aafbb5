"""Answering as a learner does, for tests that need graded answers."""

import random

from quizzes import actions
from quizzes.selection import Wanted


def answer(user, question, now, *, is_right=True):
    """Answers one question in a sitting of its own and ends the sitting; returns the graded item."""
    attempt = actions.start_attempt(
        user=user, kind="practice", wanted=Wanted(questions=[question.pk], length=1), now=now, rng=random.Random(1)
    )
    right = question.current.right_keys
    chosen = sorted(right) if is_right else sorted({option["key"] for option in question.current.options} - right)
    answered = actions.answer_item(
        user=user, slug=attempt.slug, position=1, chosen=chosen[: len(right)], seconds=20, now=now
    )
    actions.submit_attempt(attempt=attempt, now=now)
    return answered.item

"""Starting and ending a sitting."""

import datetime as dt
import random
import secrets
from collections.abc import Sequence

from django.db import transaction

from accounts.models import User
from quizzes import selection
from quizzes.models import Attempt, AttemptItem, QuestionVersion, ReviewCard

NOTHING_FITS = {
    "all": "No published question fits. Choose more services or topics.",
    "unseen": "You have seen every question that fits. Choose “New ones first, then due ones”, or add a service.",
    "missed": "Nothing that fits is waiting to be put right. Choose “New ones first, then due ones” instead.",
    "flagged": "You have marked no question that fits. Mark one with “Mark for review” while you practise.",
}


class AttemptRefused(Exception):
    """Why a sitting cannot begin, in a sentence for the learner; `open_attempt` is the one in the way, if any."""

    def __init__(self, message: str, open_attempt: Attempt | None = None) -> None:
        super().__init__(message)
        self.open_attempt = open_attempt


def new_items(attempt: Attempt, picked: Sequence[tuple[int, int]], rng: random.Random) -> list[AttemptItem]:
    """The items of a sitting, unsaved: positions from 1, ranks in tens, options in an order of their own, marks kept."""
    versions = QuestionVersion.objects.in_bulk([version for _, version in picked])
    marks = AttemptItem.objects.filter(user=attempt.user_id, is_flagged=True, question__in=[pk for pk, _ in picked])
    marked = set(marks.values_list("question_id", flat=True))
    items = []
    for position, (question_id, version_id) in enumerate(picked, start=1):
        keys = [option["key"] for option in versions[version_id].options]
        rng.shuffle(keys)
        items.append(
            AttemptItem(
                attempt=attempt,
                user_id=attempt.user_id,
                position=position,
                rank=position * 10,
                question_id=question_id,
                version_id=version_id,
                option_order="".join(keys),
                is_flagged=question_id in marked,
            )
        )
    return items


@transaction.atomic
def start_attempt(
    *,
    user: User,
    kind: str,
    wanted: selection.Wanted,
    now: dt.datetime,
    rng: random.Random | None = None,
) -> Attempt:
    """Begins a practice or a review; refuses when one of the kind is open, or when nothing fits.

    A practice takes what `wanted` asks for. A review takes what is due, longest overdue first: what the daily cap leaves for
    today, or the cap again for somebody who goes on after reaching it.
    """
    rng = rng or secrets.SystemRandom()
    user = User.objects.select_for_update().get(pk=user.pk)
    close_idle_attempts(user=user, now=now)
    if already := user.attempts.open().filter(kind=kind).first():
        raise AttemptRefused(f"You have an open {already.get_kind_display().lower()}.", already)
    if kind == Attempt.Kind.REVIEW:
        today = user.local_day(now)
        due = ReviewCard.objects.filter(user=user).due(today).order_by("due_on", "stability")
        most = selection.reviews_left(user, today) or user.daily_cap
        rows = due.values_list("question_id", "question__current_id")[:most]
        picked = [(question, version) for question, version in rows if version]
        if not picked:
            raise AttemptRefused("Nothing is due today. Practise something new instead.")
        rng.shuffle(picked)
    else:
        picked = selection.chosen(user, wanted, rng=rng)
        if not picked:
            raise AttemptRefused(NOTHING_FITS[wanted.pool])
    attempt = Attempt.objects.create(
        user=user, kind=kind, config=wanted.as_config(), length=len(picked), started_at=now
    )
    AttemptItem.objects.bulk_create(new_items(attempt, picked, rng))
    return attempt


@transaction.atomic
def submit_attempt(*, attempt: Attempt, now: dt.datetime) -> Attempt:
    """Ends a sitting; what was answered stays. Ending it again changes nothing."""
    Attempt.objects.open().filter(pk=attempt.pk).update(submitted_at=now)
    attempt.refresh_from_db()
    return attempt


def close_idle_attempts(*, now: dt.datetime, user: User | None = None) -> int:
    """Closes what nobody has answered in for a week, of one learner or of all; returns how many."""
    attempts = Attempt.objects.idle(now)
    if user is not None:
        attempts = attempts.filter(user=user)
    return attempts.update(submitted_at=now)

"""Answering one item: the transaction that everything else is derived from."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction

from accounts.models import User
from quizzes import scoring
from quizzes.actions.memory import add_to_tally, learn, memory_of
from quizzes.models import Attempt, AttemptItem, ProblemReport, Question, ReviewCard
from quizzes.signals import answer_counted

# A missed item comes again after this many others, at most twice in one sitting.
AGAIN_AFTER = 4
MOST_AGAINS = 2
LONGEST_ANSWER = 3600


class AnswerRefused(Exception):
    """Why an answer cannot be taken, in a sentence for the learner."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What answering an item gave: the item as it is stored, whether this call graded it, and which position is next."""

    item: AttemptItem
    is_new: bool
    next_position: int | None
    comes_again: bool


def item_for(user: User, slug: str, position: int) -> AttemptItem:
    """The learner's own item with all that its page shows; raises AttemptItem.DoesNotExist for anybody else's."""
    return AttemptItem.objects.select_related(
        "attempt", "version", "question__service__category", "question__fact__note"
    ).get(attempt__slug=slug, attempt__user=user, position=position)


@transaction.atomic
def answer_item(
    *,
    user: User,
    slug: str,
    position: int,
    chosen: Sequence[str],
    seconds: int | None,
    now: dt.datetime,
) -> Answered:
    """Grades one item, once: a repeated or later answer gets the first one back.

    Locks the learner's row, so that all answers of one learner come one after another. Raises AttemptItem.DoesNotExist for
    an item that is not theirs, AnswerRefused when the sitting is over or the choice cannot be checked.
    """
    item = (
        AttemptItem.objects.select_for_update(of=("self", "user"))
        .select_related("user", "attempt", "version", "question__service__category", "question__fact__note")
        .get(attempt__slug=slug, attempt__user=user, position=position)
    )
    if item.is_graded:
        siblings = siblings_of(item)
        following = waiting_after(item, siblings)
        comes_again = any(row.again_of_id == (item.again_of_id or item.pk) for row in following)
        return Answered(item, False, following[0].position if following else None, comes_again)
    if not item.attempt.is_open:
        raise AnswerRefused("This set has ended, so the answer was not taken. The results show what was.")
    known = [option["key"] for option in item.version.options]
    if reason := scoring.refusal(chosen, known=known, needed=item.version.keys_needed):
        raise AnswerRefused(reason)

    card = ReviewCard.objects.filter(user=user, question_id=item.question_id).first()
    item.user = user
    item.chosen = scoring.normalized(chosen)
    item.is_correct = scoring.is_correct(item.chosen, item.version.right_keys)
    item.graded_at = now
    item.graded_on = user.local_day(now)
    item.seconds = None if seconds is None else min(max(seconds, 0), LONGEST_ANSWER)
    item.not_counted_why = why_not_counted(item, card)
    item.is_counted = not item.not_counted_why
    item.save(
        update_fields=[
            "chosen",
            "is_correct",
            "graded_at",
            "graded_on",
            "seconds",
            "not_counted_why",
            "is_counted",
        ]
    )
    if item.is_counted:
        count(item, card)
    add_to_tally(
        user_id=user.pk,
        day=item.graded_on,
        is_counted=item.is_counted,
        is_correct=item.is_correct,
        seconds=item.seconds or 0,
    )
    siblings = siblings_of(item)
    again = None if item.is_correct else ask_again(item, siblings)
    following = waiting_after(item, [*siblings, again] if again else siblings)
    if not following:
        submit(item.attempt, now)
    return Answered(item, True, following[0].position if following else None, again is not None)


def why_not_counted(item: AttemptItem, card: ReviewCard | None) -> str:
    """Why an answer leaves memory and boards alone; '' when it counts: the first of the day to an item due or never seen."""
    assert item.graded_on is not None
    if item.is_again:
        return AttemptItem.NotCounted.AGAIN
    if item.question.state != Question.State.PUBLISHED:
        return AttemptItem.NotCounted.WITHDRAWN
    if card is not None and card.due_on > item.graded_on:
        return AttemptItem.NotCounted.NOT_DUE
    return AttemptItem.NotCounted.COUNTED


def count(item: AttemptItem, card: ReviewCard | None) -> None:
    """Moves the learner's memory of the item on, and tells the apps above."""
    assert item.graded_on is not None
    before = memory_of(card)
    after = learn(before, is_correct=bool(item.is_correct), day=item.graded_on)
    if card is None:
        ReviewCard.objects.create(user_id=item.user_id, question_id=item.question_id, **asdict(after))
    else:
        ReviewCard.objects.filter(pk=card.pk).update(**asdict(after))
    answer_counted.send(sender=AttemptItem, item=item, before=before, after=after)


def siblings_of(item: AttemptItem) -> list[AttemptItem]:
    """All items of the sitting in their order, with just what navigation needs."""
    rows = AttemptItem.objects.filter(attempt_id=item.attempt_id).order_by("rank")
    return list(rows.only("position", "rank", "again_of_id", "graded_at", "is_correct", "is_flagged", "attempt_id"))


def waiting_after(item: AttemptItem, siblings: Sequence[AttemptItem]) -> list[AttemptItem]:
    """The unanswered items, in order: those after this one first, then those skipped before it."""
    waiting = sorted(
        (row for row in siblings if not row.is_graded and row.pk != item.pk), key=lambda row: row.rank
    )
    return [row for row in waiting if row.rank > item.rank] + [row for row in waiting if row.rank < item.rank]


def ask_again(item: AttemptItem, siblings: Sequence[AttemptItem]) -> AttemptItem | None:
    """Puts a missed item back after four others, or at the end; None when it has come again twice already."""
    original_id = item.again_of_id or item.pk
    if sum(row.again_of_id == original_id for row in siblings) >= MOST_AGAINS:
        return None
    ranks = {row.rank for row in siblings}
    later = [row for row in siblings if row.rank > item.rank and not row.is_graded]
    rank = later[AGAIN_AFTER - 1].rank + 1 if len(later) >= AGAIN_AFTER else max(ranks) + 1
    while rank in ranks:
        rank += 1
    return AttemptItem.objects.create(
        attempt_id=item.attempt_id,
        user_id=item.user_id,
        position=max(row.position for row in siblings) + 1,
        rank=rank,
        question_id=item.question_id,
        version_id=item.version_id,
        option_order=item.option_order,
        again_of_id=original_id,
    )


def submit(attempt: Attempt, now: dt.datetime) -> None:
    """Ends a sitting whose last item has been answered."""
    attempt.submitted_at = now
    attempt.save(update_fields=["submitted_at"])


def flag_question(*, item: AttemptItem, is_flagged: bool) -> None:
    """Marks a question for later, or takes the mark off wherever the learner set it."""
    if is_flagged:
        AttemptItem.objects.filter(pk=item.pk).update(is_flagged=True)
    else:
        AttemptItem.objects.filter(user_id=item.user_id, question_id=item.question_id).update(is_flagged=False)
    item.is_flagged = is_flagged


def report_problem(*, item: AttemptItem, reason: str, text: str) -> ProblemReport:
    """Stores a report about the version the learner has before them, with their choice if they have made one."""
    return ProblemReport.objects.create(
        user_id=item.user_id, version_id=item.version_id, item=item, chosen=item.chosen, reason=reason, text=text
    )


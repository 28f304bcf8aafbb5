"""Answering one item: the transaction that everything else is derived from."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import User
from quizzes import scoring, showing
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
    """What answering gave: the item as it is stored, whether this call graded it, and all items of the sitting as they stand."""

    item: AttemptItem
    is_new: bool
    siblings: "list[Sibling]"


@dataclass(frozen=True, slots=True)
class Sibling:
    """An item of a sitting with just what navigation needs."""

    pk: int
    position: int
    rank: int
    again_of_id: int | None
    is_graded: bool

    @property
    def is_again(self) -> bool:
        return self.again_of_id is not None


def item_for(user: User, slug: str, position: int) -> AttemptItem:
    """The learner's own item with all that its page shows; raises AttemptItem.DoesNotExist for anybody else's."""
    return AttemptItem.objects.with_page().get(attempt__slug=slug, attempt__user=user, position=position)


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

    `chosen` are letters of the screen or ids of options. Locks the learner's row first, so that all answers of one learner
    come one after another, then the sitting's, so that nothing is graded after its end. Raises AttemptItem.DoesNotExist for
    an item that is not theirs, AnswerRefused when the sitting is over or the choice cannot be checked.
    """
    today = user.local_day(now)
    earlier = AttemptItem.objects.filter(user=user, question=OuterRef("question"), graded_on=today)
    item = (
        AttemptItem.objects.with_page()
        .select_related("user")
        .select_for_update(of=("user", "attempt", "self"))
        .annotate(is_repeated=Exists(earlier))
        .get(attempt__slug=slug, attempt__user=user, position=position)
    )
    if item.is_graded:
        return Answered(item, False, siblings_of(item))
    if not item.attempt.is_open:
        raise AnswerRefused("This set has ended, so the answer was not taken. The results show what was.")
    keys = showing.keys_of(chosen, item.option_order)
    if reason := scoring.refusal(keys, known=item.option_order, needed=item.version.keys_needed):
        raise AnswerRefused(reason)

    card = ReviewCard.objects.filter(user=user, question_id=item.question_id).first()
    item.chosen = scoring.normalized(keys)
    item.is_correct = scoring.is_correct(item.chosen, item.version.right_keys)
    item.graded_at = now
    item.graded_on = today
    item.seconds = None if seconds is None else min(max(seconds, 0), LONGEST_ANSWER)
    item.not_counted_why = why_not_counted(item, card, is_repeated=item.is_repeated)  # type: ignore[attr-defined]
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
        day=today,
        is_counted=item.is_counted,
        is_correct=item.is_correct,
        seconds=item.seconds or 0,
    )
    siblings = siblings_of(item)
    if not item.is_correct and (again := ask_again(item, siblings)):
        siblings = sorted([*siblings, again], key=lambda row: row.rank)
    if not waiting_after(item, siblings):
        submit(item.attempt, now)
    return Answered(item, True, siblings)


def why_not_counted(item: AttemptItem, card: ReviewCard | None, *, is_repeated: bool) -> str:
    """Why an answer leaves memory and boards alone; '' when it counts: the first of the day to an item due or never seen.

    `is_repeated` says that the question has been answered today, as one can be that was withdrawn and came back.
    """
    assert item.graded_on is not None
    if item.is_again:
        return AttemptItem.NotCounted.AGAIN
    if item.question.state != Question.State.PUBLISHED:
        return AttemptItem.NotCounted.WITHDRAWN
    if is_repeated or (card is not None and card.due_on > item.graded_on):
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


def siblings_of(item: AttemptItem) -> list[Sibling]:
    """All items of the sitting in their order."""
    rows = AttemptItem.objects.filter(attempt_id=item.attempt_id).order_by("rank")
    return [
        Sibling(pk, position, rank, again_of_id, graded_at is not None)
        for pk, position, rank, again_of_id, graded_at in rows.values_list(
            "pk", "position", "rank", "again_of_id", "graded_at"
        )
    ]


def waiting_after(item: AttemptItem, siblings: Sequence[Sibling]) -> list[Sibling]:
    """The unanswered items, in order: those after this one first, then those skipped before it."""
    waiting = sorted((row for row in siblings if not row.is_graded and row.pk != item.pk), key=lambda row: row.rank)
    return [row for row in waiting if row.rank > item.rank] + [row for row in waiting if row.rank < item.rank]


def ask_again(item: AttemptItem, siblings: Sequence[Sibling]) -> Sibling | None:
    """Puts a missed item back after the next four others, or the fewer that wait; None when it has come again twice."""
    original_id = item.again_of_id or item.pk
    if sum(row.again_of_id == original_id for row in siblings) >= MOST_AGAINS:
        return None
    ranks = {row.rank for row in siblings}
    others = waiting_after(item, siblings)[:AGAIN_AFTER]
    rank = others[-1].rank + 1 if others else max(ranks) + 1
    while rank in ranks:
        rank += 1
    again = AttemptItem.objects.create(
        attempt_id=item.attempt_id,
        user_id=item.user_id,
        position=max(row.position for row in siblings) + 1,
        rank=rank,
        question_id=item.question_id,
        version_id=item.version_id,
        option_order=item.option_order,
        is_flagged=item.is_flagged,
        again_of_id=original_id,
    )
    return Sibling(again.pk, again.position, again.rank, original_id, False)


def submit(attempt: Attempt, now: dt.datetime) -> None:
    """Ends a sitting whose last item has been answered."""
    attempt.submitted_at = now
    attempt.save(update_fields=["submitted_at"])


def flag_question(*, item: AttemptItem, is_flagged: bool) -> None:
    """Marks a question for later, or takes the mark off, wherever it comes in the learner's sittings."""
    AttemptItem.objects.filter(user_id=item.user_id, question_id=item.question_id).update(is_flagged=is_flagged)
    item.is_flagged = is_flagged


@transaction.atomic
def report_problem(*, item: AttemptItem, reason: str, text: str) -> ProblemReport:
    """Stores a report about the version the learner has before them, with their choice if they have made one.

    The same words sent twice while nobody has looked at them are one report.
    """
    User.objects.select_for_update().get(pk=item.user_id)
    said = {"user_id": item.user_id, "version_id": item.version_id, "reason": reason, "text": text}
    earlier = ProblemReport.objects.filter(state=ProblemReport.State.OPEN, **said).first()
    return earlier or ProblemReport.objects.create(item=item, chosen=item.chosen, **said)

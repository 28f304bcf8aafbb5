"""What quizzes do when something happens below them."""

from collections import defaultdict
from typing import Any

from django.db.models import Model
from django.dispatch import receiver

from accounts.models import User
from accounts.signals import export_requested
from quizzes.models import AttemptItem

ITEM = (
    "position",
    "chosen",
    "is_correct",
    "is_counted",
    "not_counted_why",
    "is_flagged",
    "seconds",
    "graded_at",
    "graded_on",
)
CARD = ("stability", "difficulty", "due_on", "last_review_on", "correct_days", "reps", "lapses")
TALLY = ("day", "answered", "counted", "correct", "seconds")
REPORT = ("chosen", "reason", "text", "state", "created_at")


@receiver(export_requested)
def export_learning(user: User, **_: Any) -> tuple[str, dict[str, Any]]:
    """What a learner did and what is derived from it, in five queries; no right answer is in it, open items least of all."""
    items: dict[int, list[dict[str, Any]]] = defaultdict(list)
    # The versions' texts and options stay in the database: they are not needed, and long.
    wanted = ("user", "attempt", "again_of", *ITEM, "question__key", "version__number")
    for item in user.attempt_items.select_related("question", "version").only(*wanted).order_by("rank"):
        items[item.attempt_id].append(exported(item))
    cards = user.review_cards.select_related("question").only("user", "question__key", *CARD).order_by("question__key")
    reports = (
        user.problem_reports.select_related("version__question")
        .only("user", "version__number", "version__question__key", *REPORT)
        .order_by("created_at")
    )
    return "learning", {
        "attempts": [
            {**fields_of(attempt, "kind", "config", "started_at", "submitted_at"), "items": items[attempt.pk]}
            for attempt in user.attempts.order_by("started_at")
        ],
        "review_cards": [{"question": card.question.key, **fields_of(card, *CARD)} for card in cards],
        "daily_tallies": [fields_of(tally, *TALLY) for tally in user.daily_tallies.order_by("day")],
        "problem_reports": [
            {"question": report.version.question.key, "version": report.version.number, **fields_of(report, *REPORT)}
            for report in reports
        ],
    }


def exported(item: AttemptItem) -> dict[str, Any]:
    """One answer, or one that is still to be given."""
    return {
        "question": item.question.key,
        "version": item.version.number,
        "came_again": item.is_again,
        **fields_of(item, *ITEM),
    }


def fields_of(row: Model, *names: str) -> dict[str, Any]:
    """Some fields of a row by their names."""
    return {name: getattr(row, name) for name in names}

"""What a sitting came to, and what to do next."""

import datetime as dt
from collections import defaultdict
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.requests import PersonRequest
from quizzes.models import Attempt, AttemptItem, Question, ReviewCard
from quizzes.scoring import Tally
from quizzes.selection import Wanted
from quizzes.views.practice import start

# An exam leaves two minutes a question; three are slow.
SLOW = 180


@require_safe
def attempt_results(request: PersonRequest, slug: str) -> HttpResponse:
    """First tries by service and domain, the list of items, and the next step."""
    attempt = get_object_or_404(request.user.attempts, slug=slug)
    if attempt.is_open:
        return redirect("quizzes:attempt_resume", slug)
    items = list(
        attempt.items.filter(again_of=None)
        .select_related("version", "question__service__category", "question__fact__note__service")
        .order_by("rank")
    )
    graded = [item for item in items if item.is_graded]
    missed = [item for item in graded if not item.is_correct]
    lists = filtered(items)
    only = request.GET.get("only", "")
    context = {
        "attempt": attempt,
        "items": lists.get(only, ("", items))[1],
        "only": only if only in lists else "",
        "lists": [(name, label, len(rows)) for name, (label, rows) in lists.items()],
        "graded": graded,
        "missed": missed,
        "unanswered": len(items) - len(graded),
        "tally": Tally(len(graded) - len(missed), len(graded)),
        "by_service": tallies(graded, lambda item: item.question.service),
        "by_domain": tallies(graded, lambda item: Question.Domain(item.question.domain).label),
        "seconds": pace(graded),
        "counted": sum(item.is_counted for item in graded),
        "returns": returning(request.user, graded),
        "topics": missed_topics(missed),
        "section": "practise",
    }
    return render(request, "quizzes/attempt_results.html", context)


def filtered(items: list[AttemptItem]) -> dict[str, tuple[str, list[AttemptItem]]]:
    """The parts of the list that can be looked at alone, by their name in the address; empty ones are left out."""
    parts = {
        "missed": ("Missed", [item for item in items if item.is_correct is False]),
        "marked": ("Marked", [item for item in items if item.is_flagged]),
        "slow": ("Over 3 minutes", [item for item in items if (item.seconds or 0) > SLOW]),
    }
    return {name: part for name, part in parts.items() if part[1]}


def returning(user: User, graded: list[AttemptItem]) -> dict[str, int]:
    """How many of these questions come back by tomorrow, and how many later."""
    tomorrow = user.local_day() + dt.timedelta(days=1)
    cards = ReviewCard.objects.filter(user=user, question__in={item.question_id for item in graded})
    return cards.aggregate(
        soon=Count("pk", filter=Q(due_on__lte=tomorrow)), later=Count("pk", filter=Q(due_on__gt=tomorrow))
    )


def tallies(items: list[AttemptItem], group: Any) -> list[tuple[Any, Tally]]:
    """Right answers by group, the weakest first."""
    right: dict[Any, int] = defaultdict(int)
    total: dict[Any, int] = defaultdict(int)
    for item in items:
        total[group(item)] += 1
        right[group(item)] += bool(item.is_correct)
    rows = [(name, Tally(right[name], total[name])) for name in total]
    return sorted(rows, key=lambda row: (row[1].percent or 0, str(row[0])))


def pace(items: list[AttemptItem]) -> int | None:
    """The median seconds an answer took; None when none was timed."""
    seconds = sorted(item.seconds for item in items if item.seconds is not None)
    return seconds[len(seconds) // 2] if seconds else None


def missed_topics(missed: list[AttemptItem]) -> list[Any]:
    """The topics to read again, each once, in the order they were missed."""
    return list(dict.fromkeys(item.question.fact.note for item in missed if item.question.fact.note))


@require_http_methods(["GET", "HEAD", "POST"])
def attempt_redo(request: PersonRequest, slug: str) -> HttpResponse:
    """Begins a practice of what was missed in this sitting; a plain visit leads to the results."""
    attempt = get_object_or_404(request.user.attempts, slug=slug)
    missed = attempt.items.filter(is_correct=False, again_of=None)
    questions = tuple(missed.values_list("question_id", flat=True)) if request.method == "POST" else ()
    if not questions:
        return redirect("quizzes:attempt_results", slug)
    return start(request, Attempt.Kind.PRACTICE, Wanted(questions=questions, length=len(questions)))

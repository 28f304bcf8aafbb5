"""What a sitting came to, and what to do next."""

from collections import defaultdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from quizzes import actions
from quizzes.forms import PracticeForm
from quizzes.models import Attempt, AttemptItem, Question
from quizzes.scoring import Tally
from quizzes.selection import Wanted
from quizzes.views.practice import builder_page


@require_safe
def attempt_results(request: HttpRequest, slug: str) -> HttpResponse:
    """First tries by service and domain, the list of items, and the next step."""
    attempt = get_object_or_404(request.user.attempts, slug=slug)
    if attempt.is_open:
        return redirect("quizzes:attempt_resume", slug)
    items = list(
        attempt.items.filter(again_of=None)
        .select_related("version", "question__service__category", "question__fact__note")
        .order_by("rank")
    )
    graded = [item for item in items if item.is_graded]
    missed = [item for item in graded if not item.is_correct]
    context = {
        "attempt": attempt,
        "items": items,
        "graded": graded,
        "missed": missed,
        "unanswered": len(items) - len(graded),
        "tally": Tally(len(graded) - len(missed), len(graded)),
        "by_service": tallies(graded, lambda item: item.question.service),
        "by_domain": tallies(graded, lambda item: Question.Domain(item.question.domain).label),
        "seconds": pace(graded),
        "counted": sum(item.is_counted for item in graded),
        "topics": missed_topics(missed),
        "section": "practise",
    }
    return render(request, "quizzes/attempt_results.html", context)


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


@require_POST
def attempt_redo(request: HttpRequest, slug: str) -> HttpResponse:
    """Begins a practice of what was missed in this sitting."""
    attempt = get_object_or_404(request.user.attempts, slug=slug)
    questions = attempt.items.filter(is_correct=False).values_list("question_id", flat=True).distinct()
    wanted = Wanted(questions=tuple(questions), length=40)
    if not wanted.questions:
        return redirect("quizzes:attempt_results", slug)
    try:
        again = actions.start_attempt(
            user=request.user, kind=Attempt.Kind.PRACTICE, wanted=wanted, now=timezone.now()
        )
    except actions.AttemptRefused as refusal:
        return builder_page(request, PracticeForm(), refusal.open_attempt, str(refusal))
    return redirect("quizzes:attempt_item", again.slug, 1)

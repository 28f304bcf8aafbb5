"""One real question to try without an account. Nothing is stored, and only today's question can be asked about."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from quizzes import scoring, showing
from quizzes.forms import AnswerForm
from quizzes.models import Question
from studyhub.htmx import render_part

PAGE = "studyhub/welcome.html"


def todays_question() -> Question | None:
    """The question of the day: the easy single-choice ones in turn, one a day (UTC)."""
    easy = Question.objects.published().filter(kind=Question.Kind.SINGLE, difficulty=1).order_by("key")
    number = easy.count()
    if not number:
        return None
    chosen = easy.select_related("current", "service__category", "fact__note", "fact__service")
    return chosen[timezone.now().toordinal() % number]


def trial_context(chosen: str = "", *, is_checked: bool = False) -> dict[str, Any]:
    """What the question of the day shows: open, or with its feedback once a choice was checked."""
    question = todays_question()
    if question is None or question.current is None:
        return {}
    version = question.current
    order = "".join(option["key"] for option in version.options)
    known = [option["key"] for option in version.options]
    problem = scoring.refusal(list(chosen), known=known, needed=1) if is_checked else ""
    context: dict[str, Any] = {"question": question, "version": version, "problem": problem}
    if is_checked and not problem:
        is_correct = scoring.is_correct(chosen, version.right_keys)
        shown = showing.graded_options(version.options, order, chosen)
        return context | {
            "options": shown,
            "is_checked": True,
            "is_correct": is_correct,
            "verdict": showing.verdict(shown, is_correct=is_correct),
        }
    return context | {"options": showing.open_options(version.options, order, chosen)}


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: HttpRequest) -> HttpResponse:
    """Checks an answer to the question of the day; a plain visit leads to the start page."""
    if request.method != "POST" or request.user.is_authenticated:
        return redirect("home")
    context = trial_context("".join(AnswerForm(request.POST).chosen), is_checked=True)
    return render_part(request, PAGE, context, parts={"trial": "trial"})

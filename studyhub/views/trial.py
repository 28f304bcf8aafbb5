"""One real question to try without an account. Nothing is stored, and only today's question can be asked about."""

import random
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from quizzes import scoring, showing
from quizzes.forms import AnswerForm
from quizzes.models import Question
from studyhub.htmx import render_part

PAGE = "studyhub/welcome.html"
PARTS = {"trial": "trial"}
NEW_QUESTION = "Meanwhile a new day has brought another question. Here it is."


def todays_question() -> Question | None:
    """The question of the day: the easy single-choice ones in turn, one a day (UTC)."""
    easy = Question.objects.published().filter(kind=Question.Kind.SINGLE, difficulty=1).order_by("key")
    number = easy.count()
    if not number:
        return None
    chosen = easy.select_related("current", "service__category", "fact__note", "fact__service")
    return chosen[timezone.now().toordinal() % number]


def order_of(question: Question) -> str:
    """The ids of its options in an order of its own, the same for everybody and all day."""
    assert question.current is not None
    keys = [option["key"] for option in question.current.options]
    # Not a secret: it only keeps the place that the author gave the right option out of the page.
    random.Random(question.current.digest).shuffle(keys)  # noqa: S311
    return "".join(keys)


def trial_context(answer: AnswerForm | None = None) -> dict[str, Any]:
    """What the question of the day shows: open, or with its feedback once it was answered."""
    question = todays_question()
    if question is None or question.current is None:
        return {}
    version, order = question.current, order_of(question)
    chosen = showing.keys_of(answer.chosen, order) if answer else []
    problem = ""
    if answer and answer.data.get("question") != question.key:
        chosen, problem = [], NEW_QUESTION
    elif answer:
        problem = scoring.refusal(chosen, known=order, needed=1)
    context: dict[str, Any] = {"question": question, "version": version, "problem": problem}
    if answer is None or problem:
        return context | {"options": showing.open_options(version.options, order, "".join(chosen))}
    is_correct = scoring.is_correct("".join(chosen), version.right_keys)
    shown = showing.graded_options(version.options, order, "".join(chosen))
    return context | {
        "options": shown,
        "is_checked": True,
        "is_correct": is_correct,
        "verdict": showing.verdict(shown, is_correct=is_correct),
    }


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: HttpRequest) -> HttpResponse:
    """Checks an answer to the question of the day; the answer is in the address, so that the page can be reloaded."""
    if request.user.is_authenticated:
        return redirect("home")
    if request.method == "POST":
        form = AnswerForm(request.POST)
        if request.htmx.target == "trial":  # type: ignore[attr-defined]
            return render_part(request, PAGE, trial_context(form), parts=PARTS)
        query = urlencode({"question": form.data.get("question", "")[:50], "chosen": form.chosen}, doseq=True)
        return redirect(f"{reverse('trial')}?{query}")
    if "question" not in request.GET:
        return redirect("home")
    return render_part(request, PAGE, trial_context(AnswerForm(request.GET)), parts=PARTS)

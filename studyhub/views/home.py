"""The start page: the welcome for visitors, today's one thing to do for learners."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from groups.boards import my_groups
from quizzes import progress
from quizzes.models import Attempt
from quizzes.selection import reviews_left
from studyhub.views.trial import trial_context

# About what an answer takes with its feedback, for "about 9 minutes".
SECONDS_A_QUESTION = 45
WEAKEST = 6


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Shows the welcome page to visitors and today's page to learners."""
    if request.user.is_authenticated:
        return today(request, request.user)
    return render(request, "studyhub/welcome.html", trial_context())


def today(request: HttpRequest, user: User) -> HttpResponse:
    """What to do now, how far it is to the exam, where one stands."""
    now = timezone.now()
    day = user.local_day(now)
    groups = my_groups(user, now)
    exams = [row.group.exam_on for row in groups]
    has_own = user.exam_on is not None and user.exam_on >= day
    on = progress.measured_on(day, user.exam_on) if has_own else progress.measured_on(day, *exams)
    rows = progress.by_service(user, today=day, on=on)
    attempts = {attempt.kind: attempt for attempt in user.attempts.resumable(now).with_answered()}
    has_exam = on in {user.exam_on, *exams}
    due = min(rows.due, reviews_left(user, day)) if rows.due else 0
    context = {
        "hello": greeting(now.astimezone(user.zone).hour),
        "progress": rows,
        "services": sorted(rows.services, key=lambda row: (not row.seen, row.percent))[:WEAKEST],
        "due": due,
        "due_over_cap": rows.due - due,
        "minutes": max(1, round(due * SECONDS_A_QUESTION / 60)),
        "open_review": attempts.get(Attempt.Kind.REVIEW),
        "open_practice": attempts.get(Attempt.Kind.PRACTICE),
        "groups": groups,
        "exam_on": on if has_exam else None,
        "days_left": (on - day).days,
        "new_a_day": new_a_day(rows.questions - rows.seen, (on - day).days) if has_exam else None,
        "on": on,
        "section": "today",
    }
    return render(request, "studyhub/today.html", context)


def greeting(hour: int) -> str:
    """A greeting for the hour of the day, 0 to 23."""
    if 5 <= hour < 12:
        return "Good morning"
    return "Good afternoon" if 12 <= hour < 18 else "Good evening"


def new_a_day(unseen: int, days_left: int) -> int:
    """New questions a day, rounded up, that see all of them once by a week before the exam, or by the exam if it is near."""
    study_days = days_left - 7 if days_left > 7 else max(1, days_left)
    return -(-unseen // study_days)

"""The library: every service with how far the learner is."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from quizzes import progress


@require_safe
def library(request: PersonRequest) -> HttpResponse:
    """Services by category, each with the learner's recall and what they have seen."""
    user = request.user
    today = user.local_day()
    rows = progress.by_service(user, today=today, on=progress.measured_on(today, user.exam_on))
    shelves: dict[str, list[progress.ServiceProgress]] = {}
    for row in rows.services:
        shelves.setdefault(row.service.category.name, []).append(row)
    context = {"shelves": shelves, "on": rows.on, "section": "library"}
    return render(request, "quizzes/library.html", context)

"""Search, where the facts come from, and the sign of life for a proxy."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.models import Count, Max, Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from services.models import Fact
from services.search import find
from studyhub.htmx import render_part

LONGEST_QUERY = 120


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Finds services, topics and claims; never a question."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    context = {"query": query, "results": find(query), "section": "library"}
    return render_part(request, "studyhub/search.html", context, parts={"results": "results"})


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Where facts come from, how they are checked and dated, and how to report an error."""
    facts = Fact.objects.aggregate(number=Count("pk"), oldest=Min("checked_on"), newest=Max("checked_on"))
    changed = Fact.objects.exclude(changed="").count()
    return render(request, "studyhub/about.html", {"facts": facts, "changed": changed})


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answers when the process and its database do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})

"""The notes of a service, the sources of a fact, the pictures."""

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from services.models import Diagram, Fact, Service
from studyhub.htmx import render_part


@require_safe
def service_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """All topics of a service on one page, with the sources of each claim at hand."""
    service = get_object_or_404(Service.objects.select_related("category"), slug=slug)
    shelf = list(Service.objects.values_list("slug", "short_name"))
    place = [row[0] for row in shelf].index(service.slug)
    context = {
        "service": service,
        "notes": list(service.notes.all()),
        "changed": [fact for fact in service.facts.exclude(changed="") if fact.note_id],
        "previous": shelf[place - 1] if place else None,
        "next": shelf[place + 1] if place + 1 < len(shelf) else None,
        "section": "library",
    }
    return render(request, "services/service_detail.html", context)


@require_safe
def fact(request: HttpRequest, key: str) -> HttpResponse:
    """Leads to the paragraph that states a fact, whichever service it belongs to."""
    return redirect(get_object_or_404(Fact.objects.select_related("service"), key=key))


@require_safe
def fact_source(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Where a claim comes from, when it was checked, and what older guides say."""
    found = get_object_or_404(Fact.objects.select_related("service__category", "note"), service__slug=slug, key=key)
    return render_part(
        request, "services/fact_source.html", {"fact": found, "section": "library"}, parts={"fact-source": "source"}
    )


def diagram_etag(request: HttpRequest, slug: str, name: str) -> str | None:
    """The digest of the picture."""
    svg = Diagram.objects.filter(service__slug=slug, name=name).values_list("svg", flat=True).first()
    return f'"{hashlib.sha256(svg.encode()).hexdigest()[:16]}"' if svg else None


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
@condition(etag_func=diagram_etag)
def diagram(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """One picture, allowed to do nothing but be looked at."""
    svg = Diagram.objects.filter(service__slug=slug, name=name).values_list("svg", flat=True).first()
    if svg is None:
        raise Http404
    response = HttpResponse(svg, content_type="image/svg+xml")
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response

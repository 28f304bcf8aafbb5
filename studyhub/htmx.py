"""The one module of the project that apps may import: how a view answers htmx and plain browsers alike."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def render_part(
    request: HttpRequest, template: str, context: dict[str, Any], *, parts: dict[str, str], status: int = 200
) -> HttpResponse:
    """Renders one named partial of a page when htmx asks for a target this view lists, the whole page otherwise.

    `parts` maps the id in `HX-Target` to the partial's name, so the client never names a template.
    """
    htmx = getattr(request, "htmx", None)
    name = parts.get(htmx.target or "") if htmx else None
    return render(request, f"{template}#{name}" if name else template, context, status=status)

"""What a text will look like on the site, while it is still being written."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from services.actions import picture_sizes
from services.models import Service
from services.rendering import render_inline, render_note, render_text

MAY_PREVIEW = ("services.change_note", "services.change_fact", "quizzes.change_question")
MOST_OPTIONS = 12


def preview(request: HttpRequest) -> HttpResponse:
    """Renders the form as it stands: a piece for the pane beside it, or a page of its own without scripts."""
    if not any(request.user.has_perm(permission) for permission in MAY_PREVIEW):
        raise PermissionDenied
    kinds = {"note": note_context, "fact": fact_context, "question": question_context}
    kind = request.POST.get("preview", "")
    context = kinds.get(kind, question_context)(request)
    if "part" in request.POST:
        return render(request, "admin/preview_pane.html", {**context, "kind": kind})
    page = {**admin.site.each_context(request), **context, "kind": kind, "title": "Preview"}
    return render(request, "admin/preview.html", page)


def note_context(request: HttpRequest) -> dict[str, Any]:
    """A note, rendered for its service: the one chosen in the form, or the one that the saved note belongs to."""
    chosen = request.POST.get("service", "")
    if chosen.isdecimal():
        service = Service.objects.filter(pk=int(chosen[:18])).first()
    else:
        service = Service.objects.filter(slug=request.POST.get("preview_service", "")).first()
    page = render_note(
        request.POST.get("body", ""),
        service=service.slug if service else "",
        note="preview",
        sizes=picture_sizes(service) if service else {},
    )
    return {"heading": request.POST.get("title", ""), "html": mark_safe(page.html)}


def fact_context(request: HttpRequest) -> dict[str, Any]:
    """The texts of a fact, which are shown as they are written."""
    return {name: request.POST.get(name, "") for name in ("statement", "changed", "exam_angle")}


def question_context(request: HttpRequest) -> dict[str, Any]:
    """A question as learners see it, before and after they answer."""
    options: list[dict[str, Any]] = []
    for number in range(MOST_OPTIONS):
        prefix = f"options-{number}"
        text = request.POST.get(f"{prefix}-text", "")
        if text.strip() and f"{prefix}-DELETE" not in request.POST:
            options.append(
                {
                    "key": "abcdefghijkl"[len(options)],
                    "html": render_inline(text),
                    "is_key": f"{prefix}-is_key" in request.POST,
                    "rationale_html": render_inline(request.POST.get(f"{prefix}-rationale", "")),
                }
            )
    return {"stem": render_text(request.POST.get("stem", "")), "options": options}

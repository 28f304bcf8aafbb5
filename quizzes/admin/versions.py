"""Frozen versions, to be read."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from quizzes.admin.questions import frozen
from quizzes.comparing import compare
from quizzes.models import QuestionVersion
from services.admin import ReadOnlyAdmin
from services.history import name_of


@admin.register(QuestionVersion)
class QuestionVersionAdmin(ReadOnlyAdmin):
    list_display = ("question_key", "number", "is_live", "kind", "created_at", "reviewed_by")
    list_select_related = ("question",)
    list_filter = ("kind", "question__service")
    search_fields = ("question__key", "stem_html")
    ordering = ("-created_at", "-pk")
    fields = ("question_link", "number", "is_live", "created_at", "author", "reviewed_by", "as_seen", "since")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> "QuerySet[QuestionVersion]":
        return super().get_queryset(request).select_related("question", "created_by")

    @admin.display(description="question", ordering="question__key")
    def question_key(self, version: QuestionVersion) -> str:
        return version.question.key

    @admin.display(description="question")
    def question_link(self, version: QuestionVersion) -> SafeString:
        address = reverse("admin:quizzes_question_change", args=[version.question_id])
        return format_html('<a href="{}">{}</a>', address, version.question.key)

    @admin.display(description="live", boolean=True)
    def is_live(self, version: QuestionVersion) -> bool:
        return version.question.state == "published" and version.question.current_id == version.pk

    @admin.display(description="written by")
    def author(self, version: QuestionVersion) -> str:
        return name_of(version.created_by) or "the content files"

    @admin.display(description="as learners see it")
    def as_seen(self, version: QuestionVersion) -> SafeString:
        context = {"stem": version.stem_html, "options": version.options, "shows_keys": True}
        return render_to_string("admin/quizzes/seen.html", context)

    @admin.display(description="changed since the version before")
    def since(self, version: QuestionVersion) -> SafeString | str:
        before = version.question.versions.filter(number__lt=version.number).order_by("-number").first()
        if before is None:
            return "It is the first."
        return render_to_string("admin/changes.html", {"changes": compare(frozen(before), frozen(version))})

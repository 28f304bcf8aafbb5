"""What learners report about questions: worked off without knowing who said it."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from quizzes.models import ProblemReport
from services.admin import DeskAdmin


@admin.register(ProblemReport)
class ProblemReportAdmin(DeskAdmin):
    """Neither the reporter nor their sitting is shown, to anybody: what counts is what they say."""

    list_display = ("about", "reason", "excerpt", "state", "created_at")
    list_display_links = ("about",)
    list_select_related = ("version__question",)
    list_filter = ("state", "reason", "version__question__service")
    search_fields = ("version__question__key", "text")
    ordering = ("-created_at", "-pk")
    fields = ("question", "version_seen", "reason", "text", "chosen", "created_at", "state")
    readonly_fields = ("question", "version_seen", "reason", "text", "chosen", "created_at")
    actions = ("mark_fixed", "mark_kept")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("version__question").defer("user", "item")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Refuses to sort reports out by who made them, even by number."""
        return lookup.split("__")[0] not in {"user", "user_id", "item", "item_id"} and super().lookup_allowed(
            lookup, value, request
        )

    @admin.display(description="about", ordering="version__question__key")
    def about(self, report: ProblemReport) -> str:
        return str(report.version)

    @admin.display(description="what they say")
    def excerpt(self, report: ProblemReport) -> str:
        return Truncator(report.text).words(14) or "–"

    @admin.display(description="question")
    def question(self, report: ProblemReport) -> SafeString:
        question = report.version.question
        address = reverse("admin:quizzes_question_change", args=[question.pk])
        return format_html('<a href="{}">{}</a>', address, question)

    @admin.display(description="version they saw")
    def version_seen(self, report: ProblemReport) -> SafeString:
        address = reverse("admin:quizzes_questionversion_change", args=[report.version_id])
        return format_html('<a href="{}">{}</a>', address, report.version.number)

    @admin.action(description="Mark as corrected", permissions=["change"])
    def mark_fixed(self, request: HttpRequest, queryset: "QuerySet[ProblemReport]") -> None:
        self.settle(request, queryset, ProblemReport.State.FIXED)

    @admin.action(description="Mark as looked at and kept", permissions=["change"])
    def mark_kept(self, request: HttpRequest, queryset: "QuerySet[ProblemReport]") -> None:
        self.settle(request, queryset, ProblemReport.State.KEPT)

    def settle(self, request: HttpRequest, queryset: "QuerySet[ProblemReport]", state: Any) -> None:
        """Gives the reports a state, each with an entry in the log."""
        changed = list(queryset.exclude(state=state))
        for report in changed:
            report.state = state
            report.save(update_fields=["state"])
            self.log_change(request, report, f"State set to {state.label}.")
        number = "1 report" if len(changed) == 1 else f"{len(changed)} reports"
        self.message_user(request, f"{number} marked: {state.label.lower()}.", messages.SUCCESS)

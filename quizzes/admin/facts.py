"""The fact: a claim with its sources, and what rests on it."""

import datetime as dt
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from quizzes.admin.forms import FactForm
from quizzes.models import Question
from services.admin import DeskAdmin, rows_of
from services.models import Fact

SOON = dt.timedelta(days=30)


class WantsALook(admin.SimpleListFilter):
    """Facts by how long ago somebody compared them with their sources."""

    title = "wants another look"
    parameter_name = "look"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("now", "Now"), ("soon", "Within 30 days")]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Fact]") -> "QuerySet[Fact]":
        today = timezone.localdate()
        if self.value() == "now":
            return queryset.filter(expires_on__lte=today)
        if self.value() == "soon":
            return queryset.filter(expires_on__gt=today, expires_on__lte=today + SOON)
        return queryset


class HasAHome(admin.SimpleListFilter):
    """Facts that a note states, and facts that none does."""

    title = "stated in a note"
    parameter_name = "home"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Yes"), ("no", "No")]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Fact]") -> "QuerySet[Fact]":
        if self.value() in {"yes", "no"}:
            return queryset.filter(note__isnull=self.value() == "no")
        return queryset


@admin.register(Fact)
class FactAdmin(DeskAdmin):
    form = FactForm
    name_fields = ("key", "service")
    list_display = ("key", "excerpt", "confidence", "checked_on", "expires_on", "home", "question_count")
    list_select_related = ("note",)
    list_filter = (WantsALook, HasAHome, "service", "confidence")
    search_fields = ("key", "statement", "changed")
    autocomplete_fields = ("service",)
    fieldsets = (
        (None, {"fields": (("key", "service"), "statement", "changed", "exam_angle")}),
        ("How we know", {"fields": ("sources", ("checked_on", "expires_on", "confidence"))}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(questions_on_it=rows_of(Question, "fact"))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        rests = [("What rests on it", {"fields": ("home", "block", "questions_that_rest")})] if obj else []
        return [*self.fieldsets, *rests]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*super().get_readonly_fields(request, obj), "home", "block", "questions_that_rest"]

    @admin.display(description="statement", ordering="statement")
    def excerpt(self, fact: Fact) -> str:
        return Truncator(fact.statement).words(14)

    @admin.display(description="home", ordering="note__title")
    def home(self, fact: Fact) -> SafeString | str:
        if not fact.note:
            return "none yet: end its paragraph in a note with its key"
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:services_note_change", args=[fact.note.pk]), fact.note.title
        )

    @admin.display(description="paragraph there")
    def block(self, fact: Fact) -> SafeString | str:
        return format_html('<div class="rendered">{}</div>', mark_safe(fact.block_html)) if fact.block_html else "–"

    @admin.display(description="questions", ordering="questions_on_it")
    def question_count(self, fact: Any) -> int:
        return int(fact.questions_on_it)

    @admin.display(description="questions")
    def questions_that_rest(self, fact: Fact) -> SafeString | str:
        links = [
            (reverse("admin:quizzes_question_change", args=[pk]), key)
            for pk, key in fact.questions.order_by("key").values_list("pk", "key")
        ]
        return format_html_join(", ", '<a href="{}">{}</a>', links) or "none yet"

    def save_model(self, request: HttpRequest, obj: Fact, form: "ModelForm[Any]", change: bool) -> None:
        """Saves the fact, and names the published questions that rest on it when it is no longer to be trusted."""
        super().save_model(request, obj, form, change)
        if change and obj.confidence == Fact.Confidence.LOW and "confidence" in form.changed_data:
            keys = list(Question.objects.published().filter(fact=obj).values_list("key", flat=True))
            if keys:
                sentence = (
                    f"Published questions rest on this fact: {', '.join(keys)}. Mark them as disputed or mend them."
                )
                self.message_user(request, sentence, messages.WARNING)

"""The question with its options: one form, two ways to save it, and what is live beside it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import Truncator

from accounts.models import User
from quizzes import publishing
from quizzes.actions import publish_question
from quizzes.actions.bank import announce_bank_change, frozen_options
from quizzes.actions.editing import (
    PublishRefused,
    ask_for_review,
    dispute_question,
    publish_checked,
    retire_stored,
    source_of,
)
from quizzes.admin.forms import LETTERS, OPTIONS, PUBLISH, OptionForm, OptionFormSet, QuestionForm, options_of
from quizzes.comparing import Frozen, compare
from quizzes.models import Option, ProblemReport, Question, QuestionVersion
from services.admin import DeskAdmin, DeskFields
from services.history import Story, name_of
from services.rendering import plain_text, render_text

if TYPE_CHECKING:
    StackedInline = admin.StackedInline[Option, Question]
else:
    StackedInline = admin.StackedInline

MOST_MESSAGES = 10


def frozen(version: QuestionVersion) -> Frozen:
    """A version as it is compared."""
    return Frozen(version.kind, version.stem_html, version.options)


def standing(question: Question, *, differs: bool) -> str:
    """What learners are given of a question now, in a sentence."""
    if question.current is None:
        return f"{question.get_state_display()}: it has not been published yet"
    version = f"version {question.current.number}"
    if question.state == Question.State.PUBLISHED:
        return f"{version.capitalize()} is live{'; this text differs from it' if differs else ', and this text is the same'}"
    suffix = f"; this text differs from {version}" if differs else ""
    return f"{question.get_state_display()}: learners are not given it{suffix}"


class HasOpenReports(admin.SimpleListFilter):
    """Questions that somebody has reported and nobody has settled."""

    title = "open reports"
    parameter_name = "reports"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "With open reports")]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        return queryset.filter(open_reports__gt=0) if self.value() == "open" else queryset


class OptionInline(DeskFields, StackedInline):
    model = Option
    form = OptionForm
    formset = OptionFormSet
    fields = ("text", "is_key", "rationale", ("fact", "confusion"))
    autocomplete_fields = ("fact", "confusion")
    template = "admin/quizzes/options.html"
    max_num = len(LETTERS)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("question").order_by("key")

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj else 4


@admin.register(Question)
class QuestionAdmin(DeskAdmin):
    form = QuestionForm
    part = OPTIONS
    inlines = (OptionInline,)
    name_fields = ("key", "service")
    list_display = ("key", "excerpt", "kind", "exam_task", "difficulty", "state", "live", "reports")
    list_select_related = ("current",)
    list_filter = ("state", HasOpenReports, "service", "kind", "style", "domain", "difficulty")
    search_fields = ("key", "stem", "options__text", "fact__key")
    autocomplete_fields = ("service", "fact")
    actions = ("publish_selected", "send_to_review", "mark_as_disputed", "retire_selected")
    fieldsets = (
        (None, {"fields": (("key", "service"), "stem")}),
        (
            "What kind of question it is",
            {"fields": (("kind", "style", "difficulty"), ("domain", "task"))},
        ),
        ("What settles it", {"fields": ("fact",)}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        is_open = Q(versions__problem_reports__state=ProblemReport.State.OPEN)
        return super().get_queryset(request).annotate(open_reports=Count("versions__problem_reports", filter=is_open))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Allows drafts only: what learners have been given is retired."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.current_id is None)

    @admin.display(description="stem", ordering="stem")
    def excerpt(self, question: Question) -> str:
        return Truncator(plain_text(question.stem)).words(14)

    @admin.display(description="task", ordering="task")
    def exam_task(self, question: Question) -> str:
        return question.task

    @admin.display(description="live", ordering="current__number")
    def live(self, question: Question) -> str:
        is_live = question.state == Question.State.PUBLISHED and question.current
        return f"v{question.current.number}" if is_live and question.current else "–"

    @admin.display(description="reports", ordering="-open_reports")
    def reports(self, question: Any) -> int:
        return int(question.open_reports)

    def parts_of(self, obj: Any) -> list[Any]:
        return options_of(obj)

    def story_of(self, obj: Any) -> Story:
        own = super().story_of(obj)
        options = Option.history.filter(question_id=obj.pk).select_related("history_user")
        records = list(options.order_by("history_date", "history_id"))
        return Story(own.records, records, OPTIONS, {"current": "Live version"})

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        if obj is not None:
            stored = Question.objects.select_related("current", "fact").get(pk=obj.pk)
            context["stored"] = stored
            context["versions"] = list(stored.versions.order_by("-number"))
            if stored.current:
                now = Frozen(stored.kind, render_text(stored.stem), frozen_options(stored))
                context["differences"] = compare(frozen(stored.current), now)
            context["standing"] = standing(stored, differs=bool(context.get("differences")))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_related(self, request: HttpRequest, form: "ModelForm[Any]", formsets: Any, change: bool) -> None:
        """Saves the options; then publishes, if that was the button, inside the same transaction."""
        super().save_related(request, form, formsets, change)
        question = form.instance
        if PUBLISH in request.POST:
            editor = cast(User, request.user)
            before = question.current
            version = publish_question(question=question, by=editor, reviewed_by=name_of(editor))
            if version == before:
                self.message_user(request, f"Published: version {version.number} already says this.", messages.SUCCESS)
            else:
                self.message_user(request, f"Published as version {version.number}.", messages.SUCCESS)
            for sentence in publishing.advice(source_of(question, options_of(question))):
                self.message_user(request, f"House style: {sentence}", messages.WARNING)
        if "fact" in form.changed_data and question.state == Question.State.PUBLISHED:
            announce_bank_change({question.service_id})

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        if PUBLISH in request.POST:
            return redirect("admin:quizzes_question_change", obj.pk)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if PUBLISH in request.POST:
            return redirect("admin:quizzes_question_change", obj.pk)
        return super().response_change(request, obj)

    @admin.action(description="Publish the selected questions", permissions=["change"])
    def publish_selected(self, request: HttpRequest, queryset: "QuerySet[Question]") -> None:
        """Publishes those that are fit, and says of each other one why it is not."""
        editor = cast(User, request.user)
        published, refused = 0, []
        for question in queryset.order_by("key"):
            try:
                publish_checked(question=question, by=editor, reviewed_by=name_of(editor))
                published += 1
            except PublishRefused as refusal:
                refused.append(f"{question.key} was not published. {refusal}")
        if published:
            self.message_user(request, f"Published {counted(published)}.", messages.SUCCESS)
        for message in refused[:MOST_MESSAGES]:
            self.message_user(request, message, messages.ERROR)
        if len(refused) > MOST_MESSAGES:
            more = len(refused) - MOST_MESSAGES
            self.message_user(request, f"And {counted(more)} more were not published.", messages.ERROR)

    @admin.action(description="Send the selected drafts to review", permissions=["change"])
    def send_to_review(self, request: HttpRequest, queryset: "QuerySet[Question]") -> None:
        self.tell(request, queryset, lambda question: ask_for_review(question=question), "sent to review")

    @admin.action(description="Mark the selected questions as disputed", permissions=["change"])
    def mark_as_disputed(self, request: HttpRequest, queryset: "QuerySet[Question]") -> None:
        self.tell(request, queryset, lambda question: dispute_question(question=question), "marked as disputed")

    @admin.action(description="Retire the selected questions", permissions=["change"])
    def retire_selected(self, request: HttpRequest, queryset: "QuerySet[Question]") -> None:
        self.tell(request, queryset, lambda question: retire_stored(question=question), "retired")

    def tell(
        self, request: HttpRequest, queryset: "QuerySet[Question]", act: Callable[[Question], bool], done: str
    ) -> None:
        """Does something to each question and says how many it changed."""
        number = sum(act(question) for question in queryset.order_by("key"))
        self.message_user(request, f"{counted(number).capitalize()} {done}." if number else f"No question was {done}.")


def counted(number: int) -> str:
    return "1 question" if number == 1 else f"{number} questions"

"""The note: Markdown judged by the house rules before it is saved."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from quizzes.actions.bank import announce_bank_change
from quizzes.actions.editing import exam_tasks
from quizzes.lint.notes import Page, page_faults
from services.actions import rendered, save_note
from services.admin import DeskAdmin, rows_of
from services.content import library_in_database, note_source
from services.forms import LinesField, OpenedForm
from services.models import Fact, Note
from services.rendering import RenderedNote


def check_task(line: str) -> None:
    """A task statement is a domain and a number."""
    if not re.fullmatch(r"[1-9]\.\d", line):
        raise ValueError(f"“{line}” is no task statement; write it like 2.2.")


def home_faults(note: Note, page: RenderedNote) -> Iterator[str]:
    """Yields what is wrong with the facts that a note is to be home to."""
    known = {fact.key: fact for fact in Fact.objects.filter(service=note.service).select_related("note")}
    seen: set[str] = set()
    for home in page.homes:
        fact = known.get(home.key)
        if fact is None:
            yield f"Line {home.line}: there is no fact {home.key}."
        elif home.key in seen:
            yield f"Line {home.line}: {home.key} has a home in this note already."
        elif fact.note and fact.note_id != note.pk:
            yield f"Line {home.line}: {home.key} has its home in “{fact.note.title}” already. Take it out there first."
        seen.add(home.key)


def faults_of(note: Note) -> list[str]:
    """Everything that keeps a note from being saved, each with its line."""
    page = rendered(note)
    library = library_in_database()
    pack = next(pack for pack in library.packs if pack.slug == note.service.slug)
    tasks = exam_tasks() or dict.fromkeys(note.tasks, 0)
    house = [
        f"Line {fault.line}: {fault.message}" if fault.line else fault.message
        for fault in page_faults(Page(pack, note_source(note), page), library, tasks)
    ]
    return list(dict.fromkeys([*home_faults(note, page), *house]))


class NoteForm(OpenedForm):
    """A topic; its body is refused while anything in it leads nowhere."""

    tasks = LinesField(
        check=check_task,
        required=False,
        label="Task statements",
        help_text="Which of the exam's task statements it serves, one a line, like 2.2.",
    )

    class Meta:
        model = Note
        fields: ClassVar[Sequence[str]] = ("service", "slug", "title", "order", "summary", "tasks", "body")

    def clean_body(self) -> str:
        return f"{self.cleaned_data['body'].strip()}\n"

    def _post_clean(self) -> None:
        """Judges the note as it would be stored."""
        super()._post_clean()  # type: ignore[misc]
        if not self.errors and (wrongs := faults_of(self.instance)):
            self.add_error("body", ValidationError(wrongs))


@admin.register(Note)
class NoteAdmin(DeskAdmin):
    form = NoteForm
    name_fields = ("service", "slug")
    list_display = ("title", "service", "order", "fact_count", "question_count", "updated_at")
    list_select_related = ("service",)
    list_filter = ("service",)
    search_fields = ("title", "slug", "body")
    autocomplete_fields = ("service",)
    fields = (("service", "slug"), ("title", "order"), "summary", "tasks", "body")

    def get_queryset(self, request: HttpRequest) -> Any:
        queryset = super().get_queryset(request).select_related("service")
        return queryset.annotate(facts_in_it=rows_of(Fact, "note"))

    @admin.display(description="facts", ordering="facts_in_it")
    def fact_count(self, note: Any) -> int:
        return int(note.facts_in_it)

    def save_model(self, request: HttpRequest, obj: Note, form: "forms.ModelForm[Any]", change: bool) -> None:
        """Saves the note with all that is read from it, and says which facts have lost their home."""
        before = set(obj.facts.values_list("key", flat=True)) if change else set()
        after = set(save_note(obj).blocks)
        if lost := sorted(before - after):
            sentence = f"No note states {', '.join(lost)} now. Each fact needs a home."
            self.message_user(request, sentence, messages.WARNING)
        if before != after:
            announce_bank_change({obj.service_id})

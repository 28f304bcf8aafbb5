"""Forms of the desk that need the bank: the question with its options, the note, the fact."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from quizzes import publishing
from quizzes.actions.editing import cited_by, exam_tasks, source_of
from quizzes.lint.notes import LONGEST_TRUST
from quizzes.models import Option, Question
from services.forms import LinesField, OpenedForm, check_source
from services.history import Part, snapshot
from services.models import Fact

if TYPE_CHECKING:
    OptionModelForm = forms.ModelForm[Option]
    InlineFormSet = forms.BaseInlineFormSet[Option, Question, forms.ModelForm[Option]]
else:
    OptionModelForm = forms.ModelForm
    InlineFormSet = forms.BaseInlineFormSet

LETTERS = "abcdef"
OPTIONS = Part(name="Option", key="key", parent="question")
PUBLISH = "_publish"


def options_of(question: Question) -> list[Option]:
    """The stored options with what they cite."""
    return list(question.options.select_related("fact", "confusion").order_by("key"))


class QuestionForm(OpenedForm):
    """The question's own fields; with the button "Save and publish" they must be fit for learners too."""

    class Meta:
        model = Question
        fields: ClassVar[Sequence[str]] = (
            "key",
            "service",
            "kind",
            "style",
            "domain",
            "task",
            "difficulty",
            "fact",
            "stem",
        )

    def stored_texts(self) -> dict[str, str]:
        return snapshot(self.instance, options_of(self.instance), OPTIONS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        service = cleaned.get("service")
        if service and "key" in cleaned and not re.fullmatch(rf"{re.escape(service.slug)}-q\d{{3,4}}", cleaned["key"]):
            self.add_error("key", f"A key of {service.short_name} is {service.slug}-q and three digits.")
        return cleaned

    def _post_clean(self) -> None:
        """Judges the question as it would be stored."""
        super()._post_clean()  # type: ignore[misc]
        question: Question = self.instance
        domains = dict(Question.Domain.choices)
        if PUBLISH in self.data:
            found = publishing.question_refusals(source_of(question, ()), cited_by(question, ()), exam_tasks(), domains)
        else:
            found = publishing.task_refusals(question.task, question.domain, exam_tasks(), domains)
        for refusal in found:
            if refusal.field not in self.errors:
                self.add_error(refusal.field, refusal.message)


class OptionForm(OptionModelForm):
    """One option; a draft may still lack its rationale."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["rationale"].required = False
        self.fields["rationale"].help_text = ""

    class Meta:
        model = Option
        fields: ClassVar[Sequence[str]] = ("text", "is_key", "rationale", "fact", "confusion")


class OptionFormSet(InlineFormSet):
    """The options of a question; gives new ones their letters, and judges all of them before publication."""

    def clean(self) -> None:
        super().clean()
        going = {form.instance.pk for form in self.forms if form.instance.pk and self._should_delete_form(form)}  # type: ignore[attr-defined]
        self.name_new_ones(going)
        if PUBLISH not in self.data or any(self.errors):
            return
        options = [form.instance for form in self.kept]
        question = source_of(self.instance, options)
        by_letter = {form.instance.key: form for form in self.kept}
        together = []
        for refusal in publishing.option_refusals(question, cited_by(self.instance, options)):
            if refusal.option:
                by_letter[refusal.option].add_error(refusal.field, refusal.message)
            else:
                together.append(refusal.message)
        if together:
            raise ValidationError(together)

    @property
    def kept(self) -> "list[forms.ModelForm[Option]]":
        """The forms whose options will be there after saving, by letter."""
        forms_left = [
            form
            for form in self.forms
            if not self._should_delete_form(form) and (form.instance.pk or form.has_changed())  # type: ignore[attr-defined]
        ]
        return sorted(forms_left, key=lambda form: form.instance.key)

    def name_new_ones(self, going: set[int]) -> None:
        """Gives each new option the next letter; refuses gaps, because a letter never moves to another text."""
        stored = dict(Option.objects.filter(question=self.instance.pk).values_list("pk", "key"))
        letters = [key for pk, key in stored.items() if pk not in going]
        for form in self.forms:
            if not form.instance.pk and form.has_changed() and not self._should_delete_form(form):  # type: ignore[attr-defined]
                free = [letter for letter in LETTERS if letter not in letters]
                if not free or len(letters) >= len(LETTERS):
                    raise ValidationError("A question has at most six options.")
                form.instance.key = LETTERS[len(letters)] if LETTERS[len(letters)] in free else free[0]
                letters.append(form.instance.key)
        if "".join(sorted(letters)) != LETTERS[: len(letters)]:
            raise ValidationError(
                "Only the last options can be taken away: a letter never moves to another text. Rewrite this one instead."
            )


class FactForm(OpenedForm):
    """A claim with where it comes from and when somebody looked."""

    sources = LinesField(
        check=check_source,
        help_text="One a line: an address that starts with https://, or the name of a document.",
        error_messages={"required": "Name at least one source, an address or a document."},
    )

    class Meta:
        model = Fact
        fields: ClassVar[Sequence[str]] = (
            "key",
            "service",
            "statement",
            "changed",
            "exam_angle",
            "sources",
            "checked_on",
            "expires_on",
            "confidence",
        )

    def clean_checked_on(self) -> dt.date:
        checked_on: dt.date = self.cleaned_data["checked_on"]
        if checked_on > timezone.localdate():
            raise ValidationError("This day is yet to come. Write the day you compared it with its sources.")
        return checked_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        service = cleaned.get("service")
        if service and "key" in cleaned and not re.fullmatch(rf"{re.escape(service.slug)}-\d{{3,4}}", cleaned["key"]):
            self.add_error("key", f"A key of {service.short_name} is {service.slug}- and three digits.")
        checked_on, expires_on = cleaned.get("checked_on"), cleaned.get("expires_on")
        if checked_on and expires_on:
            if expires_on <= checked_on:
                self.add_error("expires_on", "A fact wants another look after the day it was checked.")
            elif expires_on - checked_on > LONGEST_TRUST:
                latest = checked_on + LONGEST_TRUST
                days = LONGEST_TRUST.days
                self.add_error("expires_on", f"At most {days} days after the check: {latest:%d %B %Y} at the latest.")
        return cleaned

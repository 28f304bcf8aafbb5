"""What learners send: what to practise, an answer, a report."""

from typing import Any

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils import timezone

from quizzes.models import AttemptItem, ProblemReport, Question
from quizzes.selection import LENGTHS, Wanted
from quizzes.showing import LETTERS
from services.models import Note

SHOWN_SALT = "quizzes.shown"

POOLS = (
    ("all", "New ones first, then due ones"),
    ("unseen", "Only ones you have not seen"),
    ("missed", "Only ones you missed last time"),
    ("flagged", "Only ones you marked"),
)


class PracticeForm(forms.Form):
    """What a learner wants to practise; nothing ticked means everything."""

    services = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    topics = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    domain = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "Any exam domain"), *Question.Domain.choices],
        label="Exam domain",
    )
    pool = forms.ChoiceField(
        required=False, choices=POOLS, widget=forms.RadioSelect, initial="all", label="Which questions"
    )
    length = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=10,  # type: ignore[arg-type]
        choices=[(length, f"{length} questions") for length in LENGTHS],
        initial=10,
        label="How many",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topic_rows = list(
            Note.objects.select_related("service__category").order_by(
                "service__category__order", "service__order", "order"
            )
        )
        services = {note.service.slug: note.service for note in self.topic_rows}
        self.fields["services"].choices = [(slug, service.name) for slug, service in services.items()]  # type: ignore[attr-defined]
        self.fields["topics"].choices = [(topic_value(note), note.title) for note in self.topic_rows]  # type: ignore[attr-defined]
        for name in ("services", "topics", "domain", "pool", "length"):
            self.fields[name].error_messages["invalid_choice"] = "That choice is not on the list. Choose again."

    @classmethod
    def proposed(cls, asked: QueryDict) -> "PracticeForm":
        """The form with what an address asks for already chosen."""
        lists = {name: asked.getlist(name) for name in ("services", "topics")}
        single = {name: asked[name] for name in ("domain", "pool", "length") if name in asked}
        return cls(initial={**lists, **single})

    @property
    def by_service(self) -> list[dict[str, Any]]:
        """The services with their topics, and what is ticked, for the page."""
        ticked = {*self.ticked("services"), *self.ticked("topics")}
        rows: dict[int, dict[str, Any]] = {}
        for note in self.topic_rows:
            row = rows.setdefault(
                note.service_id, {"service": note.service, "is_ticked": note.service.slug in ticked, "topics": []}
            )
            value = topic_value(note)
            row["topics"].append({"value": value, "title": note.title, "is_ticked": value in ticked})
        for row in rows.values():
            row["is_open"] = any(topic["is_ticked"] for topic in row["topics"])
        return list(rows.values())

    def ticked(self, name: str) -> list[str]:
        """What is ticked in one of the two lists: as sent, else as proposed."""
        if self.is_bound:
            return list(self.data.getlist(name))  # type: ignore[attr-defined]
        return list(self.initial.get(name, []))

    @property
    def wanted(self) -> Wanted:
        """The same as the selection takes it."""
        data = self.cleaned_data
        return Wanted(
            services=data["services"],
            topics=data["topics"],
            domain=data["domain"],
            pool=data["pool"] or "all",
            length=data["length"],
        )


def topic_value(note: Note) -> str:
    """A topic's name in forms and addresses."""
    return f"{note.service.slug}/{note.slug}"


def shown_token(item: AttemptItem) -> str:
    """A signed mark of the moment this item was shown, so that the time taken is the server's without a write on reading."""
    return signing.dumps(int(timezone.now().timestamp()), salt=f"{SHOWN_SALT}.{item.attempt.slug}.{item.position}")


class AnswerForm(forms.Form):
    """The options that were ticked, by their letters. Which of them exist is checked where the item is locked."""

    shown = forms.CharField(required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        # Longer than a letter is no option, whatever it is; it must be refused, not dropped.
        ticked = (letter if len(letter) == 1 else "?" for letter in data.getlist("chosen"))
        self.chosen: list[str] = list(dict.fromkeys(ticked))[: len(LETTERS) + 1]

    def seconds(self, slug: str, position: int) -> int | None:
        """Whole seconds since this item was shown; None when the mark is missing, another item's or not ours."""
        try:
            shown_at = signing.loads(self.data.get("shown", ""), salt=f"{SHOWN_SALT}.{slug}.{position}")
        except signing.BadSignature:
            return None
        return max(0, int(timezone.now().timestamp()) - int(shown_at))


class ReportForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is wrong with a question."""

    class Meta:
        model = ProblemReport
        fields = ("reason", "text")
        labels = {"reason": "What is wrong?", "text": "In your words"}  # noqa: RUF012
        widgets = {  # noqa: RUF012
            "reason": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 4, "maxlength": 2000}),
        }
        error_messages = {  # noqa: RUF012
            "reason": {"required": "Choose what is wrong.", "invalid_choice": "Choose one of the five reasons."},
            "text": {"max_length": "At most 2,000 characters, please."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = ProblemReport.Reason.choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("reason") == ProblemReport.Reason.OTHER and not data.get("text"):
            self.add_error("text", "Say in a sentence what is wrong.")
        return data

"""What the forms of the editor's desk have in common, and those of services, shelves and pictures."""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from services.history import digest, name_of, snapshot
from services.models import Category, Diagram, Service
from services.packs.drawings import read_drawing

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm

LONGEST_SOURCE = 400
LONGEST_ALIAS = 80


class ProseField(forms.CharField):
    """A long text with plain line ends, as the files of the content have them; browsers send others."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")


class LinesField(forms.Field):
    """A list of texts, written one a line; `check` raises ValueError with a sentence about a line that is no good."""

    def __init__(self, *, check: Callable[[str], None], rows: int = 3, **options: Any) -> None:
        self.check = check
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows, "class": "vLargeTextField lines"}))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(str(line) for line in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def validate(self, value: list[str]) -> None:
        """Says all that is wrong at once, each with the line it is about."""
        super().validate(value)
        wrongs = []
        for line in value:
            try:
                if not line.isprintable():
                    raise ValueError(f"“{line}” has an invisible character in it.")
                self.check(line)
            except ValueError as error:
                wrongs.append(str(error))
        wrongs += [f"“{line}” is there twice." for line in dict.fromkeys(value) if value.count(line) > 1]
        if wrongs:
            raise ValidationError(wrongs)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(data) != (initial or []))


def check_source(line: str) -> None:
    """A source is an https address or the name of a document."""
    if ("://" in line or line.startswith("//")) and not re.fullmatch(r"https://[^\s/]+\.[^\s/]+\S*", line):
        raise ValueError(f"“{line}” is neither an address that starts with https:// nor the name of a document.")
    if len(line) > LONGEST_SOURCE:
        raise ValueError(f"A source has at most {LONGEST_SOURCE} characters; “{line[:40]}…” has {len(line)}.")


def check_alias(line: str) -> None:
    """Another name is short enough to be one."""
    if len(line) > LONGEST_ALIAS:
        raise ValueError(f"A name has at most {LONGEST_ALIAS} characters; “{line[:40]}…” has {len(line)}.")


class OpenedForm(ModelForm):
    """A form that refuses to save over what somebody else has saved since it was opened.

    A hidden mark of the stored texts travels with the form. When they have changed, the form comes back once with all that
    was typed and the mark of what is stored now, so that saving again is a decision.
    """

    opened_as = forms.CharField(required=False, widget=forms.HiddenInput)
    is_conflict = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.initial["opened_as"] = self.stored_mark()

    def stored_texts(self) -> dict[str, str]:
        """What is stored now; valid until the instance takes up what was typed."""
        return snapshot(self.instance)

    def stored_mark(self) -> str:
        return digest(self.stored_texts())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        name = self.add_prefix("opened_as")
        if self.instance.pk and self.data.get(name) != self.initial["opened_as"]:
            self.is_conflict = True
            typed = self.data.copy()  # type: ignore[attr-defined]
            typed[name] = self.initial["opened_as"]
            self.data = typed
            raise ValidationError(
                f"{last_editor(self.instance)} saved this after you opened it, so yours is not saved yet. "
                "Both texts are below; save again to let yours stand.",
                code="conflict",
            )
        return cleaned


def last_editor(row: Any) -> str:
    """Who saved a row last, as far as its history knows."""
    record = row.history.select_related("history_user").first() if hasattr(row, "history") else None
    return (name_of(record.history_user) if record else "") or "Somebody"


class CategoryForm(OpenedForm):
    class Meta:
        model = Category
        fields: ClassVar[Sequence[str]] = ("slug", "name", "short_name", "order")


class ServiceForm(OpenedForm):
    aliases = LinesField(
        check=check_alias,
        required=False,
        label="Other names",
        help_text="Former names and abbreviations, one a line; search finds them.",
    )

    class Meta:
        model = Service
        fields: ClassVar[Sequence[str]] = ("slug", "name", "short_name", "category", "order", "summary", "aliases")


class DiagramForm(OpenedForm):
    """A picture; it is served under this site's name, so it may hold nothing that acts or fetches."""

    class Meta:
        model = Diagram
        fields: ClassVar[Sequence[str]] = ("service", "name", "svg", "source")

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*\.svg", name):
            raise ValidationError(
                "Name the file in small letters, digits and hyphens, ending in .svg, like multi-az.svg."
            )
        return name

    def clean_svg(self) -> str:
        svg: str = self.cleaned_data["svg"]
        if wrongs := read_drawing(svg).wrongs:
            raise ValidationError([f"Line {line}: the picture {message}" for message, line in wrongs])
        return svg

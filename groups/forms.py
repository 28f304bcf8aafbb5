"""Forms about groups: their settings, how one is listed, invitations and roles."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import zones
from accounts.models import User
from accounts.names import MAX_NAME_LENGTH, clean_name
from groups import actions
from groups.models import Membership, StudyGroup
from services.models import Service

NOT_LISTED = "That choice is not on the list. Choose again."


def cleaned(raw: str) -> str:
    """A name as it may be stored; its refusal as forms expect it."""
    try:
        return clean_name(raw)
    except ValueError as error:
        raise ValidationError(str(error)) from None


class RefusableForm(forms.Form):
    """A form that shows why an action refused, at the field the refusal belongs to."""

    def refuse(self, refusal: actions.GroupRefused) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class GroupForm(RefusableForm):
    """What a group is called, what it studies, when its exam is and on which clock its weeks run."""

    name = forms.CharField(
        label="Name",
        help_text="Members see it; so does whoever opens an invitation.",
        error_messages={"required": "Give the group a name."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    exam_on = forms.DateField(
        label="Exam date",
        required=False,
        help_text="The board ranks by what each of you will know on that day. Without one it looks about 30 days ahead.",
        error_messages={"invalid": "Enter the date as year, month and day, for example 2027-03-31."},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    time_zone = forms.ChoiceField(
        label="Time zone",
        help_text="The board's weeks begin on Monday at midnight there.",
        choices=zones.zone_choices,
        error_messages={"invalid_choice": "Choose a time zone from the list.", "required": "Choose a time zone."},
    )
    services = forms.ModelMultipleChoiceField(
        Service.objects.order_by("category__order", "order", "slug"),
        label="Services",
        help_text="The questions of these services make up the score.",
        error_messages={
            "required": "Choose at least one service.",
            "invalid_choice": NOT_LISTED,
            "invalid_pk_value": NOT_LISTED,
            "invalid_list": NOT_LISTED,
        },
        widget=forms.CheckboxSelectMultiple,
        to_field_name="slug",
    )

    def __init__(self, *args: Any, group: StudyGroup | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group
        # A zone kept from before that the system does not list any more stays until another is chosen.
        if group and group.time_zone not in zones.zone_names():
            self.fields["time_zone"].choices = [(group.time_zone, group.time_zone), *zones.zone_choices()]  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        return cleaned(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        """A date that has passed on the group's clock may stay, but not be entered."""
        data = super().clean() or {}
        exam_on: dt.date | None = data.get("exam_on")
        is_new = exam_on != (self.group.exam_on if self.group else None)
        if exam_on and is_new and "time_zone" in data:
            today = StudyGroup(time_zone=data["time_zone"]).today(timezone.now())
            if exam_on < today:
                self.add_error("exam_on", "This day has passed. Enter a later one, or leave it empty.")
            elif exam_on > today + dt.timedelta(days=5 * 365):
                self.add_error("exam_on", "This is more than five years away. Check the year.")
        return data


class ListingForm(RefusableForm):
    """How one is listed in a group. Nothing is chosen beforehand (R25)."""

    visibility = forms.ChoiceField(
        label="How do you want to be listed?",
        error_messages={"required": "Choose one of the three.", "invalid_choice": "Choose one of the three."},
        widget=forms.RadioSelect,
    )
    shown_name = forms.CharField(
        label="Alias",
        required=False,
        help_text=f"At most {MAX_NAME_LENGTH} characters. Only for “by an alias”.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visibility"].choices = [  # type: ignore[attr-defined]
            (Membership.Visibility.NAME, f"Ranked by name: members see “{user.display_name}” and your score"),
            (Membership.Visibility.ALIAS, "Ranked by an alias: members see a name you make up and your score"),
            (Membership.Visibility.HIDDEN, "Not ranked: you see your score, nobody else does"),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("visibility") == Membership.Visibility.ALIAS:
            if not data.get("shown_name"):
                self.add_error("shown_name", "Make up an alias, or choose another way to be listed.")
            else:
                try:
                    data["shown_name"] = cleaned(data["shown_name"])
                except ValidationError as error:
                    self.add_error("shown_name", error)
        return data


class CreateForm(GroupForm, ListingForm):
    """A new group, and how its first owner is listed."""


class InviteForm(RefusableForm):
    """How long a link works, and for how many."""

    days = forms.TypedChoiceField(
        label="Works for",
        coerce=int,
        choices=[(1, "1 day"), (7, "7 days"), (30, "30 days")],
        initial=7,
        error_messages={"invalid_choice": NOT_LISTED, "required": "Choose how long the link works."},
    )
    max_uses = forms.TypedChoiceField(
        label="Lets in",
        coerce=int,
        choices=[(1, "1 person"), (5, "5 people"), (10, "10 people"), (30, "30 people")],
        initial=10,
        error_messages={"invalid_choice": NOT_LISTED, "required": "Choose how many people it lets in."},
    )


class RoleForm(RefusableForm):
    """A member's role."""

    role = forms.ChoiceField(
        choices=Membership.Role.choices,
        error_messages={"required": "Choose a role.", "invalid_choice": "Choose owner, coach or member."},
    )

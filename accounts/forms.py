"""Forms about oneself: allauth's in our words, one's settings, and the way out."""

import datetime as dt
from typing import Any, ClassVar

from allauth.account import app_settings
from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core import context, ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts import actions, zones
from accounts.models import User
from accounts.names import clean_name

LONGEST_ADDRESS = 254
ADDRESS_EXAMPLE = "Enter an e-mail address such as name@example.com."
PASSWORD_HELP = "At least 10 characters, and not one that many people use. A few words in a row are good."  # noqa: S105
# Label, and what to say when nothing was entered, by the names allauth gives its fields.
WORDS = {
    "login": ("E-mail address", "Enter your e-mail address."),
    "email": ("E-mail address", "Enter your e-mail address."),
    "password": ("Password", "Enter your password."),
    "password1": ("New password", "Choose a password."),
    "oldpassword": ("Current password", "Enter your current password."),
}


def is_confirmed_by_mail() -> bool:
    """Whether an address counts only once the link sent to it was used."""
    return bool(app_settings.EMAIL_VERIFICATION == app_settings.EmailVerificationMethod.MANDATORY)


def cleaned_name(raw: str) -> str:
    """A display name as it may be stored; its refusal as forms expect it."""
    try:
        return clean_name(raw)
    except ValueError as error:
        raise ValidationError(str(error)) from None


class InOurWords(forms.Form):
    """Gives allauth's fields our labels, help and messages, and asks for each password once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)
        for name, (label, missing) in WORDS.items():
            if (field := self.fields.get(name)) is None:
                continue
            field.label, field.help_text = label, ""
            field.error_messages["required"] = missing
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = ADDRESS_EXAMPLE
                field.validators.append(MaxLengthValidator(LONGEST_ADDRESS, ADDRESS_EXAMPLE))
            else:
                # Shown in clear, a password must not go to a spelling service.
                field.widget.attrs |= {"spellcheck": "false", "autocapitalize": "none"}
        if "password1" in self.fields:
            self.fields["password1"].help_text = PASSWORD_HELP


class LoginForm(InOurWords, allauth_forms.LoginForm):
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ReauthenticateForm(InOurWords, allauth_forms.ReauthenticateForm):
    """The password again, before something that matters."""


class ChangePasswordForm(InOurWords, allauth_forms.ChangePasswordForm):
    """The old password and the new one."""


class SetPasswordForm(InOurWords, allauth_forms.SetPasswordForm):
    """A first password, for somebody whose account was made without."""


class ResetPasswordForm(InOurWords, allauth_forms.ResetPasswordForm):
    """The address to send the link to."""


class ResetPasswordKeyForm(InOurWords, allauth_forms.ResetPasswordKeyForm):
    """The new password, behind the link."""


class SignupForm(InOurWords, allauth_forms.SignupForm):
    """Name, address and password; the time zone comes from the browser."""

    display_name = forms.CharField(
        label="Name",
        help_text="Members of your groups can see it. A nickname is fine.",
        error_messages={"required": "Enter a name; a nickname is fine."},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    time_zone = forms.CharField(
        required=False, initial="UTC", widget=forms.HiddenInput(attrs={"data-browser-zone": True})
    )
    field_order = ("display_name", "email", "password1", "time_zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = "Password"

    def clean_display_name(self) -> str:
        return cleaned_name(self.cleaned_data["display_name"])

    def clean_time_zone(self) -> str:
        """Nobody typed it, so a name we do not know is no error."""
        zone = self.cleaned_data["time_zone"]
        return zone if zone in zones.zone_names() else "UTC"

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if password := data.get("password1"):
            try:
                validate_password(
                    password, User(email=data.get("email", ""), display_name=data.get("display_name", ""))
                )
            except ValidationError as error:
                self.add_error("password1", error)
        # Known and unknown addresses alike, and only what would go through: mistakes cost nothing.
        if not self.errors and not ratelimit.consume(context.request, action="signed_up"):
            raise ValidationError(
                "Too many people have signed up from this network within the hour. Wait a while, then send this again."
            )
        return data

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Makes the account; for somebody who has one it takes as long, and a doubled request finds the first one's."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        try:
            saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
        except IntegrityError:
            messages.info(request, "You have just signed up with this address. Sign in to go on.")
            return None, redirect("account_login")
        return saved


class ChangeEmailForm(InOurWords, allauth_forms.AddEmailForm):
    """A new address. With mail it counts once the link sent to it is used, and the old one stays until then."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "New e-mail address"
        self.fields["email"].error_messages["required"] = "Enter the new address."

    def clean_email(self) -> str:
        """Without mail the change is immediate, so a taken address has to be refused here."""
        email: str = super().clean_email()
        if not is_confirmed_by_mail() and User.objects.filter(email=email).exists():
            raise get_adapter().validation_error("email_taken")
        return email

    def save(self, request: HttpRequest) -> EmailAddress:
        email = self.cleaned_data["email"]
        if not is_confirmed_by_mail():
            messages.success(request, f"Your e-mail address is now {email}.")
            return actions.change_email_at_once(user=self.user, email=email)
        address = actions.propose_email(user=self.user, email=email)
        address.send_confirmation(request)
        get_adapter().add_message(
            request, messages.INFO, "account/messages/email_confirmation_sent.txt", {"email": email}
        )
        return address


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """How one is called and likes to study."""

    time_zone = forms.ChoiceField(
        help_text="Your days begin at midnight there. Times on this site are shown on its clock.",
        choices=zones.zone_choices,
        error_messages={"invalid_choice": "Choose a time zone from the list.", "required": "Choose a time zone."},
    )

    class Meta:
        model = User
        fields = actions.SETTINGS
        labels: ClassVar[dict[str, str]] = {
            "display_name": "Name",
            "daily_cap": "Reviews a day",
            "extra_time": "Extra time",
            "has_shortcuts": "Keyboard shortcuts",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "display_name": "Members of your groups see it, unless you are listed there under an alias.",
            "exam_on": "Reviews are spaced so that you know most on that day. Leave it empty if you have none yet.",
            "daily_cap": "At most this many due questions are offered a day, from 5 to 200. What is left waits.",
            "extra_time": "Added wherever a clock runs. Practice and reviews have none.",
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "display_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "exam_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "daily_cap": forms.NumberInput(attrs={"inputmode": "numeric"}),
        }
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            "display_name": {
                "required": "Enter a name; a nickname is fine.",
                "max_length": "A name has at most 64 characters.",
            },
            "exam_on": {"invalid": "Enter the date like this: 2027-03-31."},
            "daily_cap": {
                "required": "Enter a number from 5 to 200.",
                "invalid": "Enter a number from 5 to 200.",
                "min_value": "At least 5 reviews a day, else they pile up.",
                "max_value": "At most 200 reviews a day.",
            },
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A zone kept from before that the system does not list any more stays until another is chosen.
        current = self.instance.time_zone
        if current not in zones.zone_names():
            choices = [(current, current), *zones.zone_choices()]
            self.fields["time_zone"].choices = choices  # type: ignore[attr-defined]

    def clean_display_name(self) -> str:
        return cleaned_name(self.cleaned_data["display_name"])

    def clean_exam_on(self) -> dt.date | None:
        """A date that has passed may stay, but not be entered."""
        exam_on: dt.date | None = self.cleaned_data["exam_on"]
        if exam_on and "exam_on" in self.changed_data and exam_on < self.instance.local_day():
            raise ValidationError("This day has passed. Enter a later one, or leave it empty.")
        return exam_on


class DeleteAccountForm(forms.Form):
    """The password, typed to delete the account."""

    password = forms.CharField(
        strip=False,
        label="Your password",
        error_messages={"required": "Enter your password to delete the account."},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Counts a wrong one as a failed sign-in, so that it can be tried as rarely."""
        password: str = self.cleaned_data["password"]
        if not get_adapter().reauthenticate(self.user, password):
            raise ValidationError("This is not your password.")
        return password

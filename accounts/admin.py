"""People at the desk: for administrators alone, found by their address, given their rights, helped with their password."""

from typing import TYPE_CHECKING, Any, ClassVar

import allauth.account.admin  # registers the list of addresses, which is taken off below
from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ManyToManyField, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join

from accounts import actions, zones
from accounts.forms import cleaned_name
from accounts.models import User

if TYPE_CHECKING:
    UserModelForm = forms.ModelForm[User]
    StockUserAdmin = DjangoUserAdmin[User]
    CreationForm = AdminUserCreationForm[User]
else:
    UserModelForm = forms.ModelForm
    StockUserAdmin = DjangoUserAdmin
    CreationForm = AdminUserCreationForm

RIGHTS = ("is_active", "is_staff", "is_superuser")


def free_address(email: str, person: User) -> str:
    """An address in small letters; refused when somebody else has it."""
    if User.objects.filter(email__iexact=email).exclude(pk=person.pk).exists():
        raise ValidationError("Somebody else has this address.")
    return email.lower()


class PersonForm(UserModelForm):
    """A person's address, settings and rights; the password has a page of its own."""

    # Set by the page to whoever is filling the form in.
    editor: ClassVar[User]

    class Meta:
        model = User
        fields = (
            "email",
            "display_name",
            "time_zone",
            "exam_on",
            "daily_cap",
            "extra_time",
            "has_shortcuts",
            *RIGHTS,
            "groups",
        )

    def clean_email(self) -> str:
        return free_address(self.cleaned_data["email"], self.instance)

    def clean_display_name(self) -> str:
        return cleaned_name(self.cleaned_data["display_name"])

    def clean_time_zone(self) -> str:
        zone: str = self.cleaned_data["time_zone"]
        if zone not in zones.zone_names():
            raise ValidationError("There is no such time zone. Write one like Europe/Berlin.")
        return zone

    def clean(self) -> dict[str, Any]:
        """Keeps administrators from shutting themselves out."""
        cleaned = super().clean() or {}
        if self.instance.pk == self.editor.pk:
            for name in RIGHTS:
                if not cleaned.get(name):
                    self.add_error(name, "You cannot take this from yourself. Ask another administrator.")
        return cleaned


class NewPersonForm(CreationForm):
    """A new person: address, name, and a password unless they are to choose it themselves by mail."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choice = self.fields["usable_password"]
        choice.label, choice.help_text = "How they sign in", ""
        choice.choices = (  # type: ignore[attr-defined]
            ("true", "With the password below"),
            ("false", "With one they choose themselves: “Forgotten your password?” mails them the way"),
        )

    class Meta:
        model = User
        fields = ("email", "display_name")

    def clean_email(self) -> str:
        return free_address(self.cleaned_data["email"], self.instance)

    def clean_display_name(self) -> str:
        return cleaned_name(self.cleaned_data["display_name"])


@admin.register(User)
class UserAdmin(StockUserAdmin):
    """The list of people; whatever permission somebody was given, only a superuser comes in."""

    form = PersonForm
    add_form = NewPersonForm
    list_display = ("display_name", "email", "is_active", "is_staff", "is_superuser", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser", "groups")
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("email", "display_name")
    ordering = ("display_name", "email")
    filter_horizontal = ()
    formfield_overrides: ClassVar[dict[Any, Any]] = {ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
    actions = ("mark_address_confirmed",)
    readonly_fields = ("last_login", "date_joined", "addresses")
    fieldsets = (
        (None, {"fields": ("email", "display_name", "addresses")}),
        ("How they study", {"fields": ("time_zone", "exam_on", "daily_cap", "extra_time", "has_shortcuts")}),
        ("What they may do", {"fields": (*RIGHTS, "groups")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "display_name", "usable_password", "password1", "password2")}),)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return bool(request.user.is_superuser)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Allows everybody but oneself, one at a time."""
        return bool(request.user.is_superuser) and obj != request.user

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Answers before looking, so that nobody learns which people there are."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.editor = request.user  # type: ignore[attr-defined]
        return form

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Says what goes in a sentence: a list of every answer would run to thousands of lines."""
        lines = [f"{person}, with everything they have answered and their places in groups" for person in objs]
        return lines, {"people": len(lines)}, set(), []

    @admin.display(description="addresses")
    def addresses(self, person: User) -> str:
        rows = EmailAddress.objects.filter(user=person).order_by("-primary", "email")
        return (
            format_html_join(
                ", ", "{} ({})", ((row.email, "confirmed" if row.verified else "not confirmed") for row in rows)
            )
            or "none beside the one above"
        )

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Saves a person; a new name reaches their groups, a new address replaces all the old ones."""
        if change and "display_name" in form.changed_data:
            actions.change_settings(user=obj, display_name=obj.display_name)
        super().save_model(request, obj, form, change)
        if not change or "email" in form.changed_data:
            actions.change_email_at_once(user=obj, email=obj.email)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        actions.delete_account(user=obj)

    @admin.action(description="Mark the address as confirmed")
    def mark_address_confirmed(self, request: HttpRequest, queryset: "QuerySet[User]") -> None:
        """For people whose mail does not arrive."""
        people = list(queryset)
        for person in people:
            EmailAddress.objects.update_or_create(
                user=person, email=person.email, defaults={"verified": True, "primary": True}
            )
            self.log_change(request, person, "Address confirmed by hand.")
        self.message_user(request, f"Confirmed: {', '.join(person.email for person in people)}.")


# One place for a person's addresses is enough, and what a role may do is written in studyhub/roles.py, not here.
admin.site.unregister((allauth.account.admin.EmailAddress, Group))

"""Groups at the desk, for administrators: settings and members as the site itself would change them, numbers to be read."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.zones import zone_names
from groups import actions
from groups.models import Membership, Standing, StudyGroup
from services.admin import DeskAdmin, ReadOnlyAdmin, rows_of

if TYPE_CHECKING:
    GroupModelForm = forms.ModelForm[StudyGroup]
    MemberModelForm = forms.ModelForm[Membership]
else:
    GroupModelForm = MemberModelForm = forms.ModelForm

MILLION = 1_000_000


class GroupForm(GroupModelForm):
    class Meta:
        model = StudyGroup
        fields = ("name", "time_zone", "exam_on", "services")

    def clean_time_zone(self) -> str:
        zone: str = self.cleaned_data["time_zone"]
        if zone not in zone_names():
            raise ValidationError("There is no such time zone. Write one like Europe/Berlin.")
        return zone


class MembershipForm(MemberModelForm):
    class Meta:
        model = Membership
        fields = ("role", "visibility", "shown_name")
        help_texts: ClassVar[dict[str, Any]] = {"shown_name": "An alias; otherwise the person's own name is taken."}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "shown_name" in self.fields:
            self.fields["shown_name"].required = False

    def clean(self) -> dict[str, Any]:
        """Refuses what the group itself would refuse."""
        cleaned = super().clean() or {}
        member = self.instance
        if "role" in cleaned and is_only_owner(member) and cleaned["role"] != Membership.Role.OWNER:
            self.add_error("role", "A group needs an owner. Make somebody else an owner first.")
        if "visibility" in cleaned:
            try:
                cleaned["shown_name"] = actions.choose_shown_name(
                    group=member.group,
                    user=member.user,
                    visibility=cleaned["visibility"],
                    shown_name=cleaned.get("shown_name", ""),
                    member=member,
                )
            except actions.GroupRefused as refusal:
                self.add_error(refusal.field, str(refusal))
        return cleaned


def is_only_owner(member: Membership) -> bool:
    """Whether a group would be without an owner if this member were none."""
    return member.is_owner and actions.count_owners(member.group) == 1


@admin.register(StudyGroup)
class StudyGroupAdmin(DeskAdmin):
    """A group is made on the site, by its first owner; here its settings can be put right."""

    form = GroupForm
    list_display = ("name", "member_count", "exam_on", "time_zone", "created_at")
    search_fields = ("name", "slug")
    list_filter = ("is_demo",)
    autocomplete_fields = ("services",)
    fields = ("name", "time_zone", "exam_on", "services", "members")
    readonly_fields = ("members",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Says what goes in a sentence; what its members have answered stays theirs."""
        return (
            [f"{group}, with its memberships, invitations and numbers" for group in objs],
            {"groups": len(objs)},
            set(),
            [],
        )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(members_in_it=rows_of(Membership, "group"))

    @admin.display(description="members")
    def members(self, group: StudyGroup) -> SafeString:
        rows = (
            (reverse("admin:groups_membership_change", args=[member.pk]), member, member.get_role_display().lower())
            for member in group.memberships.all()
        )
        return format_html_join(", ", '<a href="{}">{}</a> ({})', rows)

    @admin.display(description="members", ordering="members_in_it")
    def member_count(self, group: Any) -> int:
        return int(group.members_in_it)

    def save_model(self, request: HttpRequest, obj: StudyGroup, form: Any, change: bool) -> None:
        """Changes the settings as an owner would, so that the numbers are made anew for them."""
        actions.change_group(
            group=obj,
            name=obj.name,
            time_zone=obj.time_zone,
            exam_on=obj.exam_on,
            services=form.cleaned_data["services"],
            now=timezone.now(),
        )


@admin.register(Membership)
class MembershipAdmin(DeskAdmin):
    """A member's role and name; people come in by invitation, never from here."""

    form = MembershipForm
    list_display = ("shown_name", "group", "user", "role", "visibility", "joined_at")
    list_select_related = ("group", "user")
    list_filter = ("role", "visibility")
    search_fields = ("shown_name", "group__name", "user__email", "user__display_name")
    ordering = ("group__name", "joined_at")
    fields = ("group", "user", "role", "visibility", "shown_name", "joined_at", "standing_link")
    readonly_fields = ("group", "user", "joined_at", "standing_link")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Lets the only owner of others go nowhere."""
        if obj is not None and is_only_owner(obj) and obj.group.memberships.count() > 1:
            return False
        return super().has_delete_permission(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        return [f"{member} in {member.group}, with their number" for member in objs], {"members": len(objs)}, set(), []

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("group", "user", "standing")

    @admin.display(description="standing")
    def standing_link(self, member: Membership) -> SafeString | str:
        standing = getattr(member, "standing", None)
        if standing is None:
            return "none yet"
        address = reverse("admin:groups_standing_change", args=[standing.pk])
        return format_html('<a href="{}">{} items</a>', address, f"{standing.points / MILLION:.1f}")

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        actions.change_role(membership=Membership.objects.get(pk=obj.pk), role=obj.role)
        actions.change_visibility(
            membership=Membership.objects.select_related("user").get(pk=obj.pk),
            visibility=obj.visibility,
            shown_name=obj.shown_name,
        )

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        actions.leave(membership=obj)


@admin.register(Standing)
class StandingAdmin(ReadOnlyAdmin):
    """The kept numbers. They follow from answers: `manage.py rebuild` makes them anew, nobody sets them."""

    list_display = ("member", "group", "items", "at_opening", "counted_items", "week_opens_at")
    list_select_related = ("membership__group",)
    search_fields = ("membership__shown_name", "membership__group__name")
    ordering = ("membership__group__name", "-points")
    fields = ("member", "group", "items", "at_opening", "counted_items", "week_opens_at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("membership__group")

    @admin.display(description="member", ordering="membership__shown_name")
    def member(self, standing: Standing) -> str:
        return standing.membership.shown_name

    @admin.display(description="group", ordering="membership__group__name")
    def group(self, standing: Standing) -> str:
        return standing.membership.group.name

    @admin.display(description="items now", ordering="points")
    def items(self, standing: Standing) -> str:
        return f"{standing.points / MILLION:.2f}"

    @admin.display(description="items when the week opened", ordering="opening_points")
    def at_opening(self, standing: Standing) -> str:
        return f"{standing.opening_points / MILLION:.2f}"

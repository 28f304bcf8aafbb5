"""Who is in a group, in which role, and how oneself is listed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import PersonRequest
from groups import actions
from groups.forms import ListingForm, RoleForm
from groups.models import Membership
from groups.views.access import membership_for, page_of

OWNER = Membership.Role.OWNER
ORDER = {role: rank for rank, role in enumerate(Membership.Role.values)}


@require_safe
def group_members(request: PersonRequest, slug: str) -> HttpResponse:
    """All members under their shown names, owners and coaches first."""
    membership = membership_for(request, slug)
    members = sorted(
        membership.group.memberships.all(), key=lambda member: (ORDER[member.role], member.shown_name.casefold())
    )
    return render(request, "groups/group_members.html", page_of(membership, "members", members=members))


@require_http_methods(["GET", "HEAD", "POST"])
def group_member(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """One other member, for the owner: their role, and the way to take them out."""
    membership = membership_for(request, slug, OWNER)
    member = get_object_or_404(membership.group.memberships.exclude(pk=membership.pk), pk=pk)
    form = RoleForm(request.POST or None, initial={"role": member.role})
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.change_role(membership=member, role=form.cleaned_data["role"])
        except actions.GroupRefused as refusal:
            form.refuse(refusal)
        else:
            role = changed.get_role_display().lower()
            messages.success(request, f"{changed.shown_name} is {'an' if role == 'owner' else 'a'} {role} now.")
            return redirect("groups:group_members", slug)
    return render(request, "groups/group_member.html", page_of(membership, "members", member=member, form=form))


@require_POST
def remove_member(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Takes another member out of the group."""
    membership = membership_for(request, slug, OWNER)
    member = get_object_or_404(membership.group.memberships.exclude(pk=membership.pk), pk=pk)
    try:
        actions.remove_member(membership=member, now=timezone.now())
    except actions.GroupRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{member.shown_name} is out of the group. Open invitation links were ended too.")
    return redirect("groups:group_members", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def my_membership(request: PersonRequest, slug: str) -> HttpResponse:
    """How one is listed, one's role if one owns the group, and the way out."""
    membership = membership_for(request, slug)
    initial = {
        "visibility": membership.visibility,
        "shown_name": membership.shown_name if membership.is_alias else "",
    }
    form = ListingForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_visibility(membership=membership, **form.cleaned_data)
        except actions.GroupRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Saved. The board shows it already.")
            return redirect(membership.group)
    others = list(membership.group.memberships.exclude(pk=membership.pk))
    must_hand_over = membership.is_owner and others and not any(other.is_owner for other in others)
    context = page_of(membership, "me", form=form, is_alone=not others, must_hand_over=must_hand_over)
    return render(request, "groups/my_membership.html", context)


@require_POST
def step_down(request: PersonRequest, slug: str) -> HttpResponse:
    """Makes an owner a member again; the group keeps at least one owner."""
    membership = membership_for(request, slug, OWNER)
    try:
        actions.change_role(membership=membership, role=Membership.Role.MEMBER)
    except actions.GroupRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "You are a member now; the other owners run the group.")
    return redirect("groups:my_membership", slug)


@require_POST
def leave_group(request: PersonRequest, slug: str) -> HttpResponse:
    """Takes oneself out of the group, and one's row off the board."""
    membership = membership_for(request, slug)
    try:
        actions.leave(membership=membership)
    except actions.GroupRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("groups:my_membership", slug)
    messages.success(request, f"You have left {membership.group.name}. Your answers and your memory are yours still.")
    return redirect("groups:group_list")

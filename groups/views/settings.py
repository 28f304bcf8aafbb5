"""Making a group, and changing what it is."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.requests import PersonRequest
from groups import actions
from groups.forms import CreateForm, GroupForm
from groups.models import Membership
from groups.views.access import membership_for, page_of
from services.models import Service


@require_http_methods(["GET", "HEAD", "POST"])
def group_create(request: PersonRequest) -> HttpResponse:
    """A new group, proposed on one's own clock, for one's own exam and all services."""
    user, now = request.user, timezone.now()
    exam_on = user.exam_on if user.exam_on and user.exam_on >= user.local_day(now) else None
    initial = {"time_zone": user.time_zone, "exam_on": exam_on, "services": Service.objects.all()}
    form = CreateForm(request.POST or None, user=user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            group = actions.create_group(user=user, now=now, **form.cleaned_data)
        except actions.GroupRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{group.name} is ready. Invite the others with a link.")
            return redirect("groups:group_invite", group.slug)
    return render(request, "groups/group_create.html", {"form": form, "section": "groups"})


@require_http_methods(["GET", "HEAD", "POST"])
def group_settings(request: PersonRequest, slug: str) -> HttpResponse:
    """The group's name, exam, clock and services, for its owner."""
    membership = membership_for(request, slug, Membership.Role.OWNER)
    group = membership.group
    initial = {name: getattr(group, name) for name in ("name", "exam_on", "time_zone")}
    initial["services"] = group.services.all()
    form = GroupForm(request.POST or None, group=group, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.change_group(group=group, now=timezone.now(), **form.cleaned_data)
        messages.success(request, "Saved. All scores were computed anew.")
        return redirect(group)
    return render(request, "groups/group_settings.html", page_of(membership, "settings", form=form))

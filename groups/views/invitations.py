"""The way into a group: making links, and opening one."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import PersonRequest
from groups import actions
from groups.forms import InviteForm, ListingForm
from groups.models import Membership
from groups.views.access import membership_for, page_of
from studyhub.htmx import render_part

OWNER, COACH = Membership.Role.OWNER, Membership.Role.COACH


@require_http_methods(["GET", "HEAD", "POST"])
def group_invite(request: PersonRequest, slug: str) -> HttpResponse:
    """Makes a link, shown once, and lists those there are.

    The link is in the answer to the POST itself: it is kept nowhere, so there is nothing to redirect to.
    """
    membership = membership_for(request, slug, OWNER, COACH)
    group, now = membership.group, timezone.now()
    form, link = InviteForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _, token = actions.invite(group=group, by=request.user, now=now, **form.cleaned_data)
            link = request.build_absolute_uri(reverse("groups:invitation", args=[token]))
        except actions.GroupRefused as refusal:
            form.refuse(refusal)
    rows = [(row, row.state(now)) for row in group.invitations.with_maker()[:50]]
    context = page_of(membership, "invite", form=form, link=link, rows=rows)
    return render_part(request, "groups/group_invite.html", context, parts={"invitations": "invitations"})


@require_POST
def revoke_invitation(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """Ends an invitation."""
    membership = membership_for(request, slug, OWNER, COACH)
    invitation = get_object_or_404(membership.group.invitations, pk=pk)
    actions.revoke_invitation(invitation=invitation, now=timezone.now())
    messages.success(request, "The link does not let anybody in any more.")
    return redirect("groups:group_invite", slug)


def keep_token_private(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Sends no address with a token in it onwards.

    The origin alone still goes out: with `no-referrer` browsers post `Origin: null`, which the CSRF check must refuse.
    """

    @wraps(view)
    def wrapped(request: PersonRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response["Referrer-Policy"] = "strict-origin"
        return response

    return wrapped


@login_not_required
@never_cache
@keep_token_private
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: PersonRequest, token: str) -> HttpResponse:
    """Where a link leads: to signing in first, then to joining with an explicit choice of how to be listed."""
    if not request.user.is_authenticated:
        return render(request, "groups/invitation_visitor.html", {"query": urlencode({"next": request.path})})
    now = timezone.now()
    if already := actions.membership_behind(token, request.user):
        return redirect(already.group)
    try:
        group = actions.usable_invitation(token, now).group
    except actions.GroupRefused as refusal:
        return render(request, "groups/invitation_dead.html", {"problem": refusal, "section": "groups"}, status=404)
    form = ListingForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            joined = actions.join(token=token, user=request.user, now=now, **form.cleaned_data)
        except actions.GroupRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"You are in {joined.group.name} now.")
            return redirect(joined.group)
    return render(request, "groups/invitation.html", {"group": group, "form": form, "section": "groups"})

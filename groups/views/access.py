"""Who may see what of a group: every view begins here."""

from typing import Any

from django.shortcuts import get_object_or_404

from accounts.requests import PersonRequest
from groups.models import Membership


def membership_for(request: PersonRequest, slug: str, *roles: str) -> Membership:
    """The reader's membership, in one of these roles if any are named; 404 for everybody else, as for no group."""
    memberships = request.user.memberships.select_related("group")
    if roles:
        memberships = memberships.filter(role__in=roles)
    return get_object_or_404(memberships, group__slug=slug)


def page_of(membership: Membership, tab: str, **context: Any) -> dict[str, Any]:
    """What every page of a group shows: the group, the reader's part in it, the tab that is open."""
    return {"group": membership.group, "membership": membership, "tab": tab, "section": "groups", **context}

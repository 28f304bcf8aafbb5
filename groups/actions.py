"""What can be done with groups and their members: one verb each, in one transaction each.

Each locks the group's row first (and before it the row of whoever joins), so that limits and "at least one owner" hold when
two do it at once.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from accounts.models import User
from accounts.names import MAX_NAME_LENGTH, clean_name, folded
from groups import standings
from groups.models import Invitation, Membership, StudyGroup, group_slug
from services.models import Service

MOST_GROUPS = 20
MOST_INVITATIONS_A_DAY = 20
DEAD_INVITATION = "This invitation does not work any more. Ask whoever sent it for a new link."


class GroupRefused(Exception):
    """Why it cannot be done, in a sentence for the person; `field` names the form field it belongs to, if any."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


def token_digest(token: str) -> str:
    """What is kept of an invitation's token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def create_group(
    *,
    user: User,
    name: str,
    time_zone: str,
    exam_on: dt.date | None,
    services: Iterable[Service],
    visibility: str,
    shown_name: str,
    now: dt.datetime,
) -> StudyGroup:
    """Makes a group with its first owner."""
    check_number_of_groups(user)
    group = StudyGroup.objects.create(
        slug=group_slug(name), name=name, time_zone=time_zone, exam_on=exam_on, created_at=now
    )
    group.services.set(services)
    add_member(group=group, user=user, visibility=visibility, shown_name=shown_name, now=now, role="owner")
    return standings.refresh(group, now)


def check_number_of_groups(user: User) -> None:
    """Locks the person's row and refuses one group too many."""
    User.objects.select_for_update().get(pk=user.pk)
    if user.memberships.count() >= MOST_GROUPS:
        raise GroupRefused(f"You are in {MOST_GROUPS} groups already. Leave one first.")


@transaction.atomic
def change_group(
    *,
    group: StudyGroup,
    name: str,
    time_zone: str,
    exam_on: dt.date | None,
    services: Iterable[Service],
    now: dt.datetime,
) -> StudyGroup:
    """Changes a group's settings and computes its numbers anew for them."""
    locked = StudyGroup.objects.select_for_update().get(pk=group.pk)
    locked.name, locked.time_zone, locked.exam_on = name, time_zone, exam_on
    locked.save(update_fields=["name", "time_zone", "exam_on"])
    locked.services.set(services)
    return standings.refresh(locked, now, force=True)


def fold(name: str) -> str:
    """The form in which two shown names are compared; cut to the column, as some letters fold to many."""
    return folded(name)[:MAX_NAME_LENGTH]


def choose_shown_name(
    *, group: StudyGroup, user: User, visibility: str, shown_name: str, member: Membership | None = None
) -> str:
    """The name a member is listed under; refuses one that readers would take for another member's."""
    raw = shown_name if visibility == Membership.Visibility.ALIAS else user.display_name
    field = "shown_name" if visibility == Membership.Visibility.ALIAS else "visibility"
    try:
        name = clean_name(raw)
    except ValueError as error:
        raise GroupRefused(str(error), field) from None
    others = group.memberships.exclude(pk=member.pk) if member else group.memberships.all()
    if others.filter(folded_name=fold(name)).exists():
        if visibility == Membership.Visibility.ALIAS:
            raise GroupRefused("Another member is listed under a name like this. Choose another alias.", field)
        if visibility == Membership.Visibility.NAME:
            raise GroupRefused("Another member is listed under a name like yours. Choose an alias instead.", field)
        return f"{name[:58]} {secrets.token_hex(2)}"
    return name


def add_member(
    *,
    group: StudyGroup,
    user: User,
    visibility: str,
    shown_name: str,
    now: dt.datetime,
    role: str = "member",
    invited_by: User | None = None,
) -> Membership:
    """Adds one person; call it with the rows of the person and the group locked."""
    name = choose_shown_name(group=group, user=user, visibility=visibility, shown_name=shown_name)
    membership = Membership.objects.create(
        group=group,
        user=user,
        role=role,
        visibility=visibility,
        shown_name=name,
        folded_name=fold(name),
        joined_at=now,
        invited_by=invited_by,
    )
    standings.rebuild_members(group, [membership], now)
    return membership


@transaction.atomic
def invite(*, group: StudyGroup, by: User, days: int, max_uses: int, now: dt.datetime) -> tuple[Invitation, str]:
    """Makes an invitation; returns it with its token, which is not kept and cannot be shown again."""
    StudyGroup.objects.select_for_update().get(pk=group.pk)
    if group.invitations.filter(created_at__gt=now - dt.timedelta(days=1)).count() >= MOST_INVITATIONS_A_DAY:
        raise GroupRefused(f"{MOST_INVITATIONS_A_DAY} links were made within a day. Send one that is open, or wait.")
    token = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        group=group,
        token_digest=token_digest(token),
        created_by=by,
        created_at=now,
        expires_at=now + dt.timedelta(days=days),
        max_uses=max_uses,
    )
    return invitation, token


def revoke_invitation(*, invitation: Invitation, now: dt.datetime) -> None:
    """Ends an invitation at once."""
    Invitation.objects.filter(pk=invitation.pk, revoked_at=None).update(revoked_at=now)


def usable_invitation(token: str, now: dt.datetime) -> Invitation:
    """The invitation behind a link; the same refusal whether it never was, expired, was revoked or is used up."""
    usable = Invitation.objects.usable(now).select_related("group", "created_by")
    invitation = usable.filter(token_digest=token_digest(token)).first()
    if invitation is None:
        raise GroupRefused(DEAD_INVITATION)
    return invitation


def membership_behind(token: str, user: User) -> Membership | None:
    """The membership of somebody who opens a link, working or not, into a group they are in already."""
    memberships = user.memberships.filter(group__invitations__token_digest=token_digest(token))
    return memberships.select_related("group").first()


@transaction.atomic
def join(*, token: str, user: User, visibility: str, shown_name: str, now: dt.datetime) -> Membership:
    """Redeems an invitation once for one person; joining again returns the membership there is."""
    if already := membership_behind(token, user):
        return already
    found = usable_invitation(token, now)
    check_number_of_groups(user)
    group = StudyGroup.objects.select_for_update().get(pk=found.group_id)
    if already := group.memberships.filter(user=user).first():
        return already
    if not Invitation.objects.usable(now).filter(pk=found.pk).update(uses=F("uses") + 1):
        raise GroupRefused(DEAD_INVITATION)
    return add_member(
        group=group,
        user=user,
        visibility=visibility,
        shown_name=shown_name,
        now=now,
        invited_by=found.created_by,
    )


def locked(membership: Membership) -> tuple[StudyGroup, Membership]:
    """The group, locked, and the membership as it is now; refuses when it is no more."""
    group = StudyGroup.objects.select_for_update().filter(pk=membership.group_id).first()
    current = group and group.memberships.select_related("user").filter(pk=membership.pk).first()
    if not group or not current:
        raise GroupRefused("This membership has just ended.")
    return group, current


@transaction.atomic
def change_visibility(*, membership: Membership, visibility: str, shown_name: str) -> Membership:
    """Changes how one is listed, at once, also in the current week."""
    group, member = locked(membership)
    name = choose_shown_name(group=group, user=member.user, visibility=visibility, shown_name=shown_name, member=member)
    member.visibility, member.shown_name, member.folded_name = visibility, name, fold(name)
    member.save(update_fields=["visibility", "shown_name", "folded_name"])
    return member


@transaction.atomic
def change_role(*, membership: Membership, role: str) -> Membership:
    """Gives a member another role; a group keeps at least one owner."""
    group, member = locked(membership)
    if member.is_owner and role != Membership.Role.OWNER and count_owners(group) == 1:
        raise GroupRefused("A group needs an owner. Make somebody else an owner first.")
    member.role = role
    member.save(update_fields=["role"])
    return member


@transaction.atomic
def leave(*, membership: Membership) -> None:
    """Takes a person out of a group, with their row; the last owner hands over first, unless nobody else is left."""
    group, member = locked(membership)
    others = group.memberships.exclude(pk=member.pk)
    if member.is_owner and count_owners(group) == 1 and others.exists():
        raise GroupRefused("You are the only owner. Make somebody else an owner first, then leave.")
    member.delete()


@transaction.atomic
def remove_member(*, membership: Membership, now: dt.datetime) -> None:
    """Takes somebody else out of a group, and ends its open invitations, so that they cannot come straight back."""
    group, member = locked(membership)
    if member.is_owner and count_owners(group) == 1:
        raise GroupRefused("A group needs an owner. Make somebody else an owner first.")
    member.delete()
    group.invitations.usable(now).update(revoked_at=now)


def count_owners(group: StudyGroup) -> int:
    """How many owners a group has."""
    return group.memberships.filter(role=Membership.Role.OWNER).count()


@transaction.atomic
def heal_ownership(*, group_id: int) -> None:
    """After somebody has gone: deletes an empty group, and gives one without an owner its longest-standing coach or member."""
    group = StudyGroup.objects.select_for_update().filter(pk=group_id).first()
    if group is None or count_owners(group):
        return
    coaches = group.memberships.filter(role=Membership.Role.COACH)
    heir = coaches.order_by("joined_at").first() or group.memberships.order_by("joined_at").first()
    if heir is None:
        group.delete()
    else:
        heir.role = Membership.Role.OWNER
        heir.save(update_fields=["role"])


@transaction.atomic
def follow_display_name(*, user: User) -> None:
    """Brings the names of a person's memberships up to date where that is free of clashes; keeps the old one elsewhere."""
    for membership in user.memberships.exclude(visibility=Membership.Visibility.ALIAS).order_by("group"):
        try:
            change_visibility(membership=membership, visibility=membership.visibility, shown_name="")
        except GroupRefused:
            continue

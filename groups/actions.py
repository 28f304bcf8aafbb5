"""What can be done with groups and their members: one verb each, in one transaction each."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from accounts.models import User
from accounts.names import clean_name, folded
from groups import standings
from groups.models import Invitation, Membership, StandingChange, StudyGroup, group_slug
from services.models import Service

MOST_GROUPS = 20


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
    if user.memberships.count() >= MOST_GROUPS:
        raise GroupRefused(f"You are in {MOST_GROUPS} groups already. Leave one first.")
    group = StudyGroup.objects.create(
        slug=group_slug(name), name=name, time_zone=time_zone, exam_on=exam_on, created_at=now
    )
    group.services.set(services)
    add_member(group=group, user=user, visibility=visibility, shown_name=shown_name, now=now, role="owner")
    return standings.refresh(group, now)


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
    locked.save()
    locked.services.set(services)
    return standings.refresh(locked, now, force=True)


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
    others = group.memberships.exclude(pk=member.pk if member else None)
    if others.filter(folded_name=folded(name)).exists():
        if visibility == Membership.Visibility.ALIAS:
            raise GroupRefused("Another member is listed under a name like this. Choose another alias.", field)
        if visibility == Membership.Visibility.NAME:
            raise GroupRefused("Another member is listed under a name like yours. Choose an alias instead.", field)
        return f"{name} {secrets.token_hex(2)}"
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
    """Adds one person; call it with the group's row locked."""
    name = choose_shown_name(group=group, user=user, visibility=visibility, shown_name=shown_name)
    membership = Membership.objects.create(
        group=group,
        user=user,
        role=role,
        visibility=visibility,
        shown_name=name,
        folded_name=folded(name),
        joined_at=now,
        invited_by=invited_by,
    )
    standings.rebuild_members(group, [membership], now)
    return membership


@transaction.atomic
def invite(
    *, group: StudyGroup, by: User, days: int, max_uses: int, now: dt.datetime
) -> tuple[Invitation, str]:
    """Makes an invitation; returns it with its token, which is not kept and cannot be shown again."""
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
    invitation = (
        Invitation.objects.usable(now)
        .select_related("group", "created_by")
        .filter(token_digest=token_digest(token))
        .first()
    )
    if invitation is None:
        raise GroupRefused("This invitation does not work any more. Ask whoever sent it for a new link.")
    return invitation


@transaction.atomic
def join(*, token: str, user: User, visibility: str, shown_name: str, now: dt.datetime) -> Membership:
    """Redeems an invitation once for one person; joining again returns the membership there is."""
    found = usable_invitation(token, now)
    group = StudyGroup.objects.select_for_update().get(pk=found.group_id)
    if already := group.memberships.filter(user=user).first():
        return already
    if user.memberships.count() >= MOST_GROUPS:
        raise GroupRefused(f"You are in {MOST_GROUPS} groups already. Leave one first.")
    taken = Invitation.objects.usable(now).filter(pk=found.pk).update(uses=F("uses") + 1)
    if not taken:
        raise GroupRefused("This invitation does not work any more. Ask whoever sent it for a new link.")
    return add_member(
        group=group,
        user=user,
        visibility=visibility,
        shown_name=shown_name,
        now=now,
        invited_by=found.created_by,
    )


@transaction.atomic
def change_visibility(*, membership: Membership, visibility: str, shown_name: str) -> Membership:
    """Changes how one is listed, at once, also in the current week."""
    group = StudyGroup.objects.select_for_update().get(pk=membership.group_id)
    name = choose_shown_name(
        group=group, user=membership.user, visibility=visibility, shown_name=shown_name, member=membership
    )
    membership.visibility = visibility
    membership.shown_name = name
    membership.folded_name = folded(name)
    membership.save(update_fields=["visibility", "shown_name", "folded_name"])
    return membership


@transaction.atomic
def change_role(*, membership: Membership, role: str) -> Membership:
    """Gives a member another role; a group keeps at least one owner."""
    group = StudyGroup.objects.select_for_update().get(pk=membership.group_id)
    membership.refresh_from_db()
    if membership.is_owner and role != Membership.Role.OWNER and count_owners(group) == 1:
        raise GroupRefused("A group needs an owner. Make somebody else an owner first.")
    membership.role = role
    membership.save(update_fields=["role"])
    return membership


@transaction.atomic
def leave(*, membership: Membership) -> None:
    """Takes a person out of a group, with their row; the last owner hands over first, unless nobody else is left."""
    group = StudyGroup.objects.select_for_update().get(pk=membership.group_id)
    membership.refresh_from_db()
    others = group.memberships.exclude(pk=membership.pk)
    if membership.is_owner and count_owners(group) == 1 and others.exists():
        raise GroupRefused("You are the only owner. Make somebody else an owner first, then leave.")
    membership.delete()


def count_owners(group: StudyGroup) -> int:
    """How many owners a group has."""
    return group.memberships.filter(role=Membership.Role.OWNER).count()


def heal_ownership(*, group_id: int) -> None:
    """After somebody has gone: deletes an empty group, and makes the longest-standing coach or member owner of one without."""
    group = StudyGroup.objects.filter(pk=group_id).first()
    if group is None:
        return
    if not group.memberships.exists():
        group.delete()
    elif not count_owners(group):
        heir = group.memberships.order_by("joined_at").filter(role=Membership.Role.COACH).first()
        heir = heir or group.memberships.order_by("joined_at").first()
        assert heir is not None
        heir.role = Membership.Role.OWNER
        heir.save(update_fields=["role"])


@transaction.atomic
def follow_display_name(*, user: User) -> None:
    """Brings the names of a person's memberships up to date where that is free of clashes; keeps the old one elsewhere."""
    for membership in user.memberships.exclude(visibility=Membership.Visibility.ALIAS).select_related("group", "user"):
        try:
            change_visibility(membership=membership, visibility=membership.visibility, shown_name="")
        except GroupRefused:
            continue


def ledger(membership: Membership) -> "list[StandingChange]":
    """The last changes of a member's number, newest first."""
    return list(
        membership.changes.select_related("item__question__service", "item__question__fact__note").order_by(
            "-item__graded_at", "-pk"
        )[: standings.LEDGER_LENGTH]
    )

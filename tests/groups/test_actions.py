"""What can be done with groups and their members."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import change_settings, delete_account
from groups import actions
from groups.actions import GroupRefused
from groups.models import Invitation, Membership, Standing, StudyGroup
from tests.factories import MembershipFactory, QuestionFactory, ServiceFactory, StudyGroupFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)


def member_of(group, user):
    return group.memberships.get(user=user)


def link(group, by, **changes):
    """An invitation's token, with the row changed as given."""
    invitation, token = actions.invite(group=group, by=by, days=7, max_uses=10, now=NOW)
    Invitation.objects.filter(pk=invitation.pk).update(**changes)
    return token


def join(token, user, *, visibility="name", shown_name="", now=NOW):
    return actions.join(token=token, user=user, visibility=visibility, shown_name=shown_name, now=now)


def test_create_group_makes_its_first_owner_and_their_standing(alice):
    service = ServiceFactory()
    QuestionFactory(service=service, published=True)

    group = actions.create_group(
        user=alice, name="Team", time_zone="Europe/Berlin", exam_on=None, services=[service],
        visibility="alias", shown_name="Heron", now=NOW,
    )  # fmt: skip

    owner = group.memberships.get()
    assert (owner.user, owner.role, owner.shown_name) == (alice, "owner", "Heron")
    assert (group.item_count, group.horizon_on) == (1, dt.date(2026, 12, 23))
    assert owner.standing.horizon_on == group.horizon_on


def test_one_group_too_many_is_refused(bob, group, alice):
    for _ in range(actions.MOST_GROUPS - 1):
        MembershipFactory(user=bob)
    token = link(StudyGroupFactory(), alice)

    with pytest.raises(GroupRefused, match="20 groups already"):
        join(token, bob)
    with pytest.raises(GroupRefused, match="20 groups already"):
        actions.create_group(
            user=bob, name="T", time_zone="UTC", exam_on=None, services=[], visibility="name", shown_name="", now=NOW
        )


def test_change_group_computes_all_numbers_for_the_new_horizon(group, alice):
    service = ServiceFactory()
    QuestionFactory(service=service, published=True)

    changed = actions.change_group(
        group=group,
        name="Team Cumulus",
        time_zone="Asia/Tokyo",
        exam_on=dt.date(2026, 12, 1),
        services=[service],
        now=NOW,
    )

    assert (changed.name, changed.item_count, changed.horizon_on) == ("Team Cumulus", 1, dt.date(2026, 12, 1))
    assert set(Standing.objects.values_list("horizon_on", flat=True)) == {dt.date(2026, 12, 1)}


def test_an_invitation_lets_in_and_counts(group, alice, charlie):
    token = link(group, alice)

    membership = join(token, charlie)

    assert (membership.group, membership.role, membership.shown_name) == (group, "member", "Charlie")
    assert (membership.invited_by, group.invitations.get().uses) == (alice, 1)
    assert membership.standing.points == 0


def test_a_token_has_at_least_128_bits_and_only_its_digest_is_kept(group, alice):
    token = link(group, alice)
    row = Invitation.objects.values().get()

    assert len(token) >= 22
    assert token not in str(row)
    assert row["token_digest"] == actions.token_digest(token)


@pytest.mark.parametrize(
    "changes",
    [
        {"expires_at": NOW},
        {"revoked_at": NOW - dt.timedelta(hours=1)},
        {"uses": 10},
        {"token_digest": "0" * 64},
    ],
    ids=["expired", "revoked", "used up", "unknown"],
)
def test_a_dead_invitation_is_refused_in_the_same_words(group, alice, charlie, changes):
    token = link(group, alice, **changes)

    with pytest.raises(GroupRefused) as refusal:
        join(token, charlie)

    assert str(refusal.value) == actions.DEAD_INVITATION
    assert not charlie.memberships.exists()


def test_an_invitation_works_until_the_second_it_expires(group, alice, charlie):
    token = link(group, alice, expires_at=NOW)

    assert join(token, charlie, now=NOW - dt.timedelta(seconds=1)).group == group


def test_joining_twice_is_one_membership_and_one_use(group, alice, charlie):
    token = link(group, alice)

    first = join(token, charlie)
    again = join(token, charlie, visibility="hidden")

    assert (again, again.visibility) == (first, "name")
    assert (charlie.memberships.count(), group.invitations.get().uses) == (1, 1)


def test_revoking_ends_an_invitation_at_once(group, alice, charlie):
    token = link(group, alice)

    actions.revoke_invitation(invitation=group.invitations.get(), now=NOW)

    assert group.invitations.get().state(NOW) == "revoked"
    with pytest.raises(GroupRefused):
        join(token, charlie)


def test_invitations_are_limited_by_day(group, alice):
    for _ in range(actions.MOST_INVITATIONS_A_DAY):
        link(group, alice)

    with pytest.raises(GroupRefused, match="20 links were made within a day"):
        link(group, alice)
    assert actions.invite(group=group, by=alice, days=1, max_uses=1, now=NOW + dt.timedelta(days=1))


def test_an_invitation_is_never_used_beyond_its_limit_in_the_database(group, alice):
    link(group, alice)

    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.update(uses=11)


@pytest.mark.parametrize("name", ["alice", "ALICE", "Al ice", "A.l.i.c.e", "Аlice", "Aliсe", "Allce", "Álice", "𝐀lice"])
def test_a_name_that_imitates_a_member_is_refused(group, charlie, name, alice):
    token = link(group, alice)

    with pytest.raises(GroupRefused) as refusal:
        join(token, charlie, visibility="alias", shown_name=name)

    assert (str(refusal.value), refusal.value.field) == (
        "Another member is listed under a name like this. Choose another alias.",
        "shown_name",
    )
    assert group.invitations.get().uses == 0


def test_a_namesake_is_asked_for_an_alias_or_may_hide(group, alice):
    namesake = UserFactory(display_name="Alice")
    token = link(group, alice)

    with pytest.raises(GroupRefused) as refusal:
        join(token, namesake)
    hidden = join(token, namesake, visibility="hidden")

    assert refusal.value.field == "visibility"
    assert hidden.shown_name.startswith("Alice ")
    assert hidden.shown_name != "Alice"


@pytest.mark.parametrize("alias", ["", "   ", "…", "a\u202eb", "x" * 65])
def test_an_alias_that_is_no_name_is_refused(group, charlie, alice, alias):
    with pytest.raises(GroupRefused) as refusal:
        join(link(group, alice), charlie, visibility="alias", shown_name=alias)

    assert refusal.value.field == "shown_name"


def test_a_name_whose_folded_form_is_long_fits(group, charlie, alice):
    membership = join(link(group, alice), charlie, visibility="alias", shown_name="ﷺ" * 64)

    assert len(membership.folded_name) == 64


def test_two_members_never_share_a_folded_name_in_the_database(group, alice):
    with pytest.raises(IntegrityError), transaction.atomic():
        group.memberships.update(folded_name="same")


def test_one_may_keep_ones_own_name_on_changing(group, bob):
    changed = actions.change_visibility(membership=member_of(group, bob), visibility="alias", shown_name="BOB")

    assert (changed.shown_name, changed.visibility) == ("BOB", "alias")


def test_last_owner_cannot_leave_or_step_down_but_can_hand_over(group, alice, bob):
    mine, theirs = member_of(group, alice), member_of(group, bob)

    with pytest.raises(GroupRefused, match="only owner"):
        actions.leave(membership=mine)
    with pytest.raises(GroupRefused, match="needs an owner"):
        actions.change_role(membership=mine, role="member")
    with pytest.raises(GroupRefused, match="needs an owner"):
        actions.remove_member(membership=mine, now=NOW)

    actions.change_role(membership=theirs, role="owner")
    actions.change_role(membership=mine, role="coach")
    actions.leave(membership=mine)

    assert [(member.user, member.role) for member in group.memberships.all()] == [(bob, "owner")]


def test_the_last_member_takes_the_group_along(group, alice, bob):
    actions.leave(membership=member_of(group, bob))
    actions.leave(membership=member_of(group, alice))

    assert not StudyGroup.objects.filter(pk=group.pk).exists()


def test_removing_a_member_ends_open_invitations(group, alice, bob):
    token = link(group, alice)

    actions.remove_member(membership=member_of(group, bob), now=NOW)

    with pytest.raises(GroupRefused):
        join(token, bob)
    assert not bob.memberships.exists()


def test_who_is_gone_meanwhile_cannot_be_changed(group, bob):
    membership = member_of(group, bob)
    actions.leave(membership=membership)
    membership.pk = 999_999

    for change in (
        lambda: actions.leave(membership=membership),
        lambda: actions.change_role(membership=membership, role="coach"),
        lambda: actions.change_visibility(membership=membership, visibility="hidden", shown_name=""),
    ):
        with pytest.raises(GroupRefused, match="just ended"):
            change()


def test_rejoining_brings_the_knowledge_back_but_not_the_role(group, alice, bob):
    actions.change_role(membership=member_of(group, bob), role="coach")
    actions.leave(membership=member_of(group, bob))

    assert join(link(group, alice), bob).role == "member"


def test_deleting_the_account_of_the_only_owner_hands_over_to_a_coach_then_the_oldest_member(group, alice, bob):
    coach = MembershipFactory(group=group, role="coach", now=timezone.now())

    delete_account(user=alice)
    assert Membership.objects.get(pk=coach.pk).role == "owner"

    delete_account(user=coach.user)
    assert member_of(group, bob).role == "owner"

    delete_account(user=bob)
    assert not StudyGroup.objects.filter(pk=group.pk).exists()


def test_deleting_an_account_leaves_the_invitations_it_made(group, alice, bob, charlie):
    token = link(group, alice)
    delete_account(user=alice)

    assert join(token, charlie).invited_by is None
    assert group.invitations.with_maker().get().made_by is None


def test_a_new_display_name_shows_where_it_is_free(group, bob):
    other = StudyGroupFactory()
    MembershipFactory(group=other, user=UserFactory(display_name="Robert"))
    MembershipFactory(group=other, user=bob)
    third = MembershipFactory(user=bob, visibility="alias", shown_name="Heron")

    change_settings(user=bob, display_name="Robert")

    assert member_of(group, bob).shown_name == "Robert"
    assert member_of(other, bob).shown_name == "Bob"
    third.refresh_from_db()
    assert third.shown_name == "Heron"

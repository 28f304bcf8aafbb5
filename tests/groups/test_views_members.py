"""Who is in a group, in which role, and how oneself is listed."""

import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from groups import actions
from groups.models import Membership, StudyGroup
from tests.conftest import signed_in
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(group, bob):
    return group.memberships.get(user=bob)


@pytest.fixture
def owner(group, alice):
    return group.memberships.get(user=alice)


def at(name, group, *rest):
    return reverse(f"groups:{name}", args=[group.slug, *rest])


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def role(membership):
    return Membership.objects.get(pk=membership.pk).role


def test_group_members_lists_owners_and_coaches_first(group, bob_client):
    MembershipFactory(group=group, user=UserFactory(display_name="Zoe"), role="coach")
    MembershipFactory(group=group, user=UserFactory(display_name="Aaron"), visibility="hidden")
    MembershipFactory(group=group, visibility="alias", shown_name="Heron")

    body = bob_client.get(at("group_members", group)).content.decode()

    names = re.findall(r'<th scope="row">([^<]+)', body)
    assert [name.strip() for name in names] == ["Alice", "Zoe", "Aaron", "Bob", "Heron"]
    assert "Change" not in body


@pytest.mark.parametrize("number", [1, 3])
def test_group_members_takes_four_statements_however_many(number, django_assert_num_queries):
    owner = MembershipFactory(role="owner")
    for _ in range(number - 1):
        MembershipFactory(group=owner.group)
    client = signed_in(owner.user)

    with django_assert_num_queries(4):  # session, person, membership, members
        client.get(at("group_members", owner.group))


def test_group_members_is_for_members(group, charlie_client, bob_client):
    assert charlie_client.get(at("group_members", group)).status_code == 404
    assert bob_client.post(at("group_members", group)).status_code == 405


def test_group_member_changes_a_role(group, mine, alice_client):
    response = alice_client.post(at("group_member", group, mine.pk), {"role": "coach"})

    assert (response.url, role(mine)) == (at("group_members", group), "coach")
    assert said(response) == ["Bob is a coach now."]


def test_group_member_refuses_a_role_there_is_not(group, mine, alice_client):
    response = alice_client.post(at("group_member", group, mine.pk), {"role": "admin"})

    assert response.status_code == 200
    assert b"Choose owner, coach or member." in response.content
    assert role(mine) == "member"


def test_group_member_is_for_owners_and_others_of_the_group(
    group, mine, owner, bob_client, alice_client, charlie_client
):
    other = MembershipFactory()

    assert bob_client.post(at("group_member", group, owner.pk), {"role": "member"}).status_code == 404
    assert charlie_client.get(at("group_member", group, mine.pk)).status_code == 404
    assert alice_client.get(at("group_member", group, owner.pk)).status_code == 404
    assert alice_client.get(at("group_member", group, other.pk)).status_code == 404
    assert alice_client.put(at("group_member", group, mine.pk)).status_code == 405


def test_a_coach_cannot_change_roles(group, mine, owner, bob_client):
    actions.change_role(membership=mine, role="coach")

    assert bob_client.post(at("group_member", group, mine.pk), {"role": "owner"}).status_code == 404
    assert bob_client.post(at("remove_member", group, owner.pk)).status_code == 404
    assert role(mine) == "coach"


def test_remove_member_takes_them_out(group, mine, alice_client, bob_client):
    response = alice_client.post(at("remove_member", group, mine.pk))

    assert said(response) == ["Bob is out of the group. Open invitation links were ended too."]
    assert bob_client.get(group.get_absolute_url()).status_code == 404


def test_remove_member_is_for_owners(group, mine, owner, bob_client, charlie_client, alice_client):
    assert bob_client.post(at("remove_member", group, owner.pk)).status_code == 404
    assert charlie_client.post(at("remove_member", group, mine.pk)).status_code == 404
    assert alice_client.post(at("remove_member", group, owner.pk)).status_code == 404
    assert alice_client.get(at("remove_member", group, mine.pk)).status_code == 405
    assert group.memberships.count() == 2


def test_my_membership_changes_how_one_is_listed(group, mine, bob_client):
    response = bob_client.post(at("my_membership", group), {"visibility": "hidden"})

    mine.refresh_from_db()
    assert (response.url, mine.visibility) == (group.get_absolute_url(), "hidden")


def test_my_membership_shows_what_is_chosen(group, mine, bob_client):
    actions.change_visibility(membership=mine, visibility="alias", shown_name="Heron")

    body = bob_client.get(at("my_membership", group)).content.decode()

    assert re.findall(r'value="(\w+)"[^>]* checked', body) == ["alias"]
    assert 'value="Heron"' in body
    assert "listed as “Heron”" in body


def test_my_membership_keeps_a_refused_alias_and_says_why(group, bob_client):
    response = bob_client.post(at("my_membership", group), {"visibility": "alias", "shown_name": "Alice"})

    assert response.status_code == 200
    assert b'value="Alice"' in response.content
    assert b"Choose another alias." in response.content


def test_my_membership_tells_the_only_owner_to_hand_over_first(group, alice_client, bob_client):
    body = alice_client.get(at("my_membership", group)).content.decode()

    assert "Make another member an owner first" in body
    assert at("leave_group", group) not in body
    assert at("leave_group", group) in bob_client.get(at("my_membership", group)).content.decode()


def test_my_membership_is_for_members(group, charlie_client, bob_client):
    assert charlie_client.get(at("my_membership", group)).status_code == 404
    assert charlie_client.post(at("my_membership", group), {"visibility": "name"}).status_code == 404
    assert bob_client.delete(at("my_membership", group)).status_code == 405


def test_step_down_needs_another_owner(group, mine, owner, alice_client):
    response = alice_client.post(at("step_down", group))
    assert said(response) == ["A group needs an owner. Make somebody else an owner first."]

    actions.change_role(membership=mine, role="owner")
    alice_client.post(at("step_down", group))
    assert (role(owner), role(mine)) == ("member", "owner")


def test_step_down_is_for_owners(group, bob_client, charlie_client, alice_client):
    assert bob_client.post(at("step_down", group)).status_code == 404
    assert charlie_client.post(at("step_down", group)).status_code == 404
    assert alice_client.get(at("step_down", group)).status_code == 405


def test_leave_group_takes_one_out(group, bob, bob_client):
    response = bob_client.post(at("leave_group", group))

    assert response.url == reverse("groups:group_list")
    assert not bob.memberships.exists()


def test_leave_group_refuses_the_only_owner(group, owner, alice_client):
    response = alice_client.post(at("leave_group", group))

    assert response.url == at("my_membership", group)
    assert said(response) == ["You are the only owner. Make somebody else an owner first, then leave."]
    assert role(owner) == "owner"


def test_leave_group_of_the_last_member_deletes_it(group, mine, alice_client):
    actions.leave(membership=mine)
    assert b"and delete it" in alice_client.get(at("my_membership", group)).content

    alice_client.post(at("leave_group", group))

    assert not StudyGroup.objects.filter(pk=group.pk).exists()


def test_leave_group_is_for_members(group, charlie_client, bob_client):
    assert charlie_client.post(at("leave_group", group)).status_code == 404
    assert bob_client.get(at("leave_group", group)).status_code == 405


@pytest.mark.parametrize(
    ("who", "tabs"),
    [
        ("owner", ["Exam-day knowledge", "This week", "Members", "You", "Invite", "Settings"]),
        ("coach", ["Exam-day knowledge", "This week", "Members", "You", "Invite"]),
        ("member", ["Exam-day knowledge", "This week", "Members", "You"]),
    ],
)
def test_tabs_are_by_role(group, who, tabs):
    member = MembershipFactory(group=group, role=who)

    body = signed_in(member.user).get(at("group_members", group)).content.decode()

    nav = re.search(r'<nav class="tabs".*?</nav>', body, flags=re.S)[0]
    assert re.findall(r">([^<>\n]+)</a>", nav) == tabs
    assert re.findall(r'aria-current="page">([^<]+)', nav) == ["Members"]
